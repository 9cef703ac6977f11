/** The HTTP side as a diagram: request id -> log -> headers -> CORS -> route (key, rate, size, schema) -> answer or problem. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { cors } from "hono/cors";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { EpureError } from "../shared/errors.ts";
import { addAdmin } from "./admin/routes.ts";
import type { KeyStore } from "./auth/key-store.ts";
import { addConsole } from "./console/routes.ts";
import type { AppEnv } from "./env.ts";
import { addGuard } from "./guard/routes.ts";
import { GuardState } from "./guard/state.ts";
import { addClassification } from "./http/classify-route.ts";
import { addHealth } from "./http/health-routes.ts";
import { requestLog } from "./http/log.ts";
import { addModels } from "./http/models-routes.ts";
import { addOpenApi } from "./http/openapi.ts";
import { problemResponse } from "./http/problem.ts";
import { addProblemDocs } from "./http/problem-docs.ts";
import { refuseInvalid } from "./http/validation.ts";
import type { ModelRegistry } from "./model/registry.ts";

/** The whole API over a registry of models and a store of keys; bindings come with each request. */
export function createApp(models: ModelRegistry, keys: KeyStore, guard = new GuardState()): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });

  app.use(requestId({ limitLength: 64 }));
  app.use(requestLog);
  app.use(secureHeaders({ crossOriginResourcePolicy: false }));
  app.use(
    cors({
      origin: (origin, c) => ((c.env.CORS_ORIGINS ?? "").split(" ").includes(origin) ? origin : null),
      allowHeaders: ["authorization", "content-type", "x-request-id"],
      exposeHeaders: ["x-request-id", "retry-after"],
      maxAge: 3600,
    }),
  );
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => wrongMethod(c, methods) }));
  app.onError((error, c) => problemResponse(error, c));
  app.notFound((c) =>
    problemResponse(
      new EpureError("not-found", { what: "This API has no such address.", fix: "See /openapi.json." }),
      c,
    ),
  );

  addConsole(app);
  addHealth(app, models);
  addClassification(app, models, keys, guard);
  addModels(app, models, keys);
  addAdmin(app, models, keys);
  addGuard(app, models, keys, guard);
  addProblemDocs(app);
  addOpenApi(app);
  return app;
}

function wrongMethod(c: Parameters<typeof problemResponse>[1], methods: readonly string[]): Response {
  const allow = methods.join(", ");
  const response = problemResponse(
    new EpureError("method-not-allowed", { what: `This address takes ${allow}.`, fix: "See /openapi.json." }),
    c,
  );
  response.headers.set("allow", allow);
  return response;
}
