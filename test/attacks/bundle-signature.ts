/** Attempts on the signature itself. */
import { fromBase64, toBase64 } from "../../src/shared/bundle/base64.ts";
import { signFiles } from "../../src/shared/bundle/signature.ts";
import { editJson, makeTestKey, resign } from "../unit/bundle-support.ts";
import type { BundleAttack } from "./bundle-case.ts";

const decode = (payload: string) => JSON.parse(new TextDecoder().decode(fromBase64(payload)));
const encode = (statement: unknown) => toBase64(new TextEncoder().encode(JSON.stringify(statement)));

export const attacks: readonly BundleAttack[] = [
  {
    name: "no signature",
    tamper: (files) => void files.delete("model.sig"),
    kind: "bundle-unsigned",
    names: ["model.sig"],
  },
  {
    name: "signed by a stranger",
    tamper: async (files) => resign(files, await makeTestKey()),
    kind: "bundle-untrusted",
    names: ["not trusted"],
  },
  {
    name: "signed by a stranger under a trusted key's hint",
    async tamper(files, key) {
      const stranger = await makeTestKey();
      files.delete("model.sig");
      await resign(files, { ...stranger, signer: { key: stranger.signer.key, hint: key.signer.hint } });
    },
    kind: "bundle-untrusted",
    names: ["wrong"],
  },
  {
    name: "an empty signature file",
    tamper: (files) => void files.set("model.sig", new Uint8Array()),
    kind: "bundle-invalid",
    names: ["model.sig"],
  },
  {
    name: "no hint of the key",
    tamper: (files) => editJson(files, "model.sig", (sig) => delete sig.verificationMaterial.publicKey.hint),
    kind: "bundle-invalid",
    names: ["hint"],
  },
  {
    name: "a statement changed after signing",
    tamper: (files) =>
      editJson(files, "model.sig", (sig) => {
        const statement = decode(sig.dsseEnvelope.payload);
        statement.subject[0].name = "another";
        sig.dsseEnvelope.payload = encode(statement);
      }),
    kind: "bundle-untrusted",
    names: ["wrong"],
  },
  {
    name: "another payload type",
    tamper: (files) => editJson(files, "model.sig", (sig) => (sig.dsseEnvelope.payloadType = "text/plain")),
    kind: "bundle-invalid",
    names: ["payloadType"],
  },
  {
    name: "an older container",
    tamper: (files) =>
      editJson(files, "model.sig", (sig) => (sig.mediaType = "application/vnd.dev.sigstore.bundle.v0.1+json")),
    kind: "bundle-invalid",
    names: ["mediaType"],
  },
  {
    name: "two signatures",
    tamper: (files) =>
      editJson(files, "model.sig", (sig) => sig.dsseEnvelope.signatures.push(sig.dsseEnvelope.signatures[0])),
    kind: "bundle-invalid",
    names: ["signatures"],
  },
  {
    name: "no signatures",
    tamper: (files) => editJson(files, "model.sig", (sig) => (sig.dsseEnvelope.signatures = [])),
    kind: "bundle-invalid",
    names: ["signatures"],
  },
  {
    name: "a signature of zeros",
    tamper: (files) =>
      editJson(files, "model.sig", (sig) => {
        sig.dsseEnvelope.signatures[0].sig = toBase64(Uint8Array.from([0x30, 6, 2, 1, 0, 2, 1, 0]));
      }),
    kind: "bundle-untrusted",
    names: ["wrong"],
  },
  {
    name: "a signature that is not DER",
    tamper: (files) => editJson(files, "model.sig", (sig) => (sig.dsseEnvelope.signatures[0].sig = "AAAA")),
    kind: "bundle-untrusted",
    names: ["wrong"],
  },
  {
    name: "a guard left out of the signed statement",
    async tamper(files, key) {
      const guard = files.get("guard.json") as Uint8Array;
      files.delete("guard.json");
      await resign(files, key);
      files.set("guard.json", guard);
    },
    kind: "bundle-tampered",
    names: ["guard.json"],
  },
  {
    name: "a statement over nothing but the manifest",
    async tamper(files, key) {
      files.set("model.sig", await signFiles("x", [{ name: "epure.json", sha256: "0".repeat(64) }], key.signer));
    },
    kind: "bundle-tampered",
    names: ["model.onnx", "guard.json"],
  },
  {
    name: "a path inside the signed statement",
    async tamper(files, key) {
      files.set("../epure.json", new Uint8Array());
      await resign(files, key);
      files.delete("../epure.json");
    },
    kind: "bundle-tampered",
    names: ["../epure.json"],
  },
];
