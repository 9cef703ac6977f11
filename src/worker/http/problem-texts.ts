/** What each kind of problem means, and what to do about it: for its page. */
import type { ErrorKind } from "../../shared/errors.ts";

/** Kinds that only the operator's command can meet: they never leave through HTTP. */
type CommandOnly =
  | "usage"
  | "file-exists"
  | "file-missing"
  | "file-unwritable"
  | "data-invalid"
  | "engine-refused"
  | "engine-failed"
  | "checks-failed"
  | "interrupted";

export type HttpKind = Exclude<ErrorKind, CommandOnly>;

interface Text {
  readonly meaning: string;
  readonly fix: string;
}

/** Total over the kinds that HTTP can answer with: a kind without a text does not compile. */
export const problemTexts: Readonly<Record<HttpKind, Text>> = {
  "bad-request": {
    meaning: "The body is no valid JSON, is not UTF-8, or holds a text that no model can read.",
    fix: "Send one JSON object in UTF-8 with nothing after it. A text needs at least one word.",
  },
  unauthenticated: {
    meaning: "There is no API key, or it is mistyped, unknown, expired or revoked. `reason` says which.",
    fix: "Send `Authorization: Bearer epure_…`. A lost key cannot be read back: ask the operator for a new one.",
  },
  forbidden: {
    meaning:
      "The key is good, but it may not do this: another scope, task or guard policy is needed. `reason` says which.",
    fix: "`GET /v1/usage` shows what the key may do.",
  },
  "not-found": { meaning: "There is nothing at this address.", fix: "All addresses are in `/reference`." },
  "method-not-allowed": {
    meaning: "The address exists, but not for this method.",
    fix: "The header `Allow` lists the methods; `OPTIONS` asks for them.",
  },
  "not-acceptable": {
    meaning: "The `Accept` header excludes JSON, and there is no other form of this answer.",
    fix: "Send `Accept: application/json`, or leave the header out.",
  },
  conflict: {
    meaning:
      "What you rely on has changed: another pointer is active, or a model serves that this key is not pinned to.",
    fix: "Look at the state again, then decide.",
  },
  "payload-too-large": {
    meaning: "The body, a batch or a text is larger than this address takes. `limit` says how much it does.",
    fix: "Send fewer or shorter texts.",
  },
  "unsupported-media-type": {
    meaning: "The body is not `application/json` in UTF-8, or it is compressed.",
    fix: "Send `Content-Type: application/json` and no `Content-Encoding`.",
  },
  "blocked-by-guard": {
    meaning:
      "The guard found a trigger in the text, and the policy refuses such texts; under `mask` this happens where nothing is left without the trigger. `guard.triggers` shows the places.",
    fix: "Send the text without the flagged words. A text that is flagged by mistake can be shown to the operator.",
  },
  "too-long": {
    meaning: "The text has more tokens than the model reads, and the request forbids to cut it.",
    fix: "Send a shorter text, or allow `truncation` at the right or the left.",
  },
  unprocessable: {
    meaning: "The JSON does not fit the schema. `errors` lists every place as a JSON pointer.",
    fix: "Compare with the schema in `/reference`.",
  },
  "rate-limited": {
    meaning: "The key has used its requests of the moment, or its tokens of the day.",
    fix: "Wait as long as `Retry-After` says. A batch counts as one request.",
  },
  unavailable: {
    meaning:
      "No verified model serves this task here, or a store does not answer. Nothing unverified is ever served instead.",
    fix: "Try again after `Retry-After`. `GET /health/ready` says why.",
  },
  internal: { meaning: "A defect of ours.", fix: "Report it with the `request_id`." },
  "bundle-invalid": {
    meaning: "The bundle is not as docs/bundle-format.md demands.",
    fix: "Build it again with `epure purify`.",
  },
  "bundle-schema": {
    meaning: "A file of the bundle does not fit its schema, or the files do not fit each other.",
    fix: "Build it again with `epure purify`; do not edit files.",
  },
  "bundle-limits": { meaning: "A file of the bundle is over its limit.", fix: "Export a smaller model." },
  "bundle-unsigned": {
    meaning: "The bundle has no `model.sig`.",
    fix: "Sign it with `epure sign`, and send the signature first.",
  },
  "bundle-untrusted": {
    meaning: "The signature is of a key that this deployment does not trust.",
    fix: "Sign with a trusted key, or have its public half added to `TRUSTED_KEYS`.",
  },
  "bundle-tampered": {
    meaning: "The bytes are not those that were signed.",
    fix: "Send the files again from an untouched copy.",
  },
  "bundle-gates": {
    meaning: "The bundle itself says that a gate failed: accuracy, attack success or parity is out of bounds.",
    fix: "Read `report.html` in the bundle, then repair the model again.",
  },
  "golden-mismatch": {
    meaning: "The model does not give its golden answers bit for bit in this runtime, so it is not served.",
    fix: "Serve it with the runtime that its manifest names, or build the bundle again.",
  },
  "database-version": {
    meaning: "The database does not fit this version of the Worker: a migration is missing, or a newer one is there.",
    fix: "Apply the migrations, or deploy the version that fits. `GET /v1/admin/status` says which.",
  },
  "release-refused": {
    meaning: "The bundle is over a limit of this host, or its labels are others than those that serve now.",
    fix: "Read `offenders`; `force` and `accept_labels` are how an operator decides otherwise, on record.",
  },
  "list-invalid": {
    meaning:
      "The guard list is malformed, not newer than the one that holds, or names phrases that the model cannot read.",
    fix: "Make it with `epure guard add`, and give it a higher version.",
  },
  "list-untrusted": {
    meaning: "The guard list is not signed by a key that this deployment trusts.",
    fix: "Sign it with `epure guard sign` and a trusted key.",
  },
  "list-expired": { meaning: "The guard list is past its own date.", fix: "Sign a list with a later date." },
  "key-invalid": { meaning: "A key is no usable P-256 key.", fix: "Make one with `epure keygen`." },
};
