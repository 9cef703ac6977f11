/**
 * The limits of the bundle format, schema version 1. Each is here so that a hostile bundle is refused before memory
 * is spent on it; docs/bundle-format.md gives the reasons. A host may be stricter (`OpenOptions.maxWeightsBytes`).
 */

const KiB = 1024;
const MiB = 1024 * KiB;

/** Name of the detached signature: the only file that the signature does not cover. */
export const SIGNATURE_FILE = "model.sig";

/** Files that every bundle has, with the largest size of each in bytes. */
const required = {
  "README.md": 256 * KiB,
  "epure.json": 256 * KiB,
  "golden.json": 1 * MiB,
  "guard.bin": 256 * KiB,
  "guard.json": 1 * MiB,
  // The graph alone: every tensor of more than a few bytes lives in model.onnx.data.
  "model.onnx": 4 * MiB,
  "model.onnx.data": 512 * MiB,
  "report.html": 4 * MiB,
  "report.json": 4 * MiB,
  "tokenizer.json": 16 * MiB,
} as const;

/** Where it came from, for other tools: bundles from before have neither, and are no worse for it. */
const optional = {
  "bom.cdx.json": 1 * MiB,
  "provenance.json": 1 * MiB,
} as const;

/** Every file that may be in a bundle beside its signature; no other name is allowed. */
export const FILE_LIMITS = { ...required, ...optional };

export type BundleFile = keyof typeof FILE_LIMITS;

/** Names of the files that every bundle has, in byte order. */
export const BUNDLE_FILES = Object.keys(required).sort() as BundleFile[];

/** Names of the files that it may have. */
export const OPTIONAL_FILES = Object.keys(optional).sort() as BundleFile[];

export const SIGNATURE_LIMIT = 64 * KiB;

/** The oldest and the newest `schema_version` this code accepts: older ones are refused as downgrades. */
export const SCHEMA_VERSIONS = { min: 1, max: 1 } as const;

export const LIMITS = {
  labels: { min: 2, max: 256 },
  nameLength: 64,
  tokens: { min: 8, max: 512 },
  vocabulary: 256 * KiB,
  layers: 48,
  hidden: 4096,
  triggers: 256,
  triggerIds: 256,
  window: 512,
  goldenCases: 256,
  gates: 256,
  curvePoints: 4096,
} as const;
