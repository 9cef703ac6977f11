import { command } from "../command.ts";
import { endInput, endOptions, endRollout } from "../deployment/rollout-end.ts";

export const promote = command({
  ...endOptions,
  name: "promote",
  summary: "End a canary: its candidate serves everybody.",
  input: endInput("the canary held"),
  run: (input, tools) => endRollout("promote", input, tools),
});
