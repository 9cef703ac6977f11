import { z } from "zod";
import { channel } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { short } from "../deployment/digests.ts";
import { readableTime } from "../deployment/duration.ts";

export const history = command({
  name: "history",
  summary: "How a task got to where it is: every move with who, when, from, to and why.",
  arguments: [{ name: "task", description: "sentiment, sentence-pair, …" }],
  options: [...deploymentOptions],
  input: z.object({ task: z.string(), ...deploymentInput }),

  async run(input, tools) {
    const { history } = await channel(await connect(input, tools), input.task);
    const lines = history.map(
      ({ kind, from_digest, to_digest, who, why, at, forced }) =>
        `${readableTime(at)}  ${kind.padEnd(8)}  ${short(from_digest).padEnd(12)} -> ${short(to_digest)}  ${who}${forced ? "  FORCED" : ""}  ${why}`,
    );
    tools.out.result({ task: input.task, history }, lines.length > 0 ? lines : [`${input.task} has never been moved.`]);
    return EXIT.ok;
  },
});
