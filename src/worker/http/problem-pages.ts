import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { EpureError, statusOf, titleOf } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";
import { accepts } from "./negotiate.ts";
import { escapeHtml, page, prose } from "./page.ts";
import { problemType } from "./problem.ts";
import { httpKinds, problems } from "./problem-docs.ts";
import { problemTexts } from "./problem-texts.ts";

const kindDocument = z
  .object({ type: z.string(), title: z.string(), status: z.int(), meaning: z.string(), fix: z.string() })
  .openapi("ProblemKind");

/** `GET /problems/{kind}`: where the `type` of a problem leads, a page for people and JSON for programs. */
export function addProblemPages(app: OpenAPIHono<AppEnv>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/problems/{kind}",
      operationId: "getProblemKind",
      tags: ["about"],
      summary: "What a kind of problem means",
      request: {
        params: z.object({ kind: z.string().openapi({ enum: [...httpKinds], example: "unprocessable" }) }),
      },
      responses: {
        200: {
          description: "The kind, and what to do about it.",
          content: { "application/json": { schema: kindDocument }, "text/html": { schema: z.string() } },
        },
        ...problems(404),
      },
    }),
    (c) => {
      const kind = httpKinds.find((known) => known === c.req.valid("param").kind);
      if (kind === undefined) throw new EpureError("not-found", { what: "There is no such kind of problem." });
      const document = { type: problemType(kind), title: titleOf(kind), status: statusOf(kind), ...problemTexts[kind] };
      if (accepts(c.req.header("accept") ?? "", "text/html") && /text\/html/.test(c.req.header("accept") ?? "")) {
        return page(
          c,
          `${document.title} (${document.status})`,
          `<p><a href="/reference">API reference</a></p><h1>${escapeHtml(document.title)}</h1>
<p>HTTP status ${document.status}, <code>${escapeHtml(document.type)}</code></p>
<h2>What it means</h2><p>${prose(document.meaning)}</p><h2>What to do</h2><p>${prose(document.fix)}</p>`,
        ) as never;
      }
      return c.json(document, 200, { vary: "accept" });
    },
  );
}
