import { z } from "zod";
import { type ChannelState, call, channel } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { resolveDigest, short } from "../deployment/digests.ts";
import { readablePercent, share } from "../deployment/duration.ts";
import { optionalReason, requireReason } from "../deployment/reason.ts";

export const shadow = command({
  name: "shadow",
  summary: "Let a bundle see real traffic without answering anybody.",
  details:
    "A share of the requests is classified once more after it was answered. `epure status` then shows label flips, guard changes and time. Kept of a text that differs: a keyed hash, where the deployment has LOG_HASH_KEY; never the text. End it with `epure abort`.",
  arguments: [
    { name: "task", description: "sentiment, sentence-pair, …" },
    { name: "digest", description: "of a published bundle; 8 digits are enough" },
  ],
  options: [
    { flags: "--share <share>", description: "of the requests, as in 5%", required: true },
    { flags: "--why <reason>", description: "for the history" },
    { flags: "--force", description: "past a limit of the deployment; needs --why" },
    { flags: "--accept-labels", description: "the labels are others than those that serve now" },
    ...deploymentOptions,
  ],
  examples: ["shadow sentiment 5f1c0a2b --share 5%"],
  input: z.object({
    task: z.string(),
    digest: z.string(),
    share,
    why: optionalReason,
    force: z.boolean().default(false),
    acceptLabels: z.boolean().default(false),
    ...deploymentInput,
  }),

  async run(input, tools) {
    requireReason(input);
    const target = await connect(input, tools);
    const digest = await resolveDigest(target, input.digest);
    const { digest: current } = await channel(target, input.task);
    const after = await call<ChannelState>(target, "POST", `/channels/${input.task}/rollout`, {
      kind: "shadow",
      digest,
      share: input.share,
      why: input.why ?? "shadow",
      expected_current: current,
      force: input.force,
      accept_labels: input.acceptLabels,
    });
    tools.out.result(after, [
      `${input.task}: ${short(digest)} sees ${readablePercent(input.share)} of the requests and answers none.`,
      `\`epure status ${input.task}\` shows how it compares; \`epure abort ${input.task}\` ends it.`,
    ]);
    return EXIT.ok;
  },
});
