import { importTrustedKeys, type TrustedKey } from "../../shared/bundle/keys.ts";
import { EpureError } from "../../shared/errors.ts";
import { type AdminTarget, call } from "../admin-client.ts";

/** The public keys that a deployment trusts. */
export async function readTrusted(target: AdminTarget): Promise<TrustedKey[]> {
  const { pem } = await call<{ pem: string }>(target, "GET", "/trusted-keys");
  if (pem.trim() !== "") return importTrustedKeys(pem);
  throw new EpureError("bundle-untrusted", {
    what: "The deployment trusts no signing key, so it takes no bundle.",
    fix: "Put the public key into TRUSTED_KEYS in wrangler.toml and deploy.",
  });
}
