import { z } from "zod";
import { generateApiKey, hashApiKey } from "../../shared/api-key.ts";
import { command, EXIT } from "../command.ts";

export const keysBootstrap = command({
  name: "keys bootstrap",
  summary: "The first operator key of a new deployment: the key, and the SQL that lets it in.",
  details:
    "Talks to nobody. The SQL holds the hash of the key alone; run it with `wrangler d1 execute`, then `epure login`.",
  arguments: [],
  options: [{ flags: "--json", description: "print JSON" }],
  input: z.object({}),

  async run(_input, { out }) {
    const key = await generateApiKey("operator");
    const id = `key_${crypto.randomUUID()}`;
    // Every value is of our own making: digits, letters, dashes and underscores.
    const sql = `INSERT INTO api_keys (id, hash, name, scopes, created_at) VALUES ('${id}', '${await hashApiKey(key)}', 'first operator', 'operator', ${Date.now()});`;
    out.result({ id, key, sql }, [
      `Key: ${key}`,
      "It is shown this once. Let it in with:",
      "",
      `  npx wrangler d1 execute epure --remote --command "${sql}"`,
    ]);
    return EXIT.ok;
  },
});
