/** A typed client of the API for TypeScript: openapi-fetch over the types that the OpenAPI document gives. */
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.ts";

export type { components, paths } from "./schema.ts";
export type Answer = components["schemas"]["Answer"];
export type BatchAnswer = components["schemas"]["BatchAnswer"];
export type Problem = components["schemas"]["Problem"];

export interface EpureClientOptions {
  /** Origin of the deployment, `https://epure.example`. */
  readonly url: string;
  readonly key: string;
  /** Another fetch: a service binding's, or one that retries. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * `client.POST("/v1/sentiment", { body: { text } })` gives `{ data }` or `{ error }`, both typed: an error is a problem
 * (RFC 9457). Nothing is retried and nothing is thrown, but what `fetch` itself throws.
 */
export function createEpureClient({ url, key, fetch }: EpureClientOptions): Client<paths> {
  return createClient<paths>({
    baseUrl: url.replace(/\/+$/, ""),
    headers: { authorization: `Bearer ${key}` },
    ...(fetch && { fetch }),
  });
}
