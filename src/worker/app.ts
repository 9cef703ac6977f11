/** The HTTP side as a diagram: request id -> log -> headers -> CORS -> route (key, rate, size, schema) -> answer or problem. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { EpureError } from "../shared/errors.ts";
import { addHuggingFace } from "./adapters/huggingface.ts";
import { addOpenAi } from "./adapters/openai.ts";
import { addTei } from "./adapters/tei.ts";
import { addAdmin } from "./admin/routes.ts";
import type { KeyStore } from "./auth/key-store.ts";
import { addConsole } from "./console/routes.ts";
import type { AppEnv } from "./env.ts";
import { addGuard } from "./guard/routes.ts";
import { GuardState } from "./guard/state.ts";
import { addClassification } from "./http/classify-route.ts";
import { crossOrigin } from "./http/cross-origin.ts";
import { addHealth } from "./http/health-routes.ts";
import { requestLog } from "./http/log.ts";
import { addModels } from "./http/models-routes.ts";
import { requireAcceptable } from "./http/negotiate.ts";
import { addOpenApi } from "./http/openapi.ts";
import { problemResponse } from "./http/problem.ts";
import { addProblemPages } from "./http/problem-pages.ts";
import { addReference } from "./http/reference.ts";
import { timing } from "./http/timing.ts";
import { addUsage } from "./http/usage-route.ts";
import { refuseInvalid } from "./http/validation.ts";
import type { ModelRegistry } from "./model/registry.ts";
import { UsageMeter } from "./usage/meter.ts";

export interface AppOptions {
  readonly usage?: UsageMeter;
  readonly guard?: GuardState;
  /** Milliseconds that advance during CPU work. The platform's clocks stand still there: without one, no Server-Timing. */
  readonly clock?: () => number;
}

/** The whole API over a registry of models and a store of keys; bindings come with each request. */
export function createApp(
  models: ModelRegistry,
  keys: KeyStore,
  { usage = new UsageMeter(), guard = new GuardState(), clock }: AppOptions = {},
): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });

  app.use(requestId({ limitLength: 64 }));
  app.use(requestLog);
  app.use(secureHeaders({ crossOriginResourcePolicy: false }));
  app.use(timing(clock));
  app.use(crossOrigin);
  app.use(requireAcceptable);
  app.use(literalFirst(app, wrongMethod));
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
  const desk = { models, usage, guard };
  addClassification(app, desk, keys);
  addHuggingFace(app, desk, keys);
  addTei(app, desk, keys);
  addOpenAi(app, desk, keys);
  addModels(app, desk, keys);
  addAdmin(app, models, keys);
  addGuard(app, models, keys, guard);
  addUsage(app, usage, keys);
  addProblemPages(app);
  addReference(app, addOpenApi(app));
  return app;
}

/**
 * An address that is written out (`/v1/admin/bundles/prune`) is not one of those with a parameter that would match too
 * (`/v1/admin/bundles/{digest}`): its methods are its own.
 */
function literalFirst(app: OpenAPIHono<AppEnv>, refuse: typeof wrongMethod): MiddlewareHandler<AppEnv> {
  let methods: Map<string, Set<string>> | undefined;
  return async (c, next) => {
    if (!methods) {
      methods = new Map();
      for (const { path, method } of app.routes) {
        if (method === "ALL" || /[:*]/.test(path)) continue;
        const known = methods.get(path) ?? new Set();
        known.add(method);
        if (method === "GET") known.add("HEAD");
        methods.set(path, known);
      }
    }
    const known = methods.get(c.req.path);
    return known && !known.has(c.req.method) ? refuse(c, [...known]) : next();
  };
}

/** What is at this address takes other methods; OPTIONS is how to ask which. */
function wrongMethod(c: Parameters<typeof problemResponse>[1], methods: readonly string[]): Response {
  const allow = [...methods, "OPTIONS"].join(", ");
  if (c.req.method === "OPTIONS") {
    delete c.get("log").problem;
    return c.body(null, 204, { allow });
  }
  const response = problemResponse(
    new EpureError("method-not-allowed", { what: `This address takes ${allow}.`, fix: "See /openapi.json." }),
    c,
  );
  response.headers.set("allow", allow);
  return response;
}
