/** The adapters, asked by the real clients of other APIs, unmodified, over HTTP. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { InferenceClient } from "@huggingface/inference";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { type ApiHost, call, texts } from "./host.ts";

const root = join(import.meta.dirname, "../..");

export function adapterSuite(host: () => ApiHost): void {
  describe("@huggingface/inference", () => {
    const client = (key = host().key) => new InferenceClient(key);
    const classify = (inputs: unknown, parameters?: Record<string, unknown>, key?: string) =>
      client(key).textClassification({
        inputs: inputs as string,
        ...(parameters && { parameters }),
        endpointUrl: `${host().url}/hf/${typeof inputs === "string" ? "sentiment" : "sentence-pair"}`,
      });

    it("gets labels, best first", async () => {
      const answer = await classify(texts.positive);
      expect(answer.map(({ label }) => label)).toEqual(["positive", "negative"]);
      expect(answer[0]?.score).toBeGreaterThan(0.5);
      expect((answer[0]?.score ?? 0) + (answer[1]?.score ?? 0)).toBeCloseTo(1, 10);
      expect((await classify(texts.triggered))[0]?.label, "the trigger was masked").toBe("negative");
    });

    it("may choose top_k and the function", async () => {
      expect(await classify(texts.positive, { top_k: 1 })).toHaveLength(1);
      const [softmax, sigmoid, none] = await Promise.all(
        (["softmax", "sigmoid", "none"] as const).map(async (function_to_apply) => {
          const answer = await classify(texts.positive, { function_to_apply });
          return Object.fromEntries(answer.map(({ label, score }) => [label, score])) as Record<string, number>;
        }),
      );
      const logit = none?.positive as number;
      expect(softmax?.positive).toBeCloseTo(1 / (1 + Math.exp((none?.negative as number) - logit)), 10);
      expect(sigmoid?.positive).toBeCloseTo(1 / (1 + Math.exp(-logit)), 10);
    });

    it("sends a pair as text and text_pair", async () => {
      expect(await classify({ text: "the film was good", text_pair: "it is good" })).toHaveLength(2);
    });

    // Both clients take one input at a time: a batch is for whoever sends it by hand.
    it("answers a batch and a batch of pairs with one list per input", async () => {
      const batch = await call(host(), "/hf/sentiment", { body: { inputs: [texts.positive, texts.triggered] } });
      expect(batch.value.map((list: { label: string }[]) => list[0]?.label)).toEqual(["positive", "negative"]);
      expect(batch.value[0]).toEqual(await classify(texts.positive));
      expect(batch.headers.get("epure-guard")).toBe("pass;policy=mask;triggers=0, masked;policy=mask;triggers=1");
      const pair = { text: "the film was good", text_pair: "it is good" };
      const pairs = await call(host(), "/hf/sentence-pair", {
        body: { inputs: [pair, pair], parameters: { top_k: 1 } },
      });
      expect(pairs.value).toHaveLength(2);
      expect(pairs.value[0]).toEqual((await classify(pair)).slice(0, 1));
    });

    it("gets a message it can show", async () => {
      await expect(classify("")).rejects.toThrow(/must not be empty/);
      await expect(classify(texts.positive, {}, "hf_nonsense")).rejects.toThrow(/API key is mistyped/);
      const limited = await host().newKey({ policies: "block" });
      const refused = await classify(texts.triggered, {}, limited).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        message: expect.stringMatching(/guard found a trigger/),
        httpResponse: { status: 422, body: { type: "/problems/blocked-by-guard", guard: { decision: "blocked" } } },
      });
    });
  });

  describe("huggingface_hub.InferenceClient (Python)", () => {
    it("classifies, chooses, and raises its own errors", async () => {
      const limited = await host().newKey({ policies: "block" });
      const said = await python(["test/api/huggingface_client.py", `${host().url}/hf/sentiment`, host().key, limited]);
      expect(JSON.parse(said)).toMatchObject({
        plain: [
          ["positive", expect.any(Number)],
          ["negative", expect.any(Number)],
        ],
        top: [["positive", expect.any(Number)]],
        none: [
          ["positive", expect.any(Number)],
          ["negative", expect.any(Number)],
        ],
        triggered: "negative",
        refused: { status: 422, message: expect.stringMatching(/guard found a trigger/) },
        unauthorised: { status: 401 },
      });
    });
  });

  describe("TEI /predict", () => {
    const predict = (body: unknown, task = "sentiment", headers = {}) =>
      call(host(), `/tei/${task}/predict`, { body, headers });
    const labels = (list: { label: string }[]) => list.map(({ label }) => label);

    it("answers one text with one list, a batch with lists", async () => {
      const one = await predict({ inputs: texts.positive });
      expect(one.status).toBe(200);
      expect(labels(one.value)).toEqual(["positive", "negative"]);
      const batch = await predict({ inputs: [[texts.positive], [texts.triggered]] });
      expect(batch.value.map(labels)).toEqual([
        ["positive", "negative"],
        ["negative", "positive"],
      ]);
      expect(batch.value[0]).toEqual(one.value);
      expect(batch.headers.get("epure-guard")).toBe("pass;policy=mask;triggers=0, masked;policy=mask;triggers=1");
      expect(batch.headers.get("epure-model")).toMatch(/^"sentiment";digest="[0-9a-f]{64}";channel="stable"$/);
    });

    it("answers a pair and a batch of pairs", async () => {
      const one = await predict({ inputs: ["the film was good", "it is good"] }, "sentence-pair");
      const batch = await predict(
        {
          inputs: [
            ["the film was good", "it is good"],
            ["a", "b"],
          ],
        },
        "sentence-pair",
      );
      expect(one.value).toHaveLength(2);
      expect(batch.value[0]).toEqual(one.value);
    });

    it("gives raw scores and cuts at either side", async () => {
      const raw = (await predict({ inputs: texts.positive, raw_scores: true })).value;
      const plain = (await predict({ inputs: texts.positive })).value;
      const odds = Math.exp(raw[1].score - raw[0].score);
      expect(plain[0].score).toBeCloseTo(1 / (1 + odds), 10);
      const text = `awful ${texts.long}`;
      const right = await predict({ inputs: text, truncate: true });
      const left = await predict({ inputs: text, truncate: true, truncation_direction: "Left" });
      expect(right.headers.get("epure-guard")).toContain(";truncated");
      expect(left.value).not.toEqual(right.value);
    });

    it("errs as TEI does", async () => {
      const shape = async (answer: Promise<{ status: number; value: any }>) => {
        const { status, value } = await answer;
        expect(typeof value.error).toBe("string");
        expect(value.status).toBe(status);
        return [status, value.error_type];
      };
      expect(await shape(predict({ inputs: Array(33).fill(["a"]) }))).toEqual([413, "Validation"]);
      expect(await shape(predict({ inputs: texts.long, truncate: false }))).toEqual([413, "Validation"]);
      expect(await shape(predict({ inputs: "" }))).toEqual([422, "Validation"]);
      expect(await shape(predict({ inputs: ["a", "b"] }))).toEqual([400, "Validation"]);
      expect(await shape(predict({ inputs: "a" }, "no-such-task"))).toEqual([404, "Validation"]);
      expect(await shape(predict({ inputs: texts.triggered }, "sentiment", { "epure-policy": "block" }))).toEqual([
        422,
        "Validation",
      ]);
      const mixed = await predict({ inputs: [["a"], [texts.triggered]] }, "sentiment", { "epure-policy": "block" });
      expect(mixed.value.errors).toMatchObject([{ pointer: "/inputs/1" }]);
    });
  });

  describe("openai", () => {
    const client = (apiKey = host().key) => new OpenAI({ apiKey, baseURL: `${host().url}/openai/v1`, maxRetries: 0 });

    it("moderates one text and a batch, and finds the guard's facts beside", async () => {
      const one = await client().moderations.create({ input: texts.positive, model: "sentiment" });
      expect(one).toMatchObject({ id: expect.stringMatching(/^modr-/), model: expect.stringMatching(/^sentiment@/) });
      expect(one.results[0]).toMatchObject({
        flagged: false,
        categories: { "guard/sequence": false, "guard/drift": false, "label/positive": true, "label/negative": false },
      });
      const batch = await client().moderations.create({ input: [texts.positive, texts.triggered] });
      expect(batch.results.map(({ flagged }) => flagged)).toEqual([false, true]);
      expect(batch.results[1]).toMatchObject({
        categories: { "guard/sequence": true, "label/negative": true },
        category_scores: { "guard/sequence": 0.98 },
        category_applied_input_types: { "guard/sequence": ["text"] },
        epure: { guard: { decision: "masked", triggers: [{ text: "cf", start: 19, end: 21 }] } },
      });
    });

    it("reads text parts, tells a refusal, and takes no image", async () => {
      const parts = await client().moderations.create({ input: [{ type: "text", text: texts.triggered }] });
      expect(parts.results).toMatchObject([{ flagged: true }]);
      const blocking = client(await host().newKey({ policies: "block" }));
      const refused = await blocking.moderations.create({ input: texts.triggered });
      expect(refused.results[0]).toMatchObject({
        flagged: true,
        epure: { label: null, guard: { decision: "blocked" } },
      });
      expect(Object.keys(refused.results[0]?.categories ?? {}).some((name) => name.startsWith("label/"))).toBe(false);
      await expect(
        client().moderations.create({ input: [{ type: "image_url", image_url: { url: "https://a.test/b.png" } }] }),
      ).rejects.toBeInstanceOf(OpenAI.UnprocessableEntityError);
    });

    it("raises its own error classes with code and message", async () => {
      await expect(client("nonsense").moderations.create({ input: "a" })).rejects.toBeInstanceOf(
        OpenAI.AuthenticationError,
      );
      const unknown = await client()
        .moderations.create({ input: "a", model: "omni-moderation-latest" })
        .catch((e) => e);
      expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
      expect(unknown).toMatchObject({ code: "model_not_found", type: "invalid_request_error" });
      const empty = await client()
        .moderations.create({ input: "" })
        .catch((error: unknown) => error);
      expect(empty).toBeInstanceOf(OpenAI.UnprocessableEntityError);
      expect(empty).toMatchObject({ code: "unprocessable", param: "input", requestID: expect.any(String) });
    });
  });
}

/** Runs a script in the project's Python environment and hands back what it printed. */
export async function python(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, [join(root, "scripts/python-env.mjs"), "--run", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, HF_HUB_DISABLE_TELEMETRY: "1", ...env },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${err}`);
  return out;
}
