/** Statements that a trusted key really signed, and that are wrong all the same. */
import { toBase64 } from "../../src/shared/bundle/base64.ts";
import { rawToDer } from "../../src/shared/bundle/ecdsa-der.ts";
import { editJson, type Files, type TestKey } from "../unit/bundle-support.ts";
import type { BundleAttack } from "./bundle-case.ts";

/** Change the statement and sign it again with the trusted key: DSSE by hand, on purpose not by our own signer. */
async function signStatement(files: Files, key: TestKey, edit: (statement: any) => void): Promise<void> {
  const sig = JSON.parse(new TextDecoder().decode(files.get("model.sig")));
  const statement = JSON.parse(atob(sig.dsseEnvelope.payload));
  edit(statement);
  const body = JSON.stringify(statement);
  const signed = new TextEncoder().encode(`DSSEv1 28 application/vnd.in-toto+json ${body.length} ${body}`);
  const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.signer.key, signed);
  editJson(files, "model.sig", (value) => {
    value.dsseEnvelope.payload = btoa(body);
    value.dsseEnvelope.signatures[0].sig = toBase64(rawToDer(new Uint8Array(raw)));
  });
}

const attack = (name: string, names: readonly string[], edit: (statement: any) => void): BundleAttack => ({
  name,
  tamper: (files, key) => signStatement(files, key, edit),
  kind: "bundle-invalid",
  names,
});

export const attacks: readonly BundleAttack[] = [
  attack("the predicate of an older release", ["predicateType"], (one) => {
    one.predicateType = "https://model_signing/Digests/v0.1";
  }),
  attack("another statement type", ["_type"], (one) => {
    one._type = "https://in-toto.io/Statement/v0.1";
  }),
  attack("links allowed", ["allow_symlinks"], (one) => {
    one.predicate.serialization.allow_symlinks = true;
  }),
  attack("digests of shards", ["method"], (one) => {
    one.predicate.serialization.method = "shards";
  }),
  attack("another hash", ["hash_type"], (one) => {
    one.predicate.serialization.hash_type = "blake2";
  }),
  attack("another hash for one file", ["algorithm"], (one) => {
    one.predicate.resources[0].algorithm = "md5";
  }),
  attack("two subjects", ["subject"], (one) => one.subject.push(one.subject[0])),
  attack("a root digest that does not follow", ["contradicts"], (one) => {
    one.subject[0].digest.sha256 = "0".repeat(64);
  }),
  attack("files out of order", ["out of order"], (one) => one.predicate.resources.reverse()),
  attack("one file twice", ["twice"], (one) => one.predicate.resources.unshift(one.predicate.resources[0])),
  attack("no files", ["resources"], (one) => {
    one.predicate.resources = [];
  }),
];
