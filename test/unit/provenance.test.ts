/** Provenance and bill of materials, against the schemas that others publish. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import { describe, expect, it } from "vitest";
import { pythonPath } from "../../scripts/python-env.mjs";
import { checkoutEngine } from "../../src/cli/engine.ts";
import { makeOutput } from "../../src/cli/output.ts";
import { billOfMaterials } from "../../src/cli/purify/bill-of-materials.ts";
import { type BuildFacts, builderId, buildFacts, buildType, inTotoStatement } from "../../src/cli/purify/provenance.ts";
import { importTrustedKeys } from "../../src/shared/bundle/keys.ts";
import { inspectBundle, openBundle } from "../../src/shared/bundle/open.ts";
import { signFiles } from "../../src/shared/bundle/signature.ts";
import { memorySource } from "../../src/shared/bundle/source.ts";
import { makeTestKey, sampleFiles, samplePublicPem } from "./bundle-support.ts";

const { manifest, files } = await inspectBundle(memorySource(sampleFiles()));

describe("bom.cdx.json", () => {
  it("is what the strict schema of CycloneDX 1.6 allows, and says which files and libraries", async () => {
    const bom = billOfMaterials(manifest, files);
    const text = JSON.stringify(bom);
    expect(await new JsonStrictValidator(Spec1dot6.version).validate(text)).toBeNull();
    expect(bom).toMatchObject({
      specVersion: "1.6",
      metadata: { component: { type: "machine-learning-model", modelCard: {} } },
    });
    for (const { name, sha256 } of files) {
      expect(text).toContain(sha256);
      expect(text).toContain(`file:${name}`);
    }
    expect(JSON.stringify(billOfMaterials(manifest, files)), "the same bytes each time").toBe(text);
  });

  it("a bill that is wrong does not pass that schema", async () => {
    const wrong = JSON.stringify({ ...billOfMaterials(manifest, files), metadata: { component: { type: "a-model" } } });
    expect(await new JsonStrictValidator(Spec1dot6.version).validate(wrong)).not.toBeNull();
  });
});

describe("provenance.json", () => {
  /** As the real engine has it written. */
  async function statementOf(facts: BuildFacts): Promise<any> {
    const folder = mkdtempSync(join(tmpdir(), "epure-provenance-"));
    const sinks = { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() };
    try {
      const tools = { engine: checkoutEngine(), out: makeOutput(sinks, { quiet: true }), signal: idle };
      return await inTotoStatement(facts, folder, tools);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const idle = new AbortController().signal;

  /** The published protocol buffers of in-toto and SLSA read it back; what they do not know is refused. */
  const check = [
    "import json, sys",
    "from google.protobuf import json_format",
    "from in_toto_attestation.v1.statement import Statement",
    "from in_toto_attestation.v1 import statement_pb2",
    "from in_toto_attestation.predicates.provenance.v1 import provenance_pb2",
    "value = json.load(sys.stdin)",
    "message = json_format.ParseDict(value, statement_pb2.Statement())",
    "Statement.copy_from_pb(message).validate()",
    "json_format.ParseDict(value['predicate'], provenance_pb2.Provenance())",
  ].join("\n");
  const validated = (statement: object) =>
    spawnSync(pythonPath() as string, ["-c", check], { encoding: "utf8", input: JSON.stringify(statement) });

  it("is an in-toto statement with SLSA provenance, written and read by the in-toto project's own package", async () => {
    const statement = await statementOf(buildFacts({ ...manifest, created: "2026-01-02T03:04:05Z" }, files));
    expect(validated(statement)).toMatchObject({ status: 0, stderr: "" });
    expect(statement).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: files.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
      predicateType: "https://slsa.dev/provenance/v1",
      predicate: {
        buildDefinition: {
          buildType,
          externalParameters: { name: manifest.name, task: manifest.task, recipe: manifest.recipe },
          internalParameters: { keep_ratio: manifest.keep_ratio },
        },
        runDetails: {
          builder: { id: builderId, version: { epure: manifest.epure_version } },
          metadata: { finishedOn: "2026-01-02T03:04:05Z" },
        },
      },
    });
    const inputs = statement.predicate.buildDefinition.resolvedDependencies;
    const names = inputs.map((one: { name: string }) => one.name);
    expect(names).toEqual(expect.arrayContaining(["suspect", "base", "clean", "onnxruntime-web"]));
    expect(await statementOf(buildFacts({ ...manifest, created: "2026-01-02T03:04:05Z" }, files))).toEqual(statement);
  }, 60_000);

  it("a statement with a field that they do not know, or facts without a file, is not", async () => {
    const good = await statementOf(buildFacts(manifest, files));
    expect(validated({ ...good, predicate: { ...good.predicate, more: 1 } }).status).not.toBe(0);
    expect(good.predicate.runDetails, "no clock").not.toHaveProperty("metadata");
    await expect(statementOf(buildFacts(manifest, []))).rejects.toThrow(/code 1/);
  }, 60_000);
});

describe("both in a bundle", () => {
  it("are signed like every file, may be missing, and may not be changed, added or taken out after signing", async () => {
    const { signer, trusted } = await makeTestKey();
    const sampleKeys = await importTrustedKeys(samplePublicPem);
    const whole = new Map(sampleFiles());
    whole.delete("model.sig");
    whole.set("provenance.json", new TextEncoder().encode(JSON.stringify({ any: "statement" })));
    whole.set("bom.cdx.json", new TextEncoder().encode(JSON.stringify(billOfMaterials(manifest, files))));
    const inspected = await inspectBundle(memorySource(whole));
    expect(inspected.files).toHaveLength(12);
    whole.set("model.sig", await signFiles("test", inspected.files, signer));
    expect((await openBundle(memorySource(whole), trusted)).digest).toBe(inspected.digest);
    expect((await openBundle(memorySource(sampleFiles()), sampleKeys)).files, "one from before").toHaveLength(10);

    const changed = new Map(whole).set("bom.cdx.json", new TextEncoder().encode("{}"));
    await expect(openBundle(memorySource(changed), trusted)).rejects.toMatchObject({ kind: "bundle-tampered" });
    const without = new Map(whole);
    without.delete("provenance.json");
    await expect(openBundle(memorySource(without), trusted)).rejects.toMatchObject({ offenders: ["provenance.json"] });
    const added = new Map(sampleFiles()).set("provenance.json", new TextEncoder().encode("{}"));
    await expect(openBundle(memorySource(added), sampleKeys)).rejects.toMatchObject({ offenders: ["provenance.json"] });
  });
});
