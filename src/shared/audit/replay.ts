/** What the tables must hold if the trail is true, and what they hold, in the same words. */
import type { AuditRow } from "./chain.ts";
import type { AuditedState } from "./state.ts";

export const tableNames = [
  "pointers",
  "rollouts",
  "keys",
  "bundles",
  "releases",
  "guard_policies",
  "guard_lists",
] as const;

/** `undefined`: the trail does not say, so it is not compared. */
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;
/** By name of the entry. */
export type Facts = Map<string, Fields>;
export type Tables = Readonly<Record<(typeof tableNames)[number], Facts>>;

/** The tables as they are. */
export function tablesOf(state: AuditedState): Tables {
  return {
    pointers: map(state.channels, ({ task, ...fields }) => [task, fields]),
    rollouts: map(state.rollouts, ({ task, ...fields }) => [task, fields]),
    keys: map(state.keys, ({ id, revoked, ...fields }) => [id, { ...fields, state: keyState(revoked) }]),
    bundles: map(state.bundles, ({ digest, ...fields }) => [digest, fields]),
    releases: map(state.releases, ({ audit_seq, ...fields }) => [String(audit_seq), fields]),
    guard_policies: map(state.guard_policies, ({ scope, subject, ...fields }) => [`${scope} ${subject}`, fields]),
    guard_lists: map(state.guard_lists, ({ task, serial, ...fields }) => [`${serial} of ${task}`, fields]),
  };
}

export interface Replayed {
  /** The tables as the rows say. */
  readonly tables: Tables;
  /** Count and digest of the releases from before the first row. */
  readonly earlier: string;
  /**
   * Rows that found something else than the rows before them had left: the table was changed past the API in between,
   * and an honest move has covered it since.
   */
  readonly surprises: readonly string[];
}

export function replay(rows: readonly AuditRow[]): Replayed {
  const tables = Object.fromEntries(tableNames.map((name) => [name, new Map()])) as unknown as Tables;
  const surprises: string[] = [];
  let earlier = "";
  for (const row of rows) {
    const detail = detailOf(row);
    surprises.push(...surprisesOf(tables, row, detail));
    const { pointers, keys, bundles, guard_policies, guard_lists } = tables;
    switch (row.action) {
      case "chain-start": {
        const { count, sha256 } = (detail.releases ?? {}) as Partial<AuditedState["earlier"]>;
        earlier = `${count} ${sha256}`;
        const began = tablesOf({
          ...{ channels: [], keys: [], bundles: [], guard_policies: [], guard_lists: [] },
          ...detail,
          ...{ rollouts: [], releases: [] },
        } as unknown as AuditedState);
        for (const name of tableNames) for (const [key, fields] of began[name]) tables[name].set(key, fields);
        break;
      }
      case "publish":
        bundles.set(row.subject, pick(detail, "task", "bytes", "signed_by"));
        break;
      case "sign":
        change(bundles, row.subject, pick(detail, "signed_by"));
        break;
      case "prune":
        bundles.delete(row.subject);
        break;
      case "key-create":
        keys.set(row.subject, {
          ...pick(detail, "name", "scopes", "fingerprint", "expires_at"),
          limits: detail.limits === undefined ? undefined : JSON.stringify(detail.limits),
          state: keyState(false),
        });
        if (detail.replaces !== null && detail.replaced_expires_at !== undefined) {
          change(keys, String(detail.replaces), { expires_at: detail.replaced_expires_at as number });
        }
        break;
      case "key-revoke":
        change(keys, row.subject, { state: keyState(true) });
        break;
      case "guard-policy":
        guard_policies.set(row.subject, { ...pick(detail, "minimum"), ...as("default_policy", detail.default) });
        break;
      case "guard-list":
        guard_lists.set(`${String(detail.serial)} of ${row.subject}`, pick(detail, "signed_by", "sha256"));
        break;
      case "activate":
      case "rollback":
      case "promote":
        pointers.set(row.subject, { policy: null, ...pointers.get(row.subject), ...as("digest", detail.to) });
        moved(tables, row, detail);
        tables.rollouts.delete(row.subject);
        break;
      case "abort":
        moved(tables, row, detail);
        tables.rollouts.delete(row.subject);
        break;
      case "canary":
      case "shadow":
        moved(tables, row, detail);
        tables.rollouts.set(row.subject, {
          ...{ id: row.seq, kind: row.action },
          ...as("digest", detail.to),
          ...pick(detail, "share"),
          bands: JSON.stringify(detail.bands),
        });
        break;
    }
  }
  return { tables, earlier, surprises };
}

/** What this row says it found, against what the rows before it left. */
function surprisesOf({ pointers, rollouts, keys, bundles }: Tables, row: AuditRow, detail: Detail): string[] {
  const { action, subject, seq } = row;
  const found: string[] = [];
  const expect = (what: string, there: unknown, left: unknown) => {
    if (left === undefined || there === left) return;
    found.push(
      `row ${seq} (${action} of ${subject}) found ${what} ${shown(there)}; the rows before it say ${shown(left)}`,
    );
  };
  const pointer = () => pointers.get(subject)?.digest ?? null;
  const running = () => rollouts.get(subject)?.id ?? null;
  switch (action) {
    case "activate":
    case "canary":
    case "shadow":
      expect("the pointer at", detail.from, pointer());
      expect("the rollout", null, running());
      break;
    case "rollback":
      expect("the pointer at", detail.from, pointer());
      expect("the rollout", (detail.ended as { rollout?: unknown } | undefined)?.rollout ?? null, running());
      break;
    case "promote":
      expect("the pointer at", detail.from, pointer());
      expect("the rollout", detail.rollout, running());
      break;
    case "abort":
      expect("the pointer at", detail.to, pointer() ?? detail.from);
      expect("the rollout", detail.rollout, running());
      break;
    case "sign":
      expect("the signer", detail.before, bundles.get(subject)?.signed_by);
      break;
    case "key-revoke":
      expect("a key called", detail.name, keys.has(subject) ? keys.get(subject)?.name : null);
      break;
  }
  return found;
}

export function shown(value: unknown): string {
  return value === null ? "nothing" : String(value);
}

/** The row of the history that goes with a move. */
function moved({ releases }: Tables, row: AuditRow, detail: Detail): void {
  releases.set(String(row.seq), {
    ...{ task: row.subject, kind: row.action, who: row.who, at: row.at },
    ...as("from_digest", detail.from),
    ...as("to_digest", detail.to),
    ...pick(detail, "why", "forced"),
  });
}

type Detail = Readonly<Record<string, unknown>>;

/** A row that was altered may hold anything; the chain tells of it. */
function detailOf(row: AuditRow): Detail {
  try {
    return JSON.parse(row.detail) as Detail;
  } catch {
    return {};
  }
}

function pick(detail: Detail, ...names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, detail[name] as Fields[string]]));
}

function as(name: string, value: unknown): Fields {
  return { [name]: value as Fields[string] };
}

function change(facts: Facts, name: string, fields: Fields): void {
  facts.set(name, { ...facts.get(name), ...fields });
}

function keyState(revoked: boolean): string {
  return revoked ? "revoked" : "works";
}

function map<T>(rows: readonly T[], entry: (row: T) => readonly [string, Fields]): Facts {
  return new Map(rows.map(entry));
}
