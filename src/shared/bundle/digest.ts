/** SHA-256 of files, and the digest of a bundle. */

/** Raw SHA-256 (32 bytes). Reads `bytes` in place: no copy is made here. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  // The cast: the bytes of a bundle never live in a SharedArrayBuffer.
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Lower-case hexadecimal SHA-256. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return toHex(await sha256(bytes));
}

/** One signed file: its name and the lower-case hexadecimal SHA-256 of its bytes. */
export interface FileDigest {
  readonly name: string;
  readonly sha256: string;
}

/** Byte order of names, the order of the digest. Names are ASCII, so UTF-16 order is byte order. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/**
 * Digest of a bundle: SHA-256 over the raw digests of its files in the byte order of their names. It does not cover
 * the names; the signed statement does. The same rule as the subject digest of OpenSSF Model Signing v1.0.
 */
export async function bundleDigest(files: readonly FileDigest[]): Promise<string> {
  const sorted = [...files].sort(byName);
  const raw = new Uint8Array(sorted.length * 32);
  for (const [row, file] of sorted.entries()) {
    for (let at = 0; at < 32; at++) raw[row * 32 + at] = Number.parseInt(file.sha256.slice(at * 2, at * 2 + 2), 16);
  }
  return sha256Hex(raw);
}
