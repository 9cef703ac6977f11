/**
 * API keys: `epure_<kind>_<22 base62 characters><6 characters of checksum>`.
 *
 * 22 base62 characters hold 130.9 random bits, so a plain SHA-256 is enough at rest (no slow hash is needed for a random
 * key). The prefix lets secret scanners find a leaked key; the checksum lets them, and the worker, drop a mistyped one
 * without a look-up.
 */

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 22;
const checksumLength = 6;
const shape = new RegExp(`^epure_[a-z]{2,12}_[0-9A-Za-z]{${randomLength + checksumLength}}$`);

/** A new random key. `kind` is a word for people (`caller`, `operator`): rights come from the store, never from it. */
export async function generateApiKey(kind: string): Promise<string> {
  if (!/^[a-z]{2,12}$/.test(kind)) throw new RangeError("The kind of an API key is 2 to 12 lower-case letters.");
  const body = `epure_${kind}_${randomBase62(randomLength)}`;
  return body + (await checksum(body));
}

/** Whether the string has the shape and the checksum of a key. Says nothing about whether it exists. */
export async function isWellFormedApiKey(key: string): Promise<boolean> {
  if (!shape.test(key)) return false;
  const body = key.slice(0, -checksumLength);
  return (await checksum(body)) === key.slice(-checksumLength);
}

/** Lower-case hex SHA-256 of the whole key: the only form that is stored. */
export async function hashApiKey(key: string): Promise<string> {
  return Array.from(await sha256(key), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function checksum(body: string): Promise<string> {
  const [a = 0, b = 0, c = 0, d = 0] = await sha256(body);
  let value = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  let text = "";
  for (let i = 0; i < checksumLength; i++) {
    text = alphabet.charAt(value % 62) + text;
    value = Math.floor(value / 62);
  }
  return text;
}

function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      // 248 is the largest multiple of 62 that a byte holds: taking the rest too would favour some letters.
      if (byte < 248 && text.length < length) text += alphabet.charAt(byte % 62);
    }
  }
  return text;
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
