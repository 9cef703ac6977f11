/**
 * node bench/console/run.ts [--loads 15] [--out FILE]
 *
 * The console in a real Chromium over the built Worker with the shipped bundles: bytes on the wire and first paint, each
 * load in a browser context of its own (empty cache).
 */
import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { launch, watchedPage } from "../../test/browser/chromium.ts";
import { deployLocally, type LocalDeployment } from "../worker/deployment.ts";

const { values } = parseArgs({
  options: {
    loads: { type: "string", default: "15" },
    out: { type: "string", default: join(import.meta.dirname, "results/console.json") },
  },
});

interface Load {
  /** Milliseconds after navigation began: first pixels, first text or picture, everything the view shows. */
  readonly first_paint: number;
  readonly first_contentful_paint: number;
  readonly complete: number;
  /** Bytes that came over the network, headers included, and how many answers. */
  readonly bytes: number;
  readonly answers: number;
  /** Of the machine, over the last minute. */
  readonly load: number;
}

const views = {
  "no key": { hash: "playground", hasKey: false, shown: ".empty" },
  playground: { hash: "playground", hasKey: true, shown: ".heat .token" },
  model: { hash: "model", hasKey: true, shown: ".checks li:nth-child(3)" },
  releases: { hash: "releases", hasKey: true, shown: ".decisions .small, .decisions .chart" },
} as const;

const deployment = await deployLocally({
  bundles: ["models/sentiment", "models/sentence-pair"].map((path) => join(projectRoot, path)),
  trustedKey: join(projectRoot, "models/keys/epure-shipped.pub.pem"),
  rateLimit: 1_000_000,
});
const browser = await launch();
const result = {
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, memory_gb: Math.round(totalmem() / 2 ** 30) },
  node: process.version,
  chromium: browser.version(),
  bars: { first_contentful_paint_ms: 500, bytes: 150_000 },
  views: {} as Record<string, ReturnType<typeof summary>>,
};
try {
  for (const [name, view] of Object.entries(views)) {
    const loads: Load[] = [];
    for (let round = 0; round < Number(values.loads); round++) loads.push(await load(browser, deployment, view));
    result.views[name] = summary(loads);
  }
} finally {
  await browser.close();
  await deployment.stop();
}
writeFileSync(values.out, `${JSON.stringify(result)}\n`);
console.log(JSON.stringify(result, (name, value) => (name === "loads" ? undefined : value), 2));
const met = Object.values(result.views).every(
  ({ first_contentful_paint, bytes }) => first_contentful_paint.median <= 500 && bytes.most <= 150_000,
);
process.exitCode = met ? 0 : 1;

async function load(
  browser: Browser,
  { url, demoKey, operatorKey }: LocalDeployment,
  { hash, hasKey, shown }: (typeof views)[keyof typeof views],
): Promise<Load> {
  const { page, transferred, complaints } = await watchedPage(browser, url.origin);
  if (hasKey) {
    const held = JSON.stringify({ caller: demoKey, operator: operatorKey });
    await page.addInitScript((value) => sessionStorage.setItem("epure.keys", value), held);
  }
  await page.goto(new URL(`/#/${hash}`, url).href);
  await page.locator(shown).first().waitFor();
  const complete = await page.evaluate(() => performance.now());
  await page.waitForLoadState("networkidle");
  const paints = await page.evaluate(() =>
    Object.fromEntries(performance.getEntriesByType("paint").map(({ name, startTime }) => [name, startTime])),
  );
  await page.context().close();
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
  const bytes = [...transferred.values()].reduce((sum, size) => sum + size, 0);
  return {
    first_paint: Math.round(paints["first-paint"] as number),
    first_contentful_paint: Math.round(paints["first-contentful-paint"] as number),
    complete: Math.round(complete),
    bytes,
    answers: transferred.size,
    load: loadavg()[0] as number,
  };
}

function summary(loads: readonly Load[]) {
  const of = (name: keyof Load) => {
    const sorted = loads.map((one) => one[name]).sort((a, b) => a - b);
    return { least: sorted[0] as number, median: sorted[sorted.length >> 1] as number, most: sorted.at(-1) as number };
  };
  return {
    first_paint: of("first_paint"),
    first_contentful_paint: of("first_contentful_paint"),
    complete: of("complete"),
    bytes: of("bytes"),
    loads,
  };
}
