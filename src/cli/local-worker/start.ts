/** The Worker on this machine: the deployed script in workerd, with Miniflare's real emulations of R2 and D1. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from "wrangler";
import { EpureError } from "../../shared/errors.ts";
import { projectRoot } from "./build.ts";

export interface LocalWorkerOptions {
  /** What `buildWorker` made. */
  readonly build: string;
  /** Where R2 and D1 keep their files; undefined: in memory. */
  readonly state?: string;
  readonly port: number;
  /** Variables over those of wrangler.toml. */
  readonly vars: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
  /** Opens V8's inspector: for the memory test. */
  readonly inspectorPort?: number;
  /**
   * Names of the bindings behind which sessions are held, each by a Worker of its own from the same script: see
   * src/worker/model/placement.ts. Default: one for candidates, so that a canary has room.
   */
  readonly sessions?: readonly string[];
  /** Requests a minute and key, over that of wrangler.toml: for load and fault finding. */
  readonly rateLimit?: number;
}

/** As wrangler.toml binds it. */
export const candidateSessions = ["SESSIONS_CANDIDATE"];

/** Starts it. D1 is migrated before the first request can arrive. */
export async function startWorker(options: LocalWorkerOptions): Promise<{ worker: Miniflare; url: URL; db: D1 }> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(projectRoot, "wrangler.toml"));
  const { modulesRules: _, ...bindings } = workerOptions;
  const log = options.log ?? (() => {});
  const keepSignals = signalsAsTheyAre();
  const { serviceBindings: _services, ...local } = bindings as typeof bindings & { serviceBindings?: unknown };
  const script = { rootPath: options.build, modulesRoot: options.build, modules: await modulesOf(options.build) };
  const sessions = options.sessions ?? candidateSessions;
  const named = (binding: string) => `epure-${binding.toLowerCase().replaceAll("_", "-")}`;
  const bound = { ...(bindings.bindings as Record<string, string>), ...options.vars };
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: options.port,
      ...(options.inspectorPort !== undefined && { inspectorPort: options.inspectorPort }),
      ...(options.state !== undefined && { resourcePersistencePath: options.state }),
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ message }) => log(message),
      workers: [
        {
          ...local,
          ...script,
          name: "epure",
          bindings: bound,
          ...(options.rateLimit !== undefined && {
            ratelimits: {
              KEY_LIMIT: { namespace_id: "1001", simple: { limit: options.rateLimit, period: 60 as const } },
            },
          }),
          serviceBindings: Object.fromEntries(sessions.map((binding) => [binding, named(binding)])),
        },
        ...sessions.map((binding) => ({
          ...local,
          ...script,
          name: named(binding),
          bindings: { ...bound, ROLE: "sessions" },
        })),
      ],
    }),
  );
  try {
    const url = await worker.ready;
    keepSignals();
    const db = await worker.getD1Database("DB");
    await migrate(db);
    return { worker, url, db };
  } catch (failed) {
    await worker.dispose();
    throw failed;
  }
}

export type D1 = Awaited<ReturnType<Miniflare["getD1Database"]>>;

async function modulesOf(build: string) {
  const names = await readdir(build);
  const entry = names.find((name) => name.endsWith(".js"));
  if (entry === undefined) throw new EpureError("internal", { what: "The build of the Worker holds no script." });
  return [
    { type: "ESModule" as const, path: join(build, entry) },
    ...names
      .filter((name) => name.endsWith(".wasm"))
      .map((name) => ({ type: "CompiledWasm" as const, path: join(build, name) })),
  ];
}

/** The same bookkeeping as `wrangler d1 migrations apply`, so that both can be used on one database. */
export async function migrate(db: D1): Promise<void> {
  const folder = join(projectRoot, "src/worker/migrations");
  await db
    .prepare(
      "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
    )
    .run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const done = new Set(results.map((row) => row.name));
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort()) {
    if (done.has(name)) continue;
    const statements = unstable_splitSqlQuery(await readFile(join(folder, name), "utf8"));
    await db.batch([
      ...statements.map((statement) => db.prepare(statement)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?1)").bind(name),
    ]);
  }
}

/**
 * Miniflare ends the process on SIGINT by itself. Here the command decides, and disposes of it in order.
 * @returns a function that takes away the handlers that were added since
 */
function signalsAsTheyAre(): () => void {
  const before = signals.map((name) => [name, process.listeners(name)] as const);
  return () => {
    for (const [name, known] of before) {
      for (const added of process.listeners(name).filter((one) => !known.includes(one))) process.off(name, added);
    }
  };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
