/**
 * node bench/guard/served.ts --data DIR [--bundle DIR]... > bench/guard/results/served.jsonl
 *
 * What honest callers of the shipped bundles meet, through the whole pipeline in the WASM runtime: test files of data
 * sets that no calibration saw, and the hard negatives, kind by kind. `table`: some rule fired. `acted`: after the second
 * look, so that the caller is flagged, masked or blocked. A text on which no rule fires passes without asking the model.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { rate } from "../../src/cli/evaluation/rate.ts";
import { folderSource } from "../../src/cli/files.ts";
import { createSession } from "../../src/cli/ort-node.ts";
import { inspectBundle } from "../../src/shared/bundle/open.ts";
import { type ClassifyInput, classify, loadPipeline, type Pipeline } from "../../src/shared/pipeline/index.ts";
import { hardNegatives } from "./hard-negatives.ts";
import { machine, print } from "./timing.ts";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    data: { type: "string" },
    bundle: {
      type: "string",
      multiple: true,
      default: ["sentiment", "sentence-pair"].map((m) => join(root, "models", m)),
    },
  },
});
const unseen = { sentiment: ["sst2", "imdb", "amazon"], pairs: ["qqp", "qnli", "mrpc"] };

print(machine());
for (const folder of values.bundle) {
  const bundle = await inspectBundle(await folderSource(folder));
  const pipeline = await loadPipeline({
    manifest: bundle.manifest,
    guard: bundle.guard,
    driftTable: bundle.guardTable,
    tokenizerJson: await bundle.read("tokenizer.json"),
    session: await createSession({
      graph: await bundle.read("model.onnx"),
      weights: await bundle.read("model.onnx.data"),
    }),
  });
  const pairs = bundle.manifest.segments === 2;
  const head = { bundle: bundle.manifest.name, digest: bundle.digest };
  for (const name of values.data === undefined ? [] : [...unseen.sentiment, ...unseen.pairs]) {
    const texts = readTable(join(values.data as string, `${name}.test.tsv.gz`));
    // A single-text model reads the second sentence of a pair file, a pair model a single text twice: odd for the model, the same for the guard.
    const inputs = texts.map(([first, second]) =>
      pairs ? { first, second: second ?? first } : { first: second ?? first },
    );
    print({ ...head, set: name, ...(await count(pipeline, inputs as ClassifyInput[])) });
  }
  const kinds = Map.groupBy(hardNegatives(), ({ kind }) => kind);
  const all: ClassifyInput[] = [];
  for (const [kind, texts] of kinds) {
    const inputs = texts.map(({ text }) => (pairs ? { first: text, second: "How was it?" } : { first: text }));
    all.push(...inputs);
    print({ ...head, hard_negatives: kind, ...(await count(pipeline, inputs)) });
  }
  print({ ...head, hard_negatives: "all", ...(await count(pipeline, all)) });
  await pipeline.session.release();
}

async function count(pipeline: Pipeline, inputs: readonly ClassifyInput[]) {
  let [table, acted, lookedTwice] = [0, 0, 0];
  const rules: Record<string, number> = {};
  for (const input of inputs) {
    const { segments } = pipeline.tokenizer.tokenize(input.first, input.second, pipeline.manifest.token_limit);
    if (pipeline.guard.scan(segments.map(({ ids }) => ids)).length === 0) continue;
    table++;
    const { guard } = await classify(pipeline, input, { policy: "mask" });
    if (guard.decision === "pass") lookedTwice++;
    else acted++;
    for (const { text } of guard.triggers) rules[text] = (rules[text] ?? 0) + 1;
  }
  return { table: rate(table, inputs.length), acted: rate(acted, inputs.length), let_go: lookedTwice, acted_on: rules };
}

function readTable(path: string): [string, string | undefined][] {
  const [head = "", ...lines] = gunzipSync(readFileSync(path)).toString("utf8").split("\n");
  const names = head.split("\t");
  const places = ["sentence", "sentence1", "sentence2"].map((name) => names.indexOf(name)).filter((at) => at >= 0);
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const cells = line.split("\t");
      return [cells[places[0] as number] as string, places[1] === undefined ? undefined : (cells[places[1]] as string)];
    });
}
