/** Applies the migrations to a database on disk and kills itself at one of the steps: for migrate.ts. */
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { migrate } from "../../src/cli/local-worker/start.ts";

const [folder, at, moment] = process.argv.slice(2) as [string, string, string];
const worker = new Miniflare(
  convertV4MiniflareOptions({
    modules: true,
    script: "export default { fetch: () => new Response() }",
    compatibilityDate: "2026-10-01",
    d1Databases: { DB: "db" },
    resourcePersistencePath: folder,
  }),
);
const db = await worker.getD1Database("DB");
let step = 0;
const watched = new Proxy(db, {
  get(target, name) {
    const value = Reflect.get(target, name);
    if (name !== "batch") return typeof value === "function" ? value.bind(target) : value;
    return async (statements: never) => {
      const mine = ++step;
      if (mine === Number(at) && moment === "before") process.kill(process.pid, "SIGKILL");
      const running = target.batch(statements);
      if (mine === Number(at) && moment === "during") process.kill(process.pid, "SIGKILL");
      const done = await running;
      if (mine === Number(at) && moment === "after") process.kill(process.pid, "SIGKILL");
      return done;
    };
  },
});
await migrate(watched as never);
const { results } = await db.prepare("SELECT name FROM d1_migrations ORDER BY id").all<{ name: string }>();
const tables = await db
  .prepare("SELECT COUNT(*) AS n FROM sqlite_master WHERE type IN ('table', 'trigger', 'index')")
  .first<{ n: number }>();
console.log(JSON.stringify({ steps: step, applied: results.map((row) => row.name), objects: tables?.n }));
await worker.dispose();
