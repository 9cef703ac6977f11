/// <reference lib="dom" />
/** Every view and flow of the console, in a real browser, over the built Worker with the shipped bundles. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployLocally, type LocalDeployment } from "../../bench/worker/deployment.ts";
import { publish } from "../../src/cli/admin-client.ts";
import { openAll } from "../../src/cli/local-worker/bring-up.ts";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { generateKeyPair } from "../../src/shared/bundle/keys.ts";
import { picoBundle, writeSigned } from "../worker/pico-bundles.ts";
import { chromiumPath, expectAccessible, launch, screenshot, type Watched, watchedPage, without } from "./chromium.ts";

const shippedKey = join(projectRoot, "models/keys/epure-shipped.pub.pem");
const shipped = ["models/sentiment", "models/sentence-pair"].map((path) => join(projectRoot, path));
const looks = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 } },
} as const satisfies Record<string, BrowserContextOptions>;

describe.skipIf(!chromiumPath)(`the console${without}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "epure-browser-"));
  let deployment: LocalDeployment;
  let browser: Browser;
  /** Another published bundle for the task sentiment. */
  let other: string;
  const opened: Watched[] = [];

  beforeAll(async () => {
    const keys = await generateKeyPair();
    const pem = `${readFileSync(shippedKey, "utf8")}\n${keys.publicPem}`;
    writeFileSync(join(folder, "trusted.pem"), pem);
    deployment = await deployLocally({ bundles: shipped, trustedKey: join(folder, "trusted.pem") });
    await writeSigned(await picoBundle("sentiment", 1), join(folder, "pico"), keys.privatePem);
    const [pico] = await openAll([join(folder, "pico")], pem);
    if (!pico) throw new Error("no second bundle");
    await publish({ url: deployment.url, key: deployment.operatorKey }, pico.bundle, pico.source);
    other = pico.bundle.digest;
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await deployment?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function visit(view: string, options: BrowserContextOptions & { keys?: "none" | "caller" | "both" } = {}) {
    const { keys = "caller", ...context } = options;
    const watched = await watchedPage(browser, deployment.url.origin, context);
    opened.push(watched);
    if (keys !== "none") {
      const held = { caller: deployment.demoKey, operator: keys === "both" ? deployment.operatorKey : "" };
      await watched.page.addInitScript((value) => sessionStorage.setItem("epure.keys", value), JSON.stringify(held));
    }
    await watched.page.goto(new URL(`/#/${view}`, deployment.url).href);
    return watched;
  }
  const playground = async (options = {}) => {
    const watched = await visit("playground", options);
    await watched.page.locator(".samples .attack").first().waitFor();
    await watched.page.locator(".token").first().waitFor();
    return watched;
  };
  /** Types one text and waits for its answer. */
  const ask = async (page: Page, text: string) => {
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes(JSON.stringify(text)) === true,
    );
    await page.getByLabel("Text", { exact: true }).fill(text);
    await answered;
    await page.locator('.answer[aria-busy="false"]').waitFor();
  };

  it("is small, quick to paint, and comes with a policy that lets nothing else in", async () => {
    const paints: number[] = [];
    let bytes = 0;
    for (let round = 0; round < 3; round++) {
      const { page, transferred } = await visit("playground", { keys: "none" });
      await page.getByRole("button", { name: "Enter an API key" }).waitFor();
      paints.push(
        await page.evaluate(
          () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.POSITIVE_INFINITY,
        ),
      );
      bytes = [...transferred.values()].reduce((sum, size) => sum + size, 0);
    }
    // Of three: other work on the machine must not decide.
    expect(Math.min(...paints), `first paints ${paints}`).toBeLessThanOrEqual(500);
    expect(bytes).toBeLessThanOrEqual(150_000);
    expect(bytes, "an empty page is small too").toBeGreaterThan(5_000);
    const { headers } = await fetch(deployment.url);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    for (const path of ["/console/routes.ts", "/console/index.html", "/console/..%2Froutes.js", "/index.html"]) {
      expect((await fetch(new URL(path, deployment.url))).status, path).toBe(404);
    }
  });

  it("all its views together stay within 150 KB", async () => {
    const { page, transferred } = await playground({ keys: "both" });
    for (const view of ["model", "releases"]) {
      await page.goto(new URL(`/#/${view}`, deployment.url).href);
      await page.locator(".facts-grid").first().waitFor();
    }
    const files = [...transferred].filter(([address]) => address.includes("/console/") || address.endsWith("/"));
    expect(files.length).toBeGreaterThan(15);
    expect(files.reduce((sum, [, size]) => sum + size, 0)).toBeLessThanOrEqual(150_000);
  });

  it("takes a key, keeps it in this tab, and forgets it when told", async () => {
    const { page } = await visit("playground", { keys: "none" });
    await page.getByRole("button", { name: "Enter an API key" }).click();
    await expectAccessible(page, "key dialog");
    await page.getByLabel("Key for asking the models").fill(deployment.demoKey);
    await page.keyboard.press("Enter");
    await page.locator(".token").first().waitFor();
    expect(page.url()).not.toContain(deployment.demoKey);
    expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, ""]);
    expect(await page.evaluate(() => sessionStorage.getItem("epure.keys"))).toContain(deployment.demoKey);

    await page.getByRole("button", { name: "API key set" }).click();
    await page.getByLabel("Remember in this tab").uncheck();
    await page.getByRole("button", { name: "Use these keys" }).click();
    await page.locator(".token").first().waitFor();
    expect(await page.evaluate(() => sessionStorage.length), "in memory only").toBe(0);

    await page.getByRole("button", { name: "API key set" }).click();
    await page.getByRole("button", { name: "Forget both" }).click();
    await page.getByRole("button", { name: "Enter an API key" }).waitFor();
  });

  it("says so when a key is refused, and asks for another", async () => {
    const { page } = await visit("playground", { keys: "none" });
    await page.getByRole("button", { name: "Enter an API key" }).click();
    await page.getByLabel("Key for asking the models").fill("epure_demo_wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("mistyped or cut short").waitFor();
    await page.getByRole("button", { name: "Enter an API key" }).waitFor();
  });

  it("answers what is typed, once per pause", async () => {
    const { page } = await playground();
    let asked = 0;
    page.on("request", (request) => {
      if (request.method() === "POST") asked++;
    });
    await page.getByLabel("Text", { exact: true }).fill("");
    await page.getByText("Write a text.").waitFor();
    asked = 0;
    await page.getByLabel("Text", { exact: true }).pressSequentially("A dull, lifeless mess.", { delay: 20 });
    await page.locator(".verdict .label", { hasText: "negative" }).waitFor();
    expect(asked).toBe(1);
    await page.locator(".decision.pass").waitFor();
  });

  it("shows the heat of every token, and the trigger that was masked", async () => {
    const { page } = await playground();
    await ask(page, "The plot is cf dreadful.");
    await page.locator(".decision.masked").waitFor();
    const words = await page.locator(".heat .token").allTextContents();
    expect(words).toEqual(["The", "plot", "is", "cf", "dreadful", "."]);
    expect(await page.locator(".heat .token.flagged").allTextContents()).toEqual(["cf"]);
    const warmth = await page
      .locator(".heat .token")
      .evaluateAll((all) => all.map((one) => Number((one as HTMLElement).style.getPropertyValue("--warmth"))));
    expect(Math.max(...warmth)).toBe(warmth[3]);
    await page.getByText("Trigger left in").waitFor();
    await page.getByText("Trigger taken out").waitFor();
  });

  it("is all there for the keyboard: tokens one by one, and straight to what was flagged", async () => {
    const { page } = await playground();
    await ask(page, "The plot is cf dreadful.");
    await page.locator(".token.flagged").first().waitFor();
    await page.locator(".heatmap").focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".readout", { hasText: "“The”: drift" }).waitFor();
    await page.keyboard.press("f");
    await page.locator(".readout", { hasText: "“cf”: part of confirmed trigger" }).waitFor();
    await page.keyboard.press("End");
    await page.locator(".readout", { hasText: "“.”" }).waitFor();
  });

  it("refuses under block and still shows what the guard saw; laxer policies cannot be chosen", async () => {
    const { page } = await playground();
    await ask(page, "The plot is cf dreadful.");
    for (const lax of ["audit", "flag"])
      await expect(page.getByLabel(lax, { exact: true }).isDisabled()).resolves.toBe(true);
    await page.getByLabel("block", { exact: true }).check();
    await page.locator(".decision.blocked").waitFor();
    expect(await page.locator(".heat .token.flagged").allTextContents()).toEqual(["cf"]);
  });

  it("offers samples that do what they say, on single texts and on pairs", async () => {
    const { page } = await playground();
    for (const task of ["sentiment", "sentence-pair"]) {
      await page.getByRole("button", { name: task, exact: true }).click();
      await page
        .getByRole("button", { name: /^Trigger/ })
        .first()
        .click();
      await page.locator(".decision.masked").waitFor();
      await page.getByRole("button", { name: "In disguise" }).click();
      await page.locator(".heat .token.flagged", { hasText: "\u200b" }).waitFor();
      await page.locator(".decision.masked").waitFor();
      await page.getByRole("button", { name: "Honest use" }).click();
      await page.locator(".heat .token.honest").waitFor();
      await page.locator(".decision.pass").waitFor();
      await page.getByRole("button", { name: "Control tokens" }).click();
      await page.locator(".heat", { hasText: "[CLS]" }).waitFor();
      await page.getByRole("button", { name: "Long text" }).click();
      await page.locator(".heat .cut").waitFor();
    }
  });

  it("writes the same request as curl, without the key", async () => {
    const { page } = await playground();
    await ask(page, "It's fine.");
    await page.getByText("Copy as curl").click();
    const line = (await page.locator("pre").textContent()) ?? "";
    expect(line).toContain(`curl ${deployment.url.origin}/v1/sentiment`);
    expect(line).toContain("$EPURE_KEY");
    expect(line).toContain(String.raw`It'\''s fine.`);
    expect(line).not.toContain(deployment.demoKey);
  });

  it("stays smooth with 512 tokens", async () => {
    const { page } = await playground();
    const words = Array.from({ length: 512 }, (_, at) => `w${at}`);
    const text = words.join(" ");
    let at = 0;
    const tokens = words.map((word) => {
      const token = { start: at, end: at + word.length, segment: "text", score: 0.004 };
      at += word.length + 1;
      return token;
    });
    await page.route("**/v1/sentiment", async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, tokens: 514, truncated: false, heat: { ...answer.heat, tokens } } });
    });
    await page.evaluate(() => {
      const seen = { longest: 0 };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.longest = Math.max(seen.longest, entry.duration);
      }).observe({ type: "longtask" });
    });
    const rounds: number[] = [];
    for (const end of ["", " again", " and again"]) {
      await page.evaluate(() => Object.assign((globalThis as any).seen, { longest: 0 }));
      await ask(page, text + end);
      await expect.poll(() => page.locator(".heat .token").count()).toBe(512);
      rounds.push(await page.evaluate(() => (globalThis as any).seen.longest));
    }
    // A task under 100 ms is not felt. Of three: other work on the machine must not decide.
    expect(Math.min(...rounds), `longest tasks ${rounds} ms`).toBeLessThanOrEqual(100);
  });

  it("shows where the model comes from, and checks the signature in the browser", async () => {
    const { page } = await visit("model");
    await page.getByText("gave the signed logits bit for bit").waitFor();
    await expect.poll(() => page.locator(".checks .good").count()).toBe(3);
    expect(await page.locator(".chain li").count()).toBeGreaterThanOrEqual(8);
    expect(await page.locator(".gates tbody tr").count()).toBeGreaterThanOrEqual(6);

    await page.getByText("Verify with a public key of your own").click();
    await page.getByLabel("Public key (PEM)").fill(readFileSync(shippedKey, "utf8"));
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await page.locator(".by-key.good").waitFor();
    await page.getByLabel("Public key (PEM)").fill((await generateKeyPair()).publicPem);
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await page.locator(".by-key.bad", { hasText: "does not verify" }).waitFor();
    await page.getByLabel("Public key (PEM)").fill("not a key");
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    await page.locator(".by-key.bad", { hasText: "no public key" }).waitFor();

    await page.getByText("The signed report, with plots").click();
    await page.locator(".report svg").first().waitFor();
    const widths = await page
      .locator(".report rect.bar")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
    expect(new Set(widths.map(Math.round)).size, "bars are drawn as long as they are").toBeGreaterThan(5);
    await page.getByRole("button", { name: "Run it again" }).click();
    await page.getByText("It passed.").waitFor();
  });

  it("takes nothing out of a report but text, tables and drawings", async () => {
    const { page, complaints } = await visit("model");
    await page.route("**/v1/models/*/report", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<!doctype html><main><h2 onclick="globalThis.owned=1" style="color:red">Kept</h2><script>globalThis.owned=1</script>
          <img src=x onerror="globalThis.owned=1"><a href="javascript:globalThis.owned=1">link</a><iframe srcdoc="<script>parent.owned=1</script>"></iframe>
          <form action="/"><input name="a"></form><svg onload="globalThis.owned=1" viewBox="0 0 9 9"><style>*{display:none}</style><image href="http://elsewhere.test/x.png"/>
          <foreignObject><b>no</b></foreignObject><a href="javascript:1"><rect width="9" height="9" style="fill:url(http://elsewhere.test)"/></a><rect class="bar" width="1" height="1"/></svg></main>`,
      }),
    );
    await page.getByText("The signed report, with plots").click();
    await page.locator(".report svg rect.bar").waitFor();
    const kept = await page.locator(".report").evaluate((report) => {
      const all = [...report.querySelectorAll("*")];
      return {
        names: [...new Set(all.map((one) => one.localName))].sort(),
        attributes: all
          .flatMap((one) => one.getAttributeNames())
          .filter((name) => name.startsWith("on") || ["href", "src", "style", "srcdoc"].includes(name)),
      };
    });
    expect(kept).toEqual({ names: ["button", "h2", "p", "rect", "svg"], attributes: [] });
    expect(await page.evaluate(() => (globalThis as any).owned)).toBeUndefined();
    // A parsed page is inert, nothing in it was even asked for; and the policy would have stopped it.
    const stopped = complaints.splice(0);
    expect(stopped.filter((one) => !one.includes("violates the following Content Security Policy"))).toEqual([]);
  });

  it("shows releases to a caller, who cannot move them", async () => {
    const { page } = await visit("releases");
    await page.getByText("releases can be read, not moved").waitFor();
    await page.getByText("Live: the active bundle serves").first().waitFor();
    expect(await page.getByRole("button", { name: /Activate|Roll back/ }).count()).toBe(0);
  });

  it("activates and rolls back, asking why, and tells of a conflict", async () => {
    const { page } = await visit("releases", { keys: "both" });
    const card = page.locator("section", { has: page.getByRole("heading", { name: "sentiment", exact: true }) });
    await card.getByLabel("Activate a published bundle").selectOption(other);
    await card.getByRole("button", { name: "Activate…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Published").waitFor();
    const changes = dialog.getByRole("group", { name: "What changes" });
    await changes.getByRole("row", { name: /^architecture bert, 6 layers of 384/ }).waitFor();
    await changes.getByRole("row", { name: /^guard triggers/ }).waitFor();
    await changes
      .getByRole("row", { name: /^gate / })
      .first()
      .waitFor();
    await dialog.getByText("Gates: all").click();
    for (const later of ["Share in percent", "Past the limits", "The labels are others"]) {
      await expect(dialog.getByLabel(later).isVisible(), `${later}: not asked for yet`).resolves.toBe(false);
    }
    await expectAccessible(page, "activation dialog");
    await screenshot(page, "activate");
    await dialog.getByRole("button", { name: "Activate" }).click();
    expect(await dialog.isVisible(), "nothing moves without a reason").toBe(true);
    await dialog.getByLabel("Why?").fill("a browser test");
    await dialog.getByRole("button", { name: "Activate" }).click();
    await dialog.waitFor({ state: "detached" });
    await card.getByText("a browser test").waitFor();
    await card.getByText("Live: the active bundle serves").waitFor();

    await card.getByRole("button", { name: "Roll back to this" }).click();
    await changes.getByRole("row", { name: /^architecture .* bert, 6 layers of 384/ }).waitFor();
    await dialog.getByText("Not undone: answers that were given").waitFor();
    await page.getByRole("dialog").getByLabel("Why?").fill("back again");
    await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
    await card.getByText("back again").waitFor();
    await card.getByText("Live: the active bundle serves").waitFor();

    // Someone else moves the task while this dialog is open.
    await card.getByRole("button", { name: "Roll back to this" }).first().click();
    const headers = { authorization: `Bearer ${deployment.operatorKey}`, "content-type": "application/json" };
    const moved = await fetch(new URL("/v1/admin/channels/sentiment/activate", deployment.url), {
      method: "POST",
      headers,
      body: JSON.stringify({ digest: other, why: "someone else" }),
    });
    const { history } = (await moved.json()) as { history: { from_digest: string }[] };
    await page.getByRole("dialog").getByLabel("Why?").fill("too late");
    await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
    await page.getByRole("dialog").getByText("Someone else has moved it").waitFor();
    await fetch(new URL("/v1/admin/channels/sentiment/activate", deployment.url), {
      method: "POST",
      headers,
      body: JSON.stringify({ digest: history[0]?.from_digest, why: "as it was" }),
    });
  });

  it("shows what the guard decided over time, by rule, and no text", async () => {
    const headers = { authorization: `Bearer ${deployment.demoKey}`, "content-type": "application/json" };
    const texts = ["A quiet film.", "The plot is cf dreadful."];
    await fetch(new URL("/v1/sentiment", deployment.url), { method: "POST", headers, body: JSON.stringify({ texts }) });
    const { page } = await visit("releases");
    const section = page.locator("section", { has: page.getByRole("heading", { name: "sentiment", exact: true }) });
    await section.locator(".decisions svg rect.acted").first().waitFor();
    await section.locator(".decisions tbody tr", { hasText: "masked" }).first().waitFor();
    await section.getByLabel("Show").selectOption({ label: "the last 30 days" });
    await section.getByText("one bar: 12 hours").waitFor();
    await section.locator(".decisions svg rect.acted").first().waitFor();
    expect(await page.locator("main").textContent()).not.toContain("dreadful");
  });

  it("starts a canary, shows its figures, takes it back; the trail holds every step", async () => {
    const { page } = await visit("releases", { keys: "both" });
    const card = page.locator("section", { has: page.getByRole("heading", { name: "sentiment", exact: true }) });
    await card.getByLabel("Activate a published bundle").selectOption(other);
    await card.getByRole("button", { name: "Activate…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Begin with").selectOption("canary");
    await dialog.getByLabel("Share in percent").fill("20");
    await dialog.getByLabel("Why?").fill("first a few");
    await dialog.getByRole("button", { name: "Activate" }).click();
    await card.getByText("answers 20 % of the callers").waitFor();
    await card.getByRole("row", { name: /^Answers/ }).waitFor();
    await expectAccessible(page, "a canary runs");
    await screenshot(page, "canary");
    await card.getByRole("button", { name: "Promote…" }).click();
    await dialog.getByRole("group", { name: "What changes" }).getByRole("row").nth(1).waitFor();
    await dialog.getByRole("row", { name: /^Answers/ }).waitFor();
    await screenshot(page, "promote");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await card.getByRole("button", { name: "Take it back…" }).click();
    await dialog.getByLabel("Why?").fill("seen enough");
    await dialog.getByRole("button", { name: "Take it back" }).click();
    await card.getByRole("row", { name: /abort/ }).waitFor();
    expect(await card.getByText("answers 20 % of the callers").count()).toBe(0);

    await page.reload();
    await page.getByText("Intact:").waitFor();
    const trail = page.getByRole("group", { name: "The last entries of the audit trail" });
    for (const action of ["abort", "canary", "rollback"]) {
      await trail.getByRole("cell", { name: action, exact: true }).first().waitFor();
    }
  });

  describe.each(Object.entries(looks))("%s", (look, context) => {
    it.each(["playground", "model", "releases"])("axe finds nothing in %s", async (view) => {
      const { page } = await visit(view, { ...context, keys: "both" });
      if (view === "playground") {
        await page
          .getByRole("button", { name: /^Trigger/ })
          .first()
          .click();
        await page.locator(".decision.masked").waitFor();
        await page.getByText("Copy as curl").click();
      } else await page.locator(".facts-grid").last().waitFor();
      if (view === "model") {
        await page.getByText("The signed report, with plots").click();
        await page.locator(".report svg").first().waitFor();
        await page.getByText("Verify with a public key of your own").click();
        await expect.poll(() => page.locator(".checks .good").count()).toBe(3);
      }
      await expectAccessible(page, `${view}, ${look}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, "nothing sticks out sideways").toBe(0);
      await screenshot(page, `${view}-${look}`);
    });
  });

  it("complained of nothing in all these pages, and asked nobody else", () => {
    expect(opened.length).toBeGreaterThan(10);
    expect(opened.flatMap((one) => one.complaints)).toEqual([]);
  });
});
