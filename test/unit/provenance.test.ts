/** Provenance and bill of materials, against the schemas that others publish. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import { describe, expect, it } from "vitest";
import { pythonPath } from "../../scripts/python-env.mjs";
import { billOfMaterials } from "../../src/cli/purify/bill-of-materials.ts";
import { provenance } from "../../src/cli/purify/provenance.ts";
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
  /** The published protocol buffers of in-toto and SLSA, from the in-toto project's own package. */
  const check = [
    "import json, sys",
    "from google.protobuf import json_format",
    "from in_toto_attestation.v1.statement import Statement",
    "from in_toto_attestation.v1 import statement_pb2",
    "from in_toto_attestation.predicates.provenance.v1 import provenance_pb2",
    "value = json.load(open(sys.argv[1]))",
    "message = json_format.ParseDict(value, statement_pb2.Statement())",
    "Statement.copy_from_pb(message).validate()",
    "json_format.ParseDict(value['predicate'], provenance_pb2.Provenance())",
  ].join("\n");

  function validated(statement: object) {
    const folder = mkdtempSync(join(tmpdir(), "epure-provenance-"));
    try {
      writeFileSync(join(folder, "p.json"), JSON.stringify(statement));
      return spawnSync(pythonPath() as string, ["-c", check, join(folder, "p.json")], { encoding: "utf8" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("is an in-toto statement with SLSA provenance, as their own package reads it", () => {
    const statement = provenance(manifest, files);
    expect(validated(statement)).toMatchObject({ status: 0, stderr: "" });
    expect(statement.subject.map((one) => one.digest.sha256)).toEqual(files.map((file) => file.sha256));
    const names = statement.predicate.buildDefinition.resolvedDependencies.map((one) => one.name);
    expect(names).toEqual(expect.arrayContaining(["suspect", "base", "clean", "onnxruntime-web"]));
  });

  it("a statement with a field that they do not know, or without a subject, is not", () => {
    const good = provenance(manifest, files);
    expect(validated({ ...good, predicate: { ...good.predicate, more: 1 } }).status).not.toBe(0);
    expect(validated({ ...good, subject: [] }).status).not.toBe(0);
  });
});

describe("both in a bundle", () => {
  it("are signed like every file, may be missing, and may not be changed, added or taken out after signing", async () => {
    const { signer, trusted } = await makeTestKey();
    const sampleKeys = await importTrustedKeys(samplePublicPem);
    const whole = new Map(sampleFiles());
    whole.delete("model.sig");
    whole.set("provenance.json", new TextEncoder().encode(JSON.stringify(provenance(manifest, files))));
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
