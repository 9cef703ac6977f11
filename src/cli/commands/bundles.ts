import { z } from "zod";
import { type BundleDetail, call, type PublishedBundle } from "../admin-client.ts";
import { budgetLines } from "../budget-lines.ts";
import { command, EXIT } from "../command.ts";
import { megabytes } from "../deployment/compare.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { resolveDigest, short } from "../deployment/digests.ts";
import { readableTime } from "../deployment/duration.ts";
import { gateLines } from "../gate-lines.ts";
import { confirm } from "../prompt.ts";

export const bundlesList = command({
  name: "bundles list",
  summary: "Every published bundle, and what points at it.",
  arguments: [],
  options: [...deploymentOptions],
  input: z.object({ ...deploymentInput }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const { bundles } = await call<{ bundles: (PublishedBundle & { use: string[] })[] }>(target, "GET", "/bundles");
    tools.out.result(
      { bundles },
      bundles.map(
        ({ digest, task, bytes, published_at, use }) =>
          `${short(digest)}  ${task.padEnd(16)}  ${megabytes(bytes).padStart(9)}  ${readableTime(published_at)}  ${use.join(", ") || "unused"}`,
      ),
    );
    return EXIT.ok;
  },
});

export const bundlesInspect = command({
  name: "bundles inspect",
  summary: "One published bundle: labels, gates, guard, budget, files.",
  arguments: [{ name: "digest", description: "8 digits are enough" }],
  options: [...deploymentOptions],
  input: z.object({ digest: z.string(), ...deploymentInput }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const detail = await call<BundleDetail>(
      target,
      "GET",
      `/bundles/${await resolveDigest(target, input.digest)}/inspect`,
    );
    const { manifest, guard, files } = detail;
    const bad = files.filter((file) => file.state !== "stored");
    tools.out.result(detail, [
      `Digest:   ${detail.digest}`,
      `Task:     ${detail.task} (${manifest.labels.join(", ")})`,
      `Signed:   ${detail.signed_by}`,
      `Published ${readableTime(detail.published_at)} by ${detail.published_by}`,
      `Guard:    ${guard.triggers.length} confirmed triggers, drift threshold ${guard.threshold ?? "off"}, policy ${manifest.guard.default_policy}`,
      `Files:    ${files.length}, ${bad.length === 0 ? "all as signed" : `NOT AS SIGNED: ${bad.map((file) => `${file.name} is ${file.state}`).join(", ")}`}`,
      ...gateLines(manifest.gates),
      ...budgetLines(detail.budget),
    ]);
    return bad.length === 0 ? EXIT.ok : EXIT.checksFailed;
  },
});

export const bundlesPrune = command({
  name: "bundles prune",
  summary: "Remove bundles that nobody would go back to, and uploads that were never finished.",
  details:
    "What is active, in a canary or shadow, or among the last that served a task is never removed. Unfinished uploads count once they are a day old.",
  arguments: [],
  options: [
    {
      flags: "--keep <n>",
      description: "digests per task that served last, the active one among them (default 3, at least 2)",
    },
    { flags: "--yes", description: "do not ask" },
    ...deploymentOptions,
  ],
  input: z.object({
    keep: z.coerce.number().int().min(2, "must be at least 2").max(100).default(3),
    yes: z.boolean().default(false),
    ...deploymentInput,
  }),

  async run(input, tools) {
    const target = await connect(input, tools);
    interface Pruned {
      readonly prunable: { digest: string; task: string | null; bytes: number; state: string }[];
      readonly removed: string[];
    }
    const { prunable } = await call<Pruned>(target, "POST", "/bundles/prune", { keep: input.keep, remove: [] });
    if (prunable.length === 0) {
      tools.out.result({ removed: [] }, ["There is nothing to remove."]);
      return EXIT.ok;
    }
    const size = megabytes(prunable.reduce((sum, one) => sum + one.bytes, 0));
    if (!tools.out.json) {
      for (const { digest, task, bytes, state } of prunable)
        tools.out.note(`  ${short(digest)}  ${task ?? ""}  ${megabytes(bytes)}  ${state}`);
    }
    await confirm(tools.prompt, input.yes, `Remove these ${prunable.length} (${size})?`);
    const removed: string[] = [];
    // A hundred at a time: what one request may name.
    for (let at = 0; at < prunable.length; at += 100) {
      const remove = prunable.slice(at, at + 100).map((one) => one.digest);
      removed.push(...(await call<Pruned>(target, "POST", "/bundles/prune", { keep: input.keep, remove })).removed);
    }
    tools.out.result({ removed }, [`Removed ${removed.length} (${size}).`]);
    return EXIT.ok;
  },
});
