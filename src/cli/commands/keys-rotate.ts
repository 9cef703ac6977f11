import { z } from "zod";
import type { NewKey } from "../../shared/admin/key.ts";
import { call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { duration } from "../deployment/duration.ts";
import { newKeyLines } from "../deployment/keys.ts";

export const keysRotate = command({
  name: "keys rotate",
  summary: "A new key with the same rights; the old one works until the overlap is over.",
  arguments: [{ name: "id", description: "as in `epure keys list`" }],
  options: [
    { flags: "--overlap <time>", description: "how long the old one still works (default 1d)" },
    {
      flags: "--expires <time>",
      description: "when the new one ends (default: after as long as the old one was made for)",
    },
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
