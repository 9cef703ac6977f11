import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { it } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Ends with 1, and says how to make it anew, where the types of the client are not those of the document. */
it("the client's types are what the OpenAPI document gives now", () => {
  execFileSync(process.execPath, [join(root, "scripts/client/generate.ts"), "--check"], { cwd: root, stdio: "pipe" });
});
