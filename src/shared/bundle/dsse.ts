/** DSSE v1 signatures (https://github.com/secure-systems-lab/dsse) with P-256: what bundles and guard lists share. */
import { fromBase64, toBase64 } from "./base64.ts";
import { derToRaw, rawToDer } from "./ecdsa-der.ts";
import type { SigningKey, TrustedKey } from "./keys.ts";

const ecdsa = { name: "ECDSA", hash: "SHA-256" } as const;

/** Signature in base64 (DER). ECDSA is randomised: two signatures of one payload differ. */
export async function signPayload(type: string, payload: Uint8Array, signer: SigningKey): Promise<string> {
  const raw = new Uint8Array(await crypto.subtle.sign(ecdsa, signer.key, preAuthEncoding(type, payload)));
  return toBase64(rawToDer(raw));
}

/** Whether `key` signed this payload as this type. A signature that is not minimal DER is none. */
export async function payloadVerifies(
  type: string,
  payload: Uint8Array,
  signature: string,
  { key }: TrustedKey,
): Promise<boolean> {
  const raw = derToRaw(fromBase64(signature));
  return raw !== null && (await crypto.subtle.verify(ecdsa, key, raw, preAuthEncoding(type, payload)));
}

/** Pre-authentication encoding: "DSSEv1" SP len(type) SP type SP len(body) SP body, lengths in bytes. */
function preAuthEncoding(type: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`DSSEv1 ${type.length} ${type} ${payload.length} `);
  const encoded = new Uint8Array(head.length + payload.length);
  encoded.set(head);
  encoded.set(payload, head.length);
  return encoded;
}
