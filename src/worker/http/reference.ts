/** `GET /reference`: the OpenAPI document as one page, made by us, without a script or anything from elsewhere. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { titleOf } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";
import { introduction } from "./openapi.ts";
import type { Document, Operation, Schema } from "./openapi-types.ts";
import { escapeHtml, page, prose } from "./page.ts";
import { problemType } from "./problem.ts";
import { problemTable } from "./problem-docs.ts";
import { referenceStyle } from "./reference-style.ts";

export function addReference(app: OpenAPIHono<AppEnv>, document: () => Document): void {
  app.get("/reference.css", (c) =>
    c.body(referenceStyle, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=3600" }),
  );
  app.get("/reference", (c) => page(c, "Épure API reference", referenceOf(document())));
}

function referenceOf(document: Document): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = document.tags ?? [];
  const contents = tags.map(({ name }) => {
    const links = operations
      .filter(({ operation }) => operation.tags?.includes(name))
      .map(
        ({ method, path, operation }) =>
          `<li><a href="#${idOf(operation)}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></a></li>`,
      );
    return `<li>${escapeHtml(name)}<ul>${links.join("")}</ul></li>`;
  });
  const sections = tags.map(({ name, description }) => {
    const parts = operations
      .filter(({ operation }) => operation.tags?.includes(name))
      .map(({ method, path, operation }) => operationOf(method, path, operation, document));
    return `<section><h2>${escapeHtml(name)}</h2><p>${prose(description ?? "")}</p>${parts.join("")}</section>`;
  });
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<article id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>${schemaOf(schema)}${exampleOf(schema.example)}</article>`,
  );
  const intro = introduction("those under Problems, below")
    .split("\n\n")
    .map((part) => `<p>${prose(part)}</p>`);
  return `<h1>${escapeHtml(document.info.title)} API</h1>${intro.join("")}
<p>This page is made from <a href="/openapi.json">/openapi.json</a> (OpenAPI ${escapeHtml(document.openapi)}).</p>
<nav aria-label="Addresses"><ul>${contents.join("")}</ul></nav>${sections.join("")}
<section><h2>Problems</h2>${problemList()}</section>
<section><h2>Schemas</h2>${schemas.join("")}</section>`;
}

/** Every kind by its status, each with a link to its page. */
function problemList(): string {
  const rows = problemTable().map(({ status, kinds }) => {
    const links = kinds.map((kind) => `<a href="${problemType(kind)}">${escapeHtml(titleOf(kind))}</a>`);
    return `<tr id="problem-${status}"><td>${status}</td><td>${links.join("<br>")}</td></tr>`;
  });
  return `<table><tbody>${rows.join("")}</tbody></table>`;
}

function operationOf(method: string, path: string, operation: Operation, document: Document): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(place)}${required ? ", required" : ""}</td><td>${shapeOf(schema)} ${prose(description ?? schema?.description ?? "")}</td></tr>`,
  );
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => {
    const example = resolve(media.schema, document)?.example;
    return `<h4>Body</h4><p><code>${escapeHtml(type)}</code>: ${shapeOf(media.schema)}</p>${exampleOf(example)}`;
  });
  const isProblem = ([, response]: [string, Operation["responses"][string]]) =>
    response.content?.["application/problem+json"] !== undefined;
  const answers = Object.entries(operation.responses).filter((entry) => !isProblem(entry));
  const responses = answers.map(([status, response]) => {
    const types = Object.entries(response.content ?? {}).map(
      ([type, media]) => `<code>${escapeHtml(type)}</code> ${shapeOf(media.schema)}`,
    );
    return `<tr><td>${escapeHtml(status)}</td><td>${prose(response.description ?? "")} ${types.join(", ")}</td></tr>`;
  });
  const errors = Object.entries(operation.responses)
    .filter(isProblem)
    .map(([status]) => `<a href="#problem-${escapeHtml(status)}">${escapeHtml(status)}</a>`);
  return `<article id="${idOf(operation)}"><h3><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p><strong>${prose(operation.summary ?? "")}</strong> ${operation.security ? "" : "No key needed."}</p><p>${prose(operation.description ?? "")}</p>
${parameters.length > 0 ? `<table><caption>Parameters</caption><tbody>${parameters.join("")}</tbody></table>` : ""}${bodies.join("")}
<table><caption>Answers</caption><tbody>${responses.join("")}</tbody></table><p>Problems: ${errors.join(" ")}</p></article>`;
}

function idOf(operation: Operation): string {
  return escapeHtml(operation.operationId ?? "");
}

function resolve(schema: Schema | undefined, document: Document): Schema | undefined {
  const name = schema?.$ref?.split("/").at(-1);
  return name === undefined ? schema : document.components.schemas[name];
}

/** One line for a schema: its name as a link, or its type. */
function shapeOf(schema: Schema | undefined): string {
  if (!schema) return "";
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;
  for (const word of ["oneOf", "anyOf", "allOf"] as const) {
    const parts = schema[word];
    if (Array.isArray(parts) && schema.type === undefined)
      return (parts as Schema[]).map(shapeOf).join(word === "allOf" ? " and " : " or ");
  }
  if (Array.isArray(schema.enum))
    return schema.enum.map((value) => `<code>${escapeHtml(JSON.stringify(value))}</code>`).join(" ");
  const type = [schema.type ?? "any"].flat().map(String);
  const shown =
    type.includes("array") && schema.items
      ? `list of ${shapeOf(schema.items as Schema)}`
      : escapeHtml(type.join(" or "));
  const bounds = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"]
    .filter((bound) => typeof schema[bound] === "number")
    .map((bound) => `${bound} ${schema[bound]}`);
  return shown + (bounds.length > 0 ? ` (${bounds.join(", ")})` : "");
}

function schemaOf(schema: Schema): string {
  const members = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  if (members.length === 0) return `<p>${shapeOf(schema)} ${prose(schema.description ?? "")}</p>`;
  const required = new Set((schema.required ?? []) as string[]);
  const rows = members.map(
    ([name, member]) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required.has(name) ? "" : " (optional)"}</td><td>${shapeOf(member)} ${prose(member.description ?? "")}</td></tr>`,
  );
  return `<p>${prose(schema.description ?? "")}</p><table><tbody>${rows.join("")}</tbody></table>`;
}

function exampleOf(example: unknown): string {
  return example === undefined
    ? ""
    : `<pre tabindex="0"><code>${escapeHtml(JSON.stringify(example, null, 2))}</code></pre>`;
}
