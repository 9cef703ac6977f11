/// <reference lib="dom" />
/** The Chromium of this machine, and what every page of the tests is watched for. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** What EPURE_CHROMIUM names is taken, or nothing: a wrong path must not be passed over. */
const places = process.env.EPURE_CHROMIUM
  ? [process.env.EPURE_CHROMIUM]
  : [
      "/usr/bin/chromium",
      "/usr/bin/chromium-browser",
      "/usr/bin/google-chrome",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

export const chromiumPath = places.find((place) => existsSync(place));

/** Goes into the name of the suite, so that a report without a browser says so. */
export const without = chromiumPath
  ? ""
  : " (skipped: no Chromium found; install one, or put its path into EPURE_CHROMIUM)";

if (!chromiumPath) console.warn(`browser tests${without}`);

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath as string,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface Watched {
  readonly page: Page;
  /** Bytes that came over the network, by address. */
  readonly transferred: Map<string, number>;
  /** What the page complained of: scripts that failed, what the policy stopped. */
  readonly complaints: string[];
}

/** A page in a context of its own. Every request must go to `origin`. */
export async function watchedPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const transferred = new Map<string, number>();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Chromium reports an answer of 4xx as an error of the page; here some are asked for.
    if (["error", "warning"].includes(message.type()) && !/status of 4\d\d/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on("request", (request) => {
    const address = new URL(request.url());
    if (address.origin !== origin && !["data:", "blob:"].includes(address.protocol)) {
      complaints.push(`asked elsewhere: ${address}`);
    }
  });
  page.on("requestfinished", async (request) => {
    const { responseBodySize, responseHeadersSize } = await request
      .sizes()
      .catch(() => ({ responseBodySize: 0, responseHeadersSize: 0 }));
    transferred.set(request.url(), responseBodySize + responseHeadersSize);
  });
  return { page, transferred, complaints };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails on anything that axe-core calls a violation, with what and where. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as any).axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(
      (one: any) => `${one.id}: ${one.nodes.map((node: any) => node.target.join(" ")).join(", ")}`,
    );
  });
  expect(violations, where).toEqual([]);
}

/** For eyes: kept where EPURE_SCREENSHOTS names a folder. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.EPURE_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
