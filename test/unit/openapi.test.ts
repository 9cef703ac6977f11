/** The OpenAPI document says everything: each parameter, an example of each body and answer, each of them true. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { createApp } from "../../src/worker/app.ts";
import { KeyStore } from "../../src/worker/auth/key-store.ts";
import type { Document, Media, Schema } from "../../src/worker/http/openapi-types.ts";
import { httpKinds } from "../../src/worker/http/problem-docs.ts";
import { ModelRegistry } from "../../src/worker/model/registry.ts";

const never = () => Promise.reject(new Error("the document needs no model"));
const app = createApp(new ModelRegistry({ load: never, fitsBeside: never }), new KeyStore());
const document = (await (await app.request("/openapi.json", {}, { CORS_ORIGINS: "" })).json()) as Document;

const ajv = new Ajv2020({ strict: false, validateFormats: true });
addFormats.default(ajv);
ajv.addFormat("readable-text", /[^\p{Z}\p{C}\p{Mn}\uFFFD]/u);
ajv.addSchema({ $id: "doc", components: document.components });

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);

describe("the OpenAPI document", () => {
  it.each(operations)("$name", ({ operation }) => {
    expect(operation.summary, "a summary").toMatch(/\w/);
    for (const { name, description, schema } of operation.parameters ?? []) {
      expect(description ?? schema?.description, `parameter ${name}`).toMatch(/\w/);
    }
    const parts = [operation.requestBody, ...Object.values(operation.responses)];
    for (const media of parts.flatMap((part) => Object.entries(part?.content ?? {}))) holds(...media);
  });

  it("has an example of every kind of problem", () => {
    expect(Object.keys(document.components.examples ?? {}).sort()).toEqual([...httpKinds].sort());
  });

  it("names no problem of an operator's where callers ask", () => {
    const { examples } =
      document.paths["/v1/sentiment"]?.post?.responses["422"]?.content?.["application/problem+json"] ?? {};
    expect(Object.keys(examples ?? {})).toEqual(["blocked-by-guard", "too-long", "unprocessable"]);
  });
});

function holds(type: string, media: Media): void {
  if (!/json/.test(type)) return;
  const examples = examplesOf(media);
  // 424 is TEI's own status: the kind behind it has its example at 500.
  if (type === "application/json") expect(examples.length, "an example").toBeGreaterThan(0);
  const valid = ajv.compile(local(media.schema));
  for (const example of examples)
    expect(valid(example), `${JSON.stringify(example)}: ${ajv.errorsText(valid.errors)}`).toBe(true);
}

function examplesOf({ schema, example, examples }: Media): unknown[] {
  const listed = Object.values(examples ?? {}).map((one) => named(one as { $ref?: string; value?: unknown }));
  const name = schema?.$ref?.split("/").at(-1);
  const own = name === undefined ? schema?.example : document.components.schemas[name]?.example;
  return [...listed, ...(example === undefined ? [] : [example]), ...(own === undefined ? [] : [own])];
}

function named({ $ref, value }: { $ref?: string; value?: unknown }): unknown {
  const name = $ref?.split("/").at(-1);
  if (name === undefined) return value;
  const shared = document.components.examples?.[name] as { value: unknown } | undefined;
  return shared?.value;
}

/** The schema with its references into the document. */
function local(schema: Schema | undefined): object {
  return JSON.parse(JSON.stringify(schema ?? {}).replaceAll('"#/components/', '"doc#/components/'));
}
