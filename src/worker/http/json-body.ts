import { authenticate } from "../auth/authenticate.ts";
import type { KeyStore } from "../auth/key-store.ts";
import { requestLimits } from "./limits.ts";
import { bodyAtMost, requireJson, requireUtf8 } from "./validation.ts";

/** What stands before every route that asks a model: key, rate, media type, size, UTF-8. */
export function jsonBody(keys: KeyStore) {
  return [
    authenticate(keys, "classify"),
    requireJson,
    bodyAtMost(requestLimits.bodyBytes, "Send fewer or shorter texts."),
    requireUtf8,
  ];
}

/** The statuses of problems that such a route can answer with. */
export const classifyStatuses = [400, 401, 403, 406, 409, 413, 415, 422, 429, 500, 503] as const;
