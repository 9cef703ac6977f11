/** Every command, in the order of the help. */
import type { Command } from "../command.ts";
import { benchPurification } from "./bench-purification.ts";
import { classify } from "./classify.ts";
import { dev } from "./dev.ts";
import { evaluate } from "./evaluate.ts";
import { guardAdd } from "./guard-add.ts";
import { guardPublish } from "./guard-publish.ts";
import { guardReplay } from "./guard-replay.ts";
import { guardSign } from "./guard-sign.ts";
import { keygen } from "./keygen.ts";
import { purify } from "./purify.ts";
import { scan } from "./scan.ts";
import { sign } from "./sign.ts";
import { verify } from "./verify.ts";

export const commands: readonly Command[] = [
  scan,
  purify,
  evaluate,
  classify,
  keygen,
  sign,
  verify,
  guardReplay,
  guardAdd,
  guardSign,
  guardPublish,
  dev,
  benchPurification,
];

/** What the help says of a group of commands. */
export const groupSummaries: Readonly<Record<string, string>> = {
  bench: "Measure what this checkout does, on your own machine.",
  guard: "Try the guard on your own texts, and tell a deployment what to catch or let pass.",
};
