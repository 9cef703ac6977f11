import { createMiddleware } from "hono/factory";
import { EpureError } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";

const jsonOnly = /^\/(v1|hf|tei|openai|health)\//;

/** 406 where the caller takes no JSON. Problems are sent whatever the caller takes: a refusal has to say something. */
export const requireAcceptable = createMiddleware<AppEnv>((c, next) => {
  const accept = c.req.header("accept");
  if (accept === undefined || !jsonOnly.test(c.req.path) || accepts(accept, "application/json")) return next();
  throw new EpureError("not-acceptable", {
    what: "This address answers in application/json, and the Accept header excludes it.",
    fix: "Send `Accept: application/json`, or leave the header out.",
  });
});

/** Whether an Accept header admits a media type (RFC 9110, 12.5.1): the most specific range decides. */
export function accepts(header: string, type: string): boolean {
  const [family = ""] = type.split("/");
  const ranges = header.split(",").map((range) => {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    return { name, refused: q !== undefined && Number(q.slice(2)) === 0 };
  });
  for (const wanted of [type, `${family}/*`, "*/*"]) {
    const range = ranges.find(({ name }) => name === wanted);
    if (range) return !range.refused;
  }
  return header.trim() === "";
}
