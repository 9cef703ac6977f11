import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleFolder } from "../unit/bundle-support.ts";
import { answer, epure, python, temporaryFolder } from "./support.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

async function keys(name = "one") {
  const [secret, open] = [folder.file(`${name}.key.pem`), folder.file(`${name}.pub.pem`)];
  expect(await epure("keygen", "--out", secret, "--public", open)).toMatchObject({ code: 0 });
  return { secret, open };
}

/** An unsigned copy of the sample. */
function bundle(name = "bundle"): string {
  const path = folder.file(name);
  cpSync(sampleFolder, path, { recursive: true });
  rmSync(`${path}/model.sig`);
  return path;
}

function modelSigning(...args: string[]) {
  const done = spawnSync(python, ["-m", "model_signing", ...args], { encoding: "utf8" });
  return { code: done.status, text: done.stdout + done.stderr };
}

describe("keygen", () => {
  it("makes a private key that only its owner reads, and OpenSSL agrees with both halves", async () => {
    const { secret, open } = await keys();
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    const check = [
      "from cryptography.hazmat.primitives.serialization import load_pem_private_key as p, load_pem_public_key as q",
      "import sys",
      "secret = p(open(sys.argv[1], 'rb').read(), None).public_key().public_numbers()",
      "assert secret == q(open(sys.argv[2], 'rb').read()).public_numbers() and secret.curve.name == 'secp256r1'",
    ].join("\n");
    expect(spawnSync(python, ["-c", check, secret, open]).status).toBe(0);
  });

  it("never overwrites, and leaves no half of a pair behind", async () => {
    const { secret } = await keys();
    const before = readFileSync(secret, "utf8");
    const again = await epure("keygen", "--out", secret, "--public", folder.file("new.pub.pem"));
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("file-exists") });
    expect(readFileSync(secret, "utf8")).toBe(before);
    writeFileSync(folder.file("taken.pem"), "");
    await epure("keygen", "--out", folder.file("fresh.pem"), "--public", folder.file("taken.pem"));
    expect(() => statSync(folder.file("fresh.pem"))).toThrow();
  });
});

describe("sign and verify", () => {
  it("agree with each other, as JSON too", async () => {
    const { secret, open } = await keys();
    const path = bundle();
    const signed = answer(await epure("sign", path, "--key", secret, "--json"));
    const verified = answer(await epure("verify", path, "--public-key", open, "--json"));
    expect(verified).toMatchObject({ verified: true, digest: signed.digest, key: signed.key, name: "pico" });
    expect(verified.files).toHaveLength(10);
  });

  it("sign what the public model_signing tool verifies", async () => {
    const { secret, open } = await keys();
    const path = bundle();
    await epure("sign", path, "--key", secret);
    const args = ["verify", "key", path, "--public_key", open, "--signature", `${path}/model.sig`];
    expect(modelSigning(...args)).toMatchObject({ code: 0, text: expect.stringContaining("succeeded") });
    writeFileSync(`${path}/README.md`, "changed");
    expect(modelSigning(...args)).toMatchObject({ code: 1, text: expect.stringContaining("README.md") });
  });

  it("verify what the public model_signing tool signs, with our keys and with OpenSSL's", async () => {
    const ours = await keys();
    const theirs = { secret: folder.file("ec.pem"), open: folder.file("ec.pub.pem") };
    spawnSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", theirs.secret]);
    spawnSync("openssl", ["ec", "-in", theirs.secret, "-pubout", "-out", theirs.open]);
    for (const [name, pair] of Object.entries({ ours, theirs })) {
      const path = bundle(name);
      const args = ["sign", "key", path, "--private_key", pair.secret, "--signature", `${path}/model.sig`];
      expect(modelSigning(...args)).toMatchObject({ code: 0 });
      expect(await epure("verify", path, "--public-key", pair.open)).toMatchObject({ code: 0, stderr: "" });
      writeFileSync(`${path}/README.md`, "changed");
      const refused = await epure("verify", path, "--public-key", pair.open, "--json");
      expect(refused.code).toBe(2);
      expect(answer(refused).error).toMatchObject({ kind: "bundle-tampered", offenders: ["README.md"] });
    }
  });

  it("refuse links and folders on a real disk", async () => {
    const { secret, open } = await keys();
    const path = bundle();
    await epure("sign", path, "--key", secret);
    cpSync(`${path}/guard.bin`, folder.file("elsewhere"));
    rmSync(`${path}/guard.bin`);
    symlinkSync(folder.file("elsewhere"), `${path}/guard.bin`);
    mkdirSync(`${path}/cache`);
    const refused = answer(await epure("verify", path, "--public-key", open, "--json")).error;
    expect(refused.kind).toBe("bundle-invalid");
    expect(refused.offenders.join()).toMatch(/cache.*not a plain file/);
    expect(refused.offenders.join()).toMatch(/guard\.bin.*symbolic link/);
  });

  it("replace a signature only when told to, and never sign a broken bundle", async () => {
    const { secret } = await keys();
    const path = bundle();
    expect((await epure("sign", path, "--key", secret)).code).toBe(0);
    expect(await epure("sign", path, "--key", secret)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--force"),
    });
    expect((await epure("sign", path, "--key", secret, "--force")).code).toBe(0);
    writeFileSync(`${path}/guard.json`, "{}");
    const refused = await epure("sign", path, "--key", secret, "--force", "--json");
    expect(answer(refused).error.kind).toBe("bundle-schema");
  });

  it("say which key or file is missing", async () => {
    const { secret, open } = await keys();
    const other = await keys("two");
    const path = bundle();
    const kindOf = async (...argv: string[]) => answer(await epure(...argv, "--json")).error.kind;
    expect(await kindOf("verify", path, "--public-key", open)).toBe("bundle-unsigned");
    await epure("sign", path, "--key", secret);
    expect(await kindOf("verify", path, "--public-key", other.open)).toBe("bundle-untrusted");
    expect(await kindOf("verify", folder.file("nowhere"), "--public-key", open)).toBe("file-missing");
    expect(await kindOf("verify", path, "--public-key", folder.file("nowhere"))).toBe("file-missing");
    expect(await kindOf("sign", path, "--key", open)).toBe("key-invalid");
    const shown = await epure("verify", path, "--public-key", secret);
    expect(shown.stderr).toContain("key-invalid");
    expect(shown.stderr).not.toContain(readFileSync(secret, "utf8").split("\n")[1]);
  });
});
