/** The OpenAPI document, generated from the schemas that validate, read when the site is built. */
import { createMarkdownRenderer } from "vitepress";
import { createApp } from "../src/worker/app.ts";
import { KeyStore } from "../src/worker/auth/key-store.ts";
import { ModelRegistry } from "../src/worker/model/registry.ts";

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  readonly request: string;
  readonly responses: readonly { readonly status: string; readonly description: string }[];
}

export interface Reference {
  readonly description: string;
  readonly operations: readonly Operation[];
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
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        responses: Object.entries(one.responses).map(([status, answer]: [string, any]) => ({
          status,
          description: answer.description,
        })),
      })),
    );
    const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => ({
      name,
      json: JSON.stringify(schema, null, 2),
    }));
    return { description: markdown.render(document.info.description), operations, schemas };
  },
};

function refName(schema: { $ref?: string } | undefined): string {
  return schema?.$ref?.split("/").at(-1) ?? "";
}
