/** The admin API. Looking: scope `viewer` or `operator`; changing: `operator`. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import type { ModelRegistry } from "../model/registry.ts";
import { addBundles } from "./routes/bundles.ts";
import { addChannels } from "./routes/channels.ts";
import { addKeys } from "./routes/keys.ts";
import { addOverview } from "./routes/overview.ts";
import { adminParts } from "./routes/parts.ts";

export function addAdmin(app: OpenAPIHono<AppEnv>, models: ModelRegistry, keys: KeyStore): void {
  const parts = adminParts(models, keys);
  addBundles(app, parts);
  addChannels(app, parts);
  addKeys(app, parts);
  addOverview(app, parts);
}
