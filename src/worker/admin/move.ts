/** One move of a task: pointer, rollout, history row and audit row change together, by compare-and-set, or not at all. */
import type { Bands, MoveKind } from "../../shared/admin/release.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { stableChannel } from "../model/pointers.ts";
import { onlyWith, write } from "./audit.ts";
import { readPosition } from "./pointer.ts";

export interface Move {
  readonly task: string;
  readonly kind: MoveKind;
  /** What must be true now: the pointer, and the id of the rollout that runs (null: none). */
  readonly seen: { readonly digest: string | null; readonly rollout: number | null };
  /** For the history: where traffic came from and where it goes. */
  readonly from: string | null;
  readonly to: string;
  readonly who: string;
  readonly why: string;
  readonly forced?: boolean;
  /** More for the audit row. */
  readonly facts?: object;
  /** Moves the stable pointer. */
  readonly pointer?: string;
  /** Starts a rollout; any other move ends the one that runs. */
  readonly start?: { readonly kind: "canary" | "shadow"; readonly share: number; readonly bands: Bands };
}

/** @throws EpureError `conflict` where the task is not as `seen` any more */
export async function move(env: Env, wish: Move): Promise<void> {
  const { task, kind, seen, from, to, who, why, forced = false, facts = {}, pointer, start } = wish;
  const row = await write(env, {
    event: { who, action: kind, subject: task, detail: { from, to, why, forced, ...facts } },
    condition: {
      sql: `(SELECT digest FROM channels WHERE task = ?1 AND channel = ?2) IS ?3
        AND (SELECT id FROM rollouts WHERE task = ?1) IS ?4
        AND EXISTS (SELECT 1 FROM bundles WHERE digest = ?5)`,
      values: [task, stableChannel, seen.digest, seen.rollout, (pointer ?? start) ? to : (from ?? to)],
    },
    statements: (row) => {
      const { DB } = env;
      const only = onlyWith(row);
      return [
        DB.prepare(
          `INSERT INTO releases (task, channel, kind, from_digest, to_digest, who, why, forced, at, audit_seq)
           SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE ${only}`,
        ).bind(task, stableChannel, kind, from, to, who, why, forced ? 1 : 0, row.at, row.seq),
        ...(pointer === undefined
          ? []
          : [
              DB.prepare(
                `INSERT INTO channels (task, channel, digest, updated_at) SELECT ?1, ?2, ?3, ?4 WHERE ${only}
                 ON CONFLICT (task, channel) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at`,
              ).bind(task, stableChannel, pointer, row.at),
            ]),
        start === undefined
          ? DB.prepare(`DELETE FROM rollouts WHERE task = ?1 AND ${only}`).bind(task)
          : DB.prepare(
              `INSERT INTO rollouts (task, id, kind, digest, share, bands, started_at, started_by, why)
               SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE ${only}`,
            ).bind(task, row.seq, start.kind, to, start.share, JSON.stringify(start.bands), row.at, who, why),
      ];
    },
  });
  if (row === null) throw moved(task, (await readPosition(env, task)).digest);
}

export function moved(task: string, current: string | null): EpureError {
  return new EpureError("conflict", {
    what: `The task ${task} is at ${current ?? "nothing"} now, or its canary has changed: not what you expected.`,
    why: "Someone else has moved it since you looked.",
    fix: "Look at it again with `epure status`, then decide.",
  });
}
