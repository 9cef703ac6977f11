import { z } from "zod";
import { command, EXIT } from "../command.ts";
import { parseUrl } from "../deployment/connect.ts";
import { Credentials } from "../deployment/credentials.ts";

export const logout = command({
  name: "logout",
  summary: "Forget the key of a deployment.",
  details: "Only here. To end the key itself, use `epure keys revoke`.",
  arguments: [{ name: "url", description: "address of the deployment" }],
  options: [{ flags: "--json", description: "print JSON" }],
  input: z.object({ url: z.string() }),

  async run(input, { env, out }) {
    const { origin } = parseUrl(input.url);
    const forgotten = await new Credentials(env).logOut(origin);
    out.result({ url: origin, forgotten }, [
      forgotten ? `Forgot the key of ${origin}.` : `No key of ${origin} was stored.`,
    ]);
    return EXIT.ok;
  },
});
