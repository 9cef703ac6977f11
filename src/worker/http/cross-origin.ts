import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../env.ts";

const answer = cors({
  origin: (origin, c) => {
    const allowed = (c.env.CORS_ORIGINS ?? "").split(" ");
    return allowed.includes(origin) || allowed.includes("*") ? origin : null;
  },
  allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders: ["authorization", "content-type", "x-request-id", "epure-policy", "x-epure-subject"],
  exposeHeaders: [
    "x-request-id",
    "retry-after",
    "ratelimit-policy",
    "epure-guard",
    "epure-model",
    "server-timing",
    "allow",
  ],
  maxAge: 3600,
});

/** CORS for the origins of `CORS_ORIGINS`. An OPTIONS that is no preflight goes on, to be told the methods. */
export const crossOrigin = createMiddleware<AppEnv>((c, next) => {
  const isPlain = c.req.header("origin") === undefined || c.req.header("access-control-request-method") === undefined;
  if (c.req.method === "OPTIONS" && isPlain) return next();
  return answer(c, next);
});
