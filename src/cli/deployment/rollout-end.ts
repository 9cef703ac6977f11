import { z } from "zod";
import { type ChannelState, call, type Decisions, type RolloutState } from "../admin-client.ts";
import { EXIT, type Tools } from "../command.ts";
import { confirm } from "../prompt.ts";
import { connect, deploymentInput, deploymentOptions } from "./connect.ts";
import { short } from "./digests.ts";
import { optionalReason } from "./reason.ts";
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
export const endInput = z.object({
  task: z.string(),
  why: optionalReason,
  yes: z.boolean().default(false),
  ...deploymentInput,
});

/** What the history says where the operator gave no reason. */
const ownReason = { promote: "the canary held", abort: "aborted by the operator" } as const;

export async function endRollout(
  verb: "promote" | "abort",
  input: z.infer<typeof endInput>,
  tools: Tools,
  decisions: Decisions = {},
) {
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
  const after = await call<ChannelState>(target, "POST", `/channels/${input.task}/rollout/${verb}`, {
    why: input.why ?? ownReason[verb],
    // The one whose figures were shown, and no other that somebody has started since.
    expected_rollout: state.rollout?.id,
    ...decisions,
  });
  tools.out.result(after, [`${input.task} is at ${short(after.digest)}, and nothing runs beside it.`]);
  return EXIT.ok;
}
