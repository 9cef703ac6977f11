import { generateApiKey, hashApiKey } from "../../src/shared/api-key.ts";

/** The part of D1 that this needs: Miniflare's and the Node host's both have it. */
interface Database {
  prepare(sql: string): { bind(...values: unknown[]): { run(): Promise<unknown> } };
}

/** A new key for classify and viewer, with these columns over the plain ones. */
export async function insertKey(db: Database, columns: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const key = await generateApiKey("test");
  const row = {
    id: `key_${crypto.randomUUID()}`,
    hash: await hashApiKey(key),
    name: "test",
    scopes: "classify viewer",
    created_at: 0,
    ...columns,
  };
  const names = Object.keys(row);
  await db
    .prepare(`INSERT INTO api_keys (${names.join(", ")}) VALUES (${names.map((_, at) => `?${at + 1}`).join(", ")})`)
    .bind(...Object.values(row))
    .run();
  return key;
}
