/** What stands in for the platform in Node. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folderAssets } from "../../src/node/assets.ts";
import { sqliteD1 } from "../../src/node/d1-sqlite.ts";
import { FixedLengthStream } from "../../src/node/fixed-length-stream.ts";
import { folderR2 } from "../../src/node/r2-folder.ts";
import { windowLimit } from "../../src/node/rate-limit.ts";
import { sha256Hex } from "../../src/shared/bundle/digest.ts";

const folder = mkdtempSync(join(tmpdir(), "epure-node-parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const bytes = new TextEncoder().encode("weights");
const stream = () => new Blob([bytes]).stream();

describe("a folder as R2", () => {
  const bucket = folderR2(join(folder, "objects"));

  it("stores, reads, lists and deletes", async () => {
    const sha256 = await sha256Hex(bytes);
    await bucket.put("bundles/a/x.bin", stream(), { sha256 });
    const head = await bucket.head("bundles/a/x.bin");
    expect([head?.size, head?.checksums.toJSON().sha256]).toEqual([7, sha256]);
    expect(await (await bucket.get("bundles/a/x.bin"))?.arrayBuffer()).toEqual(bytes.buffer);
    expect((await bucket.list({ prefix: "bundles/a/" })).objects.map(({ key }) => key)).toEqual(["bundles/a/x.bin"]);
    const reader = (await bucket.get("bundles/a/x.bin"))?.body.getReader({ mode: "byob" });
    const first = await reader?.read(new Uint8Array(4));
    expect(new TextDecoder().decode(first?.value)).toBe("weig");
    const second = await reader?.read(new Uint8Array(4));
    expect([new TextDecoder().decode(second?.value), (await reader?.read(new Uint8Array(4)))?.done]).toEqual([
      "hts",
      true,
    ]);
    await bucket.put("bundles/a/y.bin", bytes);
    const page = await bucket.list({ prefix: "bundles/a/", limit: 1 });
    expect(page.truncated && (await bucket.list({ prefix: "bundles/a/", cursor: page.cursor })).objects[0]?.key).toBe(
      "bundles/a/y.bin",
    );
    await bucket.delete(["bundles/a/x.bin"]);
    expect(await bucket.head("bundles/a/x.bin")).toBeNull();
  });

  it("leaves nothing of a file that is not the one that was signed, or that breaks off", async () => {
    await expect(bucket.put("bundles/b/x.bin", stream(), { sha256: "0".repeat(64) })).rejects.toThrow("checksum");
    await expect(bucket.put("bundles/b/x.bin", stream().pipeThrough(new FixedLengthStream(8)))).rejects.toThrow(
      "fewer",
    );
    await expect(bucket.put("bundles/b/x.bin", stream().pipeThrough(new FixedLengthStream(6)))).rejects.toThrow("more");
    expect(readdirSync(join(folder, "objects/bundles/b"))).toEqual([]);
  });

  it.each(["../x", "bundles/../../x", "/etc/passwd", "bundles//x", "bundles/.hidden", "a\0b", ""])(
    "refuses %j",
    async (key) => {
      await expect(bucket.put(key, bytes)).rejects.toThrow("not a key");
      await expect(bucket.get(key)).rejects.toThrow("not a key");
    },
  );
});

describe("SQLite as D1", () => {
  it("answers as D1 does, and takes a batch whole or not at all", async () => {
    const db = sqliteD1(":memory:");
    await db.exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
    const insert = db.prepare("INSERT INTO t VALUES (?1, ?2)");
    expect((await insert.bind(1, "x").run()).meta.changes).toBe(1);
    await expect(db.batch([insert.bind(2, "y"), insert.bind(1, "again")])).rejects.toThrow("UNIQUE");
    expect((await db.prepare("SELECT a, b FROM t").all()).results).toEqual([{ a: 1, b: "x" }]);
    expect(await db.prepare("SELECT b FROM t WHERE a = ?1 OR a = ?1").bind(1).first()).toEqual({ b: "x" });
    expect(await db.prepare("SELECT b FROM t WHERE a = ?1").bind(9).first()).toBeNull();
    db.close();
  });
});

describe("the rest", () => {
  it("limits a key by window", async () => {
    let now = 0;
    const limit = windowLimit(2, 60, () => now);
    const take = async (key: string) => (await limit.limit({ key })).success;
    expect([await take("a"), await take("a"), await take("a"), await take("b")]).toEqual([true, true, false, true]);
    now = 60_000;
    expect(await take("a")).toBe(true);
  });

  it("hands out the console's files and nothing beside them", async () => {
    const assets = folderAssets(join(import.meta.dirname, "../../src/worker/console/site"));
    const get = (path: string) => assets.fetch(new Request(`http://a.test${path}`));
    expect((await get("/index.html")).headers.get("content-type")).toContain("text/html");
    for (const path of ["/../tsconfig.json", "/%2e%2e/routes.ts", "/nothing.js", "/"]) {
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    }
  });
});
