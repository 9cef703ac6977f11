/** What a deployment can find wrong with itself: for `epure doctor`. Each check says what to do. */

import { verifyAudit } from "../../shared/audit/verify.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { reached } from "../model/r2-source.ts";
import { trustedKeys } from "../model/trusted-keys.ts";
import { auditedState, readAudit } from "./audit.ts";
import { databaseProblem, databaseVersion, misfit } from "./database.ts";
import { releasable } from "./release-check.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string | undefined;
}

export async function runChecks(env: Env): Promise<Check[]> {
  const checks: Check[] = [];
  const check = async (name: string, run: () => Promise<string>) => {
    try {
      checks.push({ name, ok: true, detail: await run() });
    } catch (thrown) {
      const known = thrown instanceof EpureError ? thrown : databaseProblem(thrown);
      checks.push({ name, ok: false, detail: known?.what ?? "It failed for an unknown reason.", fix: known?.fix });
    }
  };
  await check("database", async () => {
    const version = await databaseVersion(env.DB);
    if (version.state !== "fits") throw misfit(version);
    return "Its migrations are those of this version.";
  });
  await check("trusted keys", async () => {
    const keys = await trustedKeys(env.TRUSTED_KEYS);
    if (keys.length > 0) return `${keys.length}: ${keys.map((key) => key.hint.slice(0, 16)).join(", ")}`;
    throw new EpureError("key-invalid", {
      what: "No signing key is trusted, so nothing can be served.",
      fix: "Put the public key into TRUSTED_KEYS in wrangler.toml and deploy.",
    });
  });
  await check("bundle store", async () => {
    await reached(() => env.BUNDLES.list({ limit: 1 }));
    return "It answers.";
  });
  for (const { name, task, digest } of await pointers(env)) {
    await check(name, async () => {
      await releasable(env, task, digest);
      return `${digest} is there as it was signed, its gates passed.`;
    });
  }
  await check("audit trail", async () => {
    const verdict = await verifyAudit(await wholeTrail(env), await auditedState(env));
    if (verdict.intact) return `${verdict.rows} rows, intact.`;
    throw new EpureError("checks-failed", {
      what: verdict.problems.slice(0, 5).join("; "),
      fix: "Run `epure audit verify`; docs/operations.md says what to do after a break-in.",
    });
  });
  checks.push({
    name: "text hashes",
    ok: true,
    detail: env.LOG_HASH_KEY
      ? "LOG_HASH_KEY is set."
      : "LOG_HASH_KEY is not set: shadows count differences, but keep no hashes.",
  });
  return checks;
}

/** Every row. */
export async function wholeTrail(env: Env) {
  const rows = [];
  for (;;) {
    const page = await readAudit(env, rows.at(-1)?.seq ?? 0, 1000);
    rows.push(...page);
    if (page.length < 1000) return rows;
  }
}

async function pointers(env: Env): Promise<{ name: string; task: string; digest: string }[]> {
  try {
    const { results } = await env.DB.prepare(
      `SELECT 'active bundle of ' || task AS name, task, digest FROM channels WHERE digest IS NOT NULL
       UNION ALL SELECT kind || ' of ' || task, task, digest FROM rollouts ORDER BY 1`,
    ).all<{ name: string; task: string; digest: string }>();
    return results;
  } catch {
    // The check of the database tells why.
    return [];
  }
}
