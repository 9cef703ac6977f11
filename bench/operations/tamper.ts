/**
 * node bench/operations/tamper.ts
 * Whoever can write to R2 or D1 changes one thing: each file of a bundle (altered, gone, another bundle's), the manifest,
 * the signature, each table, the pointer, the history. Is it refused, or reported? A deployment is started afresh for
 * each, as a new isolate: nothing that it verified before may vouch for what is there now.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { activate, auditedTables, auditTrail, call, publish, readiness } from "../../src/cli/admin-client.ts";
import { verifyAudit } from "../../src/shared/audit/verify.ts";
import { generateKeyPair, importTrustedKeys } from "../../src/shared/bundle/keys.ts";
import { BUNDLE_FILES, SIGNATURE_FILE } from "../../src/shared/bundle/limits.ts";
import { openBundle } from "../../src/shared/bundle/open.ts";
import { memorySource } from "../../src/shared/bundle/source.ts";
import { build, keep, type Local, start } from "./local.ts";
import { type Opened, picoMaker } from "./pico.ts";

const folder = mkdtempSync(join(tmpdir(), "epure-tamper-"));
const keys = await generateKeyPair();
const make = await picoMaker(folder, keys);
const [one, two] = [await make(), await make()];
const found: { what: string; refused: boolean; reported: boolean; how: string[] }[] = [];

try {
  await build(folder);
  await folders();
  for (const name of [...BUNDLE_FILES, SIGNATURE_FILE]) {
    for (const [how, bytes] of [
      ["altered", (before: Buffer) => altered(before)],
      ["gone", () => null],
      ["another bundle's", () => readFileSync(join(two.folder, name))],
    ] as const) {
      const before = readFileSync(join(one.folder, name));
      const after = bytes(before);
      // Most files of the two are the same: nothing would be tampered with.
      if (after !== null && before.equals(after)) continue;
      await trial(`R2: ${name} ${how}`, async ({ worker }) => {
        const bucket = await worker.getR2Bucket("BUNDLES");
        const key = `bundles/${one.bundle.digest}/${name}`;
        if (after === null) await bucket.delete(key);
        else await bucket.put(key, after as never);
      });
    }
  }
  const { digest } = one.bundle;
  const free = (...names: string[]) => names.map((name) => `DROP TRIGGER ${name}`);
  const statements: [string, string[]][] = [
    ["pointer moved", [`UPDATE channels SET digest = '${two.bundle.digest}'`]],
    ["pointer to nothing", ["UPDATE channels SET digest = NULL"]],
    ["pointer row gone", ["DELETE FROM channels"]],
    ["bundle of another task", [`UPDATE bundles SET task = 'sentence-pair' WHERE digest = '${digest}'`]],
    ["bundle row made up", [`INSERT INTO bundles VALUES ('${"0".repeat(64)}', 'sentiment', 1, 's', 0, 'x')`]],
    [
      "canary made up",
      [`INSERT INTO rollouts VALUES ('sentence-pair', 999, 'canary', '${two.bundle.digest}', 1, '{}', 0, 'x', 'x')`],
    ],
    [
      "key made up",
      ["INSERT INTO api_keys (id, hash, name, scopes, created_at) VALUES ('key_x', 'h', 'x', 'operator', 0)"],
    ],
    ["key with more rights", ["UPDATE api_keys SET scopes = 'classify viewer operator' WHERE name = 'shop'"]],
    ["key replaced", ["UPDATE api_keys SET hash = 'another' WHERE name = 'shop'"]],
    ["key that does not expire any more", ["UPDATE api_keys SET expires_at = NULL WHERE name = 'shop'"]],
    ["key without its limits", ["UPDATE api_keys SET tokens_per_day = NULL WHERE name = 'shop'"]],
    ["key under another name", ["UPDATE api_keys SET name = 'boss' WHERE name = 'shop'"]],
    ["channel with a laxer policy", ["UPDATE channels SET policy = 'audit'"]],
    ["bundle signed by another, it says", ["UPDATE bundles SET signed_by = 'another'"]],
    ["guard policy altered", ["UPDATE guard_policies SET minimum = 'audit'"]],
    ["guard policy gone", ["DELETE FROM guard_policies"]],
    ["guard list made up", ["INSERT INTO guard_lists VALUES ('sentiment', 9, '{}', 's', 0, 'x')"]],
    ["canary with other bands", ["UPDATE rollouts SET bands = '{}'"]],
    ["canary with a larger share", ["UPDATE rollouts SET share = 1"]],
    ["canary gone", ["DELETE FROM rollouts"]],
    ["history: a force taken out", [...free("releases_no_update"), "UPDATE releases SET forced = 1 - forced"]],
    ["history: reason altered", [...free("releases_no_update"), "UPDATE releases SET why = 'another'"]],
    ["history: who altered", [...free("releases_no_update"), "UPDATE releases SET who = 'key_other'"]],
    [
      "history: row gone",
      [...free("releases_no_delete"), "DELETE FROM releases WHERE id = (SELECT MAX(id) FROM releases)"],
    ],
    [
      "history: row made up",
      [
        "INSERT INTO releases (task, channel, to_digest, who, why, at) VALUES ('sentiment', 'stable', 'x', 'x', 'x', 1)",
      ],
    ],
    ["trail: row altered", [...free("audit_no_update"), "UPDATE audit SET who = 'key_other' WHERE seq = 3"]],
    [
      "trail: detail altered",
      [
        ...free("audit_no_update"),
        "UPDATE audit SET detail = replace(detail, 'bench', 'other') WHERE action = 'activate'",
      ],
    ],
    ["trail: row gone", [...free("audit_no_delete"), "DELETE FROM audit WHERE seq = 3"]],
    [
      "trail: last row gone",
      [...free("audit_no_delete"), "DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)"],
    ],
    [
      "trail: rows swapped",
      [
        ...free("audit_no_update"),
        "UPDATE audit SET seq = -1 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = -1",
      ],
    ],
    ["trail: all gone", [...free("audit_no_delete"), "DELETE FROM audit"]],
  ];
  for (const [what, sql] of statements) {
    await trial(`D1: ${what}`, async ({ db }) => {
      await db
        .prepare("PRAGMA foreign_keys = OFF")
        .run()
        .catch(() => {});
      for (const statement of sql) {
        const { meta } = await db.prepare(statement).run();
        if (!statement.startsWith("DROP") && meta.changes === 0)
          throw new Error(`Nothing was tampered with: ${statement}`);
      }
    });
  }
  const missed = found.filter((one) => !one.refused && !one.reported);
  keep("tamper", {
    tried: found.length,
    refused: found.filter((one) => one.refused).length,
    reported: found.filter((one) => one.reported).length,
    missed: missed.map((one) => one.what),
    all: found,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** On the operator's machine: a folder that was changed after it was signed is not even sent. */
async function folders(): Promise<void> {
  const trusted = await importTrustedKeys(keys.publicPem);
  for (const name of [...BUNDLE_FILES, SIGNATURE_FILE]) {
    for (const gone of [false, true]) {
      const files = new Map(
        [...BUNDLE_FILES, SIGNATURE_FILE].map((file) => [
          file as string,
          new Uint8Array(readFileSync(join(one.folder, file))),
        ]),
      );
      if (gone) files.delete(name);
      else files.set(name, new Uint8Array(altered(Buffer.from(files.get(name) as Uint8Array))));
      const refused = await openBundle(memorySource(files), trusted).then(
        () => false,
        () => true,
      );
      found.push({
        what: `folder: ${name} ${gone ? "gone" : "altered"}`,
        refused,
        reported: false,
        how: refused ? ["publish"] : [],
      });
    }
  }
}

/** Two isolates' worth: what was there is set up by one, changed, and met by another. */
async function trial(what: string, harm: (local: Local) => Promise<void>): Promise<void> {
  rmSync(join(folder, "state"), { recursive: true, force: true });
  rmSync(join(folder, "keys.json"), { force: true });
  const first = await start({ folder, trustedPem: keys.publicPem });
  let anchor: { seq: number; hash: string };
  try {
    for (const { bundle, source } of [two, one] as Opened[]) await publish(first.target, bundle, source);
    await activate(first.target, "sentiment", two.bundle.digest, "bench");
    await activate(first.target, "sentiment", one.bundle.digest, "bench");
    const limits = { tokens_per_day: 100 };
    await call(first.target, "POST", "/keys", { name: "shop", scopes: ["classify"], expires_in: 3600, limits });
    await guardPolicy(first.target);
    await call(first.target, "POST", "/channels/sentiment/rollout", {
      ...{ kind: "canary", digest: two.bundle.digest, share: 0.01, why: "bench" },
    });
    anchor = (await auditTrail(first.target)).at(-1) as { seq: number; hash: string };
    await harm(first);
  } finally {
    await first.stop();
  }
  const second = await start({ folder, trustedPem: keys.publicPem });
  try {
    const how: string[] = [];
    const health = await readiness(second.target);
    const serving = health.tasks.find((task) => task.task === "sentiment");
    const refused =
      serving?.serving !== one.bundle.digest &&
      serving?.serving !== two.bundle.digest &&
      serving?.problem !== undefined;
    if (refused) how.push(`not served: ${serving?.problem?.kind}`);
    // The trail as `epure audit verify` sees it, with what it remembers of its last look.
    const verdict = await verifyAudit(await auditTrail(second.target), await auditedTables(second.target), anchor);
    if (!verdict.intact) how.push(`audit verify: ${verdict.problems[0]}`);
    const { checks } = await call<{ checks: { name: string; ok: boolean; detail: string }[] }>(
      second.target,
      "GET",
      "/checks",
    );
    const failed = checks.filter((check) => !check.ok);
    how.push(...failed.map((check) => `doctor: ${check.name}`));
    found.push({ what, refused, reported: !verdict.intact || failed.length > 0, how });
  } finally {
    await second.stop();
  }
}

async function guardPolicy({ url, key }: Local["target"]): Promise<void> {
  const answer = await fetch(new URL("/v1/admin/guard/policies?scope=channel&subject=sentiment/stable", url), {
    method: "PUT",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ minimum: "flag", why: "bench" }),
  });
  if (!answer.ok) throw new Error(`No policy was set: ${await answer.text()}`);
}

function altered(before: Buffer): Buffer {
  const after = Buffer.from(before);
  const middle = Math.floor(after.length / 2);
  after[middle] = (after[middle] as number) ^ 1;
  return after;
}
