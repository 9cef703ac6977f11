/** Gates as lines for people. */
import type { Gate } from "../shared/bundle/manifest.ts";

/** Four significant digits at most for small numbers; thousands apart for large ones. */
export function shortNumber(value: number): string {
  return Math.abs(value) >= 1000 ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
}

export function gateLines(gates: readonly Gate[]): string[] {
  const failed = gates.filter((gate) => !gate.passed).length;
  const width = Math.max(...gates.map((gate) => gate.name.length));
  const head = failed === 0 ? `Gates:  all ${gates.length} passed` : `Gates:  ${failed} of ${gates.length} FAILED`;
  return [
    head,
    ...gates.map((gate) => {
      const value = gate.value === null ? "not measured" : shortNumber(gate.value);
      return `  ${gate.passed ? "ok  " : "FAIL"} ${gate.name.padEnd(width)}  ${value} (limit ${shortNumber(gate.limit)}; ${gate.basis})`;
    }),
  ];
}
