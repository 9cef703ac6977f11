import { z } from "zod";
import { importTrustedKeys } from "../../shared/bundle/keys.ts";
import { openBundle } from "../../shared/bundle/open.ts";
import { command, EXIT } from "../command.ts";
import { folderSource, readOperatorFile } from "../files.ts";
import { gateLines } from "../gate-lines.ts";

export const verify = command({
  name: "verify",
  summary: "Check a bundle's signature and every one of its files.",
  arguments: [{ name: "bundle", description: "the bundle folder" }],
  options: [
    { flags: "--public-key <file>", description: "trusted public keys, PEM, one after the other", required: true },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ["verify models/sentiment --public-key epure.pub.pem"],
  input: z.object({ bundle: z.string(), publicKey: z.string() }),

  async run(input, { out }) {
    const trusted = await importTrustedKeys((await readOperatorFile(input.publicKey, "public key")).toString("utf8"));
    const bundle = await openBundle(await folderSource(input.bundle), trusted);
    const { manifest } = bundle;
    const value = {
      verified: true,
      digest: bundle.digest,
      key: bundle.keyHint,
      name: manifest.name,
      task: manifest.task,
      files: bundle.files,
      gates: manifest.gates,
    };
    out.result(value, [
      `Verified: ${bundle.files.length} files of ${input.bundle} are exactly the ones that were signed.`,
      `Name:   ${manifest.name} (task ${manifest.task}, labels ${manifest.labels.join(", ")})`,
      `Digest: ${bundle.digest}`,
      `Key:    ${bundle.keyHint}`,
      ...gateLines(manifest.gates),
    ]);
    return EXIT.ok;
  },
});
