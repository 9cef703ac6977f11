/** The OpenAPI document, generated from the schemas that validate, read when the site is built. */
import { createMarkdownRenderer } from "vitepress";
import { titleOf } from "../src/shared/errors.ts";
import { createApp } from "../src/worker/app.ts";
import { KeyStore } from "../src/worker/auth/key-store.ts";
import { introduction } from "../src/worker/http/openapi.ts";
import { problemType } from "../src/worker/http/problem.ts";
import { problemTable } from "../src/worker/http/problem-docs.ts";
import { ModelRegistry } from "../src/worker/model/registry.ts";

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  readonly request: string;
  readonly answers: readonly { readonly status: string; readonly description: string }[];
  /** Statuses of problems. */
  readonly problems: readonly string[];
}

export interface Reference {
  readonly description: string;
  readonly tags: readonly string[];
  readonly operations: readonly Operation[];
  readonly problems: readonly { readonly status: number; readonly kinds: readonly string[] }[];
  readonly schemas: readonly { readonly name: string; readonly json: string }[];
}

declare const data: Reference;

export { data };

export default {
  watch: ["../src/worker/**/*.ts"],
  async load(): Promise<Reference> {
    const never = () => Promise.reject(new Error("the document needs no model"));
    const app = createApp(new ModelRegistry({ load: never, fitsBeside: never }), new KeyStore());
    // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document, shown as it is.
    const document = (await (await app.request("/openapi.json", {}, { CORS_ORIGINS: "" })).json()) as any;
    const markdown = await createMarkdownRenderer("docs");
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      // biome-ignore lint/suspicious/noExplicitAny: as above.
      Object.entries(methods as any).map(([method, one]: [string, any]) => ({
        id: `${method}-${path}`.replace(/[^a-z0-9]+/gi, "-"),
        method: method.toUpperCase(),
        path,
        summary: markdown.renderInline(`${one.summary ?? ""}.`),
        description: markdown.renderInline(one.description ?? ""),
        tag: one.tags?.[0] ?? "other",
        request: refName(one.requestBody?.content?.["application/json"]?.schema),
        answers: Object.entries(one.responses)
          .filter(([, answer]) => !isProblem(answer))
          // biome-ignore lint/suspicious/noExplicitAny: as above.
          .map(([status, answer]: [string, any]) => ({
            status,
            description: markdown.renderInline(answer.description),
          })),
        problems: Object.entries(one.responses).flatMap(([status, answer]) => (isProblem(answer) ? status : [])),
      })),
    );
    const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => ({
      name,
      json: JSON.stringify(schema, null, 2),
    }));
    const problems = problemTable().map(({ status, kinds }) => ({
      status,
      kinds: kinds.map((kind) => markdown.renderInline(`${titleOf(kind)}: \`${problemType(kind)}\``)),
    }));
    return {
      description: markdown.render(introduction("those under [Problems](#problems)")),
      tags: document.tags.map(({ name }: { name: string }) => name),
      operations,
      problems,
      schemas,
    };
  },
};

function isProblem(answer: unknown): boolean {
  const { content } = answer as { content?: Record<string, unknown> };
  return content?.["application/problem+json"] !== undefined;
}

function refName(schema: { $ref?: string } | undefined): string {
  return schema?.$ref?.split("/").at(-1) ?? "";
}
