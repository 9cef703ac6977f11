/**
 * Opening a bundle, as a diagram: list -> signature -> each file against its signed digest -> schemas -> consistency.
 * Nothing of a bundle is parsed before its digest has matched, and every later read is checked again.
 */
import { EpureError } from "../errors.ts";
import { checkConsistency } from "./consistency.ts";
import { bundleDigest, type FileDigest, sha256Hex } from "./digest.ts";
import { type GoldenFile, goldenSchema } from "./golden-file.ts";
import { type GuardFile, guardSchema } from "./guard-file.ts";
import type { TrustedKey } from "./keys.ts";
import { type BundleFile, FILE_LIMITS, OPTIONAL_FILES, SIGNATURE_FILE } from "./limits.ts";
import { checkListing, type Listing } from "./listing.ts";
import { gatesPassed, type Manifest, manifestSchema } from "./manifest.ts";
import { checkGraph, WEIGHTS_FILE } from "./onnx-graph.ts";
import { parseJson } from "./parse.ts";
import { verifySignature } from "./signature.ts";
import type { BundleSource } from "./source.ts";

export interface OpenOptions {
  /** A host's own limit for `model.onnx.data`, in bytes. Default: the format's. */
  readonly maxWeightsBytes?: number;
  /**
   * `now` (default): read and check every file before answering. `on-read`: leave `model.onnx.data` to the first
   * `read`, so that a host with little memory reads the weights once, straight into its runtime.
   */
  readonly weights?: "now" | "on-read";
}

/** A bundle whose files have been checked. Without a signature only `inspectBundle` gives one. */
export interface OpenBundle {
  /** Digest of the bundle, its name: see digest.ts. */
  readonly digest: string;
  readonly manifest: Manifest;
  readonly guard: GuardFile;
  /** `guard.bin`: one byte per vocabulary id. */
  readonly guardTable: Uint8Array;
  readonly golden: GoldenFile;
  readonly files: readonly FileDigest[];
  /** Bytes of one file, compared with its digest on every call. The caller owns them; nothing is kept here. */
  read(name: BundleFile): Promise<Uint8Array>;
}

export interface VerifiedBundle extends OpenBundle {
  /** Which trusted key signed it. */
  readonly keyHint: string;
}

/**
 * Open a signed bundle. Fails closed: an answer means that a trusted key signed exactly these files.
 * @throws EpureError one of the `bundle-*` kinds, naming each offender
 */
export async function openBundle(
  source: BundleSource,
  trusted: readonly TrustedKey[],
  options: OpenOptions = {},
): Promise<VerifiedBundle> {
  const listing = checkListing(await source.list(), options.maxWeightsBytes ?? FILE_LIMITS[WEIGHTS_FILE]);
  if (!listing.signed) {
    throw new EpureError("bundle-unsigned", {
      what: `The bundle holds no ${SIGNATURE_FILE}.`,
      why: "Nobody vouches for an unsigned bundle.",
      fix: "Sign it with `epure sign BUNDLE --key FILE`.",
    });
  }
  const statement = await verifySignature(await source.read(SIGNATURE_FILE), trusted);
  checkSignedNames(statement.files, listing);
  const bundle = await readChecked(source, listing, statement.files, statement.digest, options);
  return { ...bundle, keyHint: statement.keyHint };
}

/**
 * Open a bundle without asking who made it: for the operator's own drafts, before they are signed. A signature that
 * is there is not looked at. Never for serving.
 */
export async function inspectBundle(source: BundleSource, options: OpenOptions = {}): Promise<OpenBundle> {
  const listing = checkListing(await source.list(), options.maxWeightsBytes ?? FILE_LIMITS[WEIGHTS_FILE]);
  const files = await digestFiles(source, listing);
  return readChecked(source, listing, files, await bundleDigest(files), { ...options, weights: "on-read" });
}

/** Digests of the files, one after the other in byte order: the bytes of only one are held at a time. */
async function digestFiles(source: BundleSource, listing: Listing): Promise<FileDigest[]> {
  const files: FileDigest[] = [];
  for (const name of [...listing.sizes.keys()].sort())
    files.push({ name, sha256: await sha256Hex(await source.read(name)) });
  return files;
}

/**
 * Refuse a bundle that failed its own gates: good enough to look at, not to serve.
 * @throws EpureError `bundle-gates`, naming each gate that failed
 */
export function requireGates(manifest: Manifest): void {
  if (gatesPassed(manifest)) return;
  const failed = manifest.gates.filter((gate) => !gate.passed);
  throw new EpureError("bundle-gates", {
    what: `The bundle failed its own gates: ${failed.map((gate) => `${gate.name} ${gate.value} > ${gate.limit}`).join("; ")}.`,
    why: "Its figures were measured on the shipped bytes and are part of what was signed.",
    fix: "Purify again with another recipe or with more clean texts.",
    offenders: failed.map((gate) => gate.name),
  });
}

/** What is there is what was signed, and nothing else. The names are in byte order, each once: readStatement saw to that. */
function checkSignedNames(files: readonly FileDigest[], listing: Listing): void {
  const signed = new Set(files.map((file) => file.name));
  const extra = files.filter((file) => !Object.hasOwn(FILE_LIMITS, file.name)).map((file) => file.name);
  const unsigned = [...listing.sizes.keys()].filter((name) => !signed.has(name));
  const gone = OPTIONAL_FILES.filter((name) => signed.has(name) && !listing.sizes.has(name));
  if (extra.length + unsigned.length + gone.length === 0) return;
  throw new EpureError("bundle-tampered", {
    what: [
      unsigned.length > 0 ? `Not covered by the signature: ${unsigned.join(", ")}.` : "",
      extra.length > 0
        ? `Signed, but no part of a bundle: ${extra.map((name) => JSON.stringify(name)).join(", ")}.`
        : "",
      gone.length > 0 ? `Signed, but missing: ${gone.join(", ")}.` : "",
    ].join(" "),
    fix: "Take a fresh copy of the bundle, or sign it again if you made it.",
    offenders: [...unsigned, ...extra, ...gone],
  });
}

/** Read in full while opening: their contents are parsed. Every other file is only digested, then dropped. */
const parsedFiles = new Set<string>(["epure.json", "guard.json", "guard.bin", "golden.json", "model.onnx"]);

async function readChecked(
  source: BundleSource,
  listing: Listing,
  files: readonly FileDigest[],
  digest: string,
  options: OpenOptions,
): Promise<OpenBundle> {
  const expected = new Map(files.map((file) => [file.name, file.sha256]));
  const matches = async (name: BundleFile, bytes: Uint8Array) => (await sha256Hex(bytes)) === expected.get(name);

  // First every digest, so that one answer names every changed file; then the contents.
  const kept = new Map<BundleFile, Uint8Array>();
  const changed: string[] = [];
  for (const name of [...listing.sizes.keys()].sort()) {
    if (name === WEIGHTS_FILE && options.weights === "on-read") continue;
    const bytes = await source.read(name);
    if (!(await matches(name, bytes))) changed.push(name);
    else if (parsedFiles.has(name)) kept.set(name, bytes);
  }
  if (changed.length > 0) throw tampered(changed);

  const content = (name: BundleFile) => kept.get(name) as Uint8Array;
  const manifest = parseJson(manifestSchema, content("epure.json"), "epure.json");
  const guard = parseJson(guardSchema, content("guard.json"), "guard.json");
  const golden = parseJson(goldenSchema, content("golden.json"), "golden.json");
  const guardTable = content("guard.bin");
  checkConsistency(manifest, guard, golden, guardTable.length);
  checkGraph(content("model.onnx"), listing.sizes.get(WEIGHTS_FILE) ?? 0);

  const read = async (name: BundleFile): Promise<Uint8Array> => {
    const bytes = await source.read(name);
    if (!(await matches(name, bytes))) throw tampered([name]);
    return bytes;
  };
  return { digest, manifest, guard, guardTable, golden, files, read };
}

function tampered(names: readonly string[]): EpureError {
  return new EpureError("bundle-tampered", {
    what: `Changed since the bundle was signed: ${names.join(", ")}.`,
    why: "The bytes do not match the signed digests.",
    fix: "Take a fresh copy of the bundle.",
    offenders: names,
  });
}
