import { z } from "zod";
import { type Policy, policies } from "../../shared/bundle/manifest.ts";
import { EpureError } from "../../shared/errors.ts";
import type { ClassifyInput, Result, TriggerSpan } from "../../shared/pipeline/index.ts";
import { command, EXIT } from "../command.ts";
import { openLocal } from "../open-local.ts";
import { percent } from "../report/words.ts";

export const classify = command({
  name: "classify",
  summary: "Classify one text or pair with a bundle, guard on.",
  details: "Runs here, in the WASM runtime that serves. Flagged tokens are shown in [[brackets]].",
  arguments: [{ name: "bundle", description: "the bundle folder" }],
  options: [
    { flags: "--text <text>", description: "the text" },
    { flags: "--first <text>", description: "first text of a pair" },
    { flags: "--second <text>", description: "second text of a pair" },
    { flags: "--policy <policy>", description: "what the guard does (default: the bundle's)", choices: policies },
    { flags: "--explain", description: "also say what the model answers with the flagged tokens left in and left out" },
    { flags: "--public-key <file>", description: "check the signature first" },
    { flags: "--quiet", description: "no notes" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ['classify models/sentiment --text "a film to remember"'],
  input: z
    .object({
      bundle: z.string(),
      text: z.string().optional(),
      first: z.string().optional(),
      second: z.string().optional(),
      policy: z.enum(policies).optional(),
      explain: z.boolean().default(false),
      publicKey: z.string().optional(),
    })
    .refine(
      ({ text, first, second }) =>
        text === undefined ? first !== undefined && second !== undefined : first === undefined && second === undefined,
      "give either --text, or --first and --second",
    ),

  async run(input, { out }) {
    // Imported here: tokenizer and runtime take a moment, and every other command would pay for them.
    const { openBundleModel } = await import("../evaluation/local-model.ts");
    const bundle = await openLocal(input.bundle, input.publicKey, out);
    const { segments, name, guard } = bundle.manifest;
    const pair = input.text === undefined;
    if (pair !== (segments === 2)) {
      throw new EpureError("usage", {
        what: `${name} classifies ${segments === 2 ? "pairs of texts" : "single texts"}.`,
        fix: segments === 2 ? "Give --first and --second." : "Give --text.",
      });
    }
    const text: ClassifyInput = pair
      ? { first: input.first as string, second: input.second as string }
      : { first: input.text as string };
    const model = await openBundleModel(bundle);
    try {
      const policy: Policy = input.policy ?? guard.default_policy;
      const result = await model.classify(text, { policy, explain: input.explain });
      out.result({ digest: bundle.digest, ...result }, lines(text, result));
    } finally {
      await model.release();
    }
    return EXIT.ok;
  },
});

function lines(text: ClassifyInput, result: Result): string[] {
  const { guard } = result;
  const said = [
    result.label === null ? "Refused by the guard." : `${result.label} ${percent(result.score)}`,
    ...Object.entries(result.scores ?? {}).map(([label, score]) => `  ${bar(score)} ${label} ${percent(score)}`),
    `Guard: ${guard.decision} (policy ${guard.policy})${result.truncated ? "; the text was cut at the token limit" : ""}`,
  ];
  if (guard.triggers.length > 0) {
    said.push(...heatLines(text, guard.triggers));
    for (const one of guard.triggers) said.push(`  ${one.kind} ${one.rule}: ${percentOrScore(one)}`);
  }
  for (const { segment, rule } of guard.dismissed ?? []) {
    said.push(
      `  ${rule} in the ${segment}: written as honest writers do, and no pull to the attacker's label; let pass`,
    );
  }
  for (const { segment, rule } of guard.beyond ?? []) {
    said.push(`  ${rule} in the ${segment}: behind the token limit, the model never read it`);
  }
  if ("explain" in result && result.explain) {
    const { left_in, left_out, change } = result.explain;
    said.push(`Left in:  ${left_in.label} ${percent(left_in.score)}`);
    said.push(
      `Left out: ${left_out ? `${left_out.label} ${percent(left_out.score)}` : "nothing would be left to classify"}`,
    );
    if (change !== null) said.push(`Change:   ${(change * 100).toFixed(1)} points of ${left_in.label}`);
  }
  return said;
}

/** The caller's own text with every flagged span in brackets; control characters made visible. */
function heatLines(text: ClassifyInput, triggers: readonly TriggerSpan[]): string[] {
  const parts: [string, string | undefined][] = [
    [text.second === undefined ? "text" : "first", text.first],
    ["second", text.second],
  ];
  return parts.flatMap(([segment, content]) => {
    if (content === undefined) return [];
    const spans = triggers.filter((one) => one.segment === segment).sort((a, b) => a.start - b.start);
    let at = 0;
    let marked = "";
    for (const { start, end } of spans) {
      if (start < at) continue;
      marked += `${printable(content.slice(at, start))}[[${printable(content.slice(start, end))}]]`;
      at = end;
    }
    return [`  ${segment}: ${marked}${printable(content.slice(at))}`];
  });
}

/** A text may hold escape codes that move a terminal's cursor. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\u{FFFD}");
}

function percentOrScore(one: TriggerSpan): string {
  if (one.kind === "incident") return "on the operator's incident list";
  return one.kind === "drift"
    ? `drift ${one.score.toFixed(2)}`
    : `flips ${percent(one.score)} of the texts it was tried in`;
}

function bar(share: number): string {
  const full = Math.round(share * 20);
  return "█".repeat(full) + "░".repeat(20 - full);
}
