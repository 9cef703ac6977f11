import { createMiddleware } from "hono/factory";
import { hashApiKey, isWellFormedApiKey } from "../../shared/api-key.ts";
import { EpureError } from "../../shared/errors.ts";
import { databaseVersion, misfit } from "../admin/database.ts";
import type { AppEnv } from "../env.ts";
import { RequestProblem } from "../http/problem.ts";
import type { Scope } from "./caller.ts";
import type { KeyRecord, KeyStore } from "./key-store.ts";

const bearer = /^Bearer +([^\s]+) *$/i;

/** Admits callers whose key has one of `accepted`, within the rate limit of their key. */
export function authenticate(keys: KeyStore, ...accepted: readonly Scope[]) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const record = await lookUp(keys, c.env.DB, c.req.header("authorization"));
    c.get("log").key_id = record.id;
    if (!accepted.some((scope) => record.scopes.has(scope))) {
      throw new RequestProblem(
        "forbidden",
        {
          what: `This key has not the scope ${accepted.join(" or ")}.`,
          fix: "Use a key that has it, or ask the operator for one.",
        },
        { reason: "missing-scope" },
      );
    }
    c.header("ratelimit-policy", ratePolicy(c.env.KEY_LIMIT_POLICY, record.limits.tokensPerDay));
    const { success } = await c.env.KEY_LIMIT.limit({ key: record.id });
    if (!success) {
      throw new EpureError("rate-limited", {
        what: "This key has sent more requests than its limit allows.",
        fix: "Wait, then send fewer requests; a batch counts as one.",
        retryAfter: Number(c.env.KEY_LIMIT_POLICY?.split("/")[1] ?? 60),
      });
    }
    c.set("caller", { keyId: record.id, name: record.name, scopes: record.scopes, limits: record.limits });
    await next();
  });
}

/**
 * `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). What is left is not told: the platform's counter does not
 * say, and a number of ours would be a guess.
 */
function ratePolicy(requests: string | undefined, tokensPerDay: number | null): string | undefined {
  const [quota, window] = requests?.split("/") ?? [];
  const policies = [];
  if (quota !== undefined && window !== undefined) policies.push(`"requests";q=${quota};w=${window}`);
  if (tokensPerDay !== null) policies.push(`"tokens";q=${tokensPerDay};w=86400`);
  return policies.join(", ") || undefined;
}

async function lookUp(keys: KeyStore, db: D1Database, header: string | undefined): Promise<KeyRecord> {
  if (header === undefined) {
    throw refused("missing", "There is no API key in this request.", "Send `Authorization: Bearer <key>`.");
  }
  const key = bearer.exec(header)?.[1];
  if (key === undefined) throw malformed();
  const hash = await hashApiKey(key);
  // The checksum spares the database a look-up; a key that is known by its hash needs none.
  if (!keys.knows(hash) && !(await isWellFormedApiKey(key))) throw malformed();
  let record: KeyRecord | null;
  try {
    record = await keys.find(db, hash);
  } catch (outage) {
    // A query that fails because a column is not there yet is no outage, and waiting would not help.
    const version = await databaseVersion(db).catch(() => null);
    if (version?.state === "behind") throw misfit(version);
    throw new EpureError("unavailable", {
      what: "The key store does not answer, so this key cannot be checked.",
      fix: "Try again shortly.",
      retryAfter: 10,
      cause: outage,
    });
  }
  if (record === null) throw refused("unknown", "This API key does not exist.", "Check which deployment it is for.");
  if (record.revokedAt !== null)
    throw refused("revoked", "This API key was revoked.", "Ask the operator for a new one.");
  if (record.expiresAt !== null && record.expiresAt <= Date.now()) {
    throw refused("expired", "This API key has expired.", "Ask the operator for a new one.");
  }
  return record;
}

function malformed(): RequestProblem {
  return refused("malformed", "The API key is mistyped or cut short.", "Send the whole key: `Bearer epure_…`.");
}

function refused(reason: string, what: string, fix: string): RequestProblem {
  return new RequestProblem("unauthenticated", { what, fix }, { reason });
}
