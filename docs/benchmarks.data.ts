/** What bench/ and models/ hold, read when the site is built. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMarkdownRenderer } from "vitepress";

const root = join(import.meta.dirname, "..");

interface Rate {
  readonly value: number | null;
  readonly interval?: readonly [number, number] | null;
}

export interface Benchmarks {
  readonly bundles: readonly Record<string, string>[];
  readonly questions: readonly { readonly name: string; readonly html: string }[];
}

declare const data: Benchmarks;

export { data };

export default {
  watch: ["../bench/*/README.md", "../models/*/report.json"],
  async load(): Promise<Benchmarks> {
    const markdown = await createMarkdownRenderer(root);
    const bundles = readdirSync(join(root, "models"))
      .filter((name) => existsSync(join(root, "models", name, "report.json")))
      .flatMap((name) => rowsOf(name, JSON.parse(readFileSync(join(root, "models", name, "report.json"), "utf8"))));
    const questions = readdirSync(join(root, "bench"))
      .filter((name) => existsSync(join(root, "bench", name, "README.md")))
      .map((name) => {
        const text = readFileSync(join(root, "bench", name, "README.md"), "utf8");
        // One level down, and without links and pictures: they point into folders that are no part of the site.
        const local = text
          .replace(/^#/gm, "##")
          .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
          .replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, "$1");
        return { name, html: markdown.render(local) };
      });
    return { bundles, questions };
  },
};

// biome-ignore lint/suspicious/noExplicitAny: the report's own figures, shown where they are there.
function rowsOf(bundle: string, report: any): Record<string, string>[] {
  const { clean, attacks } = report.shipped;
  return attacks.map((attack: { name: string; asr: Record<string, Rate> }) => ({
    bundle,
    attack: attack.name,
    suspect: write(attack.asr.suspect),
    off: write(attack.asr.off),
    on: write(attack.asr.on),
    never: write({
      value: report.fp32.attacks.find((one: { name: string }) => one.name === attack.name)?.benign?.asr ?? null,
    }),
    accBefore: write(clean.acc?.suspect),
    accAfter: write(clean.acc?.on),
  }));
}

function write(rate: Rate | undefined): string {
  if (rate?.value == null) return "–";
  const range = rate.interval ? ` (${rate.interval.map((end) => (end * 100).toFixed(1)).join(" to ")})` : "";
  return `${(rate.value * 100).toFixed(1)} %${range}`;
}
