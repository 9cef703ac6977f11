/** What no file can say alone: the manifest, the guard and the golden cases must speak of one and the same model. */
import { EpureError } from "../errors.ts";
import type { GoldenFile } from "./golden-file.ts";
import type { GuardFile } from "./guard-file.ts";
import type { Manifest } from "./manifest.ts";

/**
 * @param tableBytes size of `guard.bin`
 * @throws EpureError `bundle-schema`, naming every contradiction
 */
export function checkConsistency(manifest: Manifest, guard: GuardFile, golden: GoldenFile, tableBytes: number): void {
  const vocabulary = manifest.architecture.vocab_size;
  const problems: string[] = [];
  const say = (wrong: boolean, problem: string) => {
    if (wrong) problems.push(problem);
  };
  say(guard.vocab_size !== vocabulary, `guard.json is for ${guard.vocab_size} tokens, epure.json for ${vocabulary}`);
  say(tableBytes !== guard.vocab_size, `guard.bin has ${tableBytes} bytes for ${guard.vocab_size} tokens`);
  for (const trigger of guard.triggers) {
    say(
      trigger.ids.some((id) => id >= vocabulary),
      `trigger ${trigger.id} names a token outside the vocabulary`,
    );
    say(trigger.target >= manifest.labels.length, `trigger ${trigger.id} forces a label that does not exist`);
  }
  for (const [at, one] of golden.cases.entries()) {
    const name = `golden case ${at}`;
    say((one.second !== undefined) !== (manifest.segments === 2), `${name} does not have ${manifest.segments} texts`);
    say(one.logits.length !== manifest.labels.length, `${name} does not have one logit per label`);
    say(one.ids.length > manifest.token_limit, `${name} is longer than the token limit`);
    say(
      one.ids.some((id) => id >= vocabulary),
      `${name} names a token outside the vocabulary`,
    );
  }
  const { version, name: runtime, backend } = manifest.runtime;
  say(
    golden.runtime !== `${runtime} ${version} ${backend}`,
    "golden.json was made by another runtime than epure.json says",
  );
  if (problems.length > 0) {
    throw new EpureError("bundle-schema", {
      what: `The bundle contradicts itself: ${problems.slice(0, 10).join("; ")}.`,
      fix: "Build the bundle again with `epure purify`.",
      offenders: problems,
    });
  }
}
