/**
 * `model.sig`: a Sigstore bundle around a DSSE envelope around an in-toto statement, signed with a P-256 key.
 * Interoperable with `model_signing sign key` and `model_signing verify key`.
 */
import { z } from "zod";
import { EpureError } from "../errors.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import type { FileDigest } from "./digest.ts";
import { payloadVerifies, signPayload } from "./dsse.ts";
import type { SigningKey, TrustedKey } from "./keys.ts";
import { SIGNATURE_FILE, SIGNATURE_LIMIT } from "./limits.ts";
import { parseJson } from "./parse.ts";
import { readStatement, type Statement, writeStatement } from "./statement.ts";

const mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const payloadType = "application/vnd.in-toto+json";

const envelopeSchema = z.object({
  mediaType: z.literal(mediaType),
  verificationMaterial: z.object({ publicKey: z.object({ hint: z.string().regex(/^[0-9a-f]{64}$/) }) }),
  dsseEnvelope: z.object({
    payload: z.base64(),
    payloadType: z.literal(payloadType),
    signatures: z.tuple([z.object({ sig: z.base64() })]),
  }),
});

/** Sign these files. Returns the bytes of `model.sig`. ECDSA is randomised: two signatures of one bundle differ. */
export async function signFiles(name: string, files: readonly FileDigest[], signer: SigningKey): Promise<Uint8Array> {
  const payload = await writeStatement(name, files);
  const bundle = {
    mediaType,
    verificationMaterial: { publicKey: { hint: signer.hint }, tlogEntries: [] },
    dsseEnvelope: {
      payload: toBase64(payload),
      payloadType,
      signatures: [{ sig: await signPayload(payloadType, payload, signer), keyid: "" }],
    },
  };
  return new TextEncoder().encode(JSON.stringify(bundle));
}

/** A statement, and which trusted key vouches for it. */
export interface SignedStatement extends Statement {
  readonly keyHint: string;
}

/**
 * Verify `model.sig` against the trusted keys. The statement is parsed only after its signature has verified.
 * @throws EpureError `bundle-untrusted` (unknown key, wrong signature), `bundle-invalid`, `bundle-limits`
 */
export async function verifySignature(bytes: Uint8Array, trusted: readonly TrustedKey[]): Promise<SignedStatement> {
  if (bytes.length > SIGNATURE_LIMIT) {
    throw new EpureError("bundle-limits", {
      what: `${SIGNATURE_FILE} has ${bytes.length} bytes; the limit is ${SIGNATURE_LIMIT}.`,
      offenders: [SIGNATURE_FILE],
    });
  }
  const bundle = parseJson(envelopeSchema, bytes, SIGNATURE_FILE, "bundle-invalid");
  const { hint } = bundle.verificationMaterial.publicKey;
  const candidate = trusted.find((one) => one.hint === hint);
  if (!candidate) {
    throw new EpureError("bundle-untrusted", {
      what: `${SIGNATURE_FILE} was made with key ${hint}, which is not trusted here.`,
      why:
        trusted.length === 0 ? "No key is trusted at all." : `Trusted: ${trusted.map((one) => one.hint).join(", ")}.`,
      fix: "Sign the bundle with a trusted key, or add its public key to the trusted ones.",
    });
  }
  const payload = fromBase64(bundle.dsseEnvelope.payload);
  if (!(await payloadVerifies(payloadType, payload, bundle.dsseEnvelope.signatures[0].sig, candidate))) {
    throw new EpureError("bundle-untrusted", {
      what: `The signature in ${SIGNATURE_FILE} is wrong.`,
      why: `Key ${hint} did not sign this statement.`,
      fix: "Get the bundle again from its source, or sign it again if you made it.",
    });
  }
  return { ...(await readStatement(payload)), keyHint: hint };
}
