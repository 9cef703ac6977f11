import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Release } from "../../shared/admin/release.ts";
import { EpureError } from "../../shared/errors.ts";
import {
  type AdminTarget,
  call,
  type ModelHealth,
  type ReadyState,
  type RolloutState,
  readiness,
  type Status,
} from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { short } from "../deployment/digests.ts";
import { duration, readableTime } from "../deployment/duration.ts";
import { rolloutLines } from "../deployment/rollout-lines.ts";

export const status = command({
  name: "status",
  summary: "What serves each task, since when and why, and what runs beside it.",
  arguments: [{ name: "task", description: "only this one", optional: true }],
  options: [
    { flags: "--watch", description: "again and again, until Ctrl-C; with --json one line each time" },
    { flags: "--every <time>", description: "with --watch (default 5s)" },
    ...deploymentOptions,
  ],
  examples: ["status", "status sentiment --watch"],
  input: z.object({
    task: z.string().optional(),
    watch: z.boolean().default(false),
    every: duration.optional(),
    ...deploymentInput,
  }),

  async run(input, tools) {
    const target = await connect(input, tools);
    for (;;) {
      const seen = await look(target, input.task).catch((thrown: unknown) => {
        // Whoever watches an incident wants to see its end too.
        if (!input.watch || !(thrown instanceof EpureError) || !passing.has(thrown.kind)) throw thrown;
        return { value: { problems: [thrown.what] }, lines: [`! ${thrown.what} Looking again.`], well: false };
      });
      tools.out.result(seen.value, input.watch ? [`${readableTime(Date.now())}`, ...seen.lines, ""] : seen.lines);
      if (!input.watch) return seen.well ? EXIT.ok : EXIT.checksFailed;
      await sleep((input.every ?? 5) * 1000, undefined, { signal: tools.signal }).catch(() => {});
      if (tools.signal.aborted) return EXIT.ok;
    }
  },
});

/** Problems that may be gone at the next look. */
const passing: ReadonlySet<string> = new Set(["unavailable", "rate-limited"]);

async function look(target: AdminTarget, task: string | undefined) {
  const health = await readiness(target);
  const status = await call<Status>(target, "GET", "/status");
  const tasks = status.tasks.filter((one) => task === undefined || one.task === task);
  if (task !== undefined && tasks.length === 0) {
    throw new EpureError("not-found", {
      what: `Nothing has ever served ${task} there.`,
      fix: "`epure status` shows every task.",
    });
  }
  const rollouts: Record<string, RolloutState> = {};
  for (const one of tasks) {
    if (one.rollout) rollouts[one.task] = await call<RolloutState>(target, "GET", `/channels/${one.task}/rollout`);
  }
  const problems = problemsOf(status, health, task);
  const lines = tasks.flatMap((one) => [
    `${one.task}: ${short(one.digest)}${one.policy ? `, policy ${one.policy} at least` : ""}`,
    ...(one.served_by ? [`  ${moveLine(one.served_by)}`] : []),
    // How the last canary or shadow ended. One that runs has lines of its own.
    ...(one.last && one.last.at !== one.served_by?.at && one.rollout === null ? [`  ${moveLine(one.last)}`] : []),
    ...(one.serving_here === one.digest ? [] : [`  the isolate that answered serves ${short(one.serving_here)}`]),
    ...(one.rollout ? rolloutLines(rollouts[one.task] as RolloutState).map((line) => `  ${line}`) : []),
  ]);
  if (tasks.length === 0) lines.push("Nothing is active: publish a bundle and activate it.");
  lines.push(...problems.map((problem) => `! ${problem}`));
  return { value: { ...status, tasks, rollouts, problems }, lines, well: problems.length === 0 };
}

function moveLine({ kind, at, who, forced, why }: Release): string {
  return `${kind} at ${readableTime(at)} by ${who}${forced ? ", FORCED" : ""}: ${why}`;
}

function problemsOf(status: Status, health: ReadyState, task: string | undefined): string[] {
  const { state, missing, unknown } = status.database;
  return [
    ...(state === "behind"
      ? [
          `the database is behind the code: ${missing.join(", ")} not applied (npx wrangler d1 migrations apply epure --remote)`,
        ]
      : []),
    ...(state === "ahead"
      ? [`the database is ahead of the code: ${unknown.join(", ")} (deploy the version it was migrated for)`]
      : []),
    ...(health.problem ? [health.problem.detail] : []),
    ...problemLines(health.tasks, task, ""),
    ...problemLines(health.candidates ?? [], task, ", the candidate"),
  ];
}

function problemLines(models: readonly ModelHealth[], task: string | undefined, which: string): string[] {
  return models.flatMap((one) =>
    one.problem && (task === undefined || one.task === task) ? [`${one.task}${which}: ${one.problem.detail}`] : [],
  );
}
