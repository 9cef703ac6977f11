/**
 * Every way the project says no: one class, a closed set of kinds, one total map to HTTP status.
 *
 * A message never holds the text of a caller: `what`, `why` and `fix` name files, rows, limits and digests.
 */

/** Whose fault it is: the caller's or operator's input, the surroundings (a store, a disk), or a defect of ours. */
export type Fault = "user" | "environment" | "bug";

interface KindTraits {
  readonly status: number;
  readonly fault: Fault;
  readonly title: string;
}

/** The closed set of kinds. `status` is the HTTP answer when the error leaves through the worker. */
const kinds = {
  // A request to the worker.
  "bad-request": { status: 400, fault: "user", title: "The request cannot be understood" },
  unauthenticated: { status: 401, fault: "user", title: "A valid API key is needed" },
  forbidden: { status: 403, fault: "user", title: "This key may not do that" },
  "not-found": { status: 404, fault: "user", title: "There is nothing at this address" },
  "method-not-allowed": { status: 405, fault: "user", title: "This address does not take that method" },
  "not-acceptable": { status: 406, fault: "user", title: "This address does not answer in that media type" },
  conflict: { status: 409, fault: "user", title: "The state has moved on" },
  "payload-too-large": { status: 413, fault: "user", title: "The request is too large" },
  "unsupported-media-type": { status: 415, fault: "user", title: "The body must be JSON" },
  "blocked-by-guard": { status: 422, fault: "user", title: "The guard refused this text" },
  "too-long": { status: 422, fault: "user", title: "The text has more tokens than the model reads" },
  unprocessable: { status: 422, fault: "user", title: "The request does not fit the schema" },
  "rate-limited": { status: 429, fault: "user", title: "Too many requests" },
  unavailable: { status: 503, fault: "environment", title: "No verified model can answer right now" },
  "database-version": {
    status: 503,
    fault: "environment",
    title: "The database does not fit this version of the Worker",
  },
  internal: { status: 500, fault: "bug", title: "Something went wrong on our side" },

  // A bundle. 422 when one is offered for publication.
  "bundle-invalid": { status: 422, fault: "user", title: "This is not a well-formed bundle" },
  "bundle-schema": { status: 422, fault: "user", title: "A file of the bundle does not fit its schema" },
  "bundle-limits": { status: 422, fault: "user", title: "The bundle is over a limit" },
  "bundle-unsigned": { status: 422, fault: "user", title: "The bundle has no signature" },
  "bundle-untrusted": { status: 422, fault: "user", title: "The bundle is not signed by a trusted key" },
  "bundle-tampered": { status: 422, fault: "user", title: "The bundle's files are not the ones that were signed" },
  "bundle-gates": { status: 422, fault: "user", title: "The bundle did not pass its own gates" },
  "release-refused": { status: 422, fault: "user", title: "This release needs a decision of the operator" },
  "golden-mismatch": {
    status: 503,
    fault: "environment",
    title: "The model does not reproduce its golden vectors here",
  },

  // A guard list: what an operator wants caught or let pass.
  "list-invalid": { status: 422, fault: "user", title: "This is not a well-formed guard list" },
  "list-untrusted": { status: 422, fault: "user", title: "The guard list is not signed by a trusted key" },
  "list-expired": { status: 422, fault: "user", title: "The guard list has expired" },

  // The operator's command.
  usage: { status: 400, fault: "user", title: "The command was not understood" },
  "file-exists": { status: 409, fault: "user", title: "The file or folder exists already" },
  "file-missing": { status: 404, fault: "user", title: "The file or folder is not there" },
  "file-unwritable": { status: 500, fault: "environment", title: "The file could not be written" },
  "key-invalid": { status: 422, fault: "user", title: "This is not a usable P-256 key" },
  "data-invalid": { status: 422, fault: "user", title: "The data file cannot be used" },
  "engine-refused": { status: 422, fault: "user", title: "The offline engine refused its input" },
  "engine-failed": { status: 500, fault: "bug", title: "The offline engine failed" },
  "checks-failed": { status: 503, fault: "environment", title: "A check found something wrong" },
  interrupted: { status: 503, fault: "user", title: "Interrupted" },
} as const satisfies Record<string, KindTraits>;

export type ErrorKind = keyof typeof kinds;

/** All kinds, in the order above: for tests and for the OpenAPI document. */
export const errorKinds = Object.keys(kinds) as ErrorKind[];

/** HTTP status of a kind. Total: a kind without one does not compile. */
export function statusOf(kind: ErrorKind): (typeof kinds)[ErrorKind]["status"] {
  return kinds[kind].status;
}

/** Stable, human title of a kind (RFC 9457 `title`): the same for every occurrence. */
export function titleOf(kind: ErrorKind): string {
  return kinds[kind].title;
}

/** Whose fault a kind is. */
export function faultOf(kind: ErrorKind): Fault {
  return kinds[kind].fault;
}

export interface ErrorDetail {
  /** What happened, in one sentence. */
  readonly what: string;
  /** Why that is so, or why it matters. */
  readonly why?: string | undefined;
  /** What to do about it. */
  readonly fix?: string | undefined;
  /** The offenders, all of them: file names, field paths, row numbers. */
  readonly offenders?: readonly string[] | undefined;
  /** Seconds after which another try may help (`Retry-After`). */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** The only error class that is thrown on purpose. Anything else that escapes is a defect: see `asEpureError`. */
export class EpureError extends Error {
  override readonly name = "EpureError";
  readonly kind: ErrorKind;
  readonly what: string;
  readonly why: string | undefined;
  readonly fix: string | undefined;
  readonly offenders: readonly string[];
  readonly retryAfter: number | undefined;

  constructor(kind: ErrorKind, detail: ErrorDetail) {
    super(
      [detail.what, detail.why, detail.fix].filter((part) => part).join(" "),
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.kind = kind;
    this.what = detail.what;
    this.why = detail.why;
    this.fix = detail.fix;
    this.offenders = detail.offenders ?? [];
    this.retryAfter = detail.retryAfter;
  }

  get status() {
    return statusOf(this.kind);
  }

  get fault(): Fault {
    return faultOf(this.kind);
  }
}

/** The error itself, or an `internal` one around whatever was thrown: nothing leaves without a kind. */
export function asEpureError(thrown: unknown): EpureError {
  if (thrown instanceof EpureError) return thrown;
  return new EpureError("internal", {
    what: "An unexpected error occurred.",
    why: "This is a defect in Épure, not in your input.",
    fix: "Please report it with the request id or the full output.",
    cause: thrown,
  });
}
