import { z } from "zod";
import { verifyAudit } from "../../shared/audit/verify.ts";
import { auditedTables, auditTrail } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { Credentials } from "../deployment/credentials.ts";

export const auditVerify = command({
  name: "audit verify",
  summary: "Check the audit trail: no row altered, missing or moved, and every table as the trail says.",
  details:
    "The chain is computed on this machine. The last row is remembered beside your keys, so that a trail that is cut short or written anew is noticed the next time. Exit code 6 where something is wrong.",
  arguments: [],
  options: [
    { flags: "--forget", description: "the row seen earlier: after a restore that you made yourself" },
    ...deploymentOptions,
  ],
  input: z.object({ forget: z.boolean().default(false), ...deploymentInput }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const credentials = new Credentials(tools.env);
    const anchor = input.forget ? undefined : (await credentials.read()).trails[target.url.origin];
    // The tables first: a move in between is then a row too many in the trail, seen in the second look.
    let verdict = await verdictOf();
    if (!verdict.intact) verdict = await verdictOf();
    if (verdict.intact) await credentials.sawTrail(target.url.origin, { seq: verdict.rows, hash: verdict.head });
    tools.out.result(verdict, [
      verdict.intact
        ? `Intact: ${verdict.rows} rows${anchor ? `, the first ${anchor.seq} as seen before` : ""}. Head: ${verdict.head}`
        : `BROKEN: ${verdict.problems.length} problems in ${verdict.rows} rows.`,
      ...verdict.problems.map((problem) => `  ${problem}`),
      ...(verdict.intact ? [] : ['What to do: docs/operations.md, "When the trail is broken".']),
    ]);
    return verdict.intact ? EXIT.ok : EXIT.checksFailed;

    async function verdictOf() {
      const tables = await auditedTables(target);
      return verifyAudit(await auditTrail(target), tables, anchor);
    }
  },
});
