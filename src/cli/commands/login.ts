import { z } from "zod";
import { isWellFormedApiKey } from "../../shared/api-key.ts";
import { EpureError } from "../../shared/errors.ts";
import { call } from "../admin-client.ts";
import { command, EXIT, type Tools } from "../command.ts";
import { parseUrl } from "../deployment/connect.ts";
import { Credentials } from "../deployment/credentials.ts";
import { readOperatorFile } from "../files.ts";

export const login = command({
  name: "login",
  summary: "Store the key of a deployment, for all other commands.",
  details:
    "The key is asked for, or read from --key-file, EPURE_KEY or a pipe; never from the command line, where others could see it. It is tried first, then stored in ~/.config/epure/credentials.json, readable by you alone.",
  arguments: [{ name: "url", description: "address of the deployment" }],
  options: [
    { flags: "--key-file <file>", description: "file with the key (also .epure/dev/keys.json of `npm start`)" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ["login https://epure.example.workers.dev", "login http://localhost:8787 --key-file .epure/dev/keys.json"],
  input: z.object({ url: z.string(), keyFile: z.string().optional() }),

  async run(input, tools) {
    const url = parseUrl(input.url);
    const key = await readKey(input.keyFile, tools);
    if (!(await isWellFormedApiKey(key))) {
      throw new EpureError("usage", {
        what: "This is no API key, or it is cut short.",
        fix: "Give the whole key: epure_<kind>_ and 28 letters and digits.",
      });
    }
    const who = await call<{ key_id: string; name: string; scopes: string[] }>(
      { url, key, signal: tools.signal },
      "GET",
      "/whoami",
    );
    const credentials = new Credentials(tools.env);
    await credentials.logIn(url.origin, key);
    tools.out.result({ url: url.origin, ...who, stored: credentials.path }, [
      `Logged in to ${url.origin} as ${who.name} (${who.key_id}), scopes ${who.scopes.join(", ")}.`,
      `The key is in ${credentials.path}.`,
    ]);
    return EXIT.ok;
  },
});

async function readKey(file: string | undefined, { env, prompt }: Tools): Promise<string> {
  if (file !== undefined) {
    const text = (await readOperatorFile(file, "key file")).toString("utf8").trim();
    if (!text.startsWith("{")) return text;
    try {
      return String((JSON.parse(text) as { operator?: unknown }).operator ?? "");
    } catch {
      return "";
    }
  }
  if (env.EPURE_KEY) return env.EPURE_KEY;
  if (!prompt.interactive) return (await prompt.piped()).trim();
  return (await prompt.ask("API key: ", { hidden: true }))?.trim() ?? "";
}
