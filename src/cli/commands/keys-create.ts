import { z } from "zod";
import type { NewKey } from "../../shared/admin/key.ts";
import { policies } from "../../shared/pipeline/policy.ts";
import { call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { resolveDigest } from "../deployment/digests.ts";
import { duration } from "../deployment/duration.ts";
import { newKeyLines } from "../deployment/keys.ts";

const count = z.coerce.number({ error: "must be a number" }).int("must be a whole number").min(1, "must be at least 1");
const scopes = ["classify", "viewer", "operator"] as const;

export const keysCreate = command({
  name: "keys create",
  summary: "Make an API key. It is shown once.",
  arguments: [{ name: "name", description: "whose it is, for the list and the logs" }],
  options: [
    { flags: "--scope <scope>", description: "what it may do (default: classify)", repeatable: true, choices: scopes },
    { flags: "--expires <time>", description: "as in 90d (default: never)" },
    { flags: "--task <task>", description: "only this task (default: all)", repeatable: true },
    {
      flags: "--policy <policy>",
      description: "only this guard policy (default: all)",
      repeatable: true,
      choices: policies,
    },
    { flags: "--batch <n>", description: "texts in one request at most" },
    { flags: "--tokens-per-day <n>", description: "tokens a day (UTC) at most" },
    { flags: "--model <digest>", description: "answered by this bundle alone, and in no canary", repeatable: true },
    ...deploymentOptions,
  ],
  examples: [
    "keys create web-shop",
    "keys create trial --task sentiment --tokens-per-day 100000 --expires 14d",
    "keys create night-shift --scope operator --expires 30d",
  ],
  input: z.object({
    name: z.string().trim().min(1),
    scope: z.array(z.enum(scopes)).default(["classify"]),
    expires: duration.optional(),
    task: z.array(z.string()).optional(),
    policy: z.array(z.enum(policies)).optional(),
    batch: count.optional(),
    tokensPerDay: count.optional(),
    model: z.array(z.string()).optional(),
    ...deploymentInput,
  }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const models = input.model && (await Promise.all(input.model.map((text) => resolveDigest(target, text))));
    const body = {
      name: input.name,
      scopes: input.scope,
      expires_in: input.expires,
      limits: {
        tasks: input.task,
        policies: input.policy,
        batch: input.batch,
        tokens_per_day: input.tokensPerDay,
        models,
      },
    };
    const made = await call<NewKey>(target, "POST", "/keys", body);
    tools.out.result(made, newKeyLines(made));
    return EXIT.ok;
  },
});
