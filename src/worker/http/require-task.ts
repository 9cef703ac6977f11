import type { Context } from "hono";
import type { AppEnv } from "../env.ts";
import type { ModelRegistry } from "../model/registry.ts";
import { RequestProblem } from "./problem.ts";

/**
 * The task, where this deployment has it at all. A task whose model is refused or still loading is there: that is a 503.
 * @throws RequestProblem `not-found`
 */
export async function requireTask(c: Context<AppEnv>, models: ModelRegistry, task: string): Promise<string> {
  if (await models.hasTask(task, c.env, c.executionCtx)) return task;
  throw new RequestProblem(
    "not-found",
    {
      what: "There is no such task here.",
      why: "An address or `model` names a task of this deployment; other models are not served.",
      fix: "GET /v1/models lists the tasks.",
    },
    { reason: "model_not_found" },
  );
}
