/** Small signed bundles for the benches that try many things rather than weigh them. */
import { join } from "node:path";
import { openAll } from "../../src/cli/local-worker/bring-up.ts";
import { type BundleFiles, picoBundle, writeSigned } from "../../test/worker/pico-bundles.ts";

export type Opened = Awaited<ReturnType<typeof openAll>>[number];

/** Makes as many bundles of one task as asked for: same model, another README, so another digest. */
export async function picoMaker(folder: string, keys: { privatePem: string; publicPem: string }) {
  const sentiment = await picoBundle("sentiment", 0);
  let made = 0;
  return async (): Promise<Opened> => {
    const files: BundleFiles = new Map(sentiment);
    files.set("README.md", new TextEncoder().encode(`# Pico ${++made}\n`));
    const path = join(folder, `pico-${made}`);
    await writeSigned(files, path, keys.privatePem);
    return (await openAll([path], keys.publicPem))[0] as Opened;
  };
}
