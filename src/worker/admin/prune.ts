/** Retention: what nobody points at, and nobody would go back to, may go. */
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { objectKey, reached } from "../model/r2-source.ts";
import { onlyWith, write } from "./audit.ts";

export interface Prunable {
  readonly digest: string;
  readonly task: string | null;
  readonly bytes: number;
  /** `unused`: published and not kept. `unfinished`: an upload that was never finished. */
  readonly state: "unused" | "unfinished";
}

/** Uploads younger than this may still be under way. */
const unfinishedMs = 24 * 3600_000;

/** Digests that are active, in a canary or shadow, or among the last `keep` that served each task. */
const keptSql = `
  SELECT digest FROM channels WHERE digest IS NOT NULL
  UNION SELECT digest FROM rollouts
  UNION SELECT digest FROM (
    SELECT to_digest AS digest, ROW_NUMBER() OVER (PARTITION BY task, channel ORDER BY MAX(id) DESC) AS place
    FROM releases WHERE kind IN ('activate', 'rollback', 'promote') GROUP BY task, channel, to_digest
  ) WHERE place <= ?1`;

/** What a prune would remove. @param keep digests per task that served last, the active one among them; at least 2 */
export async function prunable(env: Env, keep: number, now = Date.now()): Promise<Prunable[]> {
  const { results } = await env.DB.prepare(
    `SELECT digest, task, bytes FROM bundles WHERE digest NOT IN (${keptSql}) ORDER BY published_at`,
  )
    .bind(keep)
    .all<{ digest: string; task: string; bytes: number }>();
  const unused = results.map((row) => ({ ...row, state: "unused" as const }));
  return [...unused, ...(await unfinished(env, now))];
}

/** Removes one. The row goes first, under the condition that it is still unused; what is left in R2 then is unfinished. */
export async function prune(env: Env, target: Prunable, keep: number, who: string): Promise<void> {
  const { digest, task, bytes, state } = target;
  const removed = await write(env, {
    event: { who, action: "prune", subject: digest, detail: { task, bytes, state } },
    condition:
      state === "unused"
        ? {
            sql: `EXISTS (SELECT 1 FROM bundles WHERE digest = ?2) AND ?2 NOT IN (${keptSql})`,
            values: [keep, digest],
          }
        : { sql: "NOT EXISTS (SELECT 1 FROM bundles WHERE digest = ?1)", values: [digest] },
    statements: (row) => [env.DB.prepare(`DELETE FROM bundles WHERE digest = ?1 AND ${onlyWith(row)}`).bind(digest)],
  });
  if (removed === null) {
    throw new EpureError("conflict", { what: `${digest} has come into use since you looked.`, fix: "Look again." });
  }
  const page = await reached(() => env.BUNDLES.list({ prefix: objectKey(digest, "") }));
  await reached(() => env.BUNDLES.delete(page.objects.map((object) => object.key)));
}

async function unfinished(env: Env, now: number): Promise<Prunable[]> {
  const { results } = await env.DB.prepare("SELECT digest FROM bundles").all<{ digest: string }>();
  const published = new Set(results.map((row) => row.digest));
  const found = new Map<string, { bytes: number; youngest: number }>();
  let cursor: string | undefined;
  do {
    const page = await reached(() => env.BUNDLES.list({ prefix: "bundles/", ...(cursor && { cursor }) }));
    for (const { key, size, uploaded } of page.objects) {
      const digest = key.split("/")[1] ?? "";
      if (published.has(digest)) continue;
      const sum = found.get(digest) ?? { bytes: 0, youngest: 0 };
      found.set(digest, { bytes: sum.bytes + size, youngest: Math.max(sum.youngest, uploaded.getTime()) });
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor);
  return [...found]
    .filter(([, { youngest }]) => now - youngest > unfinishedMs)
    .map(([digest, { bytes }]) => ({ digest, task: null, bytes, state: "unfinished" as const }));
}
