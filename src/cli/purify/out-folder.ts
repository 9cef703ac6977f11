/** The folder that `--out` names: never overwritten by accident, never half-written. */
import { readdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { EpureError } from "../../shared/errors.ts";
import { exists, makeFolder, unwritable } from "../files.ts";

/** @throws EpureError `file-exists` when something is there and may not be replaced */
export async function checkOut(out: string, force: boolean): Promise<void> {
  if (!(await exists(out))) return;
  const entries = await readdir(out).catch(() => null);
  const bundle = entries !== null && (entries.length === 0 || entries.includes("epure.json"));
  if (force && bundle) return;
  throw new EpureError("file-exists", {
    what: `${out} exists already.`,
    why: bundle
      ? "A bundle is never changed once it is written."
      : "It is not a bundle, so --force does not replace it.",
    fix: bundle ? "Give another --out, or --force to replace it." : "Give another --out, or move it away yourself.",
    offenders: [out],
  });
}

/** Put the finished folder in its place. The old one, if any, is removed only after the new one stands there. */
export async function moveToOut(made: string, out: string, force: boolean): Promise<void> {
  // Asked again: minutes have passed since the first time.
  await checkOut(out, force);
  const old = `${out}.epure-old`;
  try {
    await makeFolder(dirname(out));
    await rm(old, { recursive: true, force: true });
    const replaced = await exists(out);
    if (replaced) await rename(out, old);
    try {
      await rename(made, out);
    } catch (error) {
      if (replaced) await rename(old, out);
      throw error;
    }
    await rm(old, { recursive: true, force: true });
  } catch (cause) {
    if (cause instanceof EpureError) throw cause;
    throw unwritable(out, cause);
  }
}
