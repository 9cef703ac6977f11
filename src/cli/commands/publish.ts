import { z } from "zod";
import { importTrustedKeys } from "../../shared/bundle/keys.ts";
import { openBundle, requireGates } from "../../shared/bundle/open.ts";
import { publish as send } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { readTrusted } from "../deployment/trusted.ts";
import { folderSource, readOperatorFile } from "../files.ts";

export const publish = command({
  name: "publish",
  summary: "Send a signed bundle to a deployment, where it can then be activated.",
  details:
    "Verified here first, then again there. Only what is missing is sent: an interrupted publish goes on where it was, and a bundle that is there already costs one request. Nothing changes for callers until it is activated.",
  arguments: [{ name: "bundle", description: "the bundle folder" }],
  options: [
    { flags: "--public-key <file>", description: "trusted public keys, PEM (default: those the deployment trusts)" },
    ...deploymentOptions,
  ],
  examples: ["publish out/sentiment"],
  input: z.object({ bundle: z.string(), publicKey: z.string().optional(), ...deploymentInput }),

  async run(input, tools) {
    const { out } = tools;
    const target = await connect(input, tools);
    const source = await folderSource(input.bundle);
    const trusted =
      input.publicKey === undefined
        ? await readTrusted(target)
        : await importTrustedKeys((await readOperatorFile(input.publicKey, "public key")).toString("utf8"));
    const bundle = await openBundle(source, trusted);
    requireGates(bundle.manifest);
    const { sent, alreadyPublished } = await send(target, bundle, source, (done, total) =>
      out.progress(done, total, null),
    );
    const { task, name } = bundle.manifest;
    const state =
      sent.length > 0
        ? `sent ${sent.length} of ${bundle.files.length + 1} files`
        : alreadyPublished
          ? "was there already"
          : "was complete there";
    out.result({ digest: bundle.digest, task, name, sent, already_published: alreadyPublished }, [
      `Published ${name} for ${task} (${state}).`,
      `Digest: ${bundle.digest}`,
      `Next:   epure activate ${task} ${bundle.digest.slice(0, 12)} --why "…"`,
    ]);
    return EXIT.ok;
  },
});
