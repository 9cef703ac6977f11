import { command } from "../command.ts";
import { endInput, endOptions, endRollout } from "../deployment/rollout-end.ts";

export const abort = command({
  ...endOptions,
  name: "abort",
  summary: "End a canary or shadow: its candidate goes.",
  input: endInput,
  run: (input, tools) => endRollout("abort", input, tools),
});
