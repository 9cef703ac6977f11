/** What the tests in workerd share: sealed bundles, a deployment over real R2 and D1, callers with keys. */
/// <reference types="@cloudflare/vitest-plugin/types" />
import { applyD1Migrations, createExecutionContext, type D1Migration, waitOnExecutionContext } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import { inject } from "vitest";
import { generateApiKey, hashApiKey } from "../../src/shared/api-key.ts";
import { type FileDigest, sha256Hex } from "../../src/shared/bundle/digest.ts";
import { importSigningKey } from "../../src/shared/bundle/keys.ts";
import { signFiles } from "../../src/shared/bundle/signature.ts";
import { readStatement, writeStatement } from "../../src/shared/bundle/statement.ts";
import { createApp } from "../../src/worker/app.ts";
import { KeyStore } from "../../src/worker/auth/key-store.ts";
import type { Env } from "../../src/worker/env.ts";
import { GuardState } from "../../src/worker/guard/state.ts";
import { r2Loader } from "../../src/worker/model/load.ts";
import { objectKey } from "../../src/worker/model/r2-source.ts";
import { defaultTimes, ModelRegistry, type RegistryTimes } from "../../src/worker/model/registry.ts";
import { UsageMeter } from "../../src/worker/usage/meter.ts";
import type { PackedBundle } from "./global-setup.ts";

export const baseEnv = bindings as unknown as Env & { readonly MIGRATIONS: D1Migration[] };

/** A file that was changed (bytes or JSON value), or taken out (null). */
export type Changes = Record<string, ((before: Uint8Array) => Uint8Array | string) | null>;

export interface SealedBundle {
  readonly digest: string;
  readonly files: Map<string, Uint8Array>;
}

/** Unpacks a provided bundle, changes files *before* signing, signs. */
export async function seal(
  packed: PackedBundle,
  changes: Changes = {},
  privatePem: string = inject("trustedKey").privatePem,
): Promise<SealedBundle> {
  const files = new Map(Object.entries(packed).map(([name, base64]) => [name, decode(base64)]));
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) files.delete(name);
    else files.set(name, bytesOf(change(files.get(name) as Uint8Array)));
  }
  const digests: FileDigest[] = [];
  for (const [name, bytes] of files) digests.push({ name, sha256: await sha256Hex(bytes) });
  const { digest } = await readStatement(await writeStatement("test", digests));
  files.set("model.sig", await signFiles("test", digests, await importSigningKey(privatePem)));
  return { digest, files };
}

/** For `seal`: edits a JSON file. */
export function json<T>(edit: (value: T) => T): (before: Uint8Array) => string {
  return (before) => JSON.stringify(edit(JSON.parse(new TextDecoder().decode(before)) as T));
}

/** Bypasses the admin API, as an intruder with write access to R2 and D1 would. */
export async function smuggle({ digest, files }: SealedBundle, task: string): Promise<void> {
  const { objects } = await baseEnv.BUNDLES.list({ prefix: objectKey(digest, "") });
  await baseEnv.BUNDLES.delete(objects.map((object) => object.key));
  for (const [name, bytes] of files) await baseEnv.BUNDLES.put(objectKey(digest, name), bytes);
  await baseEnv.DB.batch([
    baseEnv.DB.prepare("INSERT OR IGNORE INTO bundles VALUES (?1, ?2, 1, 'nobody', 0, 'intruder')").bind(digest, task),
    baseEnv.DB.prepare(
      "INSERT INTO channels VALUES (?2, 'stable', ?1, NULL, 0) ON CONFLICT (task, channel) DO UPDATE SET digest = excluded.digest",
    ).bind(digest, task),
  ]);
}

export async function migrate(): Promise<void> {
  await applyD1Migrations(baseEnv.DB, baseEnv.MIGRATIONS);
}

/** A new key in D1. Times are milliseconds since 1970. */
export async function newKey(scopes: string, more: { expiresAt?: number; revokedAt?: number } = {}): Promise<string> {
  const key = await generateApiKey("test");
  await baseEnv.DB.prepare(
    "INSERT INTO api_keys (id, hash, name, scopes, created_at, expires_at, revoked_at) VALUES (?1, ?2, 'test', ?3, 0, ?4, ?5)",
  )
    .bind(`key_${crypto.randomUUID()}`, await hashApiKey(key), scopes, more.expiresAt ?? null, more.revokedAt ?? null)
    .run();
  return key;
}

export interface Call {
  readonly method?: string;
  readonly key?: string | null;
  /** An object is sent as JSON, anything else as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A fresh isolate's worth of state: its own registry and key cache, over the shared R2 and D1 of the test file. */
export class Deployment {
  env: Env;
  key: string | null = null;
  readonly #app: ReturnType<typeof createApp>;

  constructor(
    env: Partial<Env> = {},
    times: Partial<RegistryTimes> = {},
    keys = new KeyStore(),
    guard = new GuardState({ flushMs: 0 }),
  ) {
    this.env = { ...baseEnv, TRUSTED_KEYS: inject("trustedKey").publicPem, ...env };
    const quick = {
      ...defaultTimes,
      pollMs: 0,
      retryOutageMs: 0,
      retryRefusedMs: 0,
      trafficMs: 0,
      rolloutTrafficMs: 0,
      ...times,
    };
    this.#app = createApp(new ModelRegistry(r2Loader, quick), keys, { usage: new UsageMeter(0), guard });
  }

  /** One request, with everything that it started in the background done. */
  async call(path: string, { method, key = this.key, body, headers = {} }: Call = {}): Promise<Response> {
    const isJson =
      body !== undefined &&
      !(body instanceof Uint8Array) &&
      !(body instanceof ReadableStream) &&
      typeof body !== "string";
    const all = new Headers(headers);
    if (key !== null) all.set("authorization", `Bearer ${key}`);
    if (isJson && !all.has("content-type")) all.set("content-type", "application/json");
    const sent = isJson ? JSON.stringify(body) : (body as BodyInit | undefined);
    if (sent !== undefined && !(sent instanceof ReadableStream) && !all.has("content-length")) {
      all.set(
        "content-length",
        String(typeof sent === "string" ? new TextEncoder().encode(sent).length : (sent as Uint8Array).length),
      );
    }
    const request = new Request(`https://epure.test${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: all,
      ...(sent !== undefined && { body: sent }),
    });
    const ctx = createExecutionContext();
    const response = await this.#app.fetch(request, this.env, ctx);
    await waitOnExecutionContext(ctx);
    return response;
  }

  /** Sends every file, the signature first, and finishes. The answer is the first one that is not good, or the last. */
  async publish({ digest, files }: SealedBundle, key: string): Promise<Response> {
    const names = ["model.sig", ...[...files.keys()].filter((name) => name !== "model.sig")];
    for (const name of names) {
      const body = files.get(name);
      if (!body) continue;
      const answer = await this.call(`/v1/admin/bundles/${digest}/files/${name}`, { method: "PUT", key, body });
      if (!answer.ok) return answer;
    }
    return this.call(`/v1/admin/bundles/${digest}/finish`, { method: "POST", key });
  }

  async activate(task: string, digest: string, key: string, more: object = {}): Promise<Response> {
    return this.call(`/v1/admin/channels/${task}/activate`, { key, body: { digest, why: "a test", ...more } });
  }

  async publishAndActivate(bundle: SealedBundle, task: string, key: string): Promise<void> {
    const published = await this.publish(bundle, key);
    if (!published.ok) throw new Error(`publish: ${await published.text()}`);
    const activated = await this.activate(task, bundle.digest, key);
    if (!activated.ok) throw new Error(`activate: ${await activated.text()}`);
  }
}

/** The parts of a problem that tests look at. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly request_id: string;
  readonly reason?: string;
  readonly limit?: number;
  readonly errors?: { pointer: string; detail: string }[];
  readonly guard?: { decision: string; triggers: { text: string; start: number; end: number }[] };
}

/** The problem of an answer, after checking what every problem must be. */
export async function problemIn(response: Response): Promise<ProblemBody> {
  if (response.headers.get("content-type") !== "application/problem+json") {
    throw new Error(`not a problem: ${response.status} ${await response.text()}`);
  }
  const problem = (await response.json()) as ProblemBody;
  if (problem.status !== response.status)
    throw new Error(`status ${response.status} in a problem of ${problem.status}`);
  if (problem.request_id !== response.headers.get("x-request-id")) throw new Error("the request ids differ");
  return problem;
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** An operator, a viewer, the first of two published bundles live: where most tests of releases begin. */
export async function oneOfTwoLive(app: Deployment) {
  await migrate();
  const [operator, viewer] = [await newKey("operator"), await newKey("viewer")];
  const [one, two] = [await seal(inject("sentiment")), await seal(inject("sentimentTwo"))];
  await app.publishAndActivate(one, "sentiment", operator);
  await app.publish(two, operator);
  return { operator, viewer, one, two };
}

/** What the task serves, and how it came to that. */
export async function whereIs(app: Deployment, viewer: string) {
  return (await app.call("/v1/admin/channels/sentiment", { key: viewer })).json<{
    digest: string;
    history: { kind: string; forced: boolean }[];
  }>();
}
