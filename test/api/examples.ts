/** Every example of docs/clients.md, run as a reader would run it. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { python } from "./adapters.ts";
import type { ApiHost } from "./host.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/clients.md"), "utf8");
const examples = [...page.matchAll(/```(sh|python|ts)\n([\s\S]*?)```/g)].map(([, language = "", code = ""], at) => ({
  name: `${at + 1}: ${language}, ${code.trim().split("\n")[0]}`,
  language,
  code,
}));

export function examplesSuite(host: () => ApiHost): void {
  describe("docs/clients.md", () => {
    it("has examples in every language", () => {
      expect(new Set(examples.map(({ language }) => language))).toEqual(new Set(["sh", "python", "ts"]));
    });

    it.each(examples)("$name", async ({ language, code, name }) => {
      const env = { EPURE_URL: host().url, EPURE_KEY: host().key };
      expect(await run(language, code, env), name).toMatch(/positive|negative|\d/);
    });
  });
}

async function run(language: string, code: string, env: Record<string, string>): Promise<string> {
  const options = { cwd: root, env: { ...process.env, ...env } };
  if (language === "sh") return (await promisify(execFile)("bash", ["-euc", code], options)).stdout;
  if (language === "python") return python(["-c", code], env);
  // Inside the package, so that its own name and its dependencies resolve as they do for who installs it.
  const file = join(root, "test/api", `.example-${process.pid}-${Date.now()}.ts`);
  writeFileSync(file, code);
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", file],
      options,
    );
    return stdout;
  } finally {
    rmSync(file);
  }
}
