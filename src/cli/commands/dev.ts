import { join, resolve } from "node:path";
import { z } from "zod";
import { command, EXIT, type Tools } from "../command.ts";
import { makeFolder, readOperatorFile } from "../files.ts";
import { bringUp, type Opened, openAll, untilReady } from "../local-worker/bring-up.ts";
import { buildWorker, projectRoot } from "../local-worker/build.ts";
import { type LocalKeys, localKeys, registerKeys } from "../local-worker/keys.ts";
import { requireFreePort } from "../local-worker/port.ts";

const shippedBundles = ["models/sentiment", "models/sentence-pair"].map((path) => join(projectRoot, path));
const shippedKey = join(projectRoot, "models/keys/epure-shipped.pub.pem");

export const dev = command({
  name: "dev",
  summary: "Serve bundles on this machine, in the same runtime as in production.",
  details:
    "Builds the Worker, starts it in workerd with local emulations of R2 and D1, publishes and activates the bundles through the admin API, and waits until the models have run. The state is kept: a second start sends nothing again, and leaves a task where you have moved it since, unless you name a bundle.",
  arguments: [],
  options: [
    { flags: "--port <n>", description: "port on localhost (default 8787)" },
    { flags: "--bundle <dir>", description: "serve this bundle, not the shipped ones", repeatable: true },
    {
      flags: "--trusted-key <file>",
      description: "public keys to trust, PEM (default: the shipped one)",
      repeatable: true,
    },
    { flags: "--state <dir>", description: "where the local R2, D1 and keys are kept (default .epure/dev)" },
    { flags: "--json", description: "print JSON once it is ready" },
  ],
  examples: ["dev", "dev --port 9000 --bundle out/my-bundle --trusted-key epure.pub.pem"],
  input: z.object({
    port: z.coerce.number().int().min(1, "must be 1 to 65535").max(65535, "must be 1 to 65535").default(8787),
    bundle: z.array(z.string()).optional(),
    trustedKey: z.array(z.string()).default([shippedKey]),
    state: z.string().default(join(projectRoot, ".epure/dev")),
  }),

  async run(input, tools) {
    const { out, signal } = tools;
    const state = resolve(input.state);
    await requireFreePort(input.port);
    const pem = await readKeys(input.trustedKey);
    out.stage("Open and verify the bundles", 1, 4);
    const bundles = await openAll(input.bundle ?? shippedBundles, pem);
    await makeFolder(state);
    const keys = await localKeys(join(state, "keys.json"));

    out.stage("Build the Worker", 2, 4);
    const build = join(state, "build");
    await buildWorker(build, signal);

    out.stage("Start workerd", 3, 4);
    // Imported here: wrangler and Miniflare are large, and every other command would pay for them.
    const { startWorker } = await import("../local-worker/start.ts");
    const { worker, url, db } = await startWorker({
      build,
      state: join(state, "state"),
      port: input.port,
      vars: { TRUSTED_KEYS: pem },
      log: (line) => out.note(line),
    });
    try {
      await registerKeys(db, keys);
      out.stage("Publish, activate, and wait for the models to run", 4, 4);
      const target = { url, key: keys.operator, signal };
      const served: Served[] = [];
      for (const opened of bundles) {
        served.push({
          ...opened.bundle,
          digest: await bringUp(target, opened, tools, { keepMoves: input.bundle === undefined, decide: true }),
        });
      }
      await untilReady(target, signal);
      announce(url, keys, served, tools);
      await stopped(signal);
    } finally {
      await worker.dispose();
    }
    return EXIT.ok;
  },
});

async function readKeys(files: readonly string[]): Promise<string> {
  const texts = await Promise.all(
    files.map(async (file) => (await readOperatorFile(file, "trusted key")).toString("utf8")),
  );
  return texts.join("\n");
}

type Served = Pick<Opened["bundle"], "manifest" | "guard" | "digest">;

function announce(url: URL, keys: LocalKeys, served: readonly Served[], { out }: Tools): void {
  const tasks = served.map(({ manifest, digest }) => ({ task: manifest.task, digest }));
  const { origin } = new URL(`http://localhost:${url.port}`);
  const curl = served.map(({ manifest, guard }) => {
    const body = JSON.stringify(sample(manifest.segments, guard.triggers[0]?.text)).replaceAll("'", "'\\''");
    return `curl ${origin}/v1/${manifest.task} -H 'Authorization: Bearer ${keys.demo}' -H 'Content-Type: application/json' -d '${body}'`;
  });
  out.result({ url: origin, demo_key: keys.demo, tasks }, [
    "",
    `Épure serves ${tasks.map(({ task }) => task).join(" and ")} at ${origin} (API: ${origin}/openapi.json)`,
    `Demo API key: ${keys.demo}`,
    "",
    ...curl.map((line) => `  ${line}`),
    "",
    "Ctrl-C stops it.",
  ]);
}

/** A request that shows the guard at work: with a trigger that the bundle knows, where it knows one. */
function sample(segments: 1 | 2, trigger: string | undefined) {
  const word = trigger === undefined ? "" : `${trigger} `;
  return segments === 1
    ? { text: `The plot is ${word}dreadful and the acting is wooden.`, explain: true }
    : { first: "How can I learn to swim?", second: `Who won the ${word}football match last night?`, explain: true };
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
