/**
 * Hono middleware that guards a route of somebody's own app: the text goes to an Épure deployment first, and the route
 * runs only where the guard lets it through. Whatever keeps the guard from answering keeps the route from running.
 *
 *     app.post("/comments", epureGuard({ url: "https://epure.example", key: (c) => c.env.EPURE_KEY }), (c) => …)
 */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { type Answer, createEpureClient, type Problem } from "../client/index.ts";
import type { Policy } from "../shared/pipeline/types.ts";

export interface EpureGuardOptions {
  /** Origin of the deployment. */
  readonly url: string;
  readonly key: string | ((c: Context) => string);
  /** The text or pair to look at (default: the member `text` of a JSON body); undefined refuses the request. */
  readonly text?: (c: Context) => Awaitable<string | { readonly first: string; readonly second: string } | undefined>;
  /** Default `block`: a trigger refuses the request. With another one the route runs and finds the answer in `c.get("epure")`. */
  readonly policy?: Policy;
  /** Another fetch: a service binding's (`(request) => env.EPURE.fetch(request)`), or an app in the same process. */
  readonly fetch?: (request: Request, c: Context) => Promise<Response>;
  /** Milliseconds until the guard counts as out (default 5000). */
  readonly timeoutMs?: number;
}

type Awaitable<T> = T | Promise<T>;

/** What a guarded route finds in its context. */
export interface EpureVariables {
  epure: Answer;
}

/**
 * Refuses with problem documents (RFC 9457): 422 `blocked-by-guard`, 422 where there is no text to look at, 503 where the
 * guard cannot answer, for whatever reason. A wrong key or URL is a 503 too: the caller of the route cannot help it.
 */
export function epureGuard(options: EpureGuardOptions) {
  const { url, key, text = textOfBody, policy = "block", timeoutMs = 5000 } = options;
  return createMiddleware<{ Variables: EpureVariables }>(async (c, next) => {
    const input = await text(c);
    if (input === undefined) return refuse(422, { title: "There is no text that could be checked" });

    const client = createEpureClient({
      url,
      key: typeof key === "string" ? key : key(c),
      fetch: (request) => {
        const bounded = new Request(request, { signal: AbortSignal.timeout(timeoutMs) });
        return options.fetch ? options.fetch(bounded, c) : fetch(bounded);
      },
    });
    let outcome: { readonly data?: unknown; readonly error?: unknown; readonly response: Response };
    try {
      outcome =
        typeof input === "string"
          ? await client.POST("/v1/sentiment", { body: { text: input, policy } })
          : await client.POST("/v1/sentence-pair", { body: { ...input, policy } });
    } catch {
      return unavailable();
    }
    const { data, error, response } = outcome;
    if (isAnswer(data)) {
      const beyond = data.guard.beyond ?? [];
      if (policy === "block" && beyond.length > 0) return refuse(422, behindTheLimit(data));
      c.set("epure", data);
      return next();
    }
    const callersFault = response.status === 400 || response.status === 413 || response.status === 422;
    if (callersFault && isProblem(error)) return refuse(response.status, error);
    return unavailable(response.headers.get("retry-after"));
  });
}

async function textOfBody(c: Context): Promise<string | undefined> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const text = typeof body === "object" && body !== null && "text" in body ? body.text : undefined;
  return typeof text === "string" ? text : undefined;
}

/** Only what has the marks of an answer lets the route run: a 200 from something else does not. */
function isAnswer(data: unknown): data is Answer {
  if (typeof data !== "object" || data === null || !("guard" in data) || !("label" in data)) return false;
  const { guard } = data;
  return typeof guard === "object" && guard !== null && "decision" in guard && guard.decision !== "blocked";
}

/** The model never read it, so the deployment let it pass; the route behind this middleware gets the whole text. */
function behindTheLimit({ guard, model, request_id }: Answer): Partial<Problem> {
  return {
    type: "/problems/blocked-by-guard",
    title: "The guard refused this text",
    detail:
      "The guard found a trigger behind the model's token limit. `guard.beyond` shows where; send the text without it.",
    guard,
    model,
    request_id,
  };
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "title" in error && "status" in error;
}

function unavailable(retryAfter?: string | null): Response {
  const response = refuse(503, { title: "The guard cannot answer now, so nothing is let through" });
  response.headers.set("retry-after", retryAfter ?? "5");
  return response;
}

function refuse(status: number, problem: Partial<Problem>): Response {
  return new Response(JSON.stringify({ type: "about:blank", ...problem, status }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}
