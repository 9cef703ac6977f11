/**
 * node bench/operations/migrate.ts
 * Migrations killed (SIGKILL) before, during and after each one: does the same command, run again, come to the same
 * database?
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keep } from "./local.ts";

const child = (folder: string, at: number, moment: string) => {
  const ran = spawnSync(process.execPath, [join(import.meta.dirname, "migrate-child.ts"), folder, String(at), moment], {
    encoding: "utf8",
  });
  return { killed: ran.signal === "SIGKILL", text: ran.stdout, error: ran.stderr.slice(-500), status: ran.status };
};
const fresh = () => mkdtempSync(join(tmpdir(), "epure-migrate-"));

const undisturbed = fresh();
const clean = child(undisturbed, 0, "never");
rmSync(undisturbed, { recursive: true });
const wanted = JSON.parse(clean.text) as { steps: number; applied: string[]; objects: number };
const trials = [];
for (let at = 1; at <= wanted.steps; at++) {
  for (const moment of ["before", "during", "after"]) {
    const folder = fresh();
    const first = child(folder, at, moment);
    const second = child(folder, 0, "never");
    const is = second.status === 0 ? JSON.parse(second.text) : {};
    const ok =
      first.killed && JSON.stringify(is.applied) === JSON.stringify(wanted.applied) && is.objects === wanted.objects;
    trials.push({
      migration: wanted.applied[at - 1],
      moment,
      killed: first.killed,
      ok,
      ...(ok ? {} : { is, error: second.error }),
    });
    rmSync(folder, { recursive: true });
  }
}
keep("migrate", { trials: trials.length, failed: trials.filter((trial) => !trial.ok).length, all: trials });
