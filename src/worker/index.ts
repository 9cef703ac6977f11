/**
 * The deployed Worker. State per isolate: the models that serve, and the keys seen lately. In the role `sessions` the
 * same script holds sessions for another Worker, and answers nobody else.
 */
import { createApp } from "./app.ts";
import { KeyStore } from "./auth/key-store.ts";
import type { Env } from "./env.ts";
import { r2Loader } from "./model/load.ts";
import { ModelRegistry } from "./model/registry.ts";
import { createSessionsApp } from "./sessions/app.ts";

const app = createApp(new ModelRegistry(r2Loader), new KeyStore());
const sessions = createSessionsApp();

export default {
  fetch(request, env, ctx) {
    return (env.ROLE === "sessions" ? sessions : app).fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;
