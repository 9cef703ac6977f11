import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bringUp, openAll, untilReady } from "../../src/cli/local-worker/bring-up.ts";
import { localKeys, registerKeys } from "../../src/cli/local-worker/keys.ts";
import { makeOutput } from "../../src/cli/output.ts";
import { startNode } from "../../src/node/host.ts";
import { wasmRuntime } from "../../src/node/runtime.ts";
import type { HostRuntime } from "../../src/worker/model/bundle-loader.ts";
import type { ApiHost } from "./host.ts";
import { insertKey } from "./keys.ts";
import { picoFolder } from "./workerd-host.ts";

/** The Node form, in this process, over real files. */
export async function nodeHost(runtime: HostRuntime = wasmRuntime): Promise<ApiHost> {
  const { folder, bundles, trustedKey } = await picoFolder();
  const pem = readFileSync(trustedKey, "utf8");
  const host = await startNode({
    state: join(folder, "state"),
    port: 0,
    runtime,
    vars: { TRUSTED_KEYS: pem, CORS_ORIGINS: "https://allowed.test" },
  });
  const keys = await localKeys(join(folder, "keys.json"));
  await registerKeys(host.db as never, keys);
  const { signal } = new AbortController();
  const target = { url: host.url, key: keys.operator };
  try {
    for (const bundle of await openAll(bundles, pem)) {
      await bringUp(target, bundle, { out: makeOutput(process, { quiet: true }), signal });
    }
    await untilReady(target, signal);
  } catch (failed) {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
    throw failed;
  }
  return {
    name: "Node",
    url: host.url.origin,
    key: keys.demo,
    operatorKey: keys.operator,
    newKey: (columns) => insertKey(host.db as never, columns),
    async stop() {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
