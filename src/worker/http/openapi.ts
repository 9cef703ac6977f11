import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../env.ts";
import { requestLimits } from "./limits.ts";
import { problemType } from "./problem.ts";
import { httpKinds } from "./problem-docs.ts";

const description = `Text classifiers that were repaired, signed, and are guarded while they serve.

Every error is an RFC 9457 problem; its \`type\` is one of ${httpKinds.map((kind) => `\`${problemType(kind)}\``).join(", ")}.
Every answer carries \`X-Request-Id\`.

Limits: a classification body has at most ${requestLimits.bodyBytes} bytes (413), a text at most ${requestLimits.textLength} UTF-16 units (422), a batch at most ${requestLimits.batch} items (422).
Text beyond the model's token limit is cut, and \`truncated\` says so.`;

/** `GET /openapi.json`, generated from the schemas that validate. */
export function addOpenApi(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "epure_<kind>_<28 base62 characters>",
    description: "An API key. Scopes: classify, viewer, operator.",
  });
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Épure",
      version: "1",
      description,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "classify", description: "Ask a model. Scope classify." },
      { name: "models", description: "What serves and where it comes from. Any scope." },
      { name: "health", description: "No key needed." },
      { name: "admin", description: "Publish and activate. Scope operator." },
      { name: "guard", description: "Lists, policies and counts of the guard. Scope operator." },
      { name: "about", description: "No key needed." },
    ],
  });
}
