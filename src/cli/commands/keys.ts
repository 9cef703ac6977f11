import { z } from "zod";
import { generateApiKey, hashApiKey } from "../../shared/api-key.ts";
import { call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { duration, readableTime } from "../deployment/duration.ts";
import { confirm } from "../prompt.ts";

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly created_at: number;
  readonly created_by: string | null;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}
interface NewKey extends KeyRow {
  readonly key: string;
}

const scopes = ["classify", "viewer", "operator"] as const;

export const keysCreate = command({
  name: "keys create",
  summary: "Make an API key. It is shown once.",
  arguments: [{ name: "name", description: "whose it is, for the list and the logs" }],
  options: [
    { flags: "--scope <scope>", description: "what it may do (default: classify)", repeatable: true, choices: scopes },
    { flags: "--expires <time>", description: "as in 90d (default: never)" },
    ...deploymentOptions,
  ],
  examples: ["keys create web-shop", "keys create night-shift --scope operator --expires 30d"],
  input: z.object({
    name: z.string().trim().min(1),
    scope: z.array(z.enum(scopes)).default(["classify"]),
    expires: duration.optional(),
    ...deploymentInput,
  }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const body = {
      name: input.name,
      scopes: input.scope,
      ...(input.expires !== undefined && { expires_in: input.expires }),
    };
    const made = await call<NewKey>(target, "POST", "/keys", body);
    tools.out.result(made, newKeyLines(made));
    return EXIT.ok;
  },
});

export const keysList = command({
  name: "keys list",
  summary: "Every API key, without the keys themselves.",
  arguments: [],
  options: [...deploymentOptions],
  input: z.object({ ...deploymentInput }),

  async run(input, tools) {
    const { keys } = await call<{ keys: KeyRow[] }>(await connect(input, tools), "GET", "/keys");
    const state = (key: KeyRow) =>
      key.revoked_at !== null
        ? `revoked ${readableTime(key.revoked_at)}`
        : key.expires_at === null
          ? "does not expire"
          : `${key.expires_at <= Date.now() ? "expired" : "expires"} ${readableTime(key.expires_at)}`;
    tools.out.result(
      { keys },
      keys.map((key) => `${key.id}  ${key.scopes.padEnd(16)}  ${state(key)}  ${key.name}`),
    );
    return EXIT.ok;
  },
});

export const keysRevoke = command({
  name: "keys revoke",
  summary: "End a key. An isolate that has just seen it may take it for one minute more.",
  arguments: [{ name: "id", description: "as in `epure keys list`" }],
  options: [
    { flags: "--why <reason>", description: "for the audit trail", required: true },
    { flags: "--yes", description: "do not ask" },
    ...deploymentOptions,
  ],
  input: z.object({
    id: z.string(),
    why: z.string().trim().min(1),
    yes: z.boolean().default(false),
    ...deploymentInput,
  }),

  async run(input, tools) {
    const target = await connect(input, tools);
    await confirm(tools.prompt, input.yes, `Revoke ${input.id}? Whoever uses it is refused from then on.`);
    await call(target, "POST", `/keys/${encodeURIComponent(input.id)}/revoke`, { why: input.why });
    tools.out.result({ id: input.id, revoked: true }, [`Revoked ${input.id}.`]);
    return EXIT.ok;
  },
});

export const keysRotate = command({
  name: "keys rotate",
  summary: "A new key with the same rights; the old one works until the overlap is over.",
  arguments: [{ name: "id", description: "as in `epure keys list`" }],
  options: [
    { flags: "--overlap <time>", description: "how long the old one still works (default 1d)" },
    { flags: "--expires <time>", description: "when the new one ends (default: never)" },
    ...deploymentOptions,
  ],
  input: z.object({ id: z.string(), overlap: duration.optional(), expires: duration.optional(), ...deploymentInput }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const made = await call<NewKey>(target, "POST", `/keys/${encodeURIComponent(input.id)}/rotate`, {
      ...(input.overlap !== undefined && { overlap: input.overlap }),
      ...(input.expires !== undefined && { expires_in: input.expires }),
    });
    tools.out.result(made, [...newKeyLines(made), `The old key ${input.id} ends after the overlap.`]);
    return EXIT.ok;
  },
});

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

function newKeyLines(made: NewKey): string[] {
  return [
    `Key: ${made.key}`,
    "It is shown this once: the deployment keeps its hash alone.",
    `Id: ${made.id}, scopes ${made.scopes}, ${made.expires_at === null ? "does not expire" : `expires ${readableTime(made.expires_at)}`}`,
  ];
}
