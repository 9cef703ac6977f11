import { z } from "zod";
import { call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { confirm } from "../prompt.ts";

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
