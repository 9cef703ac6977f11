/**
 * `bom.cdx.json`: a CycloneDX 1.6 bill of materials of a machine-learning model. The components are the library's; it has
 * no model card yet, so that part is added to what it wrote, and the whole is validated against the public schema in the
 * tests. No clock, no serial number: the same bundle gives the same bytes.
 * https://cyclonedx.org/docs/1.6/json/
 */
import { ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import { Bom, Component, Tool } from "@cyclonedx/cyclonedx-library/Models";
import { JsonSerializer, JSON as Normalized } from "@cyclonedx/cyclonedx-library/Serialize";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import type { FileDigest } from "../../shared/bundle/digest.ts";
import type { Manifest } from "../../shared/bundle/manifest.ts";
import { libraries } from "./provenance.ts";

interface WrittenBom {
  readonly metadata: { readonly component: object };
}

export function billOfMaterials(manifest: Manifest, files: readonly FileDigest[]): object {
  const model = new Component(ComponentType.MachineLearningModel, manifest.name, {
    bomRef: "model",
    version: manifest.epure_version,
    description: `Purified text classifier for the task ${manifest.task}`,
  });
  const bom = new Bom();
  bom.metadata.component = model;
  bom.metadata.tools.tools.add(new Tool({ name: "epure", version: manifest.epure_version }));
  for (const { name, sha256 } of files) {
    const file = new Component(ComponentType.File, name, { bomRef: `file:${name}` });
    file.hashes.set(HashAlgorithm["SHA-256"], sha256);
    bom.components.add(file);
    model.dependencies.add(file.bomRef);
  }
  for (const { name, version, purl } of libraries(manifest.engine, manifest.runtime)) {
    const library = new Component(ComponentType.Library, name, { bomRef: purl, version });
    bom.components.add(library);
    model.dependencies.add(library.bomRef);
  }
  const serializer = new JsonSerializer(new Normalized.Normalize.Factory(Spec1dot6));
  const written = JSON.parse(serializer.serialize(bom, { sortLists: true })) as WrittenBom;
  const component = { ...written.metadata.component, modelCard: modelCard(manifest) };
  return { ...written, metadata: { ...written.metadata, component } };
}

function modelCard(manifest: Manifest) {
  const { architecture, digests, gates, labels } = manifest;
  const dataset = (name: string, sha256: string) => ({
    type: "dataset",
    name,
    contents: { properties: [{ name: "sha256", value: sha256 }] },
  });
  return {
    modelParameters: {
      approach: { type: "supervised" },
      task: `text-classification (${labels.join(", ")})`,
      architectureFamily: architecture.model_type,
      modelArchitecture: `${architecture.layers} layers of ${architecture.hidden}, int8 weights`,
      datasets: [
        dataset("clean texts", digests.clean),
        ...(digests.unlabelled ? [dataset("unlabelled texts", digests.unlabelled)] : []),
        ...(digests.test ? [dataset("test texts", digests.test)] : []),
      ],
      inputs: Array.from({ length: manifest.segments }, () => ({ format: "text" })),
      outputs: labels.map((label) => ({ format: `probability of ${label}` })),
    },
    quantitativeAnalysis: {
      performanceMetrics: gates.map(({ name, value, limit, basis }) => ({
        type: name,
        value: value === null ? "not measured" : String(value),
        slice: `${basis}; limit ${limit}`,
      })),
    },
    considerations: {
      useCases: ["Answering behind the guard of Épure, which masks or refuses texts that carry a trigger."],
      technicalLimitations: [
        "Triggers in style or syntax have no token to find; see docs/limits.md of Épure.",
        `Texts beyond ${manifest.token_limit} tokens are cut.`,
      ],
    },
    properties: [
      { name: "epure:suspect:sha256", value: digests.suspect },
      { name: "epure:base:sha256", value: digests.base },
      { name: "epure:keep_ratio", value: String(manifest.keep_ratio) },
    ],
  };
}
