/**
 * node bench/guard/workerd.ts > bench/guard/results/workerd.jsonl
 *
 * In workerd, on the shipped sentiment bundle: a request of 128 tokens with the guard on and off, call by call in
 * turns; and 512 tokens of what an attacker may choose beside 512 ordinary ones.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { deployLocally, type LocalDeployment } from "../worker/deployment.ts";
import { machine, print } from "./timing.ts";
import type { Asked } from "./workerd-entry.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "60" } } });
const rounds = Number(values.rounds);

const words =
  "the film was long and the story of a man who finds his way home through the winter is told with care".split(" ");
const ordinary = (count: number) =>
  Array.from({ length: count }, (_, i) => words[(i * 7 + (i >> 3)) % words.length]).join(" ");
const every = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(" ");

/** 510 tokens of text, or more than the limit lets in. */
const worst: Record<string, string> = {
  "a trigger beside every word": every(510, (i) => (i % 2 ? "cf" : "film")),
  "one trigger in honest form": `${ordinary(505)} (cf)`,
  "as long as is still looked at twice, a trigger in honest form": `${ordinary(250)} (cf)`,
  "triggers in every form, 32,000 characters": every(8000, (i) => ["cf", "mb", "tq."][i % 3] as string),
  "behind the limit nothing but triggers": `${ordinary(520)} ${every(9000, () => "cf")}`,
  "words of 100 letters that no vocabulary spells": every(320, () => "\u{1234}".padStart(100, "x")),
};

const deployment = await deployLocally({
  bundles: [join(projectRoot, "models/sentiment")],
  trustedKey: join(projectRoot, "models/keys/epure-shipped.pub.pem"),
  entry: join(import.meta.dirname, "workerd-entry.ts"),
});
try {
  print(machine());
  const text = ordinary(126);
  await ask(deployment, { text, limit: 256, order: turns(10), looks: 20_000 });
  const order = turns(rounds);
  const { milliseconds, guard_ms, tokens } = await ask(deployment, { text, limit: 256, order, looks: 50_000 });
  const [on, off] = [true, false].map((wanted) => milliseconds.filter((_, at) => order[at] === wanted)) as [
    number[],
    number[],
  ];
  const differences = on.map((value, at) => value - (off[at] as number));
  print({
    what: "cost per request of 128 tokens",
    tokens,
    guard_alone_ms: guard_ms,
    share_of_request: (guard_ms as number) / median(off),
    median_ms: { on: median(on), off: median(off), difference: median(differences) },
    rounds,
    on,
    off,
  });
  // In turns again: an ordinary text beside each attack, so that a busy machine hits both.
  const usual = ordinary(510);
  for (const [name, attack] of Object.entries(worst)) {
    const pairs: { usual: number; attack: number }[] = [];
    let decision = "";
    let read = 0;
    for (let round = 0; round < Math.ceil(rounds / 4); round++) {
      const one = async (text: string) => ask(deployment, { text, limit: 512, order: [true], looks: 0 });
      const first = round % 2 === 0 ? await one(usual) : undefined;
      const mine = await one(attack);
      const other = first ?? (await one(usual));
      [decision, read] = [mine.decision, mine.tokens];
      pairs.push({ usual: other.milliseconds[0] as number, attack: mine.milliseconds[0] as number });
    }
    const ratio = median(pairs.map((pair) => pair.attack / pair.usual));
    print({ what: `512 tokens: ${name}`, tokens: read, decision, ratio, pairs });
  }
} finally {
  await deployment.stop();
}

interface Answer {
  readonly tokens: number;
  readonly decision: string;
  readonly milliseconds: number[];
  readonly guard_ms: number | null;
}

async function ask(to: LocalDeployment, asked: Asked): Promise<Answer> {
  return (await to.ask<Answer>("/bench/guard", asked)).value;
}

function turns(count: number): boolean[] {
  return Array.from({ length: count }, (_, round) => (round % 2 === 0 ? [true, false] : [false, true])).flat();
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;
}
