import type { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import {
  asEpureError,
  EpureError,
  type ErrorDetail,
  type ErrorKind,
  faultOf,
  statusOf,
  titleOf,
} from "../../shared/errors.ts";
import { databaseProblem } from "../admin/database.ts";
import type { AppEnv } from "../env.ts";
import type { problem } from "./schemas.ts";

/** The body of RFC 9457 `application/problem+json`. */
export type Problem = z.infer<typeof problem>;

/** Members that some problems carry beyond those of RFC 9457. None of them repeats a text that was sent, `guard` aside. */
export type ProblemExtras = Pick<Problem, "reason" | "errors" | "limit" | "guard" | "heat" | "model">;

/** A refusal with more to say than text. */
export class RequestProblem extends EpureError {
  readonly extras: ProblemExtras;

  constructor(kind: ErrorKind, detail: ErrorDetail, extras: ProblemExtras) {
    super(kind, detail);
    this.extras = extras;
  }
}

/** Stable address of a kind of problem, relative to the deployment; it answers with what the kind means. */
export function problemType(kind: ErrorKind): string {
  return `/problems/${kind}`;
}

/** The one place where an error becomes an answer. Stack traces and causes stay inside; the log gets the class only. */
export function problemResponse(thrown: unknown, c: Context<AppEnv>): Response {
  const error = thrown instanceof HTTPException ? fromHono(thrown) : (databaseProblem(thrown) ?? asEpureError(thrown));
  const log = c.get("log");
  if (log) {
    log.problem = error.kind;
    // The name of the class, not the message: a message from elsewhere might quote a text.
    if (faultOf(error.kind) !== "user" && error.cause instanceof Error) log.cause = error.cause.name;
  }
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
  if (error.kind === "unauthenticated") headers.set("www-authenticate", challenge(error));
  const problem = problemOf(error, c.get("requestId"));
  const shape = c.get("errorShape")?.(error, problem);
  const status = shape?.status ?? error.status;
  return c.body(JSON.stringify({ ...problem, ...shape?.members, status }), {
    status,
    headers: Object.fromEntries(headers),
  });
}

/** The problem as a value: also used for one refused item of a batch. */
export function problemOf(error: EpureError, requestId: string): Problem {
  return {
    type: problemType(error.kind),
    title: titleOf(error.kind),
    status: statusOf(error.kind),
    detail: error.message,
    request_id: requestId,
    ...(error.offenders.length > 0 && { offenders: [...error.offenders] }),
    ...(error instanceof RequestProblem && error.extras),
  };
}

/** RFC 6750: a request without any key gets the bare challenge. */
function challenge(error: EpureError): string {
  const missing = error instanceof RequestProblem && error.extras.reason === "missing";
  return missing ? 'Bearer realm="epure"' : 'Bearer realm="epure", error="invalid_token"';
}

function fromHono(exception: HTTPException): EpureError {
  switch (exception.status) {
    case 400:
      return new EpureError("bad-request", {
        what: "The body is not valid JSON.",
        fix: "Send one JSON object in UTF-8 and nothing after it.",
      });
    case 415:
      return new EpureError("unsupported-media-type", {
        what: "The body has no media type that this address takes.",
        fix: "Send `Content-Type: application/json`.",
      });
    default:
      return asEpureError(exception);
  }
}
