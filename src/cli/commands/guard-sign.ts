import { z } from "zod";
import { importSigningKey } from "../../shared/bundle/keys.ts";
import { readList, signGuardList } from "../../shared/guard-list/signed.ts";
import { command, EXIT } from "../command.ts";
import { readOperatorFile, writeFileAtomically } from "../files.ts";

export const guardSign = command({
  name: "guard sign",
  summary: "Sign a guard list with a private key.",
  details: "A DSSE envelope with the list inside, signed with the key that signs bundles (ECDSA P-256).",
  arguments: [{ name: "list", description: "the list, a JSON file" }],
  options: [
    { flags: "--key <file>", description: "private key, PEM", required: true },
    { flags: "--out <file>", description: "the signed list (default: the list's name and .signed)" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ["guard sign incident.json --key epure.key.pem"],
  input: z.object({ list: z.string(), key: z.string(), out: z.string().optional() }),

  async run(input, { out }) {
    const list = readList(await readOperatorFile(input.list, "guard list"));
    const key = await importSigningKey((await readOperatorFile(input.key, "private key")).toString("utf8"));
    const path = input.out ?? `${input.list}.signed`;
    await writeFileAtomically(path, await signGuardList(list, key));
    out.result({ signed: path, task: list.task, serial: list.serial, key: key.hint }, [
      `Signed ${path} (task ${list.task}, serial ${list.serial})`,
      `Key:    ${key.hint}`,
    ]);
    return EXIT.ok;
  },
});
