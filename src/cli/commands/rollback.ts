import { z } from "zod";
import { stableMoves } from "../../shared/admin/release.ts";
import { type ChannelState, call, channel } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { resolveDigest, short } from "../deployment/digests.ts";
import { waitUntilServing } from "../deployment/wait.ts";
import { confirm } from "../prompt.ts";

export const rollback = command({
  name: "rollback",
  summary: "Back to the bundle that served before.",
  details:
    "Ends a canary or shadow that runs. The bundle must have served this task before, and is verified again first.",
  arguments: [{ name: "task", description: "sentiment, sentence-pair, …" }],
  options: [
    { flags: "--to <digest>", description: "an earlier one (default: the one before)" },
    { flags: "--why <reason>", description: "for the history", required: true },
    { flags: "--yes", description: "do not ask" },
    { flags: "--wait", description: "until it serves" },
    ...deploymentOptions,
  ],
  examples: ['rollback sentiment --why "too many flags since noon"'],
  input: z.object({
    task: z.string(),
    to: z.string().optional(),
    why: z.string().trim().min(1, "must say why"),
    yes: z.boolean().default(false),
    wait: z.boolean().default(false),
    ...deploymentInput,
  }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const before = await channel(target, input.task);
    const stable = before.history.find((one) => stableMoves.includes(one.kind));
    const to = input.to === undefined ? (stable?.from_digest ?? null) : await resolveDigest(target, input.to);
    if (!tools.out.json)
      tools.out.note(
        `${input.task} is at ${short(before.digest)}${before.rollout ? `, with a ${before.rollout.kind} of ${short(before.rollout.digest)}` : ""}.`,
      );
    await confirm(tools.prompt, input.yes, `Go back to ${to === null ? "what served before" : short(to)}?`);
    const after = await call<ChannelState>(target, "POST", `/channels/${input.task}/rollback`, {
      ...(to !== null && { to }),
      why: input.why,
      expected_current: before.digest,
    });
    const seconds =
      input.wait && after.digest !== null
        ? await waitUntilServing(target, input.task, after.digest, false, tools.signal)
        : null;
    tools.out.result({ ...after, seconds_until_serving: seconds }, [
      after.changed === false
        ? `${input.task} is there already.`
        : `${input.task}: ${short(before.digest)} -> ${short(after.digest)}. Every isolate takes it within 30 seconds.`,
      ...(seconds === null ? [] : [`It serves, after ${seconds.toFixed(1)} s.`]),
      "Not undone: answers that were given, rows of the audit trail, and what callers have stored.",
    ]);
    return EXIT.ok;
  },
});
