/** All files of a bundle into one folder, checked as a stranger would check them, and signed if there is a key. */
import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GoldenFile } from "../../shared/bundle/golden-file.ts";
import { importSigningKey } from "../../shared/bundle/keys.ts";
import { SIGNATURE_FILE } from "../../shared/bundle/limits.ts";
import { type Gate, gatesPassed, type Manifest } from "../../shared/bundle/manifest.ts";
import { inspectBundle } from "../../shared/bundle/open.ts";
import { signFiles } from "../../shared/bundle/signature.ts";
import type { Tools } from "../command.ts";
import { folderSource, makeFolder, unwritable } from "../files.ts";
import type { ReportFiles } from "../report/report.ts";
import type { Draft } from "./draft.ts";
import { makeManifest } from "./manifest.ts";
import { buildFacts, inTotoStatement } from "./provenance.ts";

export interface SealInput {
  readonly name: string;
  readonly draft: Draft;
  readonly gates: readonly Gate[];
  readonly golden: GoldenFile;
  readonly report: ReportFiles;
  readonly modelFiles: readonly { readonly file: string; readonly path: string }[];
  /** PEM of the private key, if the bundle is to be signed. */
  readonly key: string | undefined;
}

export interface Sealed {
  readonly digest: string;
  readonly manifest: Manifest;
  readonly passed: boolean;
  /** Which key signed it; null when none did. */
  readonly key: string | null;
}

/** `work`: a folder for what is written on the way. */
export async function sealBundle(folder: string, work: string, input: SealInput, tools: Tools): Promise<Sealed> {
  const manifest = makeManifest(input.draft, input.name, input.gates);
  const written: Record<string, string> = {
    "epure.json": json(manifest),
    "golden.json": json(input.golden),
    ...input.report,
  };
  try {
    await rm(folder, { recursive: true, force: true });
    await makeFolder(folder);
    for (const { file, path } of input.modelFiles) await copyFile(path, join(folder, file));
    for (const [file, content] of Object.entries(written)) await writeFile(join(folder, file), content);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  await describeBuild(folder, work, manifest, tools);
  const bundle = await inspectBundle(await folderSource(folder));
  if (input.key === undefined) return { digest: bundle.digest, manifest, passed: gatesPassed(manifest), key: null };
  const key = await importSigningKey(input.key);
  await writeFile(join(folder, SIGNATURE_FILE), await signFiles(manifest.name, bundle.files, key));
  return { digest: bundle.digest, manifest, passed: gatesPassed(manifest), key: key.hint };
}

/** Last: both files speak of the others by their digests. */
async function describeBuild(folder: string, work: string, manifest: Manifest, tools: Tools): Promise<void> {
  const { files } = await inspectBundle(await folderSource(folder));
  const statement = await inTotoStatement(buildFacts(manifest, files), work, tools);
  // The library is large, and no other command needs it.
  const { billOfMaterials } = await import("./bill-of-materials.ts");
  try {
    await writeFile(join(folder, "provenance.json"), json(statement));
    await writeFile(join(folder, "bom.cdx.json"), json(billOfMaterials(manifest, files)));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/** Indented for people, with a last newline for git. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
