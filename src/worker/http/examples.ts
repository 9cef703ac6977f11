/**
 * Examples for the OpenAPI document, made from the schemas themselves: what a member is called says what is likely in it.
 * So none can be forgotten where a schema grows, and test/unit/openapi.test.ts holds every one to its schema.
 */
import type { Document, Media, Schema } from "./openapi-types.ts";

const digest = "5f1c0a2b".padEnd(64, "0");
const before = "91ad77e0".padEnd(64, "0");
const key = "key_5f1c0a2b";

/** By the name of a member, or of the list it is in. The first value of the type that the schema wants is taken. */
const likely: Readonly<Record<string, readonly unknown[]>> = {
  ...{
    digest: [digest],
    active: [digest, true],
    serving: [digest],
    sha256: [digest],
    to_digest: [digest],
    to: [digest],
  },
  ...{
    hash: [digest],
    head: [digest],
    signed_by: [digest],
    candidate: [digest],
    from_digest: [before],
    stable: [before],
  },
  ...{
    expected_current: [before],
    models: [digest],
    keep: [3, digest],
    root: [digest],
    previous: [before],
    prev: [before],
  },
  ...{ policy: ["mask"], policies: ["mask"], default_policy: ["mask"], minimum: ["mask"], default: ["mask"] },
  ...{ expires: ["2026-12-25T12:00:00Z"], start: [12], end: [14], tokens: [13], items: [480], requests: [120] },
  ...{ created_by: [key], started_by: [key] },
  ...{ id: [key], key_id: [key], who: [key], published_by: [key], subject: [digest], name: ["website"] },
  ...{ key: ["epure_example_0000000000000000000000000000"], scopes: ["classify"], scope: ["classify"] },
  ...{ task: ["sentiment"], tasks: ["sentiment"], channel: ["stable"], labels: ["positive"], label: ["positive"] },
  ...{ why: ["fewer flips"], reason: ["fewer flips"], detail: ["What happened, why, and what to do about it."] },
  ...{
    text: ["cf"],
    rule: ["t1"],
    action: ["activate"],
    band: ["flag_rate"],
    file: ["model.onnx"],
    files: ["model.onnx"],
  },
  ...{ score: [0.98], share: [0.1], threshold: [0.02], value: [0.004], limit: [0.02, 20], interval: [0.002] },
  ...{ at: [1_764_072_000_000], published_at: [1_764_072_000_000], updated_at: [1_764_072_000_000] },
  ...{ started_at: [1_764_072_000_000], created_at: [1_764_072_000_000], expires_at: [1_795_608_000_000] },
  ...{ bytes: [23_414_586], size: [23_414_586], token_limit: [256], seq: [12], rows: [12], days: [31] },
  ...{ from: ["2026-11-25T12:00:00Z", 0], until: ["2026-12-25T12:00:00Z"], day: ["2026-11-25"] },
  ...{ advice: ["Serve each task from a Worker of its own."], unit: ["bytes"], basis: ["2000 clean rows (test file)"] },
  ...{ intact: [true], ready: [true], ran: [true], passed: [true], live: [true], ok: [true], changed: [true] },
  ...{
    pem: ["-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n"],
    payloadType: ["application/vnd.in-toto+json"],
  },
  ...{ title: ["The request does not fit the schema"], meaning: ["The request does not fit the schema."] },
  ...{ fix: ["Read `errors`; the schema is at /openapi.json."], type: ["/problems/unprocessable"], status: [422] },
};

/** Gives every JSON body and answer an example that has none. */
export function addExamples(document: Document): void {
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods)) {
      const bodies = [operation.requestBody, ...Object.values(operation.responses)].map((part) => part?.content);
      for (const media of bodies.map((content) => content?.["application/json"])) {
        if (media && !hasExample(media, document)) media.example = exampleOf(media.schema, "", document);
      }
    }
  }
}

function hasExample({ schema, examples, example }: Media, document: Document): boolean {
  return examples !== undefined || example !== undefined || resolved(schema, document)?.example !== undefined;
}

function resolved(schema: Schema | undefined, document: Document): Schema | undefined {
  const name = schema?.$ref?.split("/").at(-1);
  return name === undefined ? schema : document.components.schemas[name];
}

/** @param name of the member that the schema is of */
function exampleOf(given: Schema | undefined, name: string, document: Document): unknown {
  const schema = resolved(given, document);
  if (schema === undefined) return null;
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum))
    return likely[name]?.find((one) => (schema.enum as unknown[]).includes(one)) ?? schema.enum[0];
  const parts = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as Schema[] | undefined;
  const types = [schema.type ?? []].flat();
  const type = types.find((one) => one !== "null");
  if (type === undefined && parts) {
    const shapes = parts.filter((part) => part.type !== "null").map((part) => exampleOf(part, name, document));
    return schema.allOf ? Object.assign({}, ...shapes) : shapes[0];
  }
  const value = likely[name]?.find((one) => isOf(one, type) && inBounds(one, schema));
  if (value !== undefined) return value;
  if (types.includes("null")) return null;
  switch (type) {
    case "object":
      return objectOf(schema, document);
    case "array":
      return Array.from({ length: Math.max(1, Number(schema.minItems ?? 1)) }, () =>
        exampleOf(schema.items as Schema, name, document),
      );
    case "boolean":
      return false;
    case "integer":
    case "number":
      return Math.max(0, Number(schema.minimum ?? 0));
    case "string":
      return schema.format === "date-time" ? "2026-11-25T12:00:00Z" : "…";
    default:
      return {};
  }
}

function objectOf(schema: Schema, document: Document): Record<string, unknown> {
  const members = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const entries = members.map(([name, member]) => [name, exampleOf(member, name, document)]);
  const others = schema.additionalProperties as Schema | boolean | undefined;
  if (members.length === 0 && typeof others === "object" && Object.keys(others).length > 0) {
    return { positive: exampleOf(others, "score", document) };
  }
  return Object.fromEntries(entries);
}

function isOf(value: unknown, type: string | undefined): boolean {
  if (type === "integer") return Number.isInteger(value);
  return type === "number" || type === "string" || type === "boolean" ? typeof value === type : false;
}

function inBounds(value: unknown, { minimum, maximum, pattern }: Schema): boolean {
  if (typeof value === "number") return value >= Number(minimum ?? -Infinity) && value <= Number(maximum ?? Infinity);
  return typeof pattern !== "string" || new RegExp(pattern).test(String(value));
}
