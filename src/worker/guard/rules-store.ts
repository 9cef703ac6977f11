/** Reading the operator's guard rules from D1, and deciding which list holds. */
import type { TrustedKey } from "../../shared/bundle/keys.ts";
import { asEpureError } from "../../shared/errors.ts";
import { openGuardList, type SignedGuardList } from "../../shared/guard-list/signed.ts";
import type { Policy, PolicyRule } from "../../shared/pipeline/index.ts";

export interface Rules {
  /** By task. */
  readonly lists: ReadonlyMap<string, SignedGuardList>;
  /** By scope and subject: see `policyKey`. */
  readonly policies: ReadonlyMap<string, PolicyRule>;
}

export function policyKey(scope: "channel" | "key", subject: string): string {
  return `${scope} ${subject}`;
}

/** How many stored lists of a task are tried, newest first, where the newest is not one that a trusted key signed. */
const tries = 3;

/** The rules as they stand. `before`: what this isolate holds. Throws what D1 throws. */
export async function readRules(
  db: D1Database,
  trusted: readonly TrustedKey[],
  before: Rules | undefined,
  now: number,
): Promise<Rules> {
  const [newest, policies] = await db.batch<unknown>([
    db.prepare("SELECT task, MAX(serial) AS serial FROM guard_lists GROUP BY task"),
    db.prepare("SELECT scope, subject, minimum, default_policy FROM guard_policies"),
  ]);
  const lists = new Map(before?.lists);
  for (const { task, serial } of (newest?.results ?? []) as { task: string; serial: number }[]) {
    const held = lists.get(task);
    if (held !== undefined && held.list.serial >= serial) continue;
    const found = await newestGood(db, trusted, task, held?.list.serial ?? 0, now);
    if (found) lists.set(task, found);
  }
  const rows = (policies?.results ?? []) as {
    scope: "channel" | "key";
    subject: string;
    minimum: Policy | null;
    default_policy: Policy | null;
  }[];
  return {
    lists,
    policies: new Map(
      rows.map((row) => [policyKey(row.scope, row.subject), { minimum: row.minimum, default: row.default_policy }]),
    ),
  };
}

/** The newest list above `serial` that a trusted key signed for this task. One that has expired supersedes the older ones. */
async function newestGood(
  db: D1Database,
  trusted: readonly TrustedKey[],
  task: string,
  serial: number,
  now: number,
): Promise<SignedGuardList | undefined> {
  const { results } = await db
    .prepare("SELECT serial, envelope FROM guard_lists WHERE task = ?1 AND serial > ?2 ORDER BY serial DESC LIMIT ?3")
    .bind(task, serial, tries)
    .all<{ serial: number; envelope: string }>();
  for (const row of results) {
    try {
      const opened = await openGuardList(new TextEncoder().encode(row.envelope), trusted, now);
      if (opened.list.task === task && opened.list.serial === row.serial) return opened;
      report(task, row.serial, "list-invalid");
    } catch (thrown) {
      const { kind } = asEpureError(thrown);
      report(task, row.serial, kind);
      if (kind === "list-expired") return undefined;
    }
  }
  return undefined;
}

function report(task: string, serial: number, problem: string): void {
  console.log(JSON.stringify({ event: "guard-list-refused", task, serial, problem }));
}
