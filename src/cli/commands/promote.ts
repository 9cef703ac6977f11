import { z } from "zod";
import { command } from "../command.ts";
import { requireReason } from "../deployment/reason.ts";
import { endInput, endOptions, endRollout } from "../deployment/rollout-end.ts";

export const promote = command({
  ...endOptions,
  name: "promote",
  summary: "End a canary: its candidate serves everybody.",
  details:
    "Checked again first. What was decided when the canary began holds; what has come up since (another bundle that takes room, say) needs --force or --accept-labels, and --why is the reason on record.",
  options: [
    ...endOptions.options,
    { flags: "--force", description: "past a limit of the deployment that has come up since" },
    { flags: "--accept-labels", description: "the labels are others than those that serve now" },
  ],
  input: endInput.extend({
    force: z.boolean().default(false),
    acceptLabels: z.boolean().default(false),
  }),
  run(input, tools) {
    requireReason(input);
    return endRollout("promote", input, tools, { force: input.force, accept_labels: input.acceptLabels });
  },
});
