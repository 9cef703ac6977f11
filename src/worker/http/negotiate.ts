import { createMiddleware } from "hono/factory";
import { EpureError } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";

const api = /^\/(v1|hf|tei|openai|health)\//;
/** The one address of the API that answers with a page. */
const pages = /^\/v1\/models\/[^/]+\/report$/;

/** 406 where the caller does not take what an address answers with. Problems are sent all the same: a refusal has to say something. */
export const requireAcceptable = createMiddleware<AppEnv>((c, next) => {
  const accept = c.req.header("accept");
  if (accept === undefined || !api.test(c.req.path)) return next();
  const type = pages.test(c.req.path) ? "text/html" : "application/json";
  if (accepts(accept, type)) return next();
  throw new EpureError("not-acceptable", {
    what: `This address answers in ${type}, and the Accept header excludes it.`,
    fix: `Send \`Accept: ${type}\`, or leave the header out.`,
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
