/**
 * The same app in Node, for models that outgrow an isolate: SQLite in place of D1, a folder in place of R2, one process
 * in place of many isolates. Everything that decides what may be served is the Worker's own code.
 */
import { mkdir, readdir, readFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { EpureError } from "../shared/errors.ts";
import { createApp } from "../worker/app.ts";
import { KeyStore } from "../worker/auth/key-store.ts";
import type { Env } from "../worker/env.ts";
import { bundleLoader, type HostRuntime } from "../worker/model/bundle-loader.ts";
import { ModelRegistry } from "../worker/model/registry.ts";
import { folderAssets } from "./assets.ts";
import { sqliteD1 } from "./d1-sqlite.ts";
import { FixedLengthStream } from "./fixed-length-stream.ts";
import { httpServer } from "./http-server.ts";
import { folderR2 } from "./r2-folder.ts";
import { windowLimit } from "./rate-limit.ts";

export interface NodeHostOptions {
  /** Where bundles and the database are kept. */
  readonly state: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Address to listen on (default 127.0.0.1, this machine alone). */
  readonly hostname?: string;
  readonly runtime: HostRuntime;
  /** Requests a minute and key. */
  readonly rateLimit?: number;
  /** The variables of wrangler.toml. */
  readonly vars: Pick<Env, "TRUSTED_KEYS" | "CORS_ORIGINS" | "LOG_HASH_KEY">;
}

const drainMs = 5_000;

export interface NodeHost {
  readonly url: URL;
  readonly db: D1Database;
  /** Takes no new requests, lets those inside finish, writes what is pending. */
  stop(): Promise<void>;
}

export async function startNode(options: NodeHostOptions): Promise<NodeHost> {
  const { rateLimit = 600 } = options;
  // The app streams uploads through workerd's class of this name.
  Object.assign(globalThis, { FixedLengthStream });
  await mkdir(options.state, { recursive: true });
  const db = sqliteD1(join(options.state, "epure.sqlite"));
  await migrate(db);
  const env: Env = {
    BUNDLES: folderR2(join(options.state, "objects")),
    DB: db,
    ASSETS: folderAssets(join(import.meta.dirname, "../worker/console/site")),
    KEY_LIMIT: windowLimit(rateLimit, 60),
    KEY_LIMIT_POLICY: `${rateLimit}/60`,
    HOST_LIMITS: { memoryBytes: options.runtime.heapBudget, weightsBytes: options.runtime.maxWeightsBytes },
    ...options.vars,
  };
  const background = new Set<Promise<unknown>>();
  const context = {
    waitUntil(work: Promise<unknown>) {
      const settled = work.catch(() => {}).finally(() => background.delete(settled));
      background.add(settled);
    },
    passThroughOnException() {},
    props: {},
  } as unknown as ExecutionContext;
  const app = createApp(new ModelRegistry(bundleLoader(options.runtime)), new KeyStore(), {
    clock: () => performance.now(),
  });
  const server = httpServer((request) => app.fetch(request, env, context));
  const { hostname = "127.0.0.1" } = options;
  const port = await listen(server, hostname, options.port);
  return {
    url: new URL(`http://${reachable(hostname)}:${port}`),
    db,
    async stop() {
      await new Promise<void>((resolve) => {
        // Who keeps a connection open does not keep the process alive.
        const late = setTimeout(() => server.closeAllConnections(), drainMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      });
      await Promise.allSettled([...background]);
      db.close();
    },
  };
}

/** @returns the port, chosen by the machine for 0 @throws EpureError `usage` where nothing can listen there */
async function listen(server: Server, hostname: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new EpureError("usage", {
          what: `Nothing can listen on ${hostname}, port ${port} (${cause.code}).`,
          fix: "Stop the program that holds it, or choose others with --port and --hostname.",
          cause,
        }),
      ),
    );
    server.listen(port, hostname, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Where this process reaches what listens at `hostname`: every address means this machine too. */
function reachable(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "127.0.0.1";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

/** The same files and the same bookkeeping as `wrangler d1 migrations apply`. */
async function migrate(db: D1Database): Promise<void> {
  const folder = join(import.meta.dirname, "../worker/migrations");
  await db.exec(
    "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
  );
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const done = new Set(results.map(({ name }) => name));
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort()) {
    if (done.has(name)) continue;
    await db.exec(
      `BEGIN;\n${await readFile(join(folder, name), "utf8")}\nINSERT INTO d1_migrations (name) VALUES ('${name}');\nCOMMIT;`,
    );
  }
}
