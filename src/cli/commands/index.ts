/** Every command, in the order of the help. */
import type { Command } from "../command.ts";
import { classify } from "./classify.ts";
import { dev } from "./dev.ts";
import { evaluate } from "./evaluate.ts";
import { keygen } from "./keygen.ts";
import { purify } from "./purify.ts";
import { scan } from "./scan.ts";
import { sign } from "./sign.ts";
import { verify } from "./verify.ts";

export const commands: readonly Command[] = [scan, purify, evaluate, classify, keygen, sign, verify, dev];
