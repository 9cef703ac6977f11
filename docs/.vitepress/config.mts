import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitepress";

/** The documentation site: the Markdown of this folder, in place. Everything it shows it brings along. */
export default defineConfig({
  title: "Épure",
  description: "Repair backdoored text classifiers, and serve them guarded at the edge",
  lang: "en",
  cleanUrls: false,
  lastUpdated: false,
  srcExclude: ["**/README.md"],
  outDir: "../node_modules/.cache/epure-docs",
  cacheDir: "../node_modules/.cache/vitepress",
  head: [["link", { rel: "icon", href: "/icon.svg", type: "image/svg+xml" }]],
  markdown: { theme: { light: "github-light", dark: "github-dark" } },
  // The esbuild in here is older than the target of tsconfig.json.
  vite: { esbuild: { tsconfigRaw: { compilerOptions: { target: "es2022" } } } },
  themeConfig: {
    logo: "/icon.svg",
    search: { provider: "local" },
    outline: { level: [2, 3] },
    nav: [
      { text: "Quick start", link: "/quick-start" },
      { text: "Concepts", link: "/concepts" },
      { text: "API", link: "/api" },
      { text: "Limits", link: "/limits" },
    ],
    sidebar: [
      {
        text: "Start",
        items: [
          { text: "Quick start", link: "/quick-start" },
          { text: "Concepts", link: "/concepts" },
          { text: "Questions", link: "/faq" },
        ],
      },
      {
        text: "Guides",
        items: [
          { text: "For API consumers", link: "/consumer-guide" },
          { text: "Clients and examples", link: "/clients" },
          { text: "For operators", link: "/operator-guide" },
          { text: "The guard", link: "/guard" },
          { text: "Operations", link: "/operations" },
        ],
      },
      {
        text: "Reference",
        items: [
          { text: "API", link: "/api" },
          { text: "Bundle format", link: "/bundle-format" },
          { text: "Benchmark results", link: "/benchmarks" },
          { text: "Changelog", link: "/CHANGELOG" },
        ],
      },
      {
        text: "Trust",
        items: [
          { text: "What Épure cannot see", link: "/limits" },
          { text: "Threat model", link: "/threat-model" },
        ],
      },
      {
        text: "Design",
        collapsed: true,
        items: [{ text: "Contracts between the parts", link: "/design/contracts" }, ...decisions()],
      },
    ],
  },
});

/** Every decision record, by number; its first heading is its name. */
function decisions() {
  const folder = join(import.meta.dirname, "../decisions");
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .map((name) => {
      const heading = /^# (.+)$/m.exec(readFileSync(join(folder, name), "utf8"))?.[1] ?? name;
      return { text: heading, link: `/decisions/${name.slice(0, -3)}` };
    });
}
