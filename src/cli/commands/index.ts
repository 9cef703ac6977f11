/** Every command, in the order of the help. */
import type { Command } from "../command.ts";
import { keygen } from "./keygen.ts";
import { sign } from "./sign.ts";
import { verify } from "./verify.ts";

export const commands: readonly Command[] = [keygen, sign, verify];
