import { z } from "zod";
import { call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { duration } from "../deployment/duration.ts";
import { type NewKey, newKeyLines } from "../deployment/keys.ts";

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
