/** Every command, in the order of the help. */
import type { Command } from "../command.ts";
import { abort } from "./abort.ts";
import { activate } from "./activate.ts";
import { auditVerify } from "./audit-verify.ts";
import { benchPurification } from "./bench-purification.ts";
import { budget } from "./budget.ts";
import { bundlesInspect } from "./bundles-inspect.ts";
import { bundlesList } from "./bundles-list.ts";
import { bundlesPrune } from "./bundles-prune.ts";
import { classify } from "./classify.ts";
import { completionOf } from "./completion.ts";
import { dev } from "./dev.ts";
import { diff } from "./diff.ts";
import { doctor } from "./doctor.ts";
import { evaluate } from "./evaluate.ts";
import { guardAdd } from "./guard-add.ts";
import { guardPublish } from "./guard-publish.ts";
import { guardReplay } from "./guard-replay.ts";
import { guardSign } from "./guard-sign.ts";
import { history } from "./history.ts";
import { keygen } from "./keygen.ts";
import { keysBootstrap } from "./keys-bootstrap.ts";
import { keysCreate } from "./keys-create.ts";
import { keysList } from "./keys-list.ts";
import { keysRevoke } from "./keys-revoke.ts";
import { keysRotate } from "./keys-rotate.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { promote } from "./promote.ts";
import { publish } from "./publish.ts";
import { purify } from "./purify.ts";
import { rollback } from "./rollback.ts";
import { scan } from "./scan.ts";
import { shadow } from "./shadow.ts";
import { sign } from "./sign.ts";
import { status } from "./status.ts";
import { verify } from "./verify.ts";

const all: Command[] = [
  scan,
  purify,
  evaluate,
  classify,
  keygen,
  sign,
  verify,
  budget,
  guardReplay,
  guardAdd,
  guardSign,
  guardPublish,
  dev,
  benchPurification,
  login,
  logout,
  publish,
  activate,
  promote,
  abort,
  rollback,
  status,
  history,
  shadow,
  diff,
  auditVerify,
  keysBootstrap,
  keysCreate,
  keysList,
  keysRotate,
  keysRevoke,
  bundlesList,
  bundlesInspect,
  bundlesPrune,
  doctor,
  completionOf(() => all),
];

export const commands: readonly Command[] = all;

/** What the help says of a group of commands. */
export const groupSummaries: Readonly<Record<string, string>> = {
  bench: "Measure what this checkout does, on your own machine.",
  audit: "Check the audit trail of a deployment.",
  bundles: "See what is published, and let go of what nobody needs.",
  keys: "Make, list, rotate and revoke the API keys of a deployment.",
  guard: "Try the guard on your own texts, and tell a deployment what to catch or let pass.",
};
