/**
 * `provenance.json`: an in-toto Statement v1 with the predicate SLSA provenance v1, about the files that decide an answer.
 * No clock and no machine is in it: the same inputs, seed and kind of machine give the same bytes. It is covered by
 * model.sig like every file, and is no attestation beyond what that key vouches for.
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md, https://slsa.dev/spec/v1.0/provenance
 */
import type { FileDigest } from "../../shared/bundle/digest.ts";
import type { Manifest } from "../../shared/bundle/manifest.ts";

/** Names the format of the parameters below. */
export const buildType = "urn:epure:purify:v1";
/** Says only which program: nobody but the signature says who ran it. */
export const builderId = "urn:epure:engine";

export function provenance(manifest: Manifest, files: readonly FileDigest[]) {
  const { digests, engine, recipe, runtime } = manifest;
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: files.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType,
        externalParameters: { name: manifest.name, task: manifest.task, recipe },
        internalParameters: { keep_ratio: manifest.keep_ratio },
        resolvedDependencies: [
          ...Object.entries(digests).map(([name, sha256]) => ({ name, digest: { sha256 } })),
          ...libraries(engine, runtime).map(({ name, version, purl }) => ({
            name,
            uri: purl,
            annotations: { version },
          })),
        ],
      },
      runDetails: {
        builder: { id: builderId, version: { epure: manifest.epure_version } },
        ...(manifest.created && { metadata: { finishedOn: manifest.created } }),
      },
    },
  };
}

export interface Library {
  readonly name: string;
  readonly version: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string;
}

/** What made the bundle, beside epure itself. */
export function libraries(engine: Manifest["engine"], runtime: Manifest["runtime"]): Library[] {
  const python = Object.entries(engine).filter(([name]) => name !== "version");
  return [
    ...python.map(([name, version]) => ({ name, version, purl: `pkg:pypi/${name}@${encodeURIComponent(version)}` })),
    { name: runtime.name, version: runtime.version, purl: `pkg:npm/${runtime.name}@${runtime.version}` },
  ];
}
