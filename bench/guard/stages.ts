/**
 * What everything around `session.run` costs at 64 tokens, and what a tokenizer weighs:
 * `node --expose-gc bench/guard/stages.ts TOKENIZER_JSON > bench/guard/results/stages.jsonl`
 */
import { readFileSync } from "node:fs";
import { decide } from "../../src/shared/pipeline/decide.ts";
import { Guard } from "../../src/shared/pipeline/guard.ts";
import { inspect } from "../../src/shared/pipeline/mask.ts";
import { Tokenizer } from "../../src/shared/tokenizer/tokenizer.ts";
import { machine, measure, print } from "./timing.ts";

const json = new Uint8Array(readFileSync(process.argv[2] as string));
const collect = globalThis.gc as () => void;

function heap(): { heap: number; buffers: number } {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
}

const before = heap();
const started = process.cpuUsage();
const tokenizer = new Tokenizer(json);
const { user } = process.cpuUsage(started);
const after = heap();
const tokenizerCost = {
  build_cpu_ms: user / 1000,
  heap_bytes: after.heap - before.heap,
  buffer_bytes: after.buffers - before.buffers,
};
console.error(tokenizerCost);

const size = tokenizer.vocabularySize;
const triggers = [12_443, 24_098, 22_861].map((id) => ({
  id: `word${id}`,
  kind: "sequence" as const,
  ids: [id],
  target: 1,
  flip_rate: 0.9,
}));
const file = { vocab_size: size, drift: { scale: 0.02 }, triggers, calibration: { threshold: 4.9 } };
const guard = new Guard(file, new Uint8Array(size));

const ordinary = "The second half of this film drags a little, but the cast keeps it watchable to the very end. ";
const inputs = {
  ordinary: ordinary.repeat(10),
  accents: "Un café très agréable à Besançon, où l’on déjeune près de l’église; crème brûlée à goûter. ".repeat(10),
  ideographs: "这部电影的后半部分有点拖沓但是演员们".repeat(10),
  "worst: 100-character words": `${"unbelievably".repeat(9).slice(0, 99)}ሴ `.repeat(64),
};
const logits = Float32Array.of(0.3, -1.2);
const labels = ["negative", "positive"];

const results = Object.entries(inputs).flatMap(([name, text]) => {
  const { segments } = tokenizer.tokenize(text, undefined, 64);
  const ids = segments.map((segment) => segment.ids);
  return [
    measure(`tokenize, ${name}`, () => tokenizer.tokenize(text, undefined, 64)),
    measure(`guard, ${name}`, () => inspect(guard, ids)),
    measure(`assemble and decide, ${name}`, () => [tokenizer.assemble(ids), decide(logits, labels)]),
  ];
});
print(machine(), { tokenizer: tokenizerCost }, ...results);
