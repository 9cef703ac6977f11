import type { TestProject } from "vitest/node";
import { generateKeyPair } from "../../src/shared/bundle/keys.ts";
import { type BundleFiles, picoBundle } from "./pico-bundles.ts";

/** Base64 by file name: what can be handed from Node into workerd. */
export type PackedBundle = Record<string, string>;

declare module "vitest" {
  interface ProvidedContext {
    sentiment: PackedBundle;
    /** Another model for the same task. */
    sentimentTwo: PackedBundle;
    pair: PackedBundle;
    trustedKey: { privatePem: string; publicPem: string; hint: string };
    strangerKey: { privatePem: string; publicPem: string; hint: string };
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide("sentiment", pack(await picoBundle("sentiment", 0)));
  project.provide("sentimentTwo", pack(await picoBundle("sentiment", 1)));
  project.provide("pair", pack(await picoBundle("sentence-pair", 0)));
  project.provide("trustedKey", await generateKeyPair());
  project.provide("strangerKey", await generateKeyPair());
}

function pack(files: BundleFiles): PackedBundle {
  return Object.fromEntries([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]));
}
