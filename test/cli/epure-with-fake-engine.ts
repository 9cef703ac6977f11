/** The command as a process of its own, with the engine of these tests: for what only a real process shows. */
import { main } from "../../src/cli/main.ts";
import { fakeEngine } from "./support.ts";

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  engine: fakeEngine(),
});
