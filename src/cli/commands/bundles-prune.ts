import { z } from "zod";
import { call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { megabytes } from "../deployment/compare.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { short } from "../deployment/digests.ts";
import { confirm } from "../prompt.ts";

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
