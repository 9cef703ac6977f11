import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../env.ts";
import { addExamples } from "./examples.ts";
import { requestLimits } from "./limits.ts";
import type { Document, Media, Operation, OperationResponse } from "./openapi-types.ts";
import { problemType } from "./problem.ts";
import { describeKinds, httpKinds, kindsOf, problems } from "./problem-docs.ts";

/** What a reader should know first. @param types where the types of problems are found */
export const introduction = (
  types: string,
) => `Text classifiers that were repaired, signed, and are guarded while they serve.

Every error is an RFC 9457 problem; its \`type\` is one of ${types}.
Every answer carries \`X-Request-Id\`: the caller's own where one was sent (letters, digits, \`-\`, \`_\`, \`=\`; at most 64), else a new one.

Limits: a classification body has at most ${requestLimits.bodyBytes} bytes (413), a text at most ${requestLimits.textLength} UTF-16 units (422), a batch at most ${requestLimits.batch} items (422); a key can have smaller ones.
Text beyond the model's token limit is cut, and \`truncated\` says so. The same text, model and options give the same scores, bit for bit: asking again is safe, and no idempotency key is needed.`;

/**
 * `GET /openapi.json`, generated from the schemas that validate.
 * @returns the document, made when it is first asked for: at start-up it would cost every isolate its time
 */
export function addOpenApi(app: OpenAPIHono<AppEnv>): () => Document {
  app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "epure_<kind>_<28 base62 characters>",
    description: "An API key. Scopes: classify, viewer, operator.",
  });
  let made: { readonly document: Document; readonly json: string } | undefined;
  const make = () => {
    if (made) return made;
    const document = complete(generate(app));
    made = { document, json: JSON.stringify(document) };
    return made;
  };
  app.get("/openapi.json", (c) => c.body(make().json, 200, { "content-type": "application/json" }));
  return () => make().document;
}

function generate(app: OpenAPIHono<AppEnv>): Document {
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Épure",
      version: "1",
      description: introduction(httpKinds.map((kind) => `\`${problemType(kind)}\``).join(", ")),
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "classify", description: "Ask a model. Scope classify." },
      {
        name: "adapters",
        description: "The same models in the shapes of other APIs, for clients that exist. Scope classify.",
      },
      { name: "usage", description: "What a key may do and has done. Any scope." },
      { name: "models", description: "What serves and where it comes from. Any scope." },
      { name: "health", description: "No key needed." },
      { name: "admin", description: "Publish and activate. Scope operator." },
      { name: "guard", description: "Lists, policies and counts of the guard. Scope operator." },
      { name: "about", description: "No key needed." },
    ],
  }) as unknown as Document;
}

const everywhere = [400, 405, 406, 500] as const;
const always = {
  "X-Request-Id": { description: "Names this request in the logs.", schema: { type: "string" } },
} as const;
const authenticated = {
  "RateLimit-Policy": {
    description: 'Quota and window in seconds: `"requests";q=600;w=60`.',
    schema: { type: "string" },
  },
} as const;
const byStatus: Readonly<Record<string, Record<string, object>>> = {
  401: { "WWW-Authenticate": { description: "RFC 6750.", schema: { type: "string" } } },
  405: { Allow: { description: "The methods of this address.", schema: { type: "string" } } },
  429: { "Retry-After": { description: "Seconds.", schema: { type: "integer" } } },
  503: { "Retry-After": { description: "Seconds.", schema: { type: "integer" } } },
};

/** Parameters that mean the same wherever they stand. */
const parameterWords: Readonly<Record<string, string>> = {
  task: "Name of a task, as `GET /v1/models` lists them.",
  digest: "SHA-256 digest of the bundle.",
  name: "Name of a file of the bundle.",
  id: "Of a key, as `GET /v1/admin/keys` lists them.",
  kind: "The last part of a problem's `type`.",
  after: "Rows after this number.",
  limit: "How many rows.",
  minutes: "How far back, in minutes.",
  scope: "What the policy is for.",
};

/** What holds for every route is written down once, here: common problems, headers, operation ids. */
function complete(document: Document): Document {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      operation.operationId ??= idOf(method, path);
      for (const parameter of operation.parameters ?? [])
        parameter.description ??= parameterWords[parameter.name] ?? "";
      const common =
        operation.parameters || operation.requestBody ? problems(...everywhere, 422) : problems(...everywhere);
      operation.responses = { ...(common as unknown as Operation["responses"]), ...operation.responses };
      for (const [status, response] of Object.entries(operation.responses)) {
        const problem = response.content?.["application/problem+json"];
        if (problem) {
          if (!path.startsWith("/v1/admin/")) forCallers(response, problem, Number(status));
          share(document, problem);
        }
        const mayHaveKey = operation.security && status !== "401" && status !== "405" && status !== "406";
        response.headers = {
          ...always,
          ...(mayHaveKey && status === "200" && authenticated),
          ...byStatus[status],
          ...response.headers,
        };
      }
    }
  }
  addExamples(document);
  return document;
}

/** A caller's route tells of no problem that only an operator can meet. */
function forCallers(response: OperationResponse, problem: Media, status: number): void {
  const kinds = kindsOf(status, false);
  response.description = describeKinds(kinds);
  problem.examples = Object.fromEntries(
    Object.entries(problem.examples ?? {}).filter(([kind]) => (kinds as readonly string[]).includes(kind)),
  );
}

/** Schema and examples of a problem are written down once, however many routes can answer with it. */
function share(document: Document, media: Media): void {
  media.schema = { $ref: "#/components/schemas/Problem" };
  document.components.examples ??= {};
  for (const [kind, example] of Object.entries(media.examples ?? {})) {
    document.components.examples[kind] ??= example;
    media.examples = { ...media.examples, [kind]: { $ref: `#/components/examples/${kind}` } };
  }
}

/** `get /v1/models/{task}` -> `getV1ModelsTask`. */
function idOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
