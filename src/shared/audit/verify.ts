/**
 * Does the database still say what the audit trail says? The chain is replayed and compared with every table that the
 * admin API writes. Pure: the Worker runs it for the console, `epure audit verify` runs it on the operator's machine, so
 * that a Worker that lies about its own database is not asked for the verdict.
 */
import { type AuditHead, type AuditRow, chainProblems, emptyHead } from "./chain.ts";

/** The tables as they are now. */
export interface AuditedState {
  readonly channels: readonly { readonly task: string; readonly digest: string | null }[];
  readonly rollouts: readonly {
    readonly task: string;
    readonly id: number;
    readonly digest: string;
    readonly share: number;
  }[];
  readonly releases: readonly AuditedRelease[];
  /** Releases older than the chain: how many, and SHA-256 over them. */
  readonly earlier: { readonly count: number; readonly sha256: string };
  readonly keys: readonly AuditedKey[];
  readonly bundles: readonly { readonly digest: string; readonly task: string }[];
}

export interface AuditedRelease {
  readonly audit_seq: number;
  readonly task: string;
  readonly kind: string;
  readonly from_digest: string | null;
  readonly to_digest: string;
  readonly who: string;
  readonly why: string;
  readonly at: number;
}

export interface AuditedKey {
  readonly id: string;
  readonly scopes: string;
  readonly fingerprint: string;
  readonly revoked: boolean;
}

export interface AuditVerdict {
  readonly intact: boolean;
  readonly rows: number;
  readonly head: string;
  /** In words, each naming the row or table entry. */
  readonly problems: readonly string[];
}

const moves: ReadonlySet<string> = new Set(["activate", "rollback", "promote", "canary", "shadow", "abort"]);

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
  const said = replay(rows);
  if (rows.length > 0) {
    compare(
      problems,
      "the pointer of",
      said.pointers,
      map(state.channels, (row) => [row.task, row.digest ?? "nothing"]),
    );
    compare(
      problems,
      "the rollout of",
      said.rollouts,
      map(state.rollouts, (row) => [row.task, `${row.id} ${row.digest} ${row.share}`]),
    );
    compare(
      problems,
      "the key",
      said.keys,
      map(state.keys, (key) => [key.id, keyWords(key)]),
    );
    compare(
      problems,
      "the bundle",
      said.bundles,
      map(state.bundles, (row) => [row.digest, row.task]),
    );
    compare(
      problems,
      "the release of row",
      said.releases,
      map(state.releases, (row) => [String(row.audit_seq), releaseWords(row)]),
    );
    if (said.earlier !== `${state.earlier.count} ${state.earlier.sha256}`) {
      problems.push("the releases from before the trail are not the ones it began with");
    }
  } else if (state.releases.length > 0) {
    problems.push("the trail is empty, but releases speak of its rows");
  }
  return { intact: problems.length === 0, rows: rows.length, head: rows.at(-1)?.hash ?? emptyHead.hash, problems };
}

type Facts = Map<string, string>;

interface Said {
  readonly pointers: Facts;
  readonly rollouts: Facts;
  readonly keys: Facts;
  readonly bundles: Facts;
  readonly releases: Facts;
  earlier: string;
}

/** What the tables must hold if the trail is true. */
function replay(rows: readonly AuditRow[]): Said {
  const said: Said = {
    pointers: new Map(),
    rollouts: new Map(),
    keys: new Map(),
    bundles: new Map(),
    releases: new Map(),
    earlier: "",
  };
  for (const row of rows) {
    const detail = detailOf(row);
    if (moves.has(row.action)) replayMove(said, row, detail);
    switch (row.action) {
      case "chain-start":
        start(said, detail);
        break;
      case "publish":
        said.bundles.set(row.subject, String(detail.task));
        break;
      case "prune":
        said.bundles.delete(row.subject);
        break;
      case "key-create":
        said.keys.set(
          row.subject,
          keyWords({ scopes: String(detail.scopes), fingerprint: String(detail.fingerprint), revoked: false }),
        );
        break;
      case "key-revoke":
        said.keys.set(row.subject, (said.keys.get(row.subject) ?? "").replace("works", "revoked"));
        break;
    }
  }
  return said;
}

function replayMove(said: Said, row: AuditRow, detail: Detail): void {
  const [from, to] = [detail.from === null ? null : String(detail.from), String(detail.to)];
  said.releases.set(
    String(row.seq),
    releaseWords({
      task: row.subject,
      kind: row.action,
      from_digest: from,
      to_digest: to,
      who: row.who,
      why: String(detail.why),
      at: row.at,
    }),
  );
  if (row.action === "canary" || row.action === "shadow") {
    said.rollouts.set(row.subject, `${row.seq} ${to} ${String(detail.share)}`);
    return;
  }
  said.rollouts.delete(row.subject);
  if (row.action !== "abort") said.pointers.set(row.subject, to);
}

function start(said: Said, detail: Detail): void {
  const { channels, keys, bundles, releases } = detail as unknown as Pick<
    AuditedState,
    "channels" | "keys" | "bundles"
  > & {
    releases: AuditedState["earlier"];
  };
  for (const { task, digest } of channels) said.pointers.set(task, digest ?? "nothing");
  for (const key of keys) said.keys.set(key.id, keyWords(key));
  for (const { digest, task } of bundles) said.bundles.set(digest, task);
  said.earlier = `${releases.count} ${releases.sha256}`;
}

type Detail = Readonly<Record<string, unknown>>;

/** A row that was altered may hold anything; the chain has told of it already. */
function detailOf(row: AuditRow): Detail {
  try {
    return JSON.parse(row.detail) as Detail;
  } catch {
    return {};
  }
}

function compare(problems: string[], what: string, said: Facts, is: Facts): void {
  for (const [name, value] of said) {
    const now = is.get(name);
    if (now === undefined) problems.push(`${what} ${name} is gone; the trail says (${value})`);
    else if (now !== value) problems.push(`${what} ${name} is (${now}); the trail says (${value})`);
  }
  for (const name of is.keys()) if (!said.has(name)) problems.push(`${what} ${name} is in no row of the trail`);
}

function map<T>(rows: readonly T[], entry: (row: T) => [string, string]): Facts {
  return new Map(rows.map(entry));
}

function keyWords({ scopes, fingerprint, revoked }: Omit<AuditedKey, "id">): string {
  return `${scopes}, ${fingerprint}…, ${revoked ? "revoked" : "works"}`;
}

function releaseWords(row: Omit<AuditedRelease, "audit_seq">): string {
  return [
    row.task,
    row.kind,
    row.from_digest ?? "nothing",
    row.to_digest,
    row.who,
    row.at,
    JSON.stringify(row.why),
  ].join(" ");
}
