/** What a bundle costs, measured in a process of its own: one that has loaded other models cannot tell whose heap it is. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { EpureError } from "../shared/errors.ts";
import { interrupted } from "./interrupt.ts";

const cost = z.object({ heap_bytes: z.number(), session_ms: z.number() });
const result = z.object({
  limits_as_of: z.string(),
  predicted: cost,
  measured: cost,
  lines: z.array(
    z.object({
      name: z.enum(["isolate_memory", "request_cpu", "script_size"]),
      value: z.number(),
      limit: z.number(),
      unit: z.enum(["bytes", "ms"]),
      passed: z.boolean(),
      advice: z.string(),
    }),
  ),
});
export type MeasuredBudget = z.infer<typeof result>;

/** The budget of this bundle alone in an isolate. @throws EpureError `internal` where it cannot be measured */
export async function budgetApart(folder: string, signal: AbortSignal): Promise<MeasuredBudget> {
  const command = [join(import.meta.dirname, "epure.mjs"), "budget", folder, "--together", "1", "--json"];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"], signal });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err = (said.err + text).slice(-4000);
  });
  await new Promise<void>((done, failed) => {
    child.on("error", failed);
    child.on("close", () => done());
  }).catch((cause: unknown) => {
    throw signal.aborted ? interrupted() : cause;
  });
  let value: unknown;
  try {
    value = JSON.parse(said.out);
  } catch {
    value = undefined;
  }
  const parsed = result.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EpureError("internal", { what: "The cost of this bundle could not be measured.", why: said.err.trim() });
}
