/** Which deployment a command means, and with which key. */
import { z } from "zod";
import { EpureError } from "../../shared/errors.ts";
import type { AdminTarget } from "../admin-client.ts";
import type { OptionSpec, Tools } from "../command.ts";
import { Credentials } from "./credentials.ts";

/** Of every command that talks to a deployment. */
export const deploymentOptions: readonly OptionSpec[] = [
  { flags: "--url <url>", description: "the deployment (default: EPURE_URL, else where you logged in last)" },
  { flags: "--json", description: "print JSON" },
];

export const deploymentInput = { url: z.string().optional() };

/** The key comes from EPURE_KEY or from `epure login`: on a command line others could see it. */
export async function connect(
  input: { readonly url?: string | undefined },
  tools: Pick<Tools, "env" | "signal">,
): Promise<AdminTarget> {
  const { env, signal } = tools;
  const { current, deployments } = await new Credentials(env).read();
  const wanted = input.url ?? (env.EPURE_URL || current);
  if (wanted === null || wanted === undefined) {
    throw new EpureError("usage", {
      what: "No deployment is known.",
      fix: "Log in first: `epure login URL`. Or set EPURE_URL and EPURE_KEY.",
    });
  }
  const url = parseUrl(wanted);
  const key = env.EPURE_KEY || deployments[url.origin]?.key;
  if (key === undefined) {
    throw new EpureError("usage", {
      what: `There is no key for ${url.origin}.`,
      fix: `Log in first: \`epure login ${url.origin}\`. Or set EPURE_KEY.`,
    });
  }
  return { url, key, signal };
}

/** @throws EpureError `usage` for anything but an https address, or http on this machine */
export function parseUrl(text: string): URL {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  const local = url !== null && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url !== null && (url.protocol === "https:" || (url.protocol === "http:" && local))) return url;
  throw new EpureError("usage", {
    what: "This is not the address of a deployment.",
    why: "A key is sent to https addresses alone; http only to this machine.",
    fix: "Give an address as in https://epure.example.workers.dev.",
  });
}
