/** What a policy would have done to texts that came without one: figures by decision, by rule, and by changed answer. */
import type { Policy, Result } from "../../shared/pipeline/index.ts";

/** One text under the policy, explained. */
export interface Replayed {
  /** Number of the text in its file, from 1. Never the text. */
  readonly row: number;
  readonly result: Result;
  /** The label without any guard. */
  readonly before: string;
}

export interface RuleFigures {
  readonly rule: string;
  readonly kind: string;
  /** Texts on which it fired and was acted upon, was let go as honest use, or stood behind the token limit. */
  acted: number;
  dismissed: number;
  beyond: number;
  /** Of the acted ones: texts whose answer the policy changes or refuses. */
  changed: number;
}

export interface ReplayFigures {
  readonly policy: Policy;
  readonly texts: number;
  readonly decisions: Record<Result["guard"]["decision"], number>;
  readonly rules: RuleFigures[];
  /** `to`: null where the text is refused. */
  readonly changed: { row: number; from: string; to: string | null; rules: string[] }[];
}

export function replayFigures(policy: Policy, replayed: readonly Replayed[]): ReplayFigures {
  const decisions = { pass: 0, flagged: 0, masked: 0, blocked: 0 };
  const rules = new Map<string, RuleFigures>();
  const changed: ReplayFigures["changed"] = [];
  for (const { row, result, before } of replayed) {
    const { guard, label } = result;
    decisions[guard.decision]++;
    const changes = label !== before;
    if (changes) changed.push({ row, from: before, to: label, rules: namesOf(guard.triggers) });
    for (const [member, figure] of figureOf) {
      for (const rule of namesOf(guard[member] ?? [])) {
        const kind = guard[member]?.find((span) => span.rule === rule)?.kind as string;
        const figures = rules.get(rule) ?? { rule, kind, acted: 0, dismissed: 0, beyond: 0, changed: 0 };
        rules.set(rule, figures);
        figures[figure]++;
        if (member === "triggers" && changes) figures.changed++;
      }
    }
  }
  const byWeight = [...rules.values()].sort((a, b) => b.acted - a.acted || (a.rule < b.rule ? -1 : 1));
  return { policy, texts: replayed.length, decisions, rules: byWeight, changed };
}

const figureOf = [
  ["triggers", "acted"],
  ["dismissed", "dismissed"],
  ["beyond", "beyond"],
] as const;

function namesOf(spans: readonly { readonly rule: string }[]): string[] {
  return [...new Set(spans.map((span) => span.rule))];
}
