import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { openBundle } from "../../src/shared/bundle/open.ts";
import { type BundleSource, memorySource } from "../../src/shared/bundle/source.ts";
import { EpureError } from "../../src/shared/errors.ts";
import type { BundleAttack } from "../attacks/bundle-case.ts";
import { type Files, makeTestKey, resign, sampleFiles } from "./bundle-support.ts";

const folder = resolve(import.meta.dirname, "../attacks");
const files = readdirSync(folder).filter((name) => /^bundle-.*\.ts$/.test(name) && name !== "bundle-case.ts");
const key = await makeTestKey();

function source(files: Files, attack: BundleAttack): BundleSource {
  const plain = memorySource(files);
  return { ...plain, list: async () => (attack.entries ?? ((all) => all))([...(await plain.list())]) };
}

describe("attacks on a bundle", () => {
  it("has the honest bundle to compare with", async () => {
    const honest = sampleFiles();
    await resign(honest, key);
    await expect(openBundle(memorySource(honest), key.trusted)).resolves.toMatchObject({ keyHint: key.signer.hint });
  });

  for (const file of files) {
    describe(file, async () => {
      const { attacks } = (await import(resolve(folder, file))) as { attacks: readonly BundleAttack[] };
      it.each(attacks.map((attack) => [attack.name, attack] as const))("refuses %s", async (_name, attack) => {
        const tampered = sampleFiles();
        await resign(tampered, key);
        await attack.tamper(tampered, key);
        const refusal = await openBundle(source(tampered, attack), key.trusted).then(
          () => null,
          (error: unknown) => error,
        );
        expect(refusal).toBeInstanceOf(EpureError);
        const { kind, message } = refusal as EpureError;
        expect({ kind, message }).toMatchObject({ kind: attack.kind });
        for (const name of attack.names) expect(message).toContain(name);
      });
    });
  }
});
