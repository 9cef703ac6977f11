/** Opening a bundle of the operator's own, for commands that run its model here. */
import { importTrustedKeys } from "../shared/bundle/keys.ts";
import { inspectBundle, type OpenBundle, openBundle } from "../shared/bundle/open.ts";
import { folderSource, readOperatorFile } from "./files.ts";
import type { Output } from "./output.ts";

/**
 * With a public key: verified like in a worker. Without: checked for form only, and said so.
 * @throws EpureError the `bundle-*` kinds
 */
export async function openLocal(folder: string, publicKey: string | undefined, out: Output): Promise<OpenBundle> {
  const source = await folderSource(folder);
  if (publicKey !== undefined) {
    const trusted = await importTrustedKeys((await readOperatorFile(publicKey, "public key")).toString("utf8"));
    return openBundle(source, trusted);
  }
  out.note("The signature is not checked: give --public-key for that.");
  return inspectBundle(source);
}
