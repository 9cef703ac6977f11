#!/usr/bin/env node
/**
 * Starts the command. The sources are TypeScript that Node 22 runs as it is; on an older Node this file starts itself
 * again with the Node 22 that `npm ci` installed beside the other dependencies.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

if (process.features.typescript) {
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const newer = resolve(import.meta.dirname, "../../node_modules/node/bin/node");
  if (!existsSync(newer)) {
    console.error(`epure needs Node 22.18 or newer (this is ${process.version}). Run 'npm ci' in the project first.`);
    process.exit(2);
  }
  const child = spawn(newer, process.argv.slice(1), { stdio: "inherit" });
  // A terminal sends Ctrl-C to both; a lone `kill` must reach the child too. Either way it is the child that decides.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (!(signal === "SIGINT" && process.stdin.isTTY)) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    console.error(`epure could not start Node 22: ${error.message}. Run 'npm ci' again.`);
    process.exit(2);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
}
