/** Bytes -> strict UTF-8 -> JSON -> schema, with every problem of the file named at once. */
import type { z } from "zod";
import { EpureError, type ErrorKind } from "../errors.ts";

/**
 * @param name what people call the file
 * @param kind of the error when the bytes do not fit; @param fix what to do about it
 */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  name: string,
  kind: ErrorKind = "bundle-schema",
  fix = "Build the bundle again with `epure purify`, or use the version of epure that fits it.",
): z.infer<Schema> {
  const parsed = schema.safeParse(readJson(bytes, name, kind));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(root)"}: ${issue.message}`);
  throw new EpureError(kind, {
    what: `${name} does not fit its schema: ${problems.slice(0, 10).join("; ")}.`,
    why: problems.length > 10 ? `${problems.length - 10} more problems follow.` : undefined,
    fix,
    offenders: problems,
  });
}

function readJson(bytes: Uint8Array, name: string, kind: ErrorKind): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // The parser's message would quote the file; where it broke is not worth that.
    throw new EpureError(kind, { what: `${name} is not JSON in UTF-8.` });
  }
}
