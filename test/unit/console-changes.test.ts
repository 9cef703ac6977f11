/** The dialogs of the console decide by the same facts as the command does, in the same words. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BundleDetail } from "../../src/cli/admin-client.ts";
import { compare as byCommand } from "../../src/cli/deployment/compare.ts";
import { folderSource } from "../../src/cli/files.ts";
import { inspectBundle } from "../../src/shared/bundle/open.ts";

const root = join(import.meta.dirname, "../..");
/** Plain JavaScript for browsers: no type checker of this project follows it here. */
const console = join(root, "src/worker/console/site/changes.js");
const { compare: byConsole } = (await import(console)) as { compare: typeof byCommand };

async function detail(folder: string): Promise<BundleDetail> {
  const { manifest, guard, files } = await inspectBundle(await folderSource(join(root, folder)));
  const { triggers, calibration } = guard;
  return {
    manifest,
    guard: { triggers, threshold: calibration.threshold, target_fpr: calibration.target_fpr },
    bytes: 23_456_789,
    files,
    signed_by: "ab".repeat(32),
  } as unknown as BundleDetail;
}

describe("what a move changes", async () => {
  const [sentiment, pair] = [await detail("models/sentiment"), await detail("models/sentence-pair")];
  const off = { ...sentiment, guard: { ...sentiment.guard, triggers: [], threshold: null }, bytes: 1, signed_by: "c" };
  const [first, ...gates] = sentiment.manifest.gates;
  const unmeasured = {
    ...sentiment,
    manifest: { ...sentiment.manifest, gates: [{ ...first, value: null }, ...gates.slice(1)] },
  } as BundleDetail;

  it.each([
    ["one task's bundle to the other's", sentiment, pair],
    ["back", pair, sentiment],
    ["from nothing", null, sentiment],
    ["to itself", sentiment, sentiment],
    ["to one without triggers and threshold", sentiment, off],
    ["a gate that is not measured, and one that is gone", sentiment, unmeasured],
    ["and back", unmeasured, sentiment],
  ] as const)("%s", (_, before, after) => {
    expect(byConsole(before, after)).toEqual(byCommand(before, after));
  });

  it("is not nothing", () => {
    expect(byConsole(sentiment, pair).map(({ what }) => what)).toContain("labels");
    expect(byConsole(sentiment, pair).some(({ worse }) => worse === true)).toBe(true);
  });
});
