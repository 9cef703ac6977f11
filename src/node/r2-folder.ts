/** The part of R2's interface that the app uses, over a folder. A file appears under its name complete and checked, or not at all. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

const partial = ".partial";

/** Keys are `bundles/<digest>/<name>`; anything that could leave the folder is refused. */
function pathOf(folder: string, key: string): string {
  const parts = key.split("/");
  if (parts.some((part) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part)) || key.endsWith(partial)) {
    throw new Error("This is not a key of a bundle store.");
  }
  return join(folder, ...parts);
}

interface ListOptions {
  readonly prefix?: string;
  readonly limit?: number;
  /** The last key of the page before. */
  readonly cursor?: string;
}

/** @param folder made where it is missing */
export function folderR2(folder: string): R2Bucket {
  /** SHA-256 of what this process has stored or read once. */
  const checked = new Map<string, string>();
  const bucket = {
    async head(key: string) {
      const path = pathOf(folder, key);
      const found = await stat(path).catch(missing);
      if (!found) return null;
      const sha256 = checked.get(path) ?? (await sha256Of(path));
      checked.set(path, sha256);
      return { key, size: found.size, checksums: { toJSON: () => ({ sha256 }) } };
    },

    async get(key: string) {
      const path = pathOf(folder, key);
      const found = await stat(path).catch(missing);
      if (!found) return null;
      return {
        key,
        size: found.size,
        get body() {
          return byteStream(path);
        },
        arrayBuffer: async () => new Uint8Array(await readFile(path)).buffer,
      };
    },

    async put(key: string, value: Uint8Array | ReadableStream<Uint8Array>, options?: { readonly sha256?: string }) {
      const path = pathOf(folder, key);
      await mkdir(dirname(path), { recursive: true });
      const written = `${path}-${randomUUID()}${partial}`;
      try {
        const sha256 = await write(written, value instanceof Uint8Array ? [value] : value);
        if (options?.sha256 !== undefined && sha256 !== options.sha256)
          throw new Error("The SHA-256 checksum differs.");
        checked.set(path, sha256);
        await rename(written, path);
      } finally {
        await rm(written, { force: true });
      }
      return { key };
    },

    async delete(keys: string | readonly string[]) {
      for (const path of [keys].flat().map((key) => pathOf(folder, key))) {
        await rm(path, { force: true });
        checked.delete(path);
      }
    },

    async list({ prefix = "", limit = 1000, cursor = "" }: ListOptions = {}) {
      const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(missing);
      const objects = [];
      for (const entry of names ?? []) {
        const path = join(entry.parentPath, entry.name);
        const key = relative(folder, path).split(sep).join("/");
        if (!key.startsWith(prefix) || key <= cursor || entry.isDirectory() || key.endsWith(partial)) continue;
        const { size, mtime } = await stat(path);
        objects.push({ key, size, uploaded: mtime });
      }
      objects.sort((a, b) => (a.key < b.key ? -1 : 1));
      const page = objects.slice(0, limit);
      const truncated = objects.length > limit;
      return { objects: page, truncated, ...(truncated && { cursor: page.at(-1)?.key }), delimitedPrefixes: [] };
    },
  };
  return bucket as unknown as R2Bucket;
}

/** A byte stream, as R2's bodies are: whoever reads may bring the buffer. */
function byteStream(path: string): ReadableStream<Uint8Array> {
  let file: Promise<FileHandle> | undefined;
  const close = async () => (await file)?.close();
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: 256 * 1024,
    async pull(controller) {
      file ??= open(path, "r");
      const request = controller.byobRequest;
      const view = request?.view as Uint8Array;
      const { bytesRead } = await (await file).read(view, 0, view.byteLength, null).catch(async (failed: unknown) => {
        await close();
        throw failed;
      });
      if (bytesRead === 0) {
        await close();
        controller.close();
      }
      request?.respond(bytesRead);
    },
    cancel: close,
  }) as ReadableStream<Uint8Array>;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** @returns SHA-256 of what was written, in hex */
async function write(path: string, chunks: Iterable<Uint8Array> | ReadableStream<Uint8Array>): Promise<string> {
  const file = await open(path, "wx", 0o644);
  const hash = createHash("sha256");
  try {
    for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

function missing(error: unknown): null {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw error;
}
