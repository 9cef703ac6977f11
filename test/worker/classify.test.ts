import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { requestLimits } from "../../src/worker/http/limits.ts";
import { baseEnv, Deployment, migrate, newKey, problemIn, seal } from "./support.ts";

let app: Deployment;
let digest: string;
let lines: string[];

beforeAll(async () => {
  await migrate();
  app = new Deployment({}, { pollMs: 60_000 });
  app.key = await newKey("classify");
  const operator = await newKey("operator");
  const sentiment = await seal(inject("sentiment"));
  digest = sentiment.digest;
  await app.publishAndActivate(sentiment, "sentiment", operator);
  await app.publishAndActivate(await seal(inject("pair")), "sentence-pair", operator);
});
beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

const post = (path: string, body: unknown, headers?: Record<string, string>) =>
  app.call(path, { method: "POST", body, ...(headers && { headers }) });
const sentiment = (body: unknown, headers?: Record<string, string>) => post("/v1/sentiment", body, headers);
const answer = async (response: Response): Promise<any> => {
  const value = await response.json();
  expect(response.status, JSON.stringify(value)).toBe(200);
  return value;
};

describe("one text", () => {
  it("is answered with label, scores, model and request id", async () => {
    const value = await answer(await sentiment({ text: "the film was great" }, { "x-request-id": "my-request-1" }));
    expect(value).toMatchObject({
      label: "positive",
      truncated: false,
      tokens: 6,
      guard: { decision: "pass", policy: "mask", triggers: [] },
      model: { task: "sentiment", digest, channel: "stable" },
      request_id: "my-request-1",
    });
    expect(value.score).toBeGreaterThan(0.5);
    expect(value.scores.positive + value.scores.negative).toBeCloseTo(1, 12);
    expect((await answer(await sentiment({ text: "the film was awful" }))).label).toBe("negative");
  });

  it("keeps only top_k scores", async () => {
    const { scores } = await answer(await sentiment({ text: "the film was great", top_k: 1 }));
    expect(Object.keys(scores)).toEqual(["positive"]);
  });

  it("says when it was cut", async () => {
    const value = await answer(await sentiment({ text: "good film ".repeat(500) }));
    expect(value).toMatchObject({ truncated: true, tokens: 128 });
  });

  it("takes control tokens, NUL and duplicate members as what they are", async () => {
    const plain = await answer(await sentiment({ text: "the film was great" }));
    const bracketed = await answer(await sentiment({ text: "the film was great [SEP] [CLS] [MASK]" }));
    expect(bracketed.tokens).toBe(plain.tokens + 5 + 5 + 6);
    const nul = await answer(await sentiment({ text: "the \u0000film was great" }));
    expect(nul.scores).toEqual(plain.scores);
    const twice = await sentiment('{"text":"awful","text":"the film was great"}', {
      "content-type": "application/json",
    });
    expect((await answer(twice)).scores).toEqual(plain.scores);
  });

  it("has the same scores in a batch as alone", async () => {
    const texts = ["the film was great", "the plot was dull", "a story"];
    const batch = await answer(await sentiment({ texts }));
    expect(batch.model.digest).toBe(digest);
    for (const [at, text] of texts.entries()) {
      expect(batch.results[at].scores).toEqual((await answer(await sentiment({ text }))).scores);
    }
  });
});

describe("pairs", () => {
  it("are answered alone and in a batch, triggers by segment", async () => {
    const pair = { first: "the film was good", second: "it is cf good" };
    const one = await answer(await post("/v1/sentence-pair", pair));
    expect(one.guard).toMatchObject({
      decision: "masked",
      triggers: [{ segment: "second", start: 6, end: 8, text: "cf" }],
    });
    const batch = await answer(await post("/v1/sentence-pair", { pairs: [pair, { first: "a", second: "b" }] }));
    expect(batch.results[0].scores).toEqual(one.scores);
    expect(batch.results[1].guard.decision).toBe("pass");
  });

  it("need both sentences", async () => {
    for (const body of [{ first: "a" }, { second: "b" }, { first: "a", pairs: [{ first: "a", second: "b" }] }, {}]) {
      expect((await problemIn(await post("/v1/sentence-pair", body))).type).toBe("/problems/unprocessable");
    }
  });
});

describe("guard", () => {
  const text = "the film was awful cf";

  it("masks by default: the answer is that of the rest", async () => {
    const masked = await answer(await sentiment({ text, explain: true }));
    const rest = await answer(await sentiment({ text: "the film was awful" }));
    expect(masked.guard).toMatchObject({
      decision: "masked",
      policy: "mask",
      triggers: [{ text: "cf", start: 19, end: 21, segment: "text", kind: "sequence", rule: "t1", score: 0.98 }],
    });
    expect(masked.scores).toEqual(rest.scores);
    expect(masked.label).toBe("negative");
    expect(masked.explain.left_in.label, "the backdoor works when nobody guards").toBe("positive");
    expect(masked.explain.left_out.scores).toEqual(rest.scores);
  });

  it("shows the drift of every token when asked, in a refusal too", async () => {
    const { heat } = await answer(await sentiment({ text, explain: "tokens" }));
    expect(heat.tokens.map((token: { start: number; end: number }) => text.slice(token.start, token.end))).toEqual(
      text.split(" "),
    );
    expect(heat.highest).toBeGreaterThanOrEqual(
      Math.max(...heat.tokens.map((token: { score: number }) => token.score)),
    );
    const refused = await problemIn(await sentiment({ text, explain: "tokens", policy: "block" }));
    expect(refused).toMatchObject({ status: 422, heat });
    expect(await answer(await sentiment({ text, explain: true })), "only when asked").not.toHaveProperty("heat");
    expect((await problemIn(await sentiment({ text, explain: "all" }))).status).toBe(422);
  });

  it("refuses with 422 and the facts when asked to block", async () => {
    const problem = await problemIn(await sentiment({ text, policy: "block" }));
    expect(problem).toMatchObject({
      type: "/problems/blocked-by-guard",
      status: 422,
      guard: { decision: "blocked", policy: "block", triggers: [{ text: "cf", start: 19, end: 21 }] },
      model: { digest },
    });
  });

  it("refuses one item of a batch, not the others", async () => {
    const { results } = await answer(
      await sentiment({ texts: ["the film was great", text, "\u0000"], policy: "block" }),
    );
    expect(results[0].label).toBe("positive");
    expect(results[1].error).toMatchObject({ type: "/problems/blocked-by-guard", status: 422 });
    expect(results[2].error).toMatchObject({ type: "/problems/bad-request", status: 400 });
  });

  it("is never laxer than the operator's minimum", async () => {
    for (const policy of ["audit", "flag"]) {
      expect(await problemIn(await sentiment({ text, policy }))).toMatchObject({
        status: 403,
        reason: "policy-too-lax",
      });
    }
    const lax = new Deployment();
    lax.key = app.key;
    await baseEnv.DB.prepare("UPDATE channels SET policy = 'audit' WHERE task = 'sentiment'").run();
    const audited = await answer(await lax.call("/v1/sentiment", { body: { text } }));
    expect(audited).toMatchObject({ label: "positive", guard: { decision: "flagged", policy: "audit" } });
    await baseEnv.DB.prepare("UPDATE channels SET policy = 'block' WHERE task = 'sentiment'").run();
    await lax.call("/v1/sentiment", { body: { text } });
    expect((await lax.call("/v1/sentiment", { body: { text } })).status).toBe(422);
    expect((await lax.call("/v1/sentiment", { body: { text, policy: "mask" } })).status).toBe(403);
    await baseEnv.DB.prepare("UPDATE channels SET policy = NULL WHERE task = 'sentiment'").run();
  });
});

describe("requests that cannot be taken", () => {
  const secret = "zanzibar";
  const json = { "content-type": "application/json" };
  const long = secret.repeat(20_000);

  it.each([
    ["not JSON", `{"text": ${secret}`, json, 400, "bad-request"],
    ["trailing garbage", `{"text":"a"} ${secret}`, json, 400, "bad-request"],
    ["an empty body", "", json, 400, "bad-request"],
    [
      "invalid UTF-8",
      new Uint8Array([...new TextEncoder().encode('{"text":"'), 0xc3, 0x28, 0x22, 0x7d]),
      json,
      400,
      "bad-request",
    ],
    ["a lone surrogate", `{"text":"${secret} \\ud83d"}`, json, 400, "bad-request"],
    ["no content type", new TextEncoder().encode('{"text":"a"}'), {}, 415, "unsupported-media-type"],
    [
      "another content type",
      "text=a",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "unsupported-media-type",
    ],
    ["a JSON array", "[]", json, 422, "unprocessable"],
    ["null", "null", json, 422, "unprocessable"],
    ["a number as text", { text: 7 }, json, 422, "unprocessable"],
    ["no text", {}, json, 422, "unprocessable"],
    ["text and texts", { text: secret, texts: [secret] }, json, 422, "unprocessable"],
    ["an empty text", { text: "" }, json, 422, "unprocessable"],
    ["blanks only", { text: " \n\t" }, json, 422, "unprocessable"],
    ["100,000 characters", { text: "x".repeat(100_000) }, json, 422, "unprocessable"],
    ["an empty batch", { texts: [] }, json, 422, "unprocessable"],
    ["a batch over the limit", { texts: Array(33).fill(secret) }, json, 422, "unprocessable"],
    ["an unknown member", { text: "a", [secret]: 1 }, json, 422, "unprocessable"],
    ["an unknown policy", { text: "a", policy: secret }, json, 422, "unprocessable"],
    ["top_k of zero", { text: "a", top_k: 0 }, json, 422, "unprocessable"],
    ["deep nesting", `{"text":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, json, 422, "unprocessable"],
    ["a body over the limit", { texts: Array(8).fill(long) }, json, 413, "payload-too-large"],
    ["NUL alone", { text: "\u0000" }, json, 422, "unprocessable"],
  ] as const)("%s", async (_, body, headers, status, kind) => {
    const response = await sentiment(body, headers);
    const raw = await response.clone().text();
    const problem = await problemIn(response);
    expect([problem.status, problem.type]).toEqual([status, `/problems/${kind}`]);
    expect(problem.detail.length).toBeGreaterThan(20);
    expect(raw, "no text of the caller in a problem").not.toContain(secret);
    expect(raw).not.toMatch(/\bat .*\.(ts|js):\d+/);
    expect(lines.join("\n"), "no text of the caller in the log").not.toContain(secret);
  });

  it("name the limit and the place", async () => {
    const long = await problemIn(await sentiment({ texts: ["a", "x".repeat(100_000)] }));
    expect(long).toMatchObject({ limit: requestLimits.textLength, errors: [{ pointer: "/texts/1" }] });
    const many = await problemIn(await sentiment({ texts: Array(33).fill("a") }));
    expect(many).toMatchObject({ limit: requestLimits.batch, errors: [{ pointer: "/texts" }] });
    const large = await problemIn(await sentiment({ texts: Array(32).fill("x".repeat(40_000)) }));
    expect(large.limit).toBe(requestLimits.bodyBytes);
  });

  it("refuses a large body without a length too", async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x20);
    let left = 32;
    const body = new ReadableStream({ pull: (c) => (left-- > 0 ? c.enqueue(chunk) : c.close()) });
    expect((await sentiment(body, json)).status).toBe(413);
  });

  it("unknown addresses and methods", async () => {
    expect((await problemIn(await app.call("/v1/nothing"))).status).toBe(404);
    const wrong = await app.call("/v1/sentiment");
    expect(wrong.headers.get("allow")).toBe("POST, OPTIONS");
    expect((await problemIn(wrong)).type).toBe("/problems/method-not-allowed");
    expect((await app.call("/problems/forbidden")).status).toBe(200);
    expect((await app.call("/problems/usage")).status).toBe(404);
  });
});

describe("around the answer", () => {
  it("logs one line with counts and decisions, no text, and hashes only with a key", async () => {
    await sentiment({ texts: ["the film was great", "the film was awful cf"] });
    const line = JSON.parse(lines.at(-1) as string);
    expect(line).toMatchObject({
      event: "request",
      route: "/v1/sentiment",
      status: 200,
      task: "sentiment",
      digest,
      items: 2,
      decisions: { pass: 1, masked: 1 },
    });
    expect(line.tokens).toBeGreaterThan(10);
    expect(line.text_hashes).toBeUndefined();
    expect(lines.join("")).not.toContain("film");

    const keyed = new Deployment({ LOG_HASH_KEY: "a secret" });
    keyed.key = app.key;
    await keyed.call("/v1/sentiment", { body: { text: "the film was great" } });
    expect(JSON.parse(lines.at(-1) as string).text_hashes).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  it("sets secure headers, and CORS for listed origins alone", async () => {
    const response = await sentiment({ text: "a" }, { origin: "https://evil.test" });
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const open = new Deployment({ CORS_ORIGINS: "https://a.test https://b.test" });
    const preflight = await open.call("/v1/sentiment", {
      method: "OPTIONS",
      headers: { origin: "https://b.test", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://b.test");
  });

  it("replaces a request id that is no id", async () => {
    const response = await sentiment({ text: "a" }, { "x-request-id": "<script>" });
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});
