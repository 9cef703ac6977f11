import { rm } from "node:fs/promises";
import { z } from "zod";
import { generateKeyPair } from "../../shared/bundle/keys.ts";
import { command, EXIT } from "../command.ts";
import { writeNewFile } from "../files.ts";

export const keygen = command({
  name: "keygen",
  summary: "Make a key pair for signing bundles.",
  details:
    "ECDSA P-256, PEM: the private key in PKCS#8, readable by you alone. Also usable with `model_signing sign key`.",
  arguments: [],
  options: [
    { flags: "--out <file>", description: "the private key (default: epure.key.pem)" },
    { flags: "--public <file>", description: "the public key (default: epure.pub.pem)" },
    { flags: "--json", description: "print JSON" },
  ],
  input: z.object({
    out: z.string().min(1).default("epure.key.pem"),
    public: z.string().min(1).default("epure.pub.pem"),
  }),

  async run({ out: privatePath, public: publicPath }, { out }) {
    const pair = await generateKeyPair();
    await writeNewFile(privatePath, pair.privatePem, 0o600);
    try {
      await writeNewFile(publicPath, pair.publicPem, 0o644);
    } catch (error) {
      // Half a pair is of no use, and the next try would be refused because of it.
      await rm(privatePath, { force: true });
      throw error;
    }
    out.result({ private_key: privatePath, public_key: publicPath, key: pair.hint }, [
      `Private key: ${privatePath} (keep it secret; it is not encrypted)`,
      `Public key:  ${publicPath}`,
      `Key:         ${pair.hint}`,
    ]);
    return EXIT.ok;
  },
});
