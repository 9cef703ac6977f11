import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { bundleDigest, sha256Hex } from "../../src/shared/bundle/digest.ts";
import { derToRaw, rawToDer } from "../../src/shared/bundle/ecdsa-der.ts";
import { bundleJsonSchema } from "../../src/shared/bundle/json-schema.ts";
import { generateKeyPair, importSigningKey, importTrustedKeys } from "../../src/shared/bundle/keys.ts";
import { gatesPassed, manifestSchema } from "../../src/shared/bundle/manifest.ts";
import { fields, WireError } from "../../src/shared/bundle/protobuf.ts";
import { sampleFiles } from "./bundle-support.ts";

const hex = (text: string) => createHash("sha256").update(text).digest("hex");

describe("digest", () => {
  it("hashes raw digests in byte order of names, whatever the order they come in", async () => {
    const files = [
      { name: "b", sha256: hex("two") },
      { name: "B", sha256: hex("one") },
      { name: "a", sha256: hex("three") },
    ];
    const expected = createHash("sha256");
    // "B" < "a" < "b": bytes, not the alphabet of a language.
    for (const text of ["one", "three", "two"]) expected.update(Buffer.from(hex(text), "hex"));
    const digest = expected.digest("hex");
    expect(await bundleDigest(files)).toBe(digest);
    expect(await bundleDigest([...files].reverse())).toBe(digest);
  });

  it("agrees with Node's SHA-256, for no bytes too", async () => {
    expect(await sha256Hex(new Uint8Array())).toBe(hex(""));
    expect(await sha256Hex(new TextEncoder().encode("épure"))).toBe(hex("épure"));
  });
});

describe("ECDSA signatures as DER", () => {
  it("round-trips, with leading zeros and top bits", () => {
    for (const fill of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
      for (const first of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const raw = new Uint8Array(64).fill(fill);
        raw[0] = first;
        raw[32] = first;
        expect(derToRaw(rawToDer(raw))).toEqual(raw);
      }
    }
  });

  it.each([
    ["nothing", []],
    ["no sequence", [0x31, 6, 2, 1, 1, 2, 1, 1]],
    ["a wrong length", [0x30, 7, 2, 1, 1, 2, 1, 1]],
    ["a number cut off", [0x30, 6, 2, 1, 1, 2, 9, 1]],
    ["a negative number", [0x30, 6, 2, 1, 0x80, 2, 1, 1]],
    ["a number that is not minimal", [0x30, 7, 2, 2, 0, 1, 2, 1, 1]],
    ["an empty number", [0x30, 5, 2, 0, 2, 1, 1]],
    ["bytes behind", [0x30, 7, 2, 1, 1, 2, 1, 1, 0]],
    ["a number of 33 bytes", [0x30, 38, 2, 33, ...Array(33).fill(1), 2, 1, 1]],
  ])("refuses %s", (_name, bytes) => {
    expect(derToRaw(Uint8Array.from(bytes))).toBeNull();
  });
});

describe("keys", () => {
  it("gives the private and the public half of a pair the same hint", async () => {
    const pair = await generateKeyPair();
    const [trusted] = await importTrustedKeys(pair.publicPem);
    expect(trusted?.hint).toBe(pair.hint);
    expect((await importSigningKey(pair.privatePem)).hint).toBe(pair.hint);
  });

  it("reads several public keys, and whatever line breaks they have", async () => {
    const [one, two] = [await generateKeyPair(), await generateKeyPair()];
    const text = `# ours\r\n${one.publicPem.replaceAll("\n", "\r\n")}\n${two.publicPem}`;
    expect((await importTrustedKeys(text)).map((key) => key.hint)).toEqual([one.hint, two.hint]);
  });

  it.each([
    ["nothing", ""],
    ["a private key", null],
    ["damaged base64", "-----BEGIN PUBLIC KEY-----\nAB=C\n-----END PUBLIC KEY-----\n"],
    ["no key inside", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"],
  ])("refuses %s as a public key", async (_name, text) => {
    const pem = text ?? (await generateKeyPair()).privatePem;
    await expect(importTrustedKeys(pem)).rejects.toMatchObject({ kind: "key-invalid" });
  });

  it("refuses a key of another curve", async () => {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, true, ["sign", "verify"]);
    const { privateKey, publicKey } = pair as CryptoKeyPair;
    const pem = async (format: "spki" | "pkcs8", type: string, key: CryptoKey) => {
      const bytes = Buffer.from((await crypto.subtle.exportKey(format, key)) as ArrayBuffer).toString("base64");
      return `-----BEGIN ${type}-----\n${bytes}\n-----END ${type}-----\n`;
    };
    const invalid = { kind: "key-invalid" };
    await expect(importTrustedKeys(await pem("spki", "PUBLIC KEY", publicKey))).rejects.toMatchObject(invalid);
    const secret = await pem("pkcs8", "PRIVATE KEY", privateKey);
    await expect(importSigningKey(secret)).rejects.toMatchObject(invalid);
    await expect(importSigningKey(secret)).rejects.not.toThrow(secret.slice(60, 90));
  });
});

describe("manifest", () => {
  const manifest = manifestSchema.parse(JSON.parse(new TextDecoder().decode(sampleFiles().get("epure.json"))));

  it("round-trips", () => {
    expect(manifestSchema.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
  });

  it("passes only if every gate does", () => {
    expect(gatesPassed(manifest)).toBe(true);
    const [first, ...others] = manifest.gates;
    if (!first) throw new Error("the sample has gates");
    expect(gatesPassed({ ...manifest, gates: [{ ...first, value: 9, passed: false }, ...others] })).toBe(false);
  });

  it("has its JSON Schema in models/, up to date", () => {
    const path = resolve(import.meta.dirname, "../../models/bundle.schema.json");
    expect(readFileSync(path, "utf8"), "run: node scripts/bundle-schema.ts").toBe(bundleJsonSchema());
  });
});

describe("protobuf", () => {
  const read = (bytes: number[]) => [...fields(Uint8Array.from(bytes))];

  it("reads the four wire types", () => {
    expect(read([0x08, 0x96, 0x01])).toEqual([{ number: 1, value: 150 }]);
    expect(read([0x12, 2, 7, 8])).toEqual([{ number: 2, value: Uint8Array.of(7, 8) }]);
    expect(read([0x1d, 1, 2, 3, 4])).toEqual([{ number: 3, value: Uint8Array.of(1, 2, 3, 4) }]);
    expect(read([0x21, 1, 2, 3, 4, 5, 6, 7, 8])).toEqual([{ number: 4, value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }]);
  });

  it.each([
    ["a key cut off", [0x88]],
    ["a number cut off", [0x08, 0x96]],
    ["a number without end", [0x08, ...Array(11).fill(0xff)]],
    ["bytes cut off", [0x12, 3, 7]],
    ["a length beyond everything", [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ["an unknown wire type", [0x0b]],
  ])("refuses %s", (_name, bytes) => {
    expect(() => read(bytes)).toThrow(WireError);
  });
});
