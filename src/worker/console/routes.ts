/** The console: a page and its modules, plain files that any host of this app hands over through `ASSETS`. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { EpureError } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";

/**
 * Only our own files, only our own API. No inline script and no inline style; reports from bundles enter the page
 * through the one Trusted Types policy of site/report.js, which keeps drawings and tables and nothing else.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types epure-report",
].join("; ");

/** `GET /` and the files it names. Not part of the API, so not in its document. */
export function addConsole(app: OpenAPIHono<AppEnv>): void {
  app.get("/", (c) => file(c, "index.html"));
  app.get("/console/:file{[a-z-]+\\.(?:js|css|svg)}", (c) => file(c, c.req.param("file")));
}

async function file(c: Context<AppEnv>, name: string): Promise<Response> {
  const found = await c.env.ASSETS.fetch(new Request(new URL(`/${name}`, c.req.url), { headers: c.req.raw.headers }));
  if (found.status === 404) throw new EpureError("not-found", { what: "The console has no such file." });
  const answer = new Response(found.body, found);
  answer.headers.set("content-security-policy", pagePolicy);
  return answer;
}
