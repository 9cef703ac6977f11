/**
 * ECDSA signatures: WebCrypto speaks r || s (64 bytes for P-256), signature files hold ASN.1 DER
 * `SEQUENCE { INTEGER r, INTEGER s }`. Only that shape is read: short lengths, minimal integers.
 */

/** @param raw r || s, 64 bytes */
export function rawToDer(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = raw.length / 2;
  const body = [...derInteger(raw.subarray(0, half)), ...derInteger(raw.subarray(half))];
  return Uint8Array.from([0x30, body.length, ...body]);
}

/** @returns r || s, 64 bytes, or null when `der` is not a minimal DER encoding of two 256-bit integers */
export function derToRaw(der: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1];
    if (der[at] !== 0x02 || length === undefined || length === 0 || at + 2 + length > der.length) return null;
    const integer = der.subarray(at + 2, at + 2 + length);
    const [top = 0, next = 0] = integer;
    if (top >= 0x80 || (top === 0 && integer.length > 1 && next < 0x80)) return null;
    const digits = top === 0 ? integer.subarray(1) : integer;
    if (digits.length > 32) return null;
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return at === der.length ? raw : null;
}

function derInteger(unsigned: Uint8Array): number[] {
  let start = 0;
  while (start < unsigned.length - 1 && unsigned[start] === 0) start++;
  const digits = [...unsigned.subarray(start)];
  // A leading zero keeps a number with its top bit set from reading as negative.
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return [0x02, digits.length, ...digits];
}
