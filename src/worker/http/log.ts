import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { AppEnv } from "../env.ts";

/** One JSON line a request, after the answer is known. */
export const requestLog = createMiddleware<AppEnv>(async (c, next) => {
  c.set("log", {});
  await next();
  console.log(
    JSON.stringify({
      event: "request",
      request_id: c.get("requestId"),
      method: c.req.method,
      // The pattern, not the path: what a caller puts into a path is the caller's.
      route: routePath(c, -1),
      status: c.res.status,
      ...c.get("log"),
    }),
  );
});

/** HMAC-SHA-256 of each text in hex, 32 digits. */
export async function hashTexts(secret: string, texts: readonly string[]): Promise<string[]> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return Promise.all(
    texts.map(async (text) => {
      const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
      return Array.from(mac.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
    }),
  );
}
