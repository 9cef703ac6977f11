/** The part of D1's interface that the app uses, over Node's own SQLite. One process, one file; a batch is a transaction. */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

class Statement {
  readonly #db: DatabaseSync;
  readonly #sql: string;
  readonly #values: readonly SQLInputValue[];

  constructor(db: DatabaseSync, sql: string, values: readonly SQLInputValue[] = []) {
    this.#db = db;
    this.#sql = sql;
    this.#values = values;
  }

  bind(...values: readonly SQLInputValue[]): Statement {
    return new Statement(this.#db, this.#sql, values);
  }

  async first<T>(): Promise<T | null> {
    return (this.#db.prepare(this.#sql).get(...this.#values) as T | undefined) ?? null;
  }

  async all<T>() {
    return this.execute<T>();
  }

  async run<T>() {
    return this.execute<T>();
  }

  /** Synchronous: a batch must not be interleaved with anything. */
  execute<T>() {
    const before = this.#changes();
    const results = this.#db.prepare(this.#sql).all(...this.#values) as T[];
    return { success: true as const, results, meta: { changes: this.#changes() - before } };
  }

  #changes(): number {
    return (this.#db.prepare("SELECT total_changes() AS n").get() as { n: number }).n;
  }
}

/** @param file path, or `:memory:` */
export function sqliteD1(file: string): D1Database & { close(): void } {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;");
  const d1 = {
    prepare: (sql: string) => new Statement(db, sql),
    async batch(statements: readonly Statement[]) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const results = statements.map((statement) => statement.execute());
        db.exec("COMMIT");
        return results;
      } catch (failed) {
        db.exec("ROLLBACK");
        throw failed;
      }
    },
    async exec(sql: string) {
      db.exec(sql);
      return { count: 1, duration: 0 };
    },
    close: () => db.close(),
  };
  return d1 as unknown as D1Database & { close(): void };
}
