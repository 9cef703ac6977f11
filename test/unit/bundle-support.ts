/** The signed sample in memory, and ways to sign changed copies of it with a key that the test trusts. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type FileDigest, sha256Hex } from "../../src/shared/bundle/digest.ts";
import {
  generateKeyPair,
  importSigningKey,
  importTrustedKeys,
  type SigningKey,
  type TrustedKey,
} from "../../src/shared/bundle/keys.ts";
import { signFiles } from "../../src/shared/bundle/signature.ts";

export const sampleFolder = resolve(import.meta.dirname, "../formats/v1/bundle");
export const samplePublicPem = readFileSync(resolve(sampleFolder, "../trusted.pem"), "utf8");

export type Files = Map<string, Uint8Array>;

/** A fresh copy of the sample's files, `model.sig` included. */
export function sampleFiles(): Files {
  return new Map(
    readdirSync(sampleFolder).map((name) => [name, new Uint8Array(readFileSync(resolve(sampleFolder, name)))]),
  );
}

export interface TestKey {
  readonly signer: SigningKey;
  readonly trusted: TrustedKey[];
  readonly privatePem: string;
  readonly publicPem: string;
}

export async function makeTestKey(): Promise<TestKey> {
  const { privatePem, publicPem } = await generateKeyPair();
  return {
    signer: await importSigningKey(privatePem),
    trusted: await importTrustedKeys(publicPem),
    privatePem,
    publicPem,
  };
}

/** Sign whatever is there now, as an attacker who holds a trusted key would, or a careless owner. */
export async function resign(files: Files, key: TestKey): Promise<void> {
  files.delete("model.sig");
  const digests: FileDigest[] = [];
  for (const [name, bytes] of files) digests.push({ name, sha256: await sha256Hex(bytes) });
  files.set("model.sig", await signFiles("resigned", digests, key.signer));
}

/** Change one JSON file in place. */
export function editJson(files: Files, name: string, edit: (value: any) => void): void {
  const value = JSON.parse(new TextDecoder().decode(files.get(name)));
  edit(value);
  files.set(name, new TextEncoder().encode(JSON.stringify(value)));
}

/** Change one byte of a file. */
export function flipByte(files: Files, name: string, at: number): void {
  const bytes = files.get(name) as Uint8Array;
  bytes[at] = (bytes[at] as number) ^ 1;
}
