import { z } from "zod";
import { type BundleDetail, call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { changeLines, compare } from "../deployment/compare.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { resolveDigest, short } from "../deployment/digests.ts";

export const diff = command({
  name: "diff",
  summary: "What changes from one published bundle to another.",
  arguments: [
    { name: "before", description: "digest of a published bundle" },
    { name: "after", description: "digest of another" },
  ],
  options: [...deploymentOptions],
  input: z.object({ before: z.string(), after: z.string(), ...deploymentInput }),

  async run(input, tools) {
    const target = await connect(input, tools);
    const detail = async (text: string) =>
      call<BundleDetail>(target, "GET", `/bundles/${await resolveDigest(target, text)}/inspect`);
    const [before, after] = [await detail(input.before), await detail(input.after)];
    const changes = compare(before, after);
    tools.out.result({ before: before.digest, after: after.digest, changes }, [
      `${short(before.digest)} (${before.task}) -> ${short(after.digest)} (${after.task})`,
      ...changeLines(changes),
    ]);
    return EXIT.ok;
  },
});
