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
      ["a number beyond all numbers", '{"text":"a","top_k":1e400}'],
      ["a number that is none after rounding", `{"text":"a","top_k":0.${"0".repeat(400)}1}`],
      ["a number as a text", '{"text":"a","top_k":"1","inputs":7,"input":7}'],
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

    it.each([
      ["no media type", {}, "content-type"],
      ["a form", { "content-type": "application/x-www-form-urlencoded" }],
      ["a file", { "content-type": "multipart/form-data; boundary=x" }],
      ["plain text", { "content-type": "text/plain;charset=UTF-8" }],
      ["two media types", { "content-type": "application/json, text/plain" }],
      ["another charset", { "content-type": "application/json; charset=iso-8859-1" }],
      ["gzip", { "content-encoding": "gzip" }],
      ["brotli", { "content-encoding": "br" }],
      ["two encodings", { "content-encoding": "identity, gzip" }],
      ["an encoding that nobody knows", { "content-encoding": secret }],
    ] as const)("415: %s", async (_, headers, dropped?: string) => {
      const body = new TextEncoder().encode(
        `{"text":"a","inputs":"a","input":"a","first":"a","second":"a","x":"${secret}"}`,
      );
      for (const path of [...addresses, "/v1/admin/keys"]) {
        const key = path.startsWith("/v1/admin") ? host().operatorKey : host().key;
        const answer = dropped ? await bare(host(), path, key, body) : await call(host(), path, { body, headers, key });
        await expectProblem(path, answer);
        expect(answer.status, path).toBe(415);
      }
    });

    it("wrong methods, on every address: 405 and what it takes", async () => {
      for (const path of [
        ...addresses,
        "/v1/models",
        "/v1/models/sentiment/report",
        "/v1/usage",
        "/health/ready",
        "/",
      ]) {
        for (const method of [
          "DELETE",
          "PATCH",
          "PUT",
          "PROPFIND",
          ...(addresses.includes(path) ? ["GET"] : ["POST"]),
        ]) {
          const answer = await call(host(), path, { method });
          await expectProblem(`${method} ${path}`, answer);
          expect(answer.status, `${method} ${path}`).toBe(405);
          expect(answer.headers.get("allow")).toContain(addresses.includes(path) ? "POST" : "GET");
        }
      }
    });

    it("queries that are no numbers, too large, or given twice", async () => {
      for (const query of [
        "days=",
        "days=0x10",
        "days=1e1",
        "days=-1",
        `days=${"9".repeat(400)}`,
        "days=1.5",
        `days=${secret}`,
      ]) {
        const answer = await call(host(), `/v1/usage?${query}`);
        await expectProblem(query, answer);
        expect(answer.status, query).toBe(422);
      }
      expect((await call(host(), "/v1/usage?days=1&days=2")).status).toBe(422);
      expect((await call(host(), `/v1/usage?days=1&${secret}=1`)).status).toBe(200);
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

    it("a body that breaks off, headers given twice, and a request that is none", async () => {
      const head = [
        "POST /v1/sentiment HTTP/1.1",
        "Host: localhost",
        `Authorization: Bearer ${host().key}`,
        "Connection: close",
      ];
      const json = "Content-Type: application/json";
      const body = `{"text":"${texts.positive}"}`;
      const sized = `Content-Length: ${body.length}`;
      const cases: Record<string, readonly [string, RegExp]> = {
        "two media types": [lines(...head, json, "Content-Type: text/plain", sized, "", body), / 415 /],
        "two keys": [lines(...head, json, "Authorization: Bearer another", sized, "", body), / 401 /],
        "a declared length beyond everything": [
          lines(...head, json, "Content-Length: 99999999999999", "", body),
          / 413 /,
        ],
        TRACE: [lines("TRACE /v1/models HTTP/1.1", ...head.slice(1), "", ""), / 405 /],
        "a body that breaks off": [lines(...head, json, "Content-Length: 500", "", body), / 400 /],
        "a chunk that breaks off": [lines(...head, json, "Transfer-Encoding: chunked", "", "ff", body), / 400 /],
      };
      // What workerd's own server makes of these is workerd's; in Node the server is ours.
      const unreadable = {
        "no Host": lines("GET /v1/models HTTP/1.1", "Connection: close", "", ""),
        "a Host that is none": lines("GET /v1/models HTTP/1.1", "Host: a b<>", "Connection: close", "", ""),
        "an address that is none": lines("GET http://[::1 HTTP/1.1", "Host: localhost", "Connection: close", "", ""),
        "an asterisk": lines("OPTIONS * HTTP/1.1", "Host: localhost", "Connection: close", "", ""),
        "a method that is none": lines("FOO /v1/models HTTP/1.1", "Host: localhost", "", ""),
        "headers without end": lines(...head, `X-A: ${"a".repeat(200_000)}`, "", ""),
        "a header with a zero byte": lines(...head, "X-A: a\0b", "", ""),
        "two lengths": lines(...head, json, sized, "Content-Length: 3", "", body),
        "a length and chunks": lines(...head, json, sized, "Transfer-Encoding: chunked", "", "0", "", ""),
        "a negative length": lines(...head, json, "Content-Length: -5", "", body),
        "the greeting of TLS": "\x16\x03\x01\x00\xa5\r\n\r\n",
      };
      if (host().name === "Node") for (const [name, sent] of Object.entries(unreadable)) cases[name] = [sent, / 400 /];
      for (const [name, [sent, status]] of Object.entries(cases)) {
        const said = await raw(host(), sent, name.endsWith("breaks off"));
        expect(said, name).toMatch(status);
        expect(said, name).toMatch(/content-type: application\/problem\+json/i);
        expect(said, name).not.toMatch(/\bat .*\.(ts|js):\d+|"internal"/);
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

function lines(...parts: readonly string[]): string {
  return parts.join("\r\n");
}

/** `fetch` gives every text a media type: bytes have none. */
async function bare(host: ApiHost, path: string, key: string, body: Uint8Array<ArrayBuffer>) {
  const response = await fetch(host.url + path, { method: "POST", headers: { authorization: `Bearer ${key}` }, body });
  return { status: response.status, headers: response.headers, value: await response.json() };
}

/** Sends bytes as they are and reads until the other side closes. @param end says that no more will come */
function raw(host: ApiHost, request: string, end = false): Promise<string> {
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
    socket.write(Buffer.from(request, "latin1"));
    // Half of the connection is closed: the answer can still come.
    if (end) setTimeout(() => socket.end(), 200);
  });
}
