/**
 * node bench/guard/change.ts --data DIR > bench/guard/results/change.json
 *
 * By how much does one honest word move the answer? Every text loses one token, the place by rule; the quantiles of the
 * change of the label's probability say what `leastChange` (src/shared/pipeline/weigh.ts) has to be above.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { folderSource } from "../../src/cli/files.ts";
import { createSession } from "../../src/cli/ort-node.ts";
import { inspectBundle } from "../../src/shared/bundle/open.ts";
import { decide } from "../../src/shared/pipeline/decide.ts";
import { loadPipeline } from "../../src/shared/pipeline/index.ts";
import { changeOf } from "../../src/shared/pipeline/weigh.ts";
import { print } from "./timing.ts";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({ options: { data: { type: "string" }, rows: { type: "string", default: "600" } } });
const sets = { sentiment: "sst2.dev.tsv.gz", "sentence-pair": "qqp.train.tsv.gz" };

for (const [name, file] of Object.entries(sets)) {
  const bundle = await inspectBundle(await folderSource(join(root, "models", name)));
  const session = await createSession({
    graph: await bundle.read("model.onnx"),
    weights: await bundle.read("model.onnx.data"),
  });
  const { tokenizer, manifest } = await loadPipeline({
    manifest: bundle.manifest,
    guard: bundle.guard,
    driftTable: bundle.guardTable,
    tokenizerJson: await bundle.read("tokenizer.json"),
    session,
  });
  const answer = async (segments: readonly (readonly number[])[]) => {
    const { ids, typeIds } = tokenizer.assemble(segments);
    return decide(await session.run(ids, typeIds), manifest.labels);
  };
  const lines = gunzipSync(readFileSync(join(values.data as string, file)))
    .toString("utf8")
    .split("\n")
    .slice(1);
  const changes: number[] = [];
  let flips = 0;
  for (const [row, line] of lines.slice(0, Number(values.rows)).entries()) {
    const [first = "", second] = line.split("\t");
    const pair = manifest.segments === 2 ? second : undefined;
    const ids = tokenizer.tokenize(first, pair, manifest.token_limit).segments.map((segment) => segment.ids);
    const last = ids[ids.length - 1] as readonly number[];
    if (last.length < 2) continue;
    const gone = (row * 7919) % last.length;
    const [whole, rest] = [await answer(ids), await answer([...ids.slice(0, -1), last.filter((_, at) => at !== gone)])];
    changes.push(Math.abs(changeOf(whole, rest)));
    if (whole.label !== rest.label) flips++;
  }
  const sorted = [...changes].sort((a, b) => a - b);
  const quantile = (q: number) => Number((sorted[Math.floor(q * (sorted.length - 1))] as number).toFixed(4));
  print({
    bundle: name,
    digest: bundle.digest,
    file,
    rows: changes.length,
    flips,
    quantiles: Object.fromEntries([0.5, 0.75, 0.9, 0.95, 0.975, 0.99].map((q) => [q, quantile(q)])),
  });
  await session.release();
}
