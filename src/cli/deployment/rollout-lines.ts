import type { Side } from "../../shared/admin/release.ts";
import type { RolloutState } from "../admin-client.ts";
import { short } from "./digests.ts";
import { readablePercent, readableTime } from "./duration.ts";

/** A canary or shadow with its figures. */
export function rolloutLines({ rollout, stable, candidate, breaches }: RolloutState): string[] {
  if (rollout === null) return ["No canary or shadow is running."];
  const of = rollout.kind === "canary" ? "callers" : "requests";
  const lines = [
    `${rollout.kind} ${short(rollout.digest)} for ${readablePercent(rollout.share)} of the ${of}, since ${readableTime(rollout.started_at)}: ${rollout.why}`,
  ];
  if (rollout.kind === "canary" && stable && candidate) {
    const rows: [string, (side: Side) => string][] = [
      ["answers", (side) => String(side.answers)],
      ["errors", (side) => rate(side.errors, side.answers + side.errors)],
      ["flagged", (side) => rate(side.flagged, side.answers)],
      ...[...new Set([...Object.keys(stable.labels), ...Object.keys(candidate.labels)])].map(
        (label): [string, (side: Side) => string] => [
          `label ${label}`,
          (side) => rate(side.labels[label] ?? 0, side.answers),
        ],
      ),
      ["ms a run", meanMs],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    lines.push(`  ${"".padEnd(width)}  ${"stable".padEnd(18)}candidate`);
    for (const [name, show] of rows)
      lines.push(`  ${name.padEnd(width)}  ${show(stable).padEnd(18)}${show(candidate)}`);
  }
  if (rollout.kind === "shadow" && candidate) {
    lines.push(
      `  compared       ${candidate.compared}`,
      `  label flips    ${rate(candidate.flips, candidate.compared)}`,
      `  guard changes  ${rate(candidate.guard_changes, candidate.compared)}`,
      `  failures       ${candidate.errors}`,
      `  ms a run       ${stable ? meanMs(stable) : "?"} stable, ${meanMs(candidate)} candidate`,
    );
  }
  for (const { detail } of breaches) lines.push(`  OUT OF ITS BAND: ${detail}`);
  return lines;
}

function rate(count: number, of: number): string {
  return of === 0 ? "none yet" : `${count} (${readablePercent(count / of)})`;
}

function meanMs({ ms, timed }: Side): string {
  return timed === 0 ? "not measurable here" : (ms / timed).toFixed(1);
}
