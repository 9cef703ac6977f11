import { bodyLimit } from "hono/body-limit";
import { authenticate } from "../auth/authenticate.ts";
import type { KeyStore } from "../auth/key-store.ts";
import { requestLimits } from "./limits.ts";
import { RequestProblem } from "./problem.ts";
import { requireJson, requireUtf8 } from "./validation.ts";

/** What stands before every route that asks a model: key, rate, media type, size, UTF-8. */
export function jsonBody(keys: KeyStore) {
  return [
    authenticate(keys, "classify"),
    requireJson,
    bodyLimit({ maxSize: requestLimits.bodyBytes, onError: tooLarge }),
    requireUtf8,
  ];
}

/** The statuses of problems that such a route can answer with. */
export const classifyStatuses = [400, 401, 403, 406, 409, 413, 415, 422, 429, 500, 503] as const;

function tooLarge(): never {
  throw new RequestProblem(
    "payload-too-large",
    { what: `The body is larger than ${requestLimits.bodyBytes} bytes.`, fix: "Send fewer or shorter texts." },
    { limit: requestLimits.bodyBytes },
  );
}
