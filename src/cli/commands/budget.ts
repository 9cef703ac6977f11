import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { inspectBundle } from "../../shared/bundle/open.ts";
import { budgetOf, measure } from "../budget.ts";
import { budgetLines } from "../budget-lines.ts";
import { command, EXIT } from "../command.ts";
import { megabytes } from "../deployment/compare.ts";
import { folderSource } from "../files.ts";

export const budget = command({
  name: "budget",
  summary: "Whether a bundle fits a Worker: memory, CPU time and script size, predicted and measured.",
  details:
    "Loads the model here, in the runtime that ships, and judges the worse of prediction and measurement by the published limits of Workers. Exit code 3 where it does not fit, with what to do about it.",
  arguments: [{ name: "bundle", description: "the bundle folder" }],
  options: [
    { flags: "--together <n>", description: "models of this size in one isolate (default 2)" },
    { flags: "--script", description: "also build the Worker and weigh its script" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ["budget models/sentiment", "budget out/large --together 1 --script"],
  input: z.object({
    bundle: z.string(),
    together: z.coerce.number().int().min(1, "must be at least 1").max(16).default(2),
    script: z.boolean().default(false),
  }),

  async run(input, { out, signal }) {
    const source = await folderSource(input.bundle);
    const bundle = await inspectBundle(source);
    const weights = (await source.list()).find((file) => file.name === "model.onnx.data")?.size ?? 0;
    const measured = await measure(bundle);
    const scriptBytes = input.script ? await weighScript(signal) : undefined;
    const result = budgetOf(bundle, weights, measured, input.together, scriptBytes);
    const { predicted } = result;
    out.result(result, [
      `One session: ${megabytes(predicted.heap_bytes)} predicted, ${megabytes(measured.heap_bytes)} measured; a text of ${bundle.manifest.token_limit} tokens: ${predicted.session_ms} ms predicted, ${measured.session_ms.toFixed(1)} ms measured here.`,
      `${input.together} of them in one isolate, limits of Workers as of ${result.limits_as_of}:`,
      ...budgetLines(result.lines).slice(1),
    ]);
    return result.passed ? EXIT.ok : EXIT.gatesFailed;
  },
});

async function weighScript(signal: AbortSignal): Promise<number> {
  const { buildWorker } = await import("../local-worker/build.ts");
  const folder = await mkdtemp(join(tmpdir(), "epure-script-"));
  try {
    await buildWorker(folder, signal);
    const sizes = await Promise.all(
      (await readdir(folder))
        .filter((name) => /\.(js|wasm)$/.test(name))
        .map(async (name) => (await stat(join(folder, name))).size),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
