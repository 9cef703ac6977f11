import { z } from "zod";
import { EpureError } from "../../shared/errors.ts";
import {
  type AdminTarget,
  type BundleDetail,
  type ChannelState,
  call,
  channel,
  activate as moveTo,
} from "../admin-client.ts";
import { command, EXIT, type Tools } from "../command.ts";
import { changeLines, compare } from "../deployment/compare.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { resolveDigest, short } from "../deployment/digests.ts";
import { readablePercent, share } from "../deployment/duration.ts";
import { waitUntilServing } from "../deployment/wait.ts";
import { gateLines } from "../gate-lines.ts";
import type { Output } from "../output.ts";
import { confirm } from "../prompt.ts";

export const activate = command({
  name: "activate",
  summary: "Make a published bundle the one that serves a task, at once or as a canary.",
  details:
    "Shows what changes against the bundle that serves now (labels, gates, figures, guard) and asks. Refused where someone else has moved the task since. A limit of the deployment can be overridden with --force, other labels accepted with --accept-labels; the reason stays on record. A bundle that is not signed or failed its own gates cannot be activated at all.",
  arguments: [
    { name: "task", description: "as in the bundle: sentiment, sentence-pair, …" },
    { name: "digest", description: "of a published bundle; 8 digits are enough" },
  ],
  options: [
    { flags: "--why <reason>", description: "for the history", required: true },
    { flags: "--canary <share>", description: "only for this share of the callers, as in 10%" },
    {
      flags: "--band <name=value>",
      description: "change what takes a canary back, as in flag_rate=0.02",
      repeatable: true,
    },
    { flags: "--force", description: "past a limit of the deployment; --why is the reason on record" },
    { flags: "--accept-labels", description: "the labels are others than those that serve now" },
    { flags: "--yes", description: "do not ask" },
    { flags: "--wait", description: "until it serves" },
    ...deploymentOptions,
  ],
  examples: ['activate sentiment 5f1c0a2b --why "fewer flips"', 'activate sentiment 5f1c0a2b --canary 10% --why "try"'],
  input: z.object({
    task: z.string(),
    digest: z.string(),
    why: z.string().trim().min(1, "must say why"),
    canary: share.optional(),
    band: z.array(z.string().regex(/^[a-z_]+=\d+(\.\d+)?$/, "must be name=number")).default([]),
    force: z.boolean().default(false),
    acceptLabels: z.boolean().default(false),
    yes: z.boolean().default(false),
    wait: z.boolean().default(false),
    ...deploymentInput,
  }),

  async run(input, tools) {
    if (input.band.length > 0 && input.canary === undefined) {
      throw new EpureError("usage", {
        what: "--band says what takes a canary back, and there is none.",
        fix: "Give --canary with a share, or leave --band away.",
      });
    }
    const target = await connect(input, tools);
    const digest = await resolveDigest(target, input.digest);
    const before = await channel(target, input.task);
    const next = await call<BundleDetail>(target, "GET", `/bundles/${digest}/inspect`);
    const now =
      before.digest === null || before.digest === digest ? null : await live(target, before.digest, tools.out);
    show(input.task, before, now, next, input.canary, tools);
    const how = input.canary === undefined ? "" : ` for ${readablePercent(input.canary)} of its callers`;
    if (before.digest !== digest) {
      await confirm(tools.prompt, input.yes, `Activate ${short(digest)} for ${input.task}${how}?`);
    }
    const decisions = { force: input.force, accept_labels: input.acceptLabels };
    const after =
      input.canary === undefined
        ? await moveTo(target, input.task, digest, input.why, before.digest, decisions)
        : await call<ChannelState>(target, "POST", `/channels/${input.task}/rollout`, {
            kind: "canary",
            digest,
            share: input.canary,
            why: input.why,
            bands: Object.fromEntries(input.band.map((one) => [one.split("=")[0], Number(one.split("=")[1])])),
            expected_current: before.digest,
            ...decisions,
          });
    const seconds = input.wait
      ? await waitUntilServing(target, input.task, digest, input.canary !== undefined, tools.signal)
      : null;
    const what =
      after.changed === false
        ? `${input.task} was at ${short(digest)} already.`
        : input.canary === undefined
          ? `${input.task}: ${short(before.digest)} -> ${short(digest)}. Every isolate takes it within 30 seconds.`
          : `${input.task}: canary ${short(digest)} for ${readablePercent(input.canary)} of the callers. \`epure status ${input.task} --watch\` shows it.`;
    tools.out.result({ ...after, seconds_until_serving: seconds }, [
      what,
      ...(seconds === null ? [] : [`It serves, after ${seconds.toFixed(1)} s.`]),
    ]);
    return EXIT.ok;
  },
});

/** What serves now, to compare with. Where it is broken or no longer trusted it must not keep a good one from taking its place. */
async function live(target: AdminTarget, digest: string, out: Output): Promise<BundleDetail | null> {
  try {
    return await call<BundleDetail>(target, "GET", `/bundles/${digest}/inspect`);
  } catch (thrown) {
    if (!(thrown instanceof EpureError) || !(thrown.kind.startsWith("bundle-") || thrown.kind === "not-found")) {
      throw thrown;
    }
    out.note(`What serves now cannot be compared with: ${thrown.what}`);
    return null;
  }
}

function show(
  task: string,
  before: ChannelState,
  now: BundleDetail | null,
  next: BundleDetail,
  canary: number | undefined,
  { out }: Tools,
): void {
  if (out.json) return;
  if (before.digest === next.digest) return;
  out.note(
    `${task} is at ${short(before.digest)}. ${canary === undefined ? "Activating" : "A canary of"} ${short(next.digest)} changes:`,
  );
  for (const line of changeLines(compare(now, next))) out.note(line);
  for (const line of gateLines(next.manifest.gates)) out.note(line);
}
