/** The bundles of this bench, made by the way every bundle is made: draft, shipped bytes in WASM, golden vectors, gates, report, seal. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkoutBench } from "../../src/cli/engine.ts";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { makeOutput } from "../../src/cli/output.ts";
import { purify } from "../../src/cli/purify/run.ts";
import { picoBundle, writeSigned } from "../../test/worker/pico-bundles.ts";

/** One of BERT-base size for single texts (see base_size.py), a pico for pairs, one key. @param keyPem private */
export async function makeBundles(folder: string, keyPem: string) {
  await mkdir(folder, { recursive: true });
  const base = join(folder, "base-size");
  const pair = join(folder, "pair");
  const never = () => Promise.reject(new Error("nobody is asked here"));
  const purified = await purify(
    {
      out: base,
      force: false,
      name: "base-size",
      key: keyPem,
      engineArguments: [`--tokenizer=${join(projectRoot, "models/sentiment/tokenizer.json")}`],
    },
    {
      out: makeOutput(process, {}),
      signal: new AbortController().signal,
      engine: checkoutBench("node.base_size"),
      prompt: { interactive: false, ask: never, piped: never },
      env: process.env,
    },
  );
  await writeSigned(await picoBundle("sentence-pair", 0), pair, keyPem);
  return { base, pair, purified };
}
