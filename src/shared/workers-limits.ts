/**
 * Limits of Cloudflare Workers that a bundle and a script meet, as published. A table of its own, with its date: when the
 * platform changes, this file does, and `asOf` says what a report was judged by.
 * https://developers.cloudflare.com/workers/platform/limits/
 */
export const workersLimits = {
  asOf: "2026-11-22",
  /** Bytes of JavaScript heap and WASM memory of one isolate. */
  isolateBytes: 128 * 1024 * 1024,
  /** Bytes of the script and its modules, uncompressed, on every plan. */
  scriptBytes: 64 * 1024 * 1024,
  /** Milliseconds for parsing and global scope. */
  startupMs: 1000,
  /** CPU milliseconds of one request: the default of a paid plan, and `limits.cpu_ms` of wrangler.toml. */
  cpuMs: 30_000,
} as const;

/** What Épure keeps free of the isolate: how the platform counts compiled code and modules is not published. */
export const spareBytes = 18 * 1024 * 1024;
