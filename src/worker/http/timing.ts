import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../env.ts";

/** `Server-Timing`, on hosts with an honest clock alone; elsewhere the header would say 0 about the slowest part. */
export function timing(clock: (() => number) | undefined) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!clock) return next();
    c.set("clock", clock);
    const start = clock();
    await next();
    const model = c.get("modelMs");
    const parts = [
      ...(model === undefined ? [] : [`model;dur=${model.toFixed(2)}`]),
      `total;dur=${(clock() - start).toFixed(2)}`,
    ];
    c.header("server-timing", parts.join(", "));
  });
}
