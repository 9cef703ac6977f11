/** P-256 keys as PEM text: PKCS#8 private keys, SubjectPublicKeyInfo public keys. WebCrypto only. */
import { EpureError } from "../errors.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { sha256Hex } from "./digest.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;

/** A public key whose signatures are believed. `hint` is what a signature calls it: SHA-256 of its PEM text. */
export interface TrustedKey {
  readonly hint: string;
  readonly key: CryptoKey;
}

/** A private key with the hint of its public half. */
export interface SigningKey {
  readonly hint: string;
  readonly key: CryptoKey;
}

export interface KeyPairPem {
  readonly privatePem: string;
  readonly publicPem: string;
  readonly hint: string;
}

/** A fresh key pair. */
export async function generateKeyPair(): Promise<KeyPairPem> {
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const publicPem = toPem("PUBLIC KEY", await exportBytes("spki", pair.publicKey));
  const privatePem = toPem("PRIVATE KEY", await exportBytes("pkcs8", pair.privateKey));
  return { privatePem, publicPem, hint: await hintOf(publicPem) };
}

/**
 * Read every public key of a text: one PEM block after the other.
 * @throws EpureError `key-invalid` when there is none, or one is not a P-256 public key
 */
export async function importTrustedKeys(text: string): Promise<TrustedKey[]> {
  const blocks = pemBlocks(text, "PUBLIC KEY");
  if (blocks.length === 0) throw invalidKey("No public key was found: the text holds no 'BEGIN PUBLIC KEY' block.");
  return Promise.all(
    blocks.map(async (spki) => {
      const key = await importKey("spki", spki, ["verify"]);
      // Our own PEM text, not the caller's: line breaks must not change the hint.
      return { key, hint: await hintOf(toPem("PUBLIC KEY", spki)) };
    }),
  );
}

/**
 * Read a private key (PKCS#8 PEM, not encrypted).
 * @throws EpureError `key-invalid`; the message never holds the key
 */
export async function importSigningKey(pem: string): Promise<SigningKey> {
  const [pkcs8, ...more] = pemBlocks(pem, "PRIVATE KEY");
  if (!pkcs8 || more.length > 0) {
    throw invalidKey("The private key file must hold exactly one 'BEGIN PRIVATE KEY' block (PKCS#8, not encrypted).");
  }
  const key = await importKey("pkcs8", pkcs8, ["sign"], true);
  const jwk = (await crypto.subtle.exportKey("jwk", key)) as JsonWebKey;
  const publicJwk = { kty: "EC", crv: "P-256", x: jwk.x as string, y: jwk.y as string };
  const publicKey = await crypto.subtle.importKey("jwk", publicJwk, algorithm, true, ["verify"]);
  return { key, hint: await hintOf(toPem("PUBLIC KEY", await exportBytes("spki", publicKey))) };
}

async function importKey(
  format: "spki" | "pkcs8",
  bytes: Uint8Array<ArrayBuffer>,
  usages: KeyUsage[],
  extractable = false,
): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey(format, bytes, algorithm, extractable, usages);
  } catch {
    // The cause is dropped on purpose: a crypto library's message may quote its input.
    throw invalidKey("The key cannot be read as an ECDSA P-256 key.");
  }
}

async function exportBytes(format: "spki" | "pkcs8", key: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer);
}

async function hintOf(publicPem: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(publicPem));
}

/** PEM with lines of 64 characters and a final newline, byte for byte what OpenSSL writes: the hint depends on it. */
function toPem(type: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}

function pemBlocks(text: string, type: string): Uint8Array<ArrayBuffer>[] {
  const pattern = new RegExp(`-----BEGIN ${type}-----([A-Za-z0-9+/=\\s]*)-----END ${type}-----`, "g");
  return Array.from(text.matchAll(pattern), (match) => {
    try {
      return fromBase64((match[1] ?? "").replace(/\s+/g, ""));
    } catch {
      throw invalidKey("The key's PEM text is damaged.");
    }
  });
}

function invalidKey(what: string): EpureError {
  return new EpureError("key-invalid", {
    what,
    why: "Bundles are signed with ECDSA on the curve P-256.",
    fix: "Make a key pair with `epure keygen`.",
  });
}
