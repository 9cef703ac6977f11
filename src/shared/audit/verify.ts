/**
 * Does the database still say what the audit trail says? The chain is replayed and compared with every table that the
 * admin API writes. Pure: the Worker runs it for the console, `epure audit verify` runs it on the operator's machine, so
 * that a Worker that lies about its own database is not asked for the verdict.
 */
import { type AuditHead, type AuditRow, chainProblems, emptyHead } from "./chain.ts";
import { type Facts, type Fields, replay, shown, tableNames, tablesOf } from "./replay.ts";
import type { AuditedState } from "./state.ts";

export interface AuditVerdict {
  readonly intact: boolean;
  readonly rows: number;
  readonly head: string;
  /** In words, each naming the row or table entry. */
  readonly problems: readonly string[];
}

const tableWords: Readonly<Record<(typeof tableNames)[number], string>> = {
  pointers: "the pointer of",
  rollouts: "the rollout of",
  keys: "the key",
  bundles: "the bundle",
  releases: "the release of row",
  guard_policies: "the guard policy of",
  guard_lists: "the guard list",
};

/** @param anchor a head seen earlier: a chain that was cut short or written anew does not hold it */
export async function verifyAudit(
  rows: readonly AuditRow[],
  state: AuditedState,
  anchor: Pick<AuditHead, "seq" | "hash"> = emptyHead,
): Promise<AuditVerdict> {
  const problems = await chainProblems(rows);
  if (anchor.seq > 0 && rows[anchor.seq - 1]?.hash !== anchor.hash) {
    problems.push(
      `row ${anchor.seq}, seen here earlier with the hash ${anchor.hash}, is gone or another one: the trail was cut or written anew`,
    );
  }
  if (rows.length > 0) {
    const { tables: said, earlier, surprises } = replay(rows);
    problems.push(...surprises);
    const is = tablesOf(state);
    for (const name of tableNames) compare(problems, tableWords[name], said[name], is[name]);
    if (earlier !== `${state.earlier.count} ${state.earlier.sha256}`) {
      problems.push("the releases from before the trail are not the ones it began with");
    }
  } else if (state.releases.length > 0) {
    problems.push("the trail is empty, but releases speak of its rows");
  }
  return { intact: problems.length === 0, rows: rows.length, head: rows.at(-1)?.hash ?? emptyHead.hash, problems };
}

function compare(problems: string[], what: string, said: Facts, is: Facts): void {
  for (const [name, fields] of said) {
    const now = is.get(name);
    if (now === undefined) {
      problems.push(`${what} ${name} is gone; the trail has it (${words(fields)})`);
      continue;
    }
    for (const [field, value] of Object.entries(fields)) {
      if (value === undefined || value === now[field]) continue;
      problems.push(`${what} ${name}: ${field} is (${shown(now[field])}); the trail says (${shown(value)})`);
    }
  }
  for (const name of is.keys()) if (!said.has(name)) problems.push(`${what} ${name} is in no row of the trail`);
}

function words(fields: Fields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `${field} ${shown(value)}`)
    .join(", ");
}
