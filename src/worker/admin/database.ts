/** Whether the database fits this code. A Worker and its database are deployed in two steps, and either can be late. */
import { EpureError } from "../../shared/errors.ts";
import { migrations } from "../migrations/index.ts";

export interface DatabaseVersion {
  readonly state: "fits" | "behind" | "ahead";
  /** In the code, not in the database; and the other way round. */
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

const checkedForMs = 60_000;

/** Compares the applied migrations with those of this code. A database that was never migrated is behind. */
export async function databaseVersion(db: D1Database): Promise<DatabaseVersion> {
  let applied: string[];
  try {
    const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
    applied = results.map((row) => row.name);
  } catch (cause) {
    if (!(cause instanceof Error) || !/no such table/.test(cause.message)) throw outage(cause);
    applied = [];
  }
  const missing = migrations.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !(migrations as readonly string[]).includes(name));
  return { state: missing.length > 0 ? "behind" : unknown.length > 0 ? "ahead" : "fits", missing, unknown };
}

/** Remembers for a minute that the database fitted. One per isolate. */
export class DatabaseGate {
  #fittedAt = Number.NEGATIVE_INFINITY;

  /** @throws EpureError `database-version`, which says what to do; nothing is written to a database of another version */
  async require(db: D1Database): Promise<void> {
    if (Date.now() - this.#fittedAt < checkedForMs) return;
    const version = await databaseVersion(db);
    if (version.state !== "fits") throw misfit(version);
    this.#fittedAt = Date.now();
  }
}

export function misfit({ state, missing, unknown }: DatabaseVersion): EpureError {
  return state === "behind"
    ? new EpureError("database-version", {
        what: `The database is behind this version of the Worker: ${missing.join(", ")} not applied.`,
        fix: "Run `npx wrangler d1 migrations apply epure --remote`, then try again.",
        offenders: missing,
      })
    : new EpureError("database-version", {
        what: `The database is ahead of this version of the Worker: ${unknown.join(", ")} unknown to it.`,
        why: "It was migrated for a newer version.",
        fix: "Deploy the version of the Worker that the database was migrated for.",
        offenders: unknown,
      });
}

/**
 * What D1 threw in the middle of a request, with a name; undefined: it is none of D1's troubles, or a defect of ours.
 * D1 has no classes of errors, only messages.
 */
export function databaseProblem(thrown: unknown): EpureError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if (/no such (table|column)/.test(thrown.message)) {
    return new EpureError("database-version", {
      what: "The database lacks something that this version of the Worker needs.",
      fix: "Run `npx wrangler d1 migrations apply epure --remote`, then try again. `epure status` names what is missing.",
      cause: thrown,
    });
  }
  return /^D1_/.test(thrown.message) && !/SQLITE_(CONSTRAINT|ERROR|MISMATCH)/.test(thrown.message)
    ? outage(thrown)
    : undefined;
}

function outage(cause: unknown): EpureError {
  return new EpureError("unavailable", { what: "The database does not answer.", retryAfter: 10, cause });
}
