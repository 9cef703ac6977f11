/** Who gets the candidate: decided by a hash, so that a caller stays on one side as long as the canary runs. */
import type { Context } from "hono";
import type { AppEnv } from "../env.ts";

/**
 * A number in [0, 1) for this subject in this rollout. The digest is in it, so that the next canary falls on others.
 * FNV-1a, finished as in MurmurHash3 so that ids that differ in one letter lie apart: spread is asked for, not secrecy.
 */
export function placeOf(digest: string, subject: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${digest} ${subject}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The header by which one key can stand for many subjects (its users): each then stays on one side by itself. */
export const subjectHeader = "x-epure-subject";

/** Longer values are no identifiers. */
const longest = 200;

/** What a request is assigned by: the key that was checked, and the header where the caller sends one. */
export function subjectOf(c: Context<AppEnv>): string {
  const header = c.req.header(subjectHeader)?.slice(0, longest);
  const { keyId } = c.get("caller");
  return header ? `${keyId} ${header}` : keyId;
}
