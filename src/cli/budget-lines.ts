import type { BudgetLine } from "../shared/budget.ts";

/** A budget as lines for people. */
export function budgetLines(lines: readonly BudgetLine[]): string[] {
  const show = (value: number, unit: string) =>
    unit === "bytes" ? `${(value / 1e6).toFixed(1)} MB` : `${Math.round(value)} ms`;
  return [
    "Budget of a Worker:",
    ...lines.map(({ name, value, limit, unit, passed, advice }) => {
      return `  ${passed ? "ok  " : "OVER"} ${name.padEnd(14)}  ${show(value, unit)} (limit ${show(limit, unit)})${passed ? "" : `. ${advice}`}`;
    }),
  ];
}
