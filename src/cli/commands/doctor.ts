import { z } from "zod";
import { EpureError } from "../../shared/errors.ts";
import { call, clockSkew, readiness } from "../admin-client.ts";
import { command, EXIT, type Tools } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string | undefined;
}

const skewLimitMs = 60_000;

export const doctor = command({
  name: "doctor",
  summary: "Find out what is wrong with a deployment, and what to do about it.",
  details:
    "Connection, key, clocks, database version, trusted keys, stores, every active bundle, the audit trail, readiness. Exit code 6 where a check fails.",
  arguments: [],
  options: [...deploymentOptions],
  input: z.object({ ...deploymentInput }),

  async run(input, tools) {
    const checks = await examine(input, tools);
    const failed = checks.filter((check) => !check.ok);
    tools.out.result({ well: failed.length === 0, checks }, [
      ...checks.flatMap(({ name, ok, detail, fix }) => [
        `${ok ? "ok  " : "FAIL"} ${name}: ${detail}`,
        ...(ok || fix === undefined ? [] : [`     fix: ${fix}`]),
      ]),
      failed.length === 0 ? "All is well." : `${failed.length} of ${checks.length} checks failed.`,
    ]);
    return failed.length === 0 ? EXIT.ok : EXIT.checksFailed;
  },
});

async function examine(input: { url?: string | undefined }, tools: Tools): Promise<Check[]> {
  const checks: Check[] = [];
  const check = async (name: string, run: () => Promise<string>): Promise<boolean> => {
    try {
      checks.push({ name, ok: true, detail: await run() });
      return true;
    } catch (thrown) {
      if (!(thrown instanceof EpureError) || thrown.kind === "interrupted") throw thrown;
      checks.push({ name, ok: false, detail: thrown.what, fix: thrown.fix });
      return false;
    }
  };
  const target = await connect(input, tools);
  const known = await check("connection and key", async () => {
    const who = await call<{ key_id: string; scopes: string[] }>(target, "GET", "/whoami");
    return `${target.url.origin} answers, the key is ${who.key_id} (${who.scopes.join(", ")}).`;
  });
  if (!known) return checks;
  await check("clocks", async () => {
    const skew = await clockSkew(target);
    if (Math.abs(skew) <= skewLimitMs) return `${Math.round(Math.abs(skew) / 1000)} s apart.`;
    throw new EpureError("checks-failed", {
      what: `This machine's clock is ${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? "ahead of" : "behind"} the deployment's.`,
      fix: "Set this machine's clock. Expiry of keys and times in the history follow the deployment's, so nothing there is wrong.",
    });
  });
  try {
    checks.push(...(await call<{ checks: Check[] }>(target, "GET", "/checks")).checks);
  } catch (thrown) {
    if (!(thrown instanceof EpureError) || thrown.kind === "interrupted") throw thrown;
    checks.push({ name: "the deployment's own checks", ok: false, detail: thrown.what, fix: thrown.fix });
  }
  await check("readiness", async () => {
    const health = await readiness(target);
    const models = [...health.tasks, ...(health.candidates ?? [])];
    const problem = health.problem ?? models.find((model) => model.problem)?.problem;
    if (health.ready && problem === undefined) return "Every active bundle serves.";
    throw new EpureError("checks-failed", {
      what: problem?.detail ?? "A model does not run.",
      fix: "`epure status` says which; the bundle before it goes on serving. `epure rollback` makes that official.",
    });
  });
  return checks;
}
