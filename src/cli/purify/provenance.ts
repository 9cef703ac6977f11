/**
 * `provenance.json`: how the bundle was built. The facts are gathered here; the engine has them written as an in-toto
 * statement by the in-toto project's own library (scripts/epure_engine/statement.py, decision 0016). No clock and no
 * machine is in it: the same inputs, seed and kind of machine give the same bytes. It is covered by model.sig like every
 * file, and is no attestation beyond what that key vouches for.
 */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { FileDigest } from "../../shared/bundle/digest.ts";
import type { Manifest } from "../../shared/bundle/manifest.ts";
import type { Tools } from "../command.ts";

/** Names the format of the parameters below. */
export const buildType = "urn:epure:purify:v1";
/** Says only which program: nobody but the signature says who ran it. */
export const builderId = "urn:epure:engine";

export interface Library {
  readonly name: string;
  readonly version: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string;
}

export type BuildFacts = ReturnType<typeof buildFacts>;

/** What the statement says, about the files that decide an answer. The engine's `statement` command reads it. */
export function buildFacts(manifest: Manifest, files: readonly FileDigest[]) {
  const { digests, engine, recipe, runtime } = manifest;
  return {
    subjects: files.map(({ name, sha256 }) => ({ name, sha256 })),
    build_type: buildType,
    external: { name: manifest.name, task: manifest.task, recipe },
    internal: { keep_ratio: manifest.keep_ratio },
    inputs: Object.entries(digests).map(([name, sha256]) => ({ name, sha256 })),
    libraries: libraries(engine, runtime),
    builder: { id: builderId, version: manifest.epure_version },
    ...(manifest.created && { finished_on: manifest.created }),
  };
}

const answerSchema = z.object({ statement: z.record(z.string(), z.unknown()) });

/** The in-toto statement of these facts; `work` is a folder for the file in which the engine is given them. */
export async function inTotoStatement(
  facts: BuildFacts,
  work: string,
  { engine, out, signal }: Pick<Tools, "engine" | "out" | "signal">,
): Promise<Readonly<Record<string, unknown>>> {
  const file = join(work, "build-facts.json");
  await writeFile(file, JSON.stringify(facts));
  const answer = await engine.run(["statement", `--facts=${file}`], out, signal);
  await rm(file);
  return answerSchema.parse(answer).statement;
}

/** What made the bundle, beside epure itself. */
export function libraries(engine: Manifest["engine"], runtime: Manifest["runtime"]): Library[] {
  const python = Object.entries(engine).filter(([name]) => name !== "version");
  return [
    ...python.map(([name, version]) => ({ name, version, purl: `pkg:pypi/${name}@${encodeURIComponent(version)}` })),
    { name: runtime.name, version: runtime.version, purl: `pkg:npm/${runtime.name}@${runtime.version}` },
  ];
}
