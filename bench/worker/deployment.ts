/** A local deployment of a Worker build with bundles, in memory: for the bench and for the tests of what is deployed. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readiness } from "../../src/cli/admin-client.ts";
import { bringUp, openAll, untilReady } from "../../src/cli/local-worker/bring-up.ts";
import { buildWorker } from "../../src/cli/local-worker/build.ts";
import { localKeys, registerKeys } from "../../src/cli/local-worker/keys.ts";
import { type D1, startWorker } from "../../src/cli/local-worker/start.ts";
import { makeOutput } from "../../src/cli/output.ts";

export interface LocalDeployment {
  readonly url: URL;
  readonly demoKey: string;
  readonly operatorKey: string;
  readonly db: D1;
  readonly build: string;
  /** Asks for JSON with the demo key. */
  ask<T>(path: string, body?: unknown): Promise<{ status: number; value: T }>;
  inspectorUrl(): Promise<URL>;
  ready(): ReturnType<typeof readiness>;
  stop(): Promise<void>;
}

/** Builds (the product, or `entry`), starts, publishes through the admin API, waits until the models have run. */
export async function deployLocally(options: {
  readonly bundles: readonly string[];
  readonly trustedKey: string;
  readonly entry?: string;
  /** Opens V8's inspector, which costs time with every line of the log. */
  readonly inspector?: boolean;
  /** Requests a minute and key, over that of wrangler.toml. */
  readonly rateLimit?: number;
}): Promise<LocalDeployment> {
  const folder = await mkdtemp(join(tmpdir(), "epure-deployment-"));
  const { signal } = new AbortController();
  const build = join(folder, "build");
  await buildWorker(build, signal, options.entry === undefined ? {} : { entry: options.entry });
  const pem = await readFile(options.trustedKey, "utf8");
  const bundles = await openAll(options.bundles, pem);
  const { worker, url, db } = await startWorker({
    build,
    port: 0,
    vars: { TRUSTED_KEYS: pem },
    ...(options.inspector && { inspectorPort: 0 }),
    ...(options.rateLimit !== undefined && { rateLimit: options.rateLimit }),
  });
  const keys = await localKeys(join(folder, "keys.json"));
  const stop = async () => {
    await worker.dispose();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await registerKeys(db, keys);
    const target = { url, key: keys.operator };
    const out = makeOutput(process, { quiet: true });
    for (const bundle of bundles) await bringUp(target, bundle, { out, signal });
    await untilReady(target, signal);
    return {
      url,
      demoKey: keys.demo,
      operatorKey: keys.operator,
      db,
      build,
      inspectorUrl: () => worker.getInspectorURL(),
      ready: () => readiness(target),
      stop,
      async ask<T>(path: string, body?: unknown) {
        const headers = { authorization: `Bearer ${keys.demo}`, "content-type": "application/json" };
        const response = await fetch(
          new URL(path, url),
          body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) },
        );
        return { status: response.status, value: (await response.json()) as T };
      },
    };
  } catch (failed) {
    await stop();
    throw failed;
  }
}
