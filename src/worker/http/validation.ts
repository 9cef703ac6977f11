import type { Hook } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { EpureError } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";
import { RequestProblem } from "./problem.ts";

type InvalidHook = Hook<unknown, AppEnv, string, unknown>;

/** Called with every validation result: turns a refusal into one problem that names all wrong members at once. */
export const refuseInvalid: InvalidHook = (result) => {
  if (result.success) return;
  const issues = result.error.issues;
  const errors = issues.map((issue) => ({ pointer: pointer(issue.path), detail: issue.message }));
  const malformed = issues.some((issue) => issue.code === "custom" && issue.params?.malformed === true);
  const limit = issues.find((issue) => issue.code === "too_big")?.maximum;
  throw new RequestProblem(
    malformed ? "bad-request" : "unprocessable",
    {
      what: `The request does not fit the schema: ${errors.map((e) => `${e.pointer || "the body"} ${e.detail}`).join("; ")}.`,
      fix: "The schema is at /openapi.json.",
    },
    { errors, ...(limit !== undefined && { limit: Number(limit) }) },
  );
};

/** JSON pointer (RFC 6901). Paths hold names of our schema and indices, so there is nothing to escape. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part)}`).join("");
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Refuses bodies that are not UTF-8: decoding them leniently would classify a text that nobody sent. */
export const requireUtf8 = createMiddleware<AppEnv>(async (c, next) => {
  try {
    utf8.decode(await c.req.arrayBuffer());
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new EpureError("bad-request", {
      what: "The body is not valid UTF-8.",
      fix: "Encode the JSON body as UTF-8.",
    });
  }
  await next();
});
