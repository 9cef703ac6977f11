import type { HostLimits } from "../shared/budget.ts";
import type { Caller } from "./auth/caller.ts";
import type { ErrorShape } from "./http/error-shape.ts";
import type { LogFacts } from "./http/log-facts.ts";

/** The bindings of wrangler.toml. */
export interface Env {
  readonly BUNDLES: R2Bucket;
  readonly DB: D1Database;
  readonly KEY_LIMIT: RateLimit;
  /** The files of the console. */
  readonly ASSETS: Pick<Fetcher, "fetch">;
  /** PEM public keys, one after the other. */
  readonly TRUSTED_KEYS: string;
  readonly CORS_ORIGINS?: string;
  /** What KEY_LIMIT counts, for the header RateLimit-Policy: `requests;seconds`. */
  readonly KEY_LIMIT_POLICY?: string;
  readonly LOG_HASH_KEY?: string;
  /** Set by a host that is no isolate: what it may hold. */
  readonly HOST_LIMITS?: HostLimits;
  /** `sessions`: this Worker holds sessions for another one. Bindings SESSIONS_*: see model/placement.ts. */
  readonly ROLE?: string;
  readonly SESSIONS_CANDIDATE?: Fetcher;
}

/** What Hono's context carries through one request. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Set by `authenticate`. */
    caller: Caller;
    /** Collected along the way, written once at the end. Never text. */
    log: LogFacts;
    /** Milliseconds, where the host's clock advances during CPU work. */
    clock?: () => number;
    modelMs?: number;
    /** Set by the adapters of other APIs. */
    errorShape?: ErrorShape;
  };
}
