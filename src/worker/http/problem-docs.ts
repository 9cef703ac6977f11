import { type ErrorKind, errorKinds, statusOf, titleOf } from "../../shared/errors.ts";
import { problemType } from "./problem.ts";
import { type HttpKind, problemTexts } from "./problem-texts.ts";
import { problem } from "./schemas.ts";

/** Kinds that only an operator's request can meet: what is published, activated, listed. */
const operatorsOnly = /^(bundle|list|release|key)-/;

/** The kinds of a status that a route can answer with. @param isAdmin whether it is one of the operator's */
export function kindsOf(status: number, isAdmin = true): HttpKind[] {
  return httpKinds.filter((kind) => statusOf(kind) === status && (isAdmin || !operatorsOnly.test(kind)));
}

/** Every status that a problem comes with, and its kinds. 424 is what TEI answers where others answer 500. */
export function problemTable(): { readonly status: number; readonly kinds: readonly HttpKind[] }[] {
  const statuses = [...new Set(httpKinds.map(statusOf))];
  const rows = statuses.map((status) => ({ status: status as number, kinds: kindsOf(status) }));
  return [...rows, { status: 424, kinds: kindsOf(500) }].sort((a, b) => a.status - b.status);
}

type Status = 400 | 401 | 403 | 404 | 405 | 406 | 409 | 413 | 415 | 422 | 424 | 429 | 500 | 503;

/** Every kind of problem that this API can answer with. */
export const httpKinds = errorKinds.filter((kind): kind is HttpKind => kind in problemTexts);

/** The `responses` entries of a route for these statuses, each with an example of every kind it can carry. */
export function problems<const S extends Status>(...statuses: readonly S[]) {
  const entries = statuses.map((status) => {
    const kinds = kindsOf(status);
    const description = describeKinds(kinds);
    const examples = Object.fromEntries(kinds.map((kind) => [kind, { value: example(kind) }]));
    return [status, { description, content: { "application/problem+json": { schema: problem, examples } } }] as const;
  });
  return Object.fromEntries(entries) as Record<S, (typeof entries)[number][1]>;
}

export function describeKinds(kinds: readonly HttpKind[]): string {
  return kinds.map(titleOf).join("; ") || "See the detail";
}

function example(kind: ErrorKind) {
  return {
    type: problemType(kind),
    title: titleOf(kind),
    status: statusOf(kind),
    detail: "What happened, why, and what to do about it.",
    request_id: "0b0f3c3e-6d0c-4a35-9e0b-3f6a1f1f7f0e",
  };
}
