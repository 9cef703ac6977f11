/** The audit trail: what is written, and that every way of tampering with the database is noticed. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type AuditRow, chainProblems } from "../../src/shared/audit/chain.ts";
import { verifyAudit } from "../../src/shared/audit/verify.ts";
import { auditedState, readAudit } from "../../src/worker/admin/audit.ts";
import { baseEnv, Deployment, migrate, newKey, type SealedBundle, seal } from "./support.ts";

let operator: string;
const app = new Deployment();
let one: SealedBundle;
let two: SealedBundle;
let end: number;

const trail = () => readAudit(baseEnv, 0, 1000);
const verdict = async (anchor?: { seq: number; hash: string }) =>
  verifyAudit(await trail(), await auditedState(baseEnv), anchor);

beforeAll(async () => {
  await migrate();
  operator = await newKey("operator");
  one = await seal(inject("sentiment"));
  two = await seal(inject("sentimentTwo"));
  // History from before there was a trail.
  await app.publish(one, operator);
  await baseEnv.DB.prepare("DROP TRIGGER audit_no_delete").run();
  await baseEnv.DB.prepare("DELETE FROM audit").run();
  await baseEnv.DB.batch([
    baseEnv.DB.prepare(
      "INSERT INTO releases (task, channel, to_digest, who, why, at) VALUES ('sentiment', 'stable', ?1, 'key_old', 'before the trail', 1)",
    ).bind(one.digest),
    baseEnv.DB.prepare(
      "INSERT INTO channels (task, channel, digest, updated_at) VALUES ('sentiment', 'stable', ?1, 1)",
    ).bind(one.digest),
  ]);
  await app.publishAndActivate(two, "sentiment", operator);
  await app.call("/v1/admin/channels/sentiment/rollback", { key: operator, body: { why: "a test" } });
  await app.call("/v1/admin/channels/sentiment/rollout", {
    key: operator,
    body: { kind: "canary", digest: two.digest, share: 0.1, why: "a test" },
  });
  const made = await (
    await app.call("/v1/admin/keys", { key: operator, body: { name: "shop", scopes: ["classify"] } })
  ).json<{ id: string }>();
  await app.call(`/v1/admin/keys/${made.id}/revoke`, { key: operator, body: { why: "a test" } });
  const brief = { name: "brief", scopes: ["classify"], expires_in: 3600, limits: { tokens_per_day: 5 } };
  end = (await (await app.call("/v1/admin/keys", { key: operator, body: brief })).json<{ expires_at: number }>())
    .expires_at;
  await app.call("/v1/admin/guard/policies?scope=channel&subject=sentiment/stable", {
    method: "PUT",
    key: operator,
    body: { minimum: "block", why: "a test" },
  });
});

describe("the trail", () => {
  it("begins with what was there, and has a row for every write", async () => {
    expect((await trail()).map((row) => row.action)).toEqual([
      "chain-start",
      "publish",
      "activate",
      "rollback",
      "canary",
      "key-create",
      "key-revoke",
      "key-create",
      "guard-policy",
    ]);
    expect(await verdict()).toMatchObject({ intact: true, problems: [] });
    expect(JSON.stringify(await trail()), "no key is in it").not.toContain(operator);
  });

  it("is append-only, also by hand", async () => {
    await expect(baseEnv.DB.prepare("UPDATE audit SET who = 'someone'").run()).rejects.toThrow("append-only");
  });

  it("is not put out of order by a clock that runs behind", async () => {
    const rows = await trail();
    expect(rows.every((row, at) => at === 0 || row.at >= (rows[at - 1] as AuditRow).at)).toBe(true);
  });

  it("a row that is altered, missing, moved or made up is found", async () => {
    const rows = await trail();
    const altered = rows.map((row) => (row.seq === 3 ? { ...row, who: "key_innocent" } : row));
    expect(await chainProblems(altered)).toEqual([expect.stringContaining("row 3 was altered")]);
    expect(await chainProblems(rows.filter((row) => row.seq !== 4))).toEqual([
      expect.stringContaining("row 4 is missing"),
    ]);
    const moved = [...rows.slice(0, 2), rows[3], rows[2], ...rows.slice(4)] as AuditRow[];
    expect((await chainProblems(moved)).length).toBeGreaterThan(0);
    const swapped = moved.map((row, at) => ({ ...row, seq: at + 1 }));
    expect((await chainProblems(swapped)).join()).toContain("row 3");
  });

  it("cut short or written anew: the tables or an earlier look give it away", async () => {
    const [rows, state] = [await trail(), await auditedState(baseEnv)];
    const cut = await verifyAudit(rows.slice(0, 4), state);
    expect(cut.problems.join()).toContain("is in no row of the trail");
    const anchor = { seq: 9, hash: "f".repeat(64) };
    expect((await verdict(anchor)).problems.join()).toContain("cut or written anew");
    expect((await verdict(rows[5])).intact).toBe(true);
  });
});

describe("a table that was changed past the API", () => {
  const cases: [string, string, string, string][] = [
    [
      "the pointer",
      `UPDATE channels SET digest = '$two'`,
      `UPDATE channels SET digest = '$one'`,
      "pointer of sentiment",
    ],
    ["a canary's share", "UPDATE rollouts SET share = 1", "UPDATE rollouts SET share = 0.1", "rollout of sentiment"],
    [
      "a key's rights",
      "UPDATE api_keys SET scopes = 'operator' WHERE name = 'shop'",
      "UPDATE api_keys SET scopes = 'classify' WHERE name = 'shop'",
      "the key",
    ],
    [
      "a revocation",
      "UPDATE api_keys SET revoked_at = NULL WHERE name = 'shop'",
      "UPDATE api_keys SET revoked_at = 5 WHERE name = 'shop'",
      "revoked",
    ],
    [
      "a smuggled key",
      "INSERT INTO api_keys (id, hash, name, scopes, created_at) VALUES ('key_x', 'h', 'x', 'operator', 0)",
      "DELETE FROM api_keys WHERE id = 'key_x'",
      "the key key_x is in no row",
    ],
    [
      "a smuggled bundle",
      "INSERT INTO bundles VALUES ('d', 'sentiment', 1, 's', 0, 'x')",
      "DELETE FROM bundles WHERE digest = 'd'",
      "the bundle d is in no row",
    ],
    [
      "a key's end",
      "UPDATE api_keys SET expires_at = NULL WHERE name = 'brief'",
      "UPDATE api_keys SET expires_at = $end WHERE name = 'brief'",
      "expires_at is (nothing)",
    ],
    [
      "a key's limits",
      "UPDATE api_keys SET tokens_per_day = NULL WHERE name = 'brief'",
      "UPDATE api_keys SET tokens_per_day = 5 WHERE name = 'brief'",
      "limits",
    ],
    [
      "a key's name",
      "UPDATE api_keys SET name = 'boss' WHERE name = 'brief'",
      "UPDATE api_keys SET name = 'brief' WHERE name = 'boss'",
      "name is (boss)",
    ],
    [
      "the policy of a channel",
      "UPDATE channels SET policy = 'audit'",
      "UPDATE channels SET policy = NULL",
      "policy is (audit)",
    ],
    [
      "the bands of a canary",
      "UPDATE rollouts SET bands = replace(bands, '0.02', '1')",
      "UPDATE rollouts SET bands = replace(bands, '\"error_rate\":1', '\"error_rate\":0.02')",
      "bands",
    ],
    [
      "a canary made a shadow",
      "UPDATE rollouts SET kind = 'shadow'",
      "UPDATE rollouts SET kind = 'canary'",
      "kind is (shadow)",
    ],
    [
      "who signed a bundle",
      "UPDATE bundles SET signed_by = 'somebody' WHERE digest = '$two'",
      "UPDATE bundles SET signed_by = '$hint' WHERE digest = '$two'",
      "signed_by is (somebody)",
    ],
    [
      "a guard policy",
      "UPDATE guard_policies SET minimum = 'audit'",
      "UPDATE guard_policies SET minimum = 'block'",
      "the guard policy of channel sentiment/stable: minimum is (audit)",
    ],
    [
      "a guard policy that was taken out",
      "UPDATE guard_policies SET subject = 'other/stable'",
      "UPDATE guard_policies SET subject = 'sentiment/stable'",
      "is gone",
    ],
    [
      "a smuggled guard list",
      "INSERT INTO guard_lists VALUES ('sentiment', 9, '{}', 's', 0, 'x')",
      "DELETE FROM guard_lists",
      "the guard list 9 of sentiment is in no row",
    ],
    [
      "a bundle's task",
      "UPDATE bundles SET task = 'other' WHERE digest = '$two'",
      "UPDATE bundles SET task = 'sentiment' WHERE digest = '$two'",
      "the bundle",
    ],
  ];

  it.each(cases)("%s", async (_name, harm, repair, word) => {
    const filled = (sql: string) =>
      sql
        .replaceAll("$one", one.digest)
        .replaceAll("$two", two.digest)
        .replaceAll("$end", String(end))
        .replaceAll("$hint", inject("trustedKey").hint);
    await baseEnv.DB.prepare(filled(harm)).run();
    const { intact, problems } = await verdict();
    expect(intact).toBe(false);
    expect(problems.join()).toContain(word);
    const asked = await (await app.call("/v1/admin/audit/verify", { key: operator })).json();
    expect(asked).toMatchObject({ intact: false });
    await baseEnv.DB.prepare(filled(repair)).run();
    expect(await verdict()).toMatchObject({ intact: true });
  });

  it("stays found when an honest move has covered it since", async () => {
    const task = "/v1/admin/channels/sentiment";
    const move = async (path: string, body: object) => {
      const answer = await app.call(`${task}/${path}`, { key: operator, body });
      expect(answer.status, await answer.clone().text()).toBe(200);
      return (await readAudit(baseEnv, 0, 1000)).length;
    };
    await move("rollout/abort", { why: "a test" });
    expect(await verdict()).toMatchObject({ intact: true });
    await baseEnv.DB.prepare("UPDATE channels SET digest = ?1").bind(two.digest).run();
    const covered = await move("activate", { digest: one.digest, why: "as it should be" });
    // The tables are as the trail says again; the row tells what it found.
    expect((await verdict()).problems).toEqual([
      `row ${covered} (activate of sentiment) found the pointer at ${two.digest}; the rows before it say ${one.digest}`,
    ]);
    await baseEnv.DB.prepare("INSERT INTO rollouts VALUES ('sentiment', 999, 'canary', ?1, 1, '{}', 0, 'x', 'x')")
      .bind(two.digest)
      .run();
    const ended = await move("rollout/abort", { why: "what is that?" });
    expect((await verdict()).problems.at(-1)).toBe(
      `row ${ended} (abort of sentiment) found the rollout 999; the rows before it say nothing`,
    );
  });

  it("the history: rows altered, made up, or from before the trail", async () => {
    await baseEnv.DB.batch(
      ["releases_no_update", "releases_no_delete"].map((name) => baseEnv.DB.prepare(`DROP TRIGGER ${name}`)),
    );
    await baseEnv.DB.prepare("UPDATE releases SET why = 'another reason' WHERE kind = 'rollback'").run();
    expect((await verdict()).problems.join()).toContain("another reason");
    await baseEnv.DB.prepare("UPDATE releases SET why = 'a test' WHERE kind = 'rollback'").run();
    await baseEnv.DB.prepare("UPDATE releases SET who = 'key_other' WHERE audit_seq IS NULL").run();
    expect((await verdict()).problems.join()).toContain("before the trail");
    await baseEnv.DB.prepare("UPDATE releases SET who = 'key_old' WHERE audit_seq IS NULL").run();
    await baseEnv.DB.prepare("DELETE FROM releases WHERE kind = 'activate' AND audit_seq IS NOT NULL").run();
    expect((await verdict()).problems.join()).toContain("is gone");
  });
});
