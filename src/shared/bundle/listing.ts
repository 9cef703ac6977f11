/** First look at a bundle: what is there, before a byte of it is read. */
import { EpureError } from "../errors.ts";
import {
  BUNDLE_FILES,
  type BundleFile,
  FILE_LIMITS,
  OPTIONAL_FILES,
  SIGNATURE_FILE,
  SIGNATURE_LIMIT,
} from "./limits.ts";
import type { BundleEntry } from "./source.ts";

/** What is there: every required file, and which of the optional ones. */
export interface Listing {
  readonly sizes: ReadonlyMap<BundleFile, number>;
  readonly signed: boolean;
}

/**
 * @param maxWeightsBytes a host's own limit for `model.onnx.data`, where it is below the format's
 * @throws EpureError `bundle-invalid` (links, paths, unknown, double or missing files) or `bundle-limits`,
 *   naming every offender
 */
export function checkListing(entries: readonly BundleEntry[], maxWeightsBytes: number): Listing {
  const problems: string[] = [];
  const oversize: string[] = [];
  const sizes = new Map<string, number>();
  for (const { name, size, type } of entries) {
    // JSON.stringify: a name may hold anything, line breaks and escape codes included.
    const shown = JSON.stringify(name);
    const limit = limitOf(name, maxWeightsBytes);
    if (type !== "file") problems.push(`${shown} is ${type === "symlink" ? "a symbolic link" : "not a plain file"}`);
    else if (isPath(name)) problems.push(`${shown} is a path, not a plain name`);
    else if (limit === null) problems.push(`${shown} does not belong in a bundle`);
    else if (sizes.has(name)) problems.push(`${shown} is there twice`);
    else if (size > limit) oversize.push(`${shown} has ${size} bytes, the limit is ${limit}`);
    sizes.set(name, size);
  }
  for (const name of BUNDLE_FILES) if (!sizes.has(name)) problems.push(`"${name}" is missing`);
  refuse("bundle-invalid", "This is not a bundle", problems);
  refuse("bundle-limits", "The bundle is over a limit", oversize);
  return {
    sizes: new Map(
      [...BUNDLE_FILES, ...OPTIONAL_FILES].flatMap((name) => {
        const size = sizes.get(name);
        return size === undefined ? [] : [[name, size] as const];
      }),
    ),
    signed: sizes.has(SIGNATURE_FILE),
  };
}

function refuse(kind: "bundle-invalid" | "bundle-limits", title: string, offenders: readonly string[]): void {
  if (offenders.length === 0) return;
  const more = offenders.length > 20 ? `; and ${offenders.length - 20} more` : "";
  throw new EpureError(kind, {
    what: `${title}: ${offenders.slice(0, 20).join("; ")}${more}.`,
    why: "A bundle holds exactly the files that docs/bundle-format.md names, in one flat folder.",
    fix: "Take a fresh copy, or remove what does not belong.",
    offenders,
  });
}

function isPath(name: string): boolean {
  return name === "" || name === "." || name === ".." || /[/\\\0]/.test(name) || /^[A-Za-z]:/.test(name);
}

function limitOf(name: string, maxWeightsBytes: number): number | null {
  if (name === SIGNATURE_FILE) return SIGNATURE_LIMIT;
  if (!Object.hasOwn(FILE_LIMITS, name)) return null;
  const limit = FILE_LIMITS[name as BundleFile];
  return name === "model.onnx.data" ? Math.min(limit, maxWeightsBytes) : limit;
}
