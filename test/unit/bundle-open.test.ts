import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { folderSource } from "../../src/cli/files.ts";
import { importTrustedKeys } from "../../src/shared/bundle/keys.ts";
import { BUNDLE_FILES } from "../../src/shared/bundle/limits.ts";
import { inspectBundle, openBundle, requireGates } from "../../src/shared/bundle/open.ts";
import { type BundleSource, memorySource } from "../../src/shared/bundle/source.ts";
import { editJson, flipByte, makeTestKey, resign, sampleFiles } from "./bundle-support.ts";

const formats = resolve(import.meta.dirname, "../formats");

/** Counts reads by name. */
function counting(source: BundleSource): BundleSource & { reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    list: () => source.list(),
    read: (name) => {
      reads.push(name);
      return source.read(name);
    },
  };
}

describe("signed samples of every schema version", () => {
  const versions = readdirSync(formats).filter((name) => /^v\d+$/.test(name));

  it("has at least one", () => expect(versions).toContain("v1"));

  it.each(versions)("%s still opens", async (version) => {
    const trusted = await importTrustedKeys(readFileSync(resolve(formats, version, "trusted.pem"), "utf8"));
    const bundle = await openBundle(await folderSource(resolve(formats, version, "bundle")), trusted);
    expect(bundle.manifest.schema_version).toBe(Number(version.slice(1)));
    expect(bundle.keyHint).toBe(trusted[0]?.hint);
  });
});

describe("opening a bundle", () => {
  it("gives the same digest signed and unsigned, and whoever signed", async () => {
    const digests = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const key = await makeTestKey();
      const files = sampleFiles();
      await resign(files, key);
      digests.add((await openBundle(memorySource(files), key.trusted)).digest);
      files.delete("model.sig");
      digests.add((await inspectBundle(memorySource(files))).digest);
    }
    expect(digests.size).toBe(1);
  });

  it("reads each file once, and the weights not at all where the host asks for that", async () => {
    const key = await makeTestKey();
    const files = sampleFiles();
    await resign(files, key);
    const eager = counting(memorySource(files));
    await openBundle(eager, key.trusted);
    expect(eager.reads.sort()).toEqual([...BUNDLE_FILES, "model.sig"].sort());
    const lazy = counting(memorySource(files));
    const bundle = await openBundle(lazy, key.trusted, { weights: "on-read" });
    expect(lazy.reads).not.toContain("model.onnx.data");
    expect((await bundle.read("model.onnx.data")).length).toBe(files.get("model.onnx.data")?.length);
  });

  it("checks every later read: bytes that change after opening are refused", async () => {
    const key = await makeTestKey();
    const files = sampleFiles();
    await resign(files, key);
    const bundle = await openBundle(memorySource(files), key.trusted, { weights: "on-read" });
    flipByte(files, "model.onnx.data", 0);
    await expect(bundle.read("model.onnx.data")).rejects.toMatchObject({
      kind: "bundle-tampered",
      offenders: ["model.onnx.data"],
    });
    flipByte(files, "tokenizer.json", 0);
    await expect(bundle.read("tokenizer.json")).rejects.toMatchObject({ offenders: ["tokenizer.json"] });
  });

  it("keeps to a host's own limit for the weights, before it reads them", async () => {
    const key = await makeTestKey();
    const files = sampleFiles();
    await resign(files, key);
    const source = counting(memorySource(files));
    await expect(openBundle(source, key.trusted, { maxWeightsBytes: 1000 })).rejects.toMatchObject({
      kind: "bundle-limits",
    });
    expect(source.reads).toEqual([]);
  });

  it("trusts nobody by default", async () => {
    const key = await makeTestKey();
    const files = sampleFiles();
    await resign(files, key);
    await expect(openBundle(memorySource(files), [])).rejects.toMatchObject({ kind: "bundle-untrusted" });
  });

  it("opens a bundle whose gates failed, and says so where it must not serve", async () => {
    const key = await makeTestKey();
    const files = sampleFiles();
    editJson(files, "epure.json", (manifest) => {
      manifest.gates[0] = { ...manifest.gates[0], value: 0.5, passed: false };
    });
    await resign(files, key);
    const bundle = await openBundle(memorySource(files), key.trusted);
    expect(() => requireGates(bundle.manifest)).toThrow(expect.objectContaining({ kind: "bundle-gates" }));
    const honest = sampleFiles();
    requireGates((await inspectBundle(memorySource(honest))).manifest);
  });
});
