import { importTrustedKeys, type TrustedKey } from "../../shared/bundle/keys.ts";

let known: { readonly pem: string; readonly keys: readonly TrustedKey[] } | undefined;

/**
 * The keys of the variable `TRUSTED_KEYS`, imported once per isolate. No key at all is an empty list: nothing verifies.
 * @throws EpureError `key-invalid`
 */
export async function trustedKeys(pem: string): Promise<readonly TrustedKey[]> {
  if (known?.pem === pem) return known.keys;
  const keys = pem.trim() === "" ? [] : await importTrustedKeys(pem);
  known = { pem, keys };
  return keys;
}
