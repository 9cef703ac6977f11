import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployLocally } from "../../bench/worker/deployment.ts";
import { generateKeyPair } from "../../src/shared/bundle/keys.ts";
import { picoBundle, writeSigned } from "../worker/pico-bundles.ts";
import type { ApiHost } from "./host.ts";
import { insertKey } from "./keys.ts";

/** Pico bundles for both tasks, signed with a new key, in a folder of their own. */
export async function picoFolder(): Promise<{ folder: string; bundles: string[]; trustedKey: string }> {
  const folder = mkdtempSync(join(tmpdir(), "epure-api-"));
  const keys = await generateKeyPair();
  const bundles = [join(folder, "sentiment"), join(folder, "pair")] as const;
  await writeSigned(await picoBundle("sentiment", 0), bundles[0], keys.privatePem);
  await writeSigned(await picoBundle("sentence-pair", 0), bundles[1], keys.privatePem);
  const trustedKey = join(folder, "pub.pem");
  writeFileSync(trustedKey, keys.publicPem);
  return { folder, bundles: [...bundles], trustedKey };
}

/** The built Worker in workerd. */
export async function workerdHost(options: { readonly rateLimit?: number } = {}): Promise<ApiHost> {
  const { folder, bundles, trustedKey } = await picoFolder();
  const deployment = await deployLocally({ bundles, trustedKey, ...options });
  return {
    name: "workerd",
    url: deployment.url.href.replace(/\/$/, ""),
    key: deployment.demoKey,
    operatorKey: deployment.operatorKey,
    newKey: (columns) => insertKey(deployment.db, columns),
    async stop() {
      await deployment.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
