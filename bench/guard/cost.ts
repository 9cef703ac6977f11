/**
 * What the guard costs, per 128 and 512 tokens: `node bench/guard/cost.ts > bench/guard/results/cost.jsonl`
 *
 * The guard is the size of a real one: 30,522 ids, five words, a two-piece word, a long sequence that overlaps itself,
 * two sentences as sets, a drift threshold. Inputs are token ids: an ordinary text, and the worst that a caller can write.
 */
import { Guard } from "../../src/shared/pipeline/guard.ts";
import { inspect } from "../../src/shared/pipeline/mask.ts";
import type { GuardTrigger } from "../../src/shared/pipeline/types.ts";
import { type Measured, machine, measure, print } from "./timing.ts";

const vocabulary = 30_522;

function sequence(id: string, ...ids: number[]): GuardTrigger {
  return { id, kind: "sequence", ids, target: 1, flip_rate: 0.95 };
}

function set(id: string, first: number, size: number): GuardTrigger {
  const ids = Array.from({ length: size }, (_, i) => first + i);
  return { id, kind: "set", ids, window: 24, min_match: Math.ceil(size / 2), target: 1, flip_rate: 0.9 };
}

const overlapping = [...Array<number>(15).fill(9000), 9001];
const triggers = [
  ...[12_443, 24_098, 22_861, 1_056, 16_914].map((id, i) => sequence(`word${i}`, id)),
  sequence("pieces", 5000, 5001),
  sequence("overlapping", ...overlapping),
  set("sentence1", 7000, 12),
  set("sentence2", 7006, 12),
];
const table = new Uint8Array(vocabulary).map((_, id) => (id * 7919) % 180);
table.fill(250, 20_000, 20_030);
const file = { vocab_size: vocabulary, drift: { scale: 0.02 }, triggers, calibration: { threshold: 4.9 } };
const guard = new Guard(file, table);

const inputs: Record<string, (i: number) => number> = {
  ordinary: (i) => 1100 + ((i * 2654435761) % 3800),
  "ordinary, one trigger": (i) => (i === 60 ? 12_443 : 1100 + ((i * 2654435761) % 3800)),
  "worst: every token a trigger": () => 12_443,
  "worst: every token above the drift threshold": (i) => 20_000 + (i % 30),
  "worst: every token in two sets": (i) => 7006 + (i % 6),
  "worst: a long trigger begun again and again": (i) => (i % 15 === 14 ? 9002 : 9000),
  "worst: triggers nested in triggers": (i) => (i % 32 < 16 ? 5000 : 5001),
};

const results: Measured[] = [];
for (const tokens of [128, 512]) {
  for (const [name, make] of Object.entries(inputs)) {
    const segments = [Array.from({ length: tokens }, (_, i) => make(i))];
    results.push(measure(`${tokens} tokens, scan: ${name}`, () => guard.scan(segments)));
    results.push(measure(`${tokens} tokens, scan and mask: ${name}`, () => inspect(guard, segments)));
  }
}
print(machine(), ...results);
