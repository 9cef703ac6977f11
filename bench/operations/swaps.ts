/**
 * node bench/operations/swaps.ts
 * Twenty swaps under load, both shipped tasks live: does any caller see an error, or an answer mixed from two models?
 * And how long from a move to the first answer of the new digest?
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { activate, call, channel, publish, readiness } from "../../src/cli/admin-client.ts";
import { openAll } from "../../src/cli/local-worker/bring-up.ts";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { generateKeyPair } from "../../src/shared/bundle/keys.ts";
import { build, keep, quantile, start } from "./local.ts";
import { type Input, makeVariant } from "./variants.ts";

const swaps = 20;
const clients = 4;
const secondsApart = 4;
const inputs: Input[] = [
  { first: "a warm and funny film that never loses its way" },
  { first: "two hours of my life that nobody will give back" },
];

const folder = mkdtempSync(join(tmpdir(), "epure-swaps-"));
try {
  const keys = await generateKeyPair();
  const shipped = readFileSync(join(projectRoot, "models/keys/epure-shipped.pub.pem"), "utf8");
  const sentiment = join(projectRoot, "models/sentiment");
  const variants = [
    await makeVariant(sentiment, join(folder, "a"), 1, keys.privatePem, inputs),
    await makeVariant(sentiment, join(folder, "b"), 2, keys.privatePem, inputs),
  ];
  // Were they alike, a mixed answer could not be told.
  if (variants[0]?.expected.some((scores, at) => alike(scores, variants[1]?.expected[at] ?? {})))
    throw new Error("The variants answer alike.");
  const pem = keys.publicPem + shipped;
  await build(folder);
  const local = await start({ folder, trustedPem: pem });
  try {
    const opened = await openAll([variants[0]?.folder as string], pem);
    opened.push(...(await openAll([variants[1]?.folder as string], pem)));
    const pair = await openAll([join(projectRoot, "models/sentence-pair")], pem);
    for (const { bundle, source } of [...opened, ...pair]) await publish(local.target, bundle, source);
    const digests = opened.map(({ bundle }) => bundle.digest);
    await activate(local.target, "sentence-pair", pair[0]?.bundle.digest as string, "bench");
    await activate(local.target, "sentiment", digests[0] as string, "bench");
    while (!(await readiness(local.target)).tasks.every((task) => task.serving === task.active)) await sleep(100);
    const callers = [];
    for (let at = 0; at < clients; at++) {
      callers.push(
        (await call<{ key: string }>(local.target, "POST", "/keys", { name: `caller ${at}`, scopes: ["classify"] }))
          .key,
      );
    }

    const expected = new Map(digests.map((digest, at) => [digest, variants[at]?.expected ?? []]));
    const seen: { at: number; digest: string; ms: number }[] = [];
    const wrong: object[] = [];
    let stopped = false;
    const client = async (key: string, index: number) => {
      for (let round = 0; !stopped; round++) {
        const text = (round + index) % inputs.length;
        const begun = performance.now();
        const response = await fetch(new URL("/v1/sentiment", local.url), {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify({ text: inputs[text]?.first }),
        });
        const answer = (await response.json()) as { scores: Record<string, number>; model: { digest: string } };
        const ms = performance.now() - begun;
        if (response.status !== 200) wrong.push({ kind: "error", status: response.status, answer });
        else {
          const mine = expected.get(answer.model.digest)?.[text];
          if (!alike(mine ?? {}, answer.scores)) wrong.push({ kind: "mixed", answer, mine });
          seen.push({ at: performance.now(), digest: answer.model.digest, ms });
        }
        // Four callers of 600 a minute each: below the limit of a key, and no 429 that would count as an error.
        await sleep(Math.max(0, 110 - ms));
      }
    };
    const load = callers.map(client);
    await sleep(3000);
    const steps: object[] = [];
    for (let swap = 1; swap <= swaps; swap++) {
      const to = digests[swap % 2] as string;
      const begun = performance.now();
      if (swap % 4 === 0) await call(local.target, "POST", "/channels/sentiment/rollback", { why: "bench" });
      else await activate(local.target, "sentiment", to, "bench");
      const answered = performance.now();
      const deadline = begun + 60_000;
      let first: (typeof seen)[number] | undefined;
      while (first === undefined && performance.now() < deadline) {
        await sleep(10);
        first = seen.find((one) => one.digest === to && one.at > begun);
      }
      steps.push({ swap, move_ms: answered - begun, first_answer_ms: first ? first.at - begun : null });
      await sleep(secondsApart * 1000);
    }
    // The isolate that took a move looks at once. Every other one looks when its last look is old: moved past the API.
    const noticed: number[] = [];
    for (let round = 0; round < 3; round++) {
      const to = digests[(swaps + 1 + round) % 2] as string;
      const begun = performance.now();
      await local.db.prepare("UPDATE channels SET digest = ?1 WHERE task = 'sentiment'").bind(to).run();
      while (!seen.some((one) => one.digest === to && one.at > begun + 50) && performance.now() - begun < 60_000)
        await sleep(10);
      noticed.push(performance.now() - begun);
      await sleep(2000);
    }
    stopped = true;
    await Promise.all(load);
    const { history } = await channel(local.target, "sentiment");
    const first = steps.map((step) => (step as { first_answer_ms: number }).first_answer_ms);
    const latencies = seen.map((one) => one.ms);
    keep("swaps", {
      swaps,
      moves_in_history: history.length,
      answers: seen.length,
      errors: wrong.filter((one) => (one as { kind: string }).kind === "error").length,
      mixed: wrong.filter((one) => (one as { kind: string }).kind === "mixed").length,
      wrong: wrong.slice(0, 5),
      first_answer_ms: { median: quantile(first, 0.5), worst: Math.max(...first) },
      first_answer_in_another_isolate_ms: noticed,
      answer_ms: { median: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), worst: Math.max(...latencies) },
      steps,
    });
  } finally {
    await local.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Equal but for the last bit: Node and workerd need not round an exponential alike. Two variants differ by far more. */
function alike(mine: Readonly<Record<string, number>>, theirs: Readonly<Record<string, number>>): boolean {
  const labels = Object.keys(theirs);
  return (
    labels.length === Object.keys(mine).length &&
    labels.every((label) => Math.abs((mine[label] ?? Number.NaN) - (theirs[label] as number)) < 1e-12)
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
