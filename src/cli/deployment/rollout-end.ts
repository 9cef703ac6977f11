import { z } from "zod";
import { type ChannelState, call, type RolloutState } from "../admin-client.ts";
import { EXIT, type Tools } from "../command.ts";
import { confirm } from "../prompt.ts";
import { connect, deploymentInput, deploymentOptions } from "./connect.ts";
import { short } from "./digests.ts";
import { rolloutLines } from "./rollout-lines.ts";

/** What `promote` and `abort` have in common. */
export const endOptions = {
  arguments: [{ name: "task", description: "sentiment, sentence-pair, …" }],
  options: [
    { flags: "--why <reason>", description: "for the history" },
    { flags: "--yes", description: "do not ask" },
    ...deploymentOptions,
  ],
};
export const endInput = (why: string) =>
  z.object({
    task: z.string(),
    why: z.string().trim().min(1).default(why),
    yes: z.boolean().default(false),
    ...deploymentInput,
  });

export async function endRollout(verb: "promote" | "abort", input: z.infer<ReturnType<typeof endInput>>, tools: Tools) {
  const target = await connect(input, tools);
  const state = await call<RolloutState>(target, "GET", `/channels/${input.task}/rollout`);
  if (state.rollout && !tools.out.json) for (const line of rolloutLines(state)) tools.out.note(line);
  if (state.rollout) {
    const question =
      verb === "promote"
        ? `Let ${short(state.rollout.digest)} serve everybody?`
        : `Take ${short(state.rollout.digest)} back?`;
    await confirm(tools.prompt, input.yes, question);
  }
  const after = await call<ChannelState>(target, "POST", `/channels/${input.task}/rollout/${verb}`, { why: input.why });
  tools.out.result(after, [`${input.task} is at ${short(after.digest)}, and nothing runs beside it.`]);
  return EXIT.ok;
}
