import { join } from "node:path";
import { z } from "zod";
import { importSigningKey } from "../../shared/bundle/keys.ts";
import { SIGNATURE_FILE } from "../../shared/bundle/limits.ts";
import { gatesPassed } from "../../shared/bundle/manifest.ts";
import { inspectBundle } from "../../shared/bundle/open.ts";
import { signFiles } from "../../shared/bundle/signature.ts";
import { EpureError } from "../../shared/errors.ts";
import { command, EXIT } from "../command.ts";
import { exists, folderSource, readOperatorFile, writeFileAtomically } from "../files.ts";

export const sign = command({
  name: "sign",
  summary: "Sign a bundle with a private key.",
  details: "Writes model.sig (OpenSSF Model Signing v1.0). The bundle is checked first: a broken one is never signed.",
  arguments: [{ name: "bundle", description: "the bundle folder" }],
  options: [
    { flags: "--key <file>", description: "private key, PEM", required: true },
    { flags: "--force", description: "replace a signature that is there" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ["sign out/sentiment --key epure.key.pem"],
  input: z.object({ bundle: z.string(), key: z.string(), force: z.boolean().default(false) }),

  async run(input, { out }) {
    const signed = await signBundle(input.bundle, input.key, input.force);
    const lines = [`Signed ${input.bundle}`, `Digest: ${signed.digest}`, `Key:    ${signed.key}`];
    if (!signed.gates_passed) lines.push("Note: this bundle failed its own gates; a worker will not serve it.");
    out.result(signed, lines);
    return EXIT.ok;
  },
});

/** Check and sign the bundle in this folder. */
export async function signBundle(folder: string, keyPath: string, force: boolean) {
  const key = await importSigningKey((await readOperatorFile(keyPath, "private key")).toString("utf8"));
  const signature = join(folder, SIGNATURE_FILE);
  const source = await folderSource(folder);
  if (!force && (await exists(signature))) {
    throw new EpureError("file-exists", {
      what: `${signature} is there already.`,
      why: "The bundle is signed.",
      fix: "Give --force to sign it again with this key.",
      offenders: [signature],
    });
  }
  const bundle = await inspectBundle(source);
  await writeFileAtomically(signature, await signFiles(bundle.manifest.name, bundle.files, key));
  return { bundle: folder, digest: bundle.digest, key: key.hint, gates_passed: gatesPassed(bundle.manifest) };
}
