import type { BundleSource } from "../../shared/bundle/source.ts";
import { EpureError } from "../../shared/errors.ts";

/** Where the file of a bundle lives in R2. */
export function objectKey(digest: string, name: string): string {
  return `bundles/${digest}/${name}`;
}

/** A bundle in R2. `alive` is called whenever bytes arrive, so that a slow store is not taken for a dead one. */
export function r2Source(bucket: R2Bucket, digest: string, alive: () => void = () => {}): BundleSource {
  const prefix = objectKey(digest, "");
  return {
    async list() {
      // A bundle has eleven files; anything beyond one page is refused by the listing check anyway.
      const page = await reached(() => bucket.list({ prefix, limit: 100 }));
      alive();
      return page.objects.map(({ key, size }) => ({ name: key.slice(prefix.length), size, type: "file" as const }));
    },
    async read(name) {
      const object = await reached(() => bucket.get(prefix + name));
      if (object === null) {
        throw new EpureError("bundle-invalid", {
          what: `${name} of bundle ${digest} is not in the store.`,
          offenders: [name],
        });
      }
      return readExactly(object, alive);
    },
  };
}

/**
 * Straight into one buffer of the right size: the weights must never lie in memory twice, not even as chunks that wait for
 * the collector. Each read hands the buffer over and gets it back.
 */
async function readExactly(object: R2ObjectBody, alive: () => void): Promise<Uint8Array> {
  let buffer = new ArrayBuffer(object.size);
  let at = 0;
  const reader = object.body.getReader({ mode: "byob" });
  while (at < object.size) {
    const rest = new Uint8Array(buffer, at);
    const { done, value } = await reached(() => reader.read(rest));
    if (done || value === undefined) throw outage(new Error("the object ended early"));
    buffer = value.buffer as ArrayBuffer;
    at += value.byteLength;
    alive();
  }
  await reader.cancel();
  return new Uint8Array(buffer);
}

/** Whatever R2 throws is an outage, not a verdict on the bundle: tried again soon. */
export async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw outage(cause);
  }
}

function outage(cause: unknown): EpureError {
  return new EpureError("unavailable", { what: "The bundle store does not answer.", retryAfter: 10, cause });
}
