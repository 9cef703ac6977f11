/** Files of the operator's machine: a bundle folder as a source, and writes that never leave half a file. */
import { lstat, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { BundleEntry, BundleSource } from "../shared/bundle/source.ts";
import { EpureError } from "../shared/errors.ts";

/**
 * A bundle folder. Links are listed, never followed.
 * @throws EpureError `file-missing` when there is no such folder
 */
export async function folderSource(folder: string): Promise<BundleSource> {
  const found = await lstat(folder).catch(() => null);
  if (!found?.isDirectory()) {
    throw new EpureError("file-missing", {
      what: `${folder} is ${found ? "not a folder" : "not there"}.`,
      why: "A bundle is a folder that holds epure.json, model.onnx and their companions.",
      fix: "Check the path.",
      offenders: [folder],
    });
  }
  return {
    list: () => listFolder(folder),
    read: (name) => readFile(join(folder, name)),
  };
}

async function listFolder(folder: string): Promise<BundleEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return Promise.all(
    entries.map(async (entry) => ({
      name: entry.name,
      size: (await lstat(join(folder, entry.name))).size,
      type: entry.isFile() ? ("file" as const) : entry.isSymbolicLink() ? ("symlink" as const) : ("other" as const),
    })),
  );
}

/** Read a file of the operator's. @throws EpureError `file-missing`, in words */
export async function readOperatorFile(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new EpureError("file-missing", {
      what: `The ${what} ${path} cannot be read.`,
      why: reason(cause),
      fix: "Check the path and its permissions.",
      offenders: [path],
    });
  }
}

/**
 * Write a file that must not exist yet, with these permissions from its first byte on.
 * @throws EpureError `file-exists`, `file-unwritable`
 */
export async function writeNewFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  try {
    const file = await open(path, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      throw new EpureError("file-exists", {
        what: `${path} exists already.`,
        why: "It is never overwritten: it might be the only copy.",
        fix: "Give another name, or move it away.",
        offenders: [path],
      });
    }
    throw unwritable(path, cause);
  }
}

/** Write a file beside its name, flush it, and rename: whoever looks sees the old file or the new one. */
export async function writeFileAtomically(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.writing-${process.pid}`);
  try {
    const file = await open(beside, "w", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw unwritable(path, cause);
  }
}

export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

export function unwritable(path: string, cause: unknown): EpureError {
  const full = (cause as NodeJS.ErrnoException).code === "ENOSPC";
  return new EpureError("file-unwritable", {
    what: `${path} cannot be written.`,
    why: full ? "The disk is full." : reason(cause),
    fix: full ? "Free some space and run the same command again." : "Check the path and its permissions.",
    offenders: [path],
  });
}

function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  const known: Record<string, string> = {
    ENOENT: "There is no such file or folder.",
    EACCES: "Permission is denied.",
    EISDIR: "It is a folder.",
    ENOTDIR: "A part of the path is not a folder.",
    EROFS: "The file system is read-only.",
  };
  return known[code ?? ""] ?? `The system says ${code ?? "nothing more"}.`;
}
