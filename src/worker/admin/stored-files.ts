/** What of a bundle is in R2, told apart from what should be. R2 keeps the SHA-256 that it checked on the way in. */
import { SIGNATURE_FILE } from "../../shared/bundle/limits.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { objectKey, reached } from "../model/r2-source.ts";
import { storedStatement } from "./bundles.ts";

export interface StoredFile {
  readonly name: string;
  /** `wrong`: the object is not the one that was signed. */
  readonly state: "stored" | "missing" | "wrong";
  readonly bytes: number | null;
  /** As it was signed; null for the signature itself. */
  readonly sha256: string | null;
}

export interface StoredBundle {
  /** Key id of the signature that is stored; null: there is none. */
  readonly signed_by: string | null;
  readonly files: StoredFile[];
}

/** Every signed file and the signature. Without a signature in the store nothing else counts as stored. */
export async function storedFiles(env: Env, digest: string): Promise<StoredBundle> {
  const signature = await reached(() => env.BUNDLES.head(objectKey(digest, SIGNATURE_FILE)));
  if (signature === null) {
    return { signed_by: null, files: [{ name: SIGNATURE_FILE, state: "missing", bytes: null, sha256: null }] };
  }
  const { files, keyHint } = await storedStatement(env, digest);
  const listed = await Promise.all(
    files.map(async ({ name, sha256 }): Promise<StoredFile> => {
      const object = await reached(() => env.BUNDLES.head(objectKey(digest, name)));
      if (object === null) return { name, state: "missing", bytes: null, sha256 };
      const state = object.checksums.toJSON().sha256 === sha256 ? "stored" : "wrong";
      return { name, state, bytes: object.size, sha256 };
    }),
  );
  return {
    signed_by: keyHint,
    files: [{ name: SIGNATURE_FILE, state: "stored", bytes: signature.size, sha256: null }, ...listed],
  };
}

/** @throws EpureError `bundle-tampered` where a file is gone from the store or is another one */
export async function requireStoredFiles(env: Env, digest: string): Promise<void> {
  const bad = (await storedFiles(env, digest)).files.filter((file) => file.state !== "stored");
  if (bad.length === 0) return;
  throw new EpureError("bundle-tampered", {
    what: `The store does not hold ${digest} as it was signed: ${bad.map(({ name, state }) => `${name} is ${state}`).join(", ")}.`,
    fix: "Publish the bundle again: it sends what is missing or wrong.",
    offenders: bad.map(({ name }) => name),
  });
}
