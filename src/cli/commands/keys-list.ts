import { z } from "zod";
import type { KeyRow, KeyWithLimits } from "../../shared/admin/key.ts";
import { call } from "../admin-client.ts";
import { command, EXIT } from "../command.ts";
import { connect, deploymentInput, deploymentOptions } from "../deployment/connect.ts";
import { readableTime } from "../deployment/duration.ts";
import { limitWords } from "../deployment/keys.ts";

export const keysList = command({
  name: "keys list",
  summary: "Every API key, without the keys themselves.",
  arguments: [],
  options: [...deploymentOptions],
  input: z.object({ ...deploymentInput }),

  async run(input, tools) {
    const { keys } = await call<{ keys: KeyWithLimits[] }>(await connect(input, tools), "GET", "/keys");
    const state = (key: KeyRow) =>
      key.revoked_at !== null
        ? `revoked ${readableTime(key.revoked_at)}`
        : key.expires_at === null
          ? "does not expire"
          : `${key.expires_at <= Date.now() ? "expired" : "expires"} ${readableTime(key.expires_at)}`;
    tools.out.result(
      { keys },
      keys.map((key) => [key.id, key.scopes.padEnd(16), state(key), key.name, limitWords(key)].join("  ").trimEnd()),
    );
    return EXIT.ok;
  },
});
