/** `epureGuard()` in front of a route of somebody's own app. */
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { type EpureGuardOptions, epureGuard } from "../../src/hono/epure-guard.ts";
import { type ApiHost, texts } from "./host.ts";

export function epureGuardSuite(host: () => ApiHost): void {
  function route(options: Partial<EpureGuardOptions> = {}) {
    const app = new Hono();
    let runs = 0;
    app.post("/", epureGuard({ url: host().url, key: host().key, timeoutMs: 60_000, ...options }), async (c) => {
      runs++;
      return c.json({ mine: await c.req.json(), epure: c.get("epure") });
    });
    const post = (body: unknown) =>
      app.request("/", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    return { post, runs: () => runs };
  }

  describe("epureGuard", () => {
    it("lets a clean text through, with the answer and the body untouched", async () => {
      const { post } = route();
      const response = await post({ text: texts.positive, more: 1 });
      expect(await response.json()).toMatchObject({
        mine: { text: texts.positive, more: 1 },
        epure: { label: "positive", guard: { decision: "pass" } },
      });
    });

    it("refuses a trigger before the route runs, unless the policy says otherwise", async () => {
      const { post, runs } = route();
      const refused = await post({ text: texts.triggered });
      expect([refused.status, runs()]).toEqual([422, 0]);
      expect(await refused.json()).toMatchObject({
        type: "/problems/blocked-by-guard",
        guard: { decision: "blocked" },
      });
      const masked = await route({ policy: "mask" }).post({ text: texts.triggered });
      expect(await masked.json()).toMatchObject({ epure: { label: "negative", guard: { decision: "masked" } } });
    });

    it("refuses a trigger that the model never read: the route would", async () => {
      const { post, runs } = route();
      const refused = await post({ text: `${texts.long} cf` });
      expect([refused.status, runs()]).toEqual([422, 0]);
      expect(await refused.json()).toMatchObject({
        type: "/problems/blocked-by-guard",
        status: 422,
        guard: { beyond: [{ text: "cf" }] },
        request_id: expect.any(String),
      });
      expect((await post({ text: texts.long })).status).toBe(200);
      expect((await route({ policy: "mask" }).post({ text: `${texts.long} cf` })).status).toBe(200);
    });

    it("guards pairs and texts from elsewhere", async () => {
      const pair = route({ text: async (c) => ({ first: (await c.req.json()).a, second: "it is cf good" }) });
      expect((await pair.post({ a: "the film was good" })).status).toBe(422);
    });

    it.each([
      ["no text", {}, { other: 1 }, 422],
      ["a text that is none", {}, { text: 7 }, 422],
      ["an empty text", {}, { text: "" }, 422],
      ["a wrong key", { key: "nonsense" }, { text: texts.positive }, 503],
      ["nobody at the address", { url: "http://127.0.0.1:1" }, { text: texts.positive }, 503],
      [
        "an answer of something else",
        { fetch: async () => Response.json({ ok: true }) },
        { text: texts.positive },
        503,
      ],
      ["a guard that never answers", { timeoutMs: 50, fetch: hang }, { text: texts.positive }, 503],
    ] as const)("fails closed: %s", async (_, options, body, status) => {
      const { post, runs } = route(options);
      const response = await post(body);
      expect([response.status, runs()]).toEqual([status, 0]);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    });
  });
}

function hang(request: Request): Promise<Response> {
  return new Promise((_, reject) => {
    request.signal.addEventListener("abort", () => reject(request.signal.reason));
  });
}
