import { z } from "zod";
import { importTrustedKeys } from "../../shared/bundle/keys.ts";
import { EpureError } from "../../shared/errors.ts";
import { openGuardList } from "../../shared/guard-list/signed.ts";
import { publishGuardList } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { readOperatorFile } from "../files.ts";

export const guardPublish = command({
  name: "guard publish",
  summary: "Publish a signed guard list to a deployment.",
  details:
    "Holds on every isolate within a minute. The API key (scope operator) is read from the variable EPURE_API_KEY: on a " +
    "command line others could see it.",
  arguments: [{ name: "signed", description: "the signed list" }],
  options: [
    { flags: "--url <url>", description: "address of the deployment", required: true },
    { flags: "--public-key <file>", description: "public key that the list is checked with first", required: true },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ["guard publish incident.json.signed --url https://guard.example --public-key epure.pub.pem"],
  input: z.object({ signed: z.string(), url: z.url(), publicKey: z.string() }),

  async run(input, { out, signal }) {
    const key = process.env.EPURE_API_KEY;
    if (!key) {
      throw new EpureError("usage", {
        what: "There is no API key.",
        fix: "Put one with the scope operator into the variable EPURE_API_KEY.",
      });
    }
    const bytes = await readOperatorFile(input.signed, "signed guard list");
    const trusted = await importTrustedKeys((await readOperatorFile(input.publicKey, "public key")).toString("utf8"));
    const { list } = await openGuardList(bytes, trusted, Date.now());
    await publishGuardList({ url: new URL(input.url), key, signal }, list.task, bytes.toString("utf8"));
    out.result({ task: list.task, serial: list.serial, entries: list.entries.length }, [
      `Published: list ${list.serial} of ${list.task}, ${list.entries.length} entries, until ${list.expires}`,
    ]);
    return EXIT.ok;
  },
});
