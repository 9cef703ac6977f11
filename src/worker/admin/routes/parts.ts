/** What every admin route has in common. */

import type { MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { EpureError } from "../../../shared/errors.ts";
import { authenticate } from "../../auth/authenticate.ts";
import type { KeyStore } from "../../auth/key-store.ts";
import type { AppEnv } from "../../env.ts";
import { requestLimits } from "../../http/limits.ts";
import { bodyAtMost, requireJson, requireUtf8 } from "../../http/validation.ts";
import type { ModelRegistry } from "../../model/registry.ts";
import { DatabaseGate } from "../database.ts";

export interface AdminParts {
  readonly models: ModelRegistry;
  readonly shared: { readonly tags: string[]; readonly security: { apiKey: string[] }[] };
  /** Looking: scope `viewer` or `operator`. */
  readonly viewer: MiddlewareHandler<AppEnv>[];
  /** Changing: scope `operator`, and a database of this version. */
  readonly operator: MiddlewareHandler<AppEnv>[];
  /** Changing, with a small JSON body. */
  readonly json: MiddlewareHandler<AppEnv>[];
}

export function adminParts(models: ModelRegistry, keys: KeyStore): AdminParts {
  const gate = new DatabaseGate();
  const fits = createMiddleware<AppEnv>(async (c, next) => {
    await gate.require(c.env.DB);
    await next();
  });
  const operator = [authenticate(keys, "operator"), fits];
  return {
    models,
    shared: { tags: ["admin"], security: [{ apiKey: [] }] },
    viewer: [authenticate(keys, "operator", "viewer")],
    operator,
    json: [...operator, requireJson, bodyAtMost(requestLimits.adminBodyBytes), requireUtf8],
  };
}

export function tooLarge(limit: number): EpureError {
  return new EpureError("payload-too-large", { what: `The body is larger than ${limit} bytes.` });
}
