import { z } from "zod";
import { type ChannelState, call, type RolloutState } from "../admin-client.ts";
import { command, EXIT, type Tools } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { short } from "../deployment/digests.ts";
import { rolloutLines } from "../deployment/rollout-lines.ts";
import { confirm } from "../prompt.ts";

const shared = {
  arguments: [{ name: "task", description: "sentiment, sentence-pair, …" }],
  options: [
    { flags: "--why <reason>", description: "for the history" },
    { flags: "--yes", description: "do not ask" },
    ...deploymentOptions,
  ],
};
const schema = (why: string) =>
  z.object({
    task: z.string(),
    why: z.string().trim().min(1).default(why),
    yes: z.boolean().default(false),
    ...deploymentInput,
  });

export const promote = command({
  ...shared,
  name: "promote",
  summary: "End a canary: its candidate serves everybody.",
  input: schema("the canary held"),
  run: (input, tools) => end("promote", input, tools),
});

export const abort = command({
  ...shared,
  name: "abort",
  summary: "End a canary or shadow: its candidate goes.",
  input: schema("aborted by the operator"),
  run: (input, tools) => end("abort", input, tools),
});

async function end(verb: "promote" | "abort", input: z.infer<ReturnType<typeof schema>>, tools: Tools) {
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
