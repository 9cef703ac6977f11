/** Building blocks that the schemas of the bundle's files share. */
import { z } from "zod";
import { LIMITS, SCHEMA_VERSIONS } from "./limits.ts";

export const schemaVersion = z
  .int()
  .min(SCHEMA_VERSIONS.min, `is older than ${SCHEMA_VERSIONS.min}, the oldest accepted: a downgrade`)
  .max(SCHEMA_VERSIONS.max, `is newer than ${SCHEMA_VERSIONS.max}, the newest this version of epure understands`);

/** Lower-case words joined by dashes: safe in an address, a file name and a log line. */
export const slug = z
  .string()
  .max(LIMITS.nameLength)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by dashes");

export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits (SHA-256)");

export const fraction = z.number().min(0).max(1);

export const interval = z.tuple([fraction, fraction]).refine(([low, high]) => low <= high, "must be [low, high]");

export const tokenId = z
  .int()
  .min(0)
  .max(LIMITS.vocabulary - 1);

/** A label as shown to people. */
export const label = z.string().min(1).max(LIMITS.nameLength);
