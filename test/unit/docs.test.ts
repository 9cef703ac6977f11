/** The documentation site builds, every link in it leads somewhere, and its pages bring everything along. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const site = mkdtempSync(join(tmpdir(), "epure-docs-"));
let built: ReturnType<typeof spawnSync>;
let pages: Map<string, string>;

beforeAll(() => {
  const vitepress = join(root, "node_modules/vitepress/bin/vitepress.js");
  built = spawnSync(process.execPath, [vitepress, "build", "docs", "--outDir", site], { cwd: root, encoding: "utf8" });
  const names = existsSync(site) ? (readdirSync(site, { recursive: true }) as string[]) : [];
  pages = new Map(
    names.filter((name) => name.endsWith(".html")).map((name) => [name, readFileSync(join(site, name), "utf8")]),
  );
}, 240_000);
afterAll(() => rmSync(site, { recursive: true, force: true }));

describe("the documentation site", () => {
  it("builds", () => {
    expect(built.status, `${built.stdout}${built.stderr}`).toBe(0);
    expect(pages.size).toBeGreaterThan(15);
  });

  it("has every page that the guide promises", () => {
    for (const name of [
      "quick-start",
      "concepts",
      "consumer-guide",
      "operator-guide",
      "operations",
      "api",
      "bundle-format",
      "limits",
      "threat-model",
      "benchmarks",
      "faq",
    ]) {
      expect([...pages.keys()]).toContain(`${name}.html`);
    }
    expect(pages.get("api.html")).toContain("POST /v1/sentiment");
    expect(pages.get("benchmarks.html")).toContain("Attack success, suspect");
  });

  it("has no link that leads nowhere, anchors included", () => {
    const dead: string[] = [];
    for (const [name, page] of pages) {
      if (name === "404.html") continue;
      for (const [, address] of page.matchAll(/<(?:a|img|link|script)\b[^>]*?\b(?:href|src)="([^"]+)"/g)) {
        if (address === undefined || /^(https?:|mailto:|data:)/.test(address)) continue;
        const [path = "", anchor] = address.split("#");
        const target = path === "" ? name : path.startsWith("/") ? path.slice(1) : join(dirname(name), path);
        const file = target === "" || target.endsWith("/") ? `${target}index.html` : target;
        const there = existsSync(join(site, file));
        const anchored = !anchor || pages.get(file)?.includes(`id="${decodeURIComponent(anchor)}"`);
        if (!there || !anchored) dead.push(`${name}: ${address}`);
      }
    }
    expect([...new Set(dead)]).toEqual([]);
  });

  it("fetches nothing from elsewhere", () => {
    const loads = [...pages].flatMap(([name, page]) =>
      [...page.matchAll(/<(?:img|script|link|iframe)\b[^>]*?\b(?:href|src)="(https?:[^"]+)"/g)].map(
        ([, address]) => `${name}: ${address}`,
      ),
    );
    expect(loads).toEqual([]);
    const styles = (readdirSync(site, { recursive: true }) as string[]).filter((name) => name.endsWith(".css"));
    for (const name of styles) {
      expect(readFileSync(join(site, name), "utf8"), name).not.toMatch(/url\(["']?(https?:)?\/\//);
    }
  });
});

describe("links between the files of the repository", () => {
  const documents = [
    "README.md",
    ...(readdirSync(join(root, "docs"), { recursive: true }) as string[]).map((name) => join("docs", name)),
  ].filter((name) => name.endsWith(".md") && !name.includes("node_modules"));

  it.each(documents)("%s", (name) => {
    const text = readFileSync(join(root, name), "utf8").replace(/```[\s\S]*?```/g, "");
    const dead = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s]+)\)/g)].flatMap(([, address]) => {
      const [path = ""] = (address ?? "").split("#");
      const target = path.startsWith("/") ? join(root, "docs/public", path) : join(root, dirname(name), path);
      return [target, `${target}.md`].some((file) => existsSync(file)) ? [] : [relative(root, target)];
    });
    expect(dead).toEqual([]);
  });
});
