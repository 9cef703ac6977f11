/** `npm run start:node`: what `epure dev` does, with the app in Node instead of workerd. */
import { join, resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { makeFolder, readOperatorFile } from "../cli/files.ts";
import { bringUp, openAll, untilReady } from "../cli/local-worker/bring-up.ts";
import { localKeys, registerKeys } from "../cli/local-worker/keys.ts";
import { makeOutput } from "../cli/output.ts";
import { asEpureError, EpureError } from "../shared/errors.ts";
import { type NodeHost, startNode } from "./host.ts";
import { nativeRuntime, wasmRuntime } from "./runtime.ts";

const root = join(import.meta.dirname, "../..");

const options = {
  port: { type: "string", default: "8788" },
  hostname: { type: "string", default: "127.0.0.1" },
  bundle: {
    type: "string",
    multiple: true,
    default: ["models/sentiment", "models/sentence-pair"].map((p) => join(root, p)),
  },
  "trusted-key": { type: "string", default: join(root, "models/keys/epure-shipped.pub.pem") },
  runtime: { type: "string", default: "wasm" },
  state: { type: "string", default: join(root, ".epure/node") },
  help: { type: "boolean", default: false },
} as const satisfies ParseArgsConfig["options"];

const help = `Serves the app in Node, for models that outgrow an isolate.

  npm run start:node -- [options]

  --port N            default 8788; 0 takes one that is free
  --hostname ADDRESS  where to listen (default 127.0.0.1, this machine alone)
  --bundle DIR        may be repeated, one per task (default: the two that are shipped)
  --trusted-key FILE  PEM public keys that bundles must be signed with
  --runtime NAME      wasm (default) or native, which needs onnxruntime-node
  --state DIR         database and bundles (default .epure/node)

Variables: CORS_ORIGINS, LOG_HASH_KEY, as in wrangler.toml.`;

let host: NodeHost | undefined;
try {
  const values = given();
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const port = portOf(values.port);
  const pem = (await readOperatorFile(values["trusted-key"], "trusted key")).toString("utf8");
  const bundles = await openAll(values.bundle, pem);
  const state = resolve(values.state);
  await makeFolder(state);
  const keys = await localKeys(join(state, "keys.json"));
  const { CORS_ORIGINS, LOG_HASH_KEY } = process.env;
  host = await startNode({
    state,
    port,
    hostname: values.hostname,
    runtime: await runtimeOf(values.runtime),
    vars: {
      TRUSTED_KEYS: pem,
      ...(CORS_ORIGINS !== undefined && { CORS_ORIGINS }),
      ...(LOG_HASH_KEY !== undefined && { LOG_HASH_KEY }),
    },
  });
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());
  await registerKeys(host.db, keys);
  const target = { url: host.url, key: keys.operator };
  const out = makeOutput(process, { quiet: true });
  for (const bundle of bundles) await bringUp(target, bundle, { out, signal: stopped.signal });
  await untilReady(target, stopped.signal);
  console.error(
    `Épure serves ${bundles.map(({ bundle }) => bundle.manifest.task).join(" and ")} in Node at ${host.url.origin}`,
  );
  console.error(`Demo API key: ${keys.demo}   (reference: ${host.url.origin}/reference; Ctrl-C stops it)`);
  if (!stopped.signal.aborted)
    await new Promise((resolve) => stopped.signal.addEventListener("abort", resolve, { once: true }));
} catch (thrown) {
  const error = asEpureError(thrown);
  console.error(`error (${error.kind}): ${error.message}`);
  if (error.kind === "internal") console.error(thrown);
  process.exitCode = error.fault === "user" ? 2 : 1;
} finally {
  await host?.stop();
}

/** @throws EpureError `usage` */
function given() {
  try {
    return parseArgs({ options }).values;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : undefined;
    throw new EpureError("usage", { what: "The options were not understood.", why, fix: "See --help.", cause });
  }
}

/** @throws EpureError `usage` */
function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new EpureError("usage", { what: "--port is no port.", fix: "Give a number from 0 to 65535." });
}

/** @throws EpureError `usage` */
async function runtimeOf(name: string) {
  if (name === "wasm") return wasmRuntime;
  if (name === "native") return nativeRuntime();
  throw new EpureError("usage", { what: "There is no such runtime.", fix: "Use --runtime wasm or --runtime native." });
}
