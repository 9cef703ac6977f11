import { type ErrorKind, errorKinds, statusOf, titleOf } from "../../shared/errors.ts";
import { problemType } from "./problem.ts";
import { type HttpKind, problemTexts } from "./problem-texts.ts";
import { problem } from "./schemas.ts";

type Status = 400 | 401 | 403 | 404 | 405 | 406 | 409 | 413 | 415 | 422 | 424 | 429 | 500 | 503;

/** Every kind of problem that this API can answer with. */
export const httpKinds = errorKinds.filter((kind): kind is HttpKind => kind in problemTexts);

/** The `responses` entries of a route for these statuses, each with an example of every kind it can carry. */
export function problems<const S extends Status>(...statuses: readonly S[]) {
  const entries = statuses.map((status) => {
    const kinds = httpKinds.filter((kind) => statusOf(kind) === status);
    const description = kinds.map(titleOf).join("; ") || "See the detail";
    const examples = Object.fromEntries(kinds.map((kind) => [kind, { value: example(kind) }]));
    return [status, { description, content: { "application/problem+json": { schema: problem, examples } } }] as const;
  });
  return Object.fromEntries(entries) as Record<S, (typeof entries)[number][1]>;
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
