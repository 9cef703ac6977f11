import { z } from "zod";
import { importTrustedKeys } from "../../shared/bundle/keys.ts";
import { openGuardList } from "../../shared/guard-list/signed.ts";
import { publishGuardList } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { readOperatorFile } from "../files.ts";

export const guardPublish = command({
  name: "guard publish",
  summary: "Publish a signed guard list to a deployment.",
  details: "Holds on every isolate within a minute.",
  arguments: [{ name: "signed", description: "the signed list" }],
  options: [
    { flags: "--public-key <file>", description: "public key that the list is checked with first", required: true },
    ...deploymentOptions,
  ],
  examples: ["guard publish incident.json.signed --public-key epure.pub.pem"],
  input: z.object({ signed: z.string(), publicKey: z.string(), ...deploymentInput }),

  async run(input, { out, signal, env }) {
    const target = await connect(input, { env, signal });
    const bytes = await readOperatorFile(input.signed, "signed guard list");
    const trusted = await importTrustedKeys((await readOperatorFile(input.publicKey, "public key")).toString("utf8"));
    const { list } = await openGuardList(bytes, trusted, Date.now());
    await publishGuardList(target, list.task, bytes.toString("utf8"));
    out.result({ task: list.task, serial: list.serial, entries: list.entries.length }, [
      `Published: list ${list.serial} of ${list.task}, ${list.entries.length} entries, until ${list.expires}`,
    ]);
    return EXIT.ok;
  },
});
