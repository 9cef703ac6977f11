/**
 * The signed statement of OpenSSF Model Signing v1.0: in-toto Statement v1, predicate
 * https://model_signing/signature/v1.0, serialization method "files" with SHA-256.
 * https://github.com/sigstore/model-transparency
 */
import { z } from "zod";
import { EpureError } from "../errors.ts";
import { bundleDigest, byName, type FileDigest } from "./digest.ts";
import { sha256Hex } from "./fields.ts";
import { SIGNATURE_FILE } from "./limits.ts";
import { parseJson } from "./parse.ts";

const statementType = "https://in-toto.io/Statement/v1";
const predicateType = "https://model_signing/signature/v1.0";

/** What the public tool leaves out by default. Whether we do too is decided by our own listing, not by this field. */
const defaultIgnorePaths = [SIGNATURE_FILE, ".git", ".gitattributes", ".github", ".gitignore"];

const statementSchema = z.object({
  _type: z.literal(statementType),
  predicateType: z.literal(predicateType),
  subject: z.tuple([z.object({ name: z.string().max(255), digest: z.object({ sha256: sha256Hex }) })]),
  predicate: z.object({
    serialization: z.object({
      method: z.literal("files"),
      hash_type: z.literal("sha256"),
      allow_symlinks: z.literal(false),
    }),
    resources: z
      .array(z.object({ name: z.string().min(1).max(255), algorithm: z.literal("sha256"), digest: sha256Hex }))
      .min(1)
      .max(64),
  }),
});

/** What a signature vouches for. */
export interface Statement {
  /** Digest of the bundle: see digest.ts. */
  readonly digest: string;
  /** In byte order of names, each name once. */
  readonly files: readonly FileDigest[];
}

/** Serialise a statement over these files. `name` is for people: nothing depends on it. */
export async function writeStatement(name: string, files: readonly FileDigest[]): Promise<Uint8Array<ArrayBuffer>> {
  const sorted = [...files].sort(byName);
  const statement = {
    _type: statementType,
    subject: [{ name, digest: { sha256: await bundleDigest(sorted) } }],
    predicateType,
    predicate: {
      serialization: {
        method: "files",
        hash_type: "sha256",
        allow_symlinks: false,
        ignore_paths: defaultIgnorePaths,
      },
      resources: sorted.map((file) => ({ name: file.name, algorithm: "sha256", digest: file.sha256 })),
    },
  };
  return new TextEncoder().encode(JSON.stringify(statement, null, 2));
}

/**
 * Read a statement whose signature has been verified already.
 * @throws EpureError `bundle-invalid` for another version, another method, or a root digest that does not follow
 */
export async function readStatement(payload: Uint8Array): Promise<Statement> {
  const statement = parseJson(statementSchema, payload, "the signed statement", "bundle-invalid");
  const files = statement.predicate.resources.map(({ name, digest }) => ({ name, sha256: digest }));
  const disordered = files.filter((file, at) => at > 0 && byName(files[at - 1] as FileDigest, file) >= 0);
  if (disordered.length > 0) {
    throw new EpureError("bundle-invalid", {
      what: `The signed statement lists names twice or out of order: ${disordered.map((file) => file.name).join(", ")}.`,
      offenders: disordered.map((file) => file.name),
    });
  }
  const digest = await bundleDigest(files);
  if (digest !== statement.subject[0].digest.sha256) {
    throw new EpureError("bundle-invalid", {
      what: "The signed statement contradicts itself.",
      why: `Its files hash to ${digest}, but it names ${statement.subject[0].digest.sha256}.`,
    });
  }
  return { digest, files };
}
