/** The native API over HTTP: what a consumer relies on, on every host. */
import { describe, expect, it } from "vitest";
import { createEpureClient } from "../../src/client/index.ts";
import { type ApiHost, call, texts } from "./host.ts";

export function nativeSuite(host: () => ApiHost): void {
  const ask = (body: unknown, more: Parameters<typeof call>[2] = {}) =>
    call(host(), "/v1/sentiment", { body, ...more });

  describe("a classification", () => {
    it("is the same every time, alone and in a batch, and says which model gave it", async () => {
      const [first, again] = [await ask({ text: texts.positive }), await ask({ text: texts.positive })];
      expect(first.value).toMatchObject({ label: "positive", truncated: false, model: { task: "sentiment" } });
      expect(again.value.scores).toEqual(first.value.scores);
      const batch = await ask({ texts: [texts.negative, texts.positive, "\u0001"] });
      expect(batch.value.results[1].scores).toEqual(first.value.scores);
      expect(batch.value.results[2].error).toMatchObject({ type: "/problems/bad-request", status: 400 });
    });

    it("gives raw scores, top_k, and the side and range of a cut", async () => {
      const raw = (await ask({ text: texts.positive, raw_scores: true, top_k: 1 })).value;
      expect(Object.keys(raw.scores)).toEqual(["positive"]);
      const plain = (await ask({ text: texts.positive })).value;
      const both = (await ask({ text: texts.positive, raw_scores: true })).value.scores;
      expect(plain.scores.positive).toBeCloseTo(1 / (1 + Math.exp(both.negative - both.positive)), 10);

      const text = `awful ${texts.long}`;
      const right = (await ask({ text })).value;
      expect(right.truncation).toMatchObject({ direction: "right", read: [{ segment: "text", start: 0 }] });
      const left = (await ask({ text, truncation: "left" })).value;
      expect(left.truncation.read[0].end).toBe(text.trimEnd().length);
      expect(left.truncation.read[0].start).toBeGreaterThan(right.truncation.read[0].end);
      const refused = await ask({ text, truncation: "none" });
      expect([refused.status, refused.value.type]).toEqual([422, "/problems/too-long"]);
      expect((await ask({ text: "short", truncation: "none" })).status).toBe(200);
    });

    it("takes a request id in and gives it out, in header, body and problem", async () => {
      const headers = { "x-request-id": "mine-1" };
      const good = await ask({ text: "a" }, { headers });
      expect([good.headers.get("x-request-id"), good.value.request_id]).toEqual(["mine-1", "mine-1"]);
      expect((await ask({}, { headers })).value.request_id).toBe("mine-1");
    });

    it("tells the policy of the rate limit, and a clock only where one is honest", async () => {
      const { headers } = await ask({ text: "a" });
      expect(headers.get("ratelimit-policy")).toMatch(/^"requests";q=\d+;w=60$/);
      const timing = headers.get("server-timing");
      if (host().name === "Node") expect(timing).toMatch(/^model;dur=[\d.]+, total;dur=[\d.]+$/);
      else expect(timing).toBeNull();
    });
  });

  describe("methods and media types", () => {
    it("OPTIONS tells the methods, HEAD is GET without a body, others are 405", async () => {
      const options = await call(host(), "/v1/sentiment", { method: "OPTIONS" });
      expect([options.status, options.headers.get("allow")]).toEqual([204, "POST, OPTIONS"]);
      expect((await call(host(), "/v1/nothing", { method: "OPTIONS" })).status).toBe(404);
      const head = await call(host(), "/v1/models", { method: "HEAD" });
      expect([head.status, head.value]).toEqual([200, ""]);
      for (const method of ["GET", "PUT", "DELETE", "PATCH", "PROPFIND"]) {
        const wrong = await call(host(), "/v1/sentiment", { method });
        expect([method, wrong.status, wrong.headers.get("allow")]).toEqual([method, 405, "POST, OPTIONS"]);
        expect(wrong.headers.get("content-type")).toBe("application/problem+json");
      }
    });

    it("answers 406 to who takes no JSON, and 415 to what is none", async () => {
      for (const accept of ["text/html", "application/json;q=0, */*", "image/*"]) {
        expect([accept, (await ask({ text: "a" }, { headers: { accept } })).status]).toEqual([accept, 406]);
      }
      for (const accept of ["application/json", "application/*", "*/*;q=0.1", "text/html, */*"]) {
        expect([accept, (await ask({ text: "a" }, { headers: { accept } })).status]).toEqual([accept, 200]);
      }
      const report = "/v1/models/sentiment/report";
      const page = await call(host(), report, { headers: { accept: "text/html" } });
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
      expect((await call(host(), report, { headers: { accept: "application/json" } })).status).toBe(406);
      const body = '{"text":"a"}';
      for (const type of [
        "text/plain",
        "application/json; charset=utf-16",
        "application/jsonx",
        "multipart/form-data",
      ]) {
        expect([type, (await ask(body, { headers: { "content-type": type } })).status]).toEqual([type, 415]);
      }
      expect((await ask(body, { headers: { "content-encoding": "gzip" } })).status).toBe(415);
      expect((await ask(body, { headers: { "content-type": "application/vnd.a+json; charset=UTF-8" } })).status).toBe(
        200,
      );
    });
  });

  describe("a key's own limits", () => {
    it("hold for tasks, policies, batch and model, and GET /v1/usage shows them", async () => {
      const key = await host().newKey({ tasks: "sentiment", policies: "mask block", batch_limit: 2 });
      const pair = await call(host(), "/v1/sentence-pair", { key, body: { first: "a", second: "b" } });
      expect([pair.status, pair.value.reason]).toEqual([403, "task-not-allowed"]);
      const batch = await ask({ texts: ["a", "b", "c"] }, { key });
      expect([batch.status, batch.value.limit]).toEqual([422, 2]);
      const blocking = await host().newKey({ policies: "block" });
      expect((await ask({ text: texts.triggered }, { key: blocking })).value.type).toBe("/problems/blocked-by-guard");
      const lax = await ask({ text: "a", policy: "mask" }, { key: blocking });
      expect([lax.status, lax.value.reason]).toEqual([403, "policy-not-allowed"]);
      const pinned = await host().newKey({ models: "0".repeat(64) });
      const other = await ask({ text: "a" }, { key: pinned });
      expect([other.status, other.value.reason]).toEqual([409, "model-pin"]);
      const { digest } = (await ask({ text: "a" })).value.model;
      expect((await ask({ text: "a" }, { key: await host().newKey({ models: digest }) })).status).toBe(200);

      const model = async (of: string) => (await call(host(), "/v1/models/sentiment", { key: of })).value;
      expect(await model(host().key)).toMatchObject({ policies: ["mask", "block"], default_policy: "mask" });
      expect(await model(blocking)).toMatchObject({ policy: "mask", policies: ["block"], default_policy: "block" });
      const none = await host().newKey({ policies: "audit" });
      expect(await model(none)).toMatchObject({ policies: [], default_policy: null });

      const usage = await call(host(), "/v1/usage", { key });
      expect(usage.value.limits).toEqual({
        tasks: ["sentiment"],
        policies: ["mask", "block"],
        batch: 2,
        tokens_per_day: null,
        models: null,
      });
    });

    it("counts tokens by day, and ends the day with 429 until midnight", async () => {
      const key = await host().newKey({ tokens_per_day: 20 });
      const first = await ask({ texts: [texts.positive, texts.triggered] }, { key });
      expect(first.headers.get("ratelimit-policy")).toContain('"tokens";q=20;w=86400');
      const usage = (await call(host(), "/v1/usage", { key })).value.days[0];
      expect(usage).toMatchObject({ requests: 1, items: 2, flagged: 1, refused: 0 });
      expect(usage.tokens).toBe(first.value.results[0].tokens + first.value.results[1].tokens);
      await ask({ texts: [texts.positive, texts.positive, texts.positive] }, { key });
      const spent = await ask({ text: "a" }, { key });
      expect([spent.status, spent.value.reason]).toEqual([429, "tokens-per-day"]);
      const wait = Number(spent.headers.get("retry-after"));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(86_400);
      expect((await call(host(), "/v1/usage?days=94", { key })).status).toBe(422);
    });
  });

  describe("what is written about the API", () => {
    it("has a page and a document for every problem type it names", async () => {
      const { info, components } = (await call(host(), "/openapi.json")).value;
      expect(components.schemas.Problem).toBeDefined();
      const kinds = new Set(
        [...info.description.matchAll(/`(\/problems\/[a-z-]+)`/g)].map(([, path]) => path as string),
      );
      expect(kinds.size).toBeGreaterThan(15);
      for (const path of kinds) {
        const json = await call(host(), path);
        expect(json.value).toMatchObject({
          type: path,
          meaning: expect.stringMatching(/\w/),
          fix: expect.stringMatching(/\w/),
        });
        const page = await call(host(), path, { headers: { accept: "text/html,*/*;q=0.8" } });
        expect(page.headers.get("content-type")).toContain("text/html");
        expect(page.value).toContain(`<code>${path}</code>`);
      }
    });

    it("is a reference page that asks nobody else and runs no script", async () => {
      const page = await call(host(), "/reference");
      expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
      expect(page.value).not.toMatch(/<script|style="|(src|href)="https?:/);
      const { paths } = (await call(host(), "/openapi.json")).value;
      for (const path of Object.keys(paths)) expect(page.value).toContain(path);
      const anchors = new Set([...page.value.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
      const links = [...page.value.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
      expect(
        links.filter((id) => !anchors.has(id)),
        "links that lead nowhere",
      ).toEqual([]);
      expect(page.value.length, "bytes, about").toBeLessThan(150_000);
      const style = await call(host(), "/reference.css");
      expect(style.headers.get("content-type")).toContain("text/css");
    });
  });

  describe("the typed client", () => {
    it("asks, gets problems as values, and names every address", async () => {
      const client = createEpureClient({ url: `${host().url}/`, key: host().key });
      const { data } = await client.POST("/v1/sentiment", { body: { text: texts.triggered, explain: true } });
      if (!data || "results" in data) throw new Error("one text has one answer");
      expect(data.label).toBe("negative");
      expect(data.guard.triggers[0]?.text).toBe("cf");
      const { error, response } = await client.POST("/v1/sentence-pair", { body: { first: "a", second: "" } });
      expect(response.status).toBe(422);
      expect(error?.type).toBe("/problems/unprocessable");
      const models = await client.GET("/v1/models/{task}", { params: { path: { task: "sentiment" } } });
      expect(models.data?.labels).toEqual(["negative", "positive"]);
      expect((await client.GET("/v1/usage")).data?.days.length).toBeGreaterThan(0);
    });
  });
}
