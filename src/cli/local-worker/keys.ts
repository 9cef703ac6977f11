import { chmod, readFile } from "node:fs/promises";
import { z } from "zod";
import { generateApiKey, hashApiKey } from "../../shared/api-key.ts";
import { EpureError } from "../../shared/errors.ts";
import { exists, writeNewFile } from "../files.ts";
import type { D1 } from "./start.ts";

const keyFile = z.strictObject({ operator: z.string(), demo: z.string() });
export type LocalKeys = z.infer<typeof keyFile>;

/** The keys of the local deployment: random on the first start, then kept, readable by their owner alone. */
export async function localKeys(path: string): Promise<LocalKeys> {
  if (await exists(path)) {
    const parsed = keyFile.safeParse(JSON.parse(await readFile(path, "utf8").catch(() => "null")));
    if (!parsed.success) {
      throw new EpureError("usage", {
        what: `${path} does not hold the keys of the local deployment.`,
        fix: "Delete it: the next start makes new ones.",
      });
    }
    await chmod(path, 0o600);
    return parsed.data;
  }
  const keys = { operator: await generateApiKey("operator"), demo: await generateApiKey("demo") };
  await writeNewFile(path, `${JSON.stringify(keys)}\n`, 0o600);
  return keys;
}

/** Puts both keys into D1, hashed. Idempotent. */
export async function registerKeys(db: D1, keys: LocalKeys): Promise<void> {
  await register(db, "key_local_operator", "local operator", "operator", keys.operator);
  await register(db, "key_local_demo", "local demo", "classify viewer", keys.demo);
}

async function register(db: D1, id: string, name: string, scopes: string, key: string): Promise<void> {
  // A new key file replaces the row: the old key stops working.
  await db
    .prepare(
      `INSERT INTO api_keys (id, hash, name, scopes, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (id) DO UPDATE SET hash = excluded.hash WHERE hash <> excluded.hash`,
    )
    .bind(id, await hashApiKey(key), name, scopes, Date.now())
    .run();
}
