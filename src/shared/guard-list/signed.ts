/** A guard list in a DSSE envelope, signed with the same P-256 keys as bundles. */
import { z } from "zod";
import { fromBase64, toBase64 } from "../bundle/base64.ts";
import { payloadVerifies, signPayload } from "../bundle/dsse.ts";
import type { SigningKey, TrustedKey } from "../bundle/keys.ts";
import { parseJson } from "../bundle/parse.ts";
import { EpureError } from "../errors.ts";
import { type GuardList, guardListSchema, listLimits } from "./schema.ts";

/** Its own type: a signature over a bundle says nothing about a list, and the reverse. */
const payloadType = "application/vnd.epure.guard-list.v1+json";

const envelopeSchema = z.strictObject({
  payloadType: z.literal(payloadType),
  payload: z.base64(),
  signatures: z.tuple([z.strictObject({ keyid: z.string().regex(/^[0-9a-f]{64}$/), sig: z.base64() })]),
});

/** A list that a trusted key vouches for. */
export interface SignedGuardList {
  readonly list: GuardList;
  readonly keyHint: string;
}

/** The envelope's bytes. @throws EpureError `list-invalid` for a list that no reader would take */
export async function signGuardList(list: GuardList, signer: SigningKey): Promise<Uint8Array> {
  const payload = new TextEncoder().encode(JSON.stringify(readList(new TextEncoder().encode(JSON.stringify(list)))));
  const sig = await signPayload(payloadType, payload, signer);
  const envelope = { payloadType, payload: toBase64(payload), signatures: [{ keyid: signer.hint, sig }] };
  return new TextEncoder().encode(`${JSON.stringify(envelope)}\n`);
}

/**
 * The list, once its signature has verified; nothing of it is parsed before.
 * @param now milliseconds since 1970
 * @throws EpureError `list-untrusted`, `list-invalid`, `list-expired`
 */
export async function openGuardList(
  bytes: Uint8Array,
  trusted: readonly TrustedKey[],
  now: number,
): Promise<SignedGuardList> {
  if (bytes.length > 2 * listLimits.bytes) {
    throw new EpureError("list-invalid", { what: `The guard list has more than ${2 * listLimits.bytes} bytes.` });
  }
  const envelope = parseJson(envelopeSchema, bytes, "The guard list's envelope", "list-invalid", fix);
  const [{ keyid, sig }] = envelope.signatures;
  const key = trusted.find(({ hint }) => hint === keyid);
  const payload = fromBase64(envelope.payload);
  if (key === undefined || !(await payloadVerifies(payloadType, payload, sig, key))) {
    throw new EpureError("list-untrusted", {
      what: key ? "The signature of the guard list is wrong." : `No trusted key has the hint ${keyid}.`,
      why: "Whoever can write a list can blind the guard.",
      fix: "Sign it with `epure guard sign LIST --key FILE`, with a key that this deployment trusts.",
    });
  }
  const list = readList(payload);
  if (Date.parse(list.expires) <= now) {
    throw new EpureError("list-expired", {
      what: `The guard list ${list.serial} of ${list.task} expired at ${list.expires}.`,
      fix: "Give it a later end and a higher serial, and sign it again.",
    });
  }
  return { list, keyHint: keyid };
}

/** @throws EpureError `list-invalid`, naming every problem */
export function readList(bytes: Uint8Array): GuardList {
  return parseJson(guardListSchema, bytes, "The guard list", "list-invalid", fix);
}

const fix = "See docs/guard.md for the format.";
