/**
 * Publishing: immutable, idempotent, content-addressed. The signature comes first, so every later file is checked
 * against a signed digest while it streams, and nothing that no trusted key vouches for is ever stored.
 */
import { type BundleFile, FILE_LIMITS, SIGNATURE_FILE, SIGNATURE_LIMIT } from "../../shared/bundle/limits.ts";
import { openBundle, requireGates } from "../../shared/bundle/open.ts";
import { type SignedStatement, verifySignature } from "../../shared/bundle/signature.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { maxWeightsBytes } from "../model/limits.ts";
import { objectKey, r2Source, reached } from "../model/r2-source.ts";
import { trustedKeys } from "../model/trusted-keys.ts";
import { onlyWith, write } from "./audit.ts";

export interface PublishedBundle {
  readonly digest: string;
  readonly task: string;
  readonly bytes: number;
  readonly signed_by: string;
  readonly published_at: number;
  readonly published_by: string;
}

/** Stores `model.sig` once it has verified and its digest is the address. True where it was not there before. */
export async function putSignature(env: Env, digest: string, bytes: Uint8Array): Promise<boolean> {
  const statement = await verifySignature(bytes, await trustedKeys(env.TRUSTED_KEYS));
  if (statement.digest !== digest) {
    throw new EpureError("bundle-tampered", {
      what: `This signature is for the bundle ${statement.digest}, not for ${digest}.`,
      fix: "Publish under the digest that was signed.",
    });
  }
  const key = objectKey(digest, SIGNATURE_FILE);
  const existed = (await reached(() => env.BUNDLES.head(key))) !== null;
  // A second valid signature of the same bytes may replace the first: that is how a bundle survives a key rotation.
  await reached(() => env.BUNDLES.put(key, bytes));
  return !existed;
}

/**
 * Streams one file into R2, which refuses it unless its SHA-256 is the signed one.
 * @param size bytes that will come, from Content-Length
 * @returns true where the file was not there before
 */
export async function putFile(
  env: Env,
  digest: string,
  name: BundleFile,
  body: ReadableStream<Uint8Array>,
  size: number,
): Promise<boolean> {
  requireRoom(env, name, size);
  const { files } = await storedStatement(env, digest);
  const sha256 = files.find((file) => file.name === name)?.sha256;
  if (sha256 === undefined) {
    throw new EpureError("bundle-tampered", { what: `The signature does not cover ${name}.`, offenders: [name] });
  }
  const key = objectKey(digest, name);
  // What R2 checked on the way in is never written again; anything else under this name is replaced.
  if ((await reached(() => env.BUNDLES.head(key)))?.checksums.toJSON().sha256 === sha256) {
    await body.cancel();
    return false;
  }
  try {
    await env.BUNDLES.put(key, body.pipeThrough(new FixedLengthStream(size)), { sha256 });
  } catch (cause) {
    if (!isMismatch(cause)) {
      throw new EpureError("unavailable", { what: "The bundle store does not answer.", retryAfter: 10, cause });
    }
    throw new EpureError("bundle-tampered", {
      what: `${name} was not stored: its bytes are not the ${size} bytes that were signed.`,
      why: `SHA-256 ${sha256} was expected.`,
      fix: "Send the file again from an untouched copy of the bundle.",
      offenders: [name],
      cause,
    });
  }
  return true;
}

/** What this host takes: an isolate, or one that says more. */
function weightsLimit(env: Env): number {
  return env.HOST_LIMITS?.weightsBytes ?? maxWeightsBytes;
}

/** @throws EpureError `bundle-limits` */
function requireRoom(env: Env, name: BundleFile, size: number): void {
  const limit = name === "model.onnx.data" ? Math.min(FILE_LIMITS[name], weightsLimit(env)) : FILE_LIMITS[name];
  if (size <= limit) return;
  const outgrown = name === "model.onnx.data" && env.HOST_LIMITS === undefined;
  throw new EpureError("bundle-limits", {
    what: `${name} has ${size} bytes; the limit is ${limit}.`,
    ...(outgrown && {
      why: "An isolate has 128 MB for the weights, what the runtime makes of them, and all other models.",
      fix: "Serve this model in Node (`npm run start:node`), or purify from a smaller one.",
    }),
    offenders: [name],
  });
}

/** Verifies the whole bundle as the isolate will, then makes it visible. Idempotent. Takes note of another signature. */
export async function finish(env: Env, digest: string, who: string): Promise<PublishedBundle & { fresh: boolean }> {
  const known = await publishedBundle(env, digest);
  if (known) return { ...(await signedAgain(env, known, who)), fresh: false };
  const source = r2Source(env.BUNDLES, digest);
  const trusted = await trustedKeys(env.TRUSTED_KEYS);
  // R2 has compared the weights with their signed digest on the way in, so they are not pulled into memory again.
  const bundle = await openBundle(source, trusted, { maxWeightsBytes: weightsLimit(env), weights: "on-read" });
  if (bundle.digest !== digest) {
    throw new EpureError("bundle-tampered", { what: `The files at ${digest} are the bundle ${bundle.digest}.` });
  }
  requireGates(bundle.manifest);
  await requireStoredChecksum(env, digest, bundle.files.find((file) => file.name === "model.onnx.data")?.sha256);
  const bytes = (await source.list()).reduce((sum, entry) => sum + entry.size, 0);
  const published = {
    digest,
    task: bundle.manifest.task,
    bytes,
    signed_by: bundle.keyHint,
    published_at: Date.now(),
    published_by: who,
  };
  const written = await write(env, {
    event: {
      who,
      action: "publish",
      subject: digest,
      detail: { task: published.task, bytes, signed_by: bundle.keyHint },
    },
    condition: { sql: "NOT EXISTS (SELECT 1 FROM bundles WHERE digest = ?1)", values: [digest] },
    statements: (row) => [
      env.DB.prepare(
        `INSERT INTO bundles (digest, task, bytes, signed_by, published_at, published_by)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ${onlyWith(row)}`,
      ).bind(digest, published.task, bytes, published.signed_by, published.published_at, who),
    ],
  });
  return { ...published, fresh: written !== null };
}

/** A published bundle whose signature is another trusted key's by now: the row and the trail say so. */
async function signedAgain(env: Env, known: PublishedBundle, who: string): Promise<PublishedBundle> {
  const { digest, task, signed_by: before } = known;
  const { keyHint: now } = await storedStatement(env, digest);
  if (now === before) return known;
  await write(env, {
    event: { who, action: "sign", subject: digest, detail: { task, signed_by: now, before } },
    condition: { sql: "(SELECT signed_by FROM bundles WHERE digest = ?1) = ?2", values: [digest, before] },
    statements: (row) => [
      env.DB.prepare(`UPDATE bundles SET signed_by = ?2 WHERE digest = ?1 AND ${onlyWith(row)}`).bind(digest, now),
    ],
  });
  return { ...known, signed_by: now };
}

/** Every finished bundle, the newest first. */
export async function publishedBundles(env: Env): Promise<PublishedBundle[]> {
  const { results } = await env.DB.prepare(
    "SELECT digest, task, bytes, signed_by, published_at, published_by FROM bundles ORDER BY published_at DESC, digest",
  ).all<PublishedBundle>();
  return results;
}

/** The row of a finished bundle, or null. */
export async function publishedBundle(env: Env, digest: string): Promise<PublishedBundle | null> {
  return env.DB.prepare(
    "SELECT digest, task, bytes, signed_by, published_at, published_by FROM bundles WHERE digest = ?1",
  )
    .bind(digest)
    .first<PublishedBundle>();
}

/** The verified statement of an upload under way. */
export async function storedStatement(env: Env, digest: string): Promise<SignedStatement> {
  const object = await reached(() => env.BUNDLES.get(objectKey(digest, SIGNATURE_FILE)));
  if (object === null || object.size > SIGNATURE_LIMIT) {
    throw new EpureError("bundle-unsigned", {
      what: `There is no ${SIGNATURE_FILE} for ${digest} yet.`,
      why: "Every file is checked against the signature while it is stored.",
      fix: `Put ${SIGNATURE_FILE} first.`,
    });
  }
  return verifySignature(
    new Uint8Array(await reached(() => object.arrayBuffer())),
    await trustedKeys(env.TRUSTED_KEYS),
  );
}

/** R2 refuses a wrong SHA-256 with error 10037; the fixed-length stream refuses too few or too many bytes. */
function isMismatch(cause: unknown): boolean {
  return cause instanceof Error && /10037|checksum|FixedLengthStream/.test(cause.message);
}

async function requireStoredChecksum(env: Env, digest: string, expected: string | undefined): Promise<void> {
  const stored = await reached(() => env.BUNDLES.head(objectKey(digest, "model.onnx.data")));
  if (stored?.checksums.toJSON().sha256 === expected) return;
  throw new EpureError("bundle-tampered", {
    what: "model.onnx.data in the store is not the file that was signed.",
    offenders: ["model.onnx.data"],
  });
}
