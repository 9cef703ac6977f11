/** Whatever a browser, a proxy or a broken client sends: a problem, never a stack trace, never another's data. */
import { createConnection } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ApiHost, call, texts } from "./host.ts";

const secret = "zanzibar";
const addresses = [
  "/v1/sentiment",
  "/v1/sentence-pair",
  "/hf/sentiment",
  "/tei/sentiment/predict",
  "/openai/v1/moderations",
];
const utf16 = new Uint8Array(Buffer.from('{"text":"a"}', "utf16le"));

export function badInputSuite(host: () => ApiHost): void {
  describe("bad input", () => {
    it.each([
      ["nothing", ""],
      ["blanks", " \n\t"],
      ["a bare word", secret],
      ["an open object", `{"text":"${secret}"`],
      ["trailing garbage", `{"text":"a"}${secret}`],
      ["two objects", '{"text":"a"}{"text":"b"}'],
      ["a trailing comma", '{"text":"a",}'],
      ["single quotes", "{'text':'a'}"],
      ["NaN", '{"text":"a","top_k":NaN}'],
      ["a comment", '{"text":"a"/**/}'],
      ["a byte order mark inside", '{\ufeff"text":"a"}'],
      ["UTF-16", utf16],
      ["Latin-1", new Uint8Array([0x7b, 0x22, 0x74, 0xe9, 0x22, 0x3a, 0x31, 0x7d])],
      ["an overlong sequence", new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
      ["gzip that is not announced", new Uint8Array(gzipSync('{"text":"a"}'))],
      ["null", "null"],
      ["true", "true"],
      ["a number", "1e999"],
      ["an array of arrays", "[[[]]]"],
      ["deep nesting", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`],
      ["deep nesting that never ends", "[".repeat(200_000)],
      ["a huge number", `{"text":"a","top_k":${"9".repeat(5000)}}`],
      ["a negative number", '{"text":"a","top_k":-1}'],
      ["a fraction", '{"text":"a","top_k":1.5}'],
      ["a prototype", `{"__proto__":{"text":"${secret}"}}`],
      ["a constructor", `{"constructor":{"prototype":{"text":"${secret}"}}}`],
      ["a lone surrogate", `{"text":"${secret}\\udc00"}`],
      ["ten thousand members", `{${Array.from({ length: 10_000 }, (_, i) => `"${secret}${i}":1`).join(",")}}`],
      ["a batch of batches", `{"texts":[["${secret}"]],"pairs":[["a"]],"inputs":[[["a"]]],"input":[["a"]]}`],
    ] as const)("%s", async (_, body) => {
      for (const path of addresses) {
        const answer = await call(host(), path, { body });
        await expectProblem(path, answer);
      }
    });

    it("a duplicate member: the last one counts, as JSON.parse has it", async () => {
      const twice = await call(host(), "/v1/sentiment", { body: `{"text":7,"text":"${texts.positive}"}` });
      expect(twice.value.label).toBe("positive");
    });

    it("odd keys, ids and addresses", async () => {
      for (const [path, headers] of [
        ["/v1/sentiment", { authorization: "Bearer" }],
        ["/v1/sentiment", { authorization: `Basic ${secret}` }],
        ["/v1/sentiment", { authorization: `Bearer ${"x".repeat(8000)}` }],
        ["/v1/sentiment", { "epure-policy": secret, authorization: "" }],
        ["/hf/sentiment", { "epure-policy": secret }],
        ["/hf/..%2f..%2fetc%2fpasswd", {}],
        ["/hf/%00", {}],
        [`/hf/${secret.repeat(100)}`, {}],
        ["/tei/%F0%9F%98%80/predict", {}],
        ["/v1/%E0%A4%A", {}],
        ["//v1//sentiment", {}],
        ["/v1/sentiment/", {}],
        ["/constructor", {}],
        ["/problems/__proto__", {}],
      ] as const) {
        await expectProblem(path, await call(host(), path, { body: '{"inputs":"a","text":"a"}', headers }));
      }
      const odd = await call(host(), "/v1/sentiment", { body: { text: "a" }, headers: { "x-request-id": "a b\t<>" } });
      expect(odd.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    });

    it("chunked bodies: taken in any pieces, cut off at the limit, and no more", async () => {
      const body = `{"text":"${texts.positive}"}`;
      const pieces = [...body].map((letter) => `1\r\n${letter}\r\n`).join("");
      expect(await raw(host(), chunked(`${pieces}0\r\n\r\n`))).toMatch(/^HTTP\/1\.1 200 [\s\S]*"positive"/);
      const large = `10000\r\n${" ".repeat(65_536)}\r\n`.repeat(17);
      expect(await raw(host(), chunked(`${large}0\r\n\r\n`))).toMatch(/^HTTP\/1\.1 413 [\s\S]*payload-too-large/);
      // These never reach the app: the server in front of it must not crash on them either.
      for (const broken of ["zz\r\nabc\r\n", "-1\r\n\r\n", "ffffffffffffffff\r\n"]) {
        expect(await raw(host(), chunked(broken))).not.toMatch(/\bat .*\.(ts|js):\d+/);
      }
      expect((await call(host(), "/v1/sentiment", { body: { text: "a" } })).status, "it still answers").toBe(200);
    });

    it("callers at once each get their own answer", async () => {
      const asked = Array.from({ length: 24 }, (_, at) =>
        at % 3 === 0 ? texts.positive : at % 3 === 1 ? texts.triggered : "",
      );
      const answers = await Promise.all(
        asked.map((text, at) =>
          call(host(), "/v1/sentiment", { body: { text }, headers: { "x-request-id": `r-${at}` } }),
        ),
      );
      for (const [at, { value, status }] of answers.entries()) {
        expect(value.request_id).toBe(`r-${at}`);
        if (asked[at] === "") expect(status).toBe(422);
        else expect(value.label).toBe(asked[at] === texts.positive ? "positive" : "negative");
      }
    });
  });

  function chunked(body: string): string {
    return [
      "POST /v1/sentiment HTTP/1.1",
      "Host: localhost",
      "Content-Type: application/json",
      `Authorization: Bearer ${host().key}`,
      "Transfer-Encoding: chunked",
      "Connection: close",
      "",
      body,
    ].join("\r\n");
  }
}

async function expectProblem(
  path: string,
  { status, headers, value }: Awaited<ReturnType<typeof call>>,
): Promise<void> {
  const shown = JSON.stringify(value);
  expect(status, `${path}: ${shown}`).toBeGreaterThanOrEqual(400);
  expect(status, `${path}: ${shown}`).toBeLessThan(500);
  expect(headers.get("content-type"), path).toBe("application/problem+json");
  expect(value, path).toMatchObject({
    status,
    type: expect.stringMatching(/^\/problems\//),
    request_id: expect.any(String),
  });
  expect(shown, "no text of the caller").not.toContain(secret);
  expect(shown, "no stack trace").not.toMatch(/\bat .*\.(ts|js):\d+|node_modules/);
}

/** Sends bytes as they are and reads until the other side closes. */
function raw(host: ApiHost, request: string): Promise<string> {
  const { hostname, port } = new URL(host.url);
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port) });
    let said = "";
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on("data", (bytes) => {
      said += bytes.toString("utf8");
    });
    // A server may close on a broken request before it has been sent to its end.
    socket.on("error", () => {});
    socket.on("close", () => resolve(said));
    socket.write(request);
  });
}
