import { EpureError } from "../../shared/errors.ts";
import { type AdminTarget, call, type PublishedBundle } from "../admin-client.ts";

/** A whole digest, or the published one that begins with at least 8 of its digits. */
export async function resolveDigest(target: AdminTarget, text: string): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  if (!/^[0-9a-f]{8,63}$/.test(text)) {
    throw new EpureError("usage", {
      what: "This is not the digest of a bundle.",
      fix: "Give its 64 hexadecimal digits, or at least the first 8: `epure bundles list` shows them.",
    });
  }
  const { bundles } = await call<{ bundles: PublishedBundle[] }>(target, "GET", "/bundles");
  const matches = bundles.filter((one) => one.digest.startsWith(text));
  if (matches.length === 1) return (matches[0] as PublishedBundle).digest;
  throw new EpureError(matches.length === 0 ? "not-found" : "usage", {
    what: `${matches.length === 0 ? "No" : "More than one"} published bundle begins with ${text}.`,
    fix: "`epure bundles list` shows all.",
    offenders: matches.map((one) => one.digest),
  });
}

/** Enough of a digest for people to tell bundles apart. */
export function short(digest: string | null): string {
  return digest === null ? "nothing" : digest.slice(0, 12);
}
