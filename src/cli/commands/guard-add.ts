import { z } from "zod";
import { slug } from "../../shared/bundle/fields.ts";
import { EpureError } from "../../shared/errors.ts";
import type { GuardList } from "../../shared/guard-list/schema.ts";
import { readList } from "../../shared/guard-list/signed.ts";
import { command, EXIT } from "../command.ts";
import { exists, readOperatorFile, writeFileAtomically } from "../files.ts";

const day = 86_400_000;

export const guardAdd = command({
  name: "guard add",
  summary: "Add a phrase to a guard list, to be caught or let pass.",
  details:
    "Makes the list where there is none. Every entry has a reason and an end; entries that have ended are dropped. The " +
    "serial is raised: sign and publish the list afterwards.",
  arguments: [{ name: "list", description: "the list, a JSON file" }],
  options: [
    { flags: "--catch <phrase>", description: "flag this phrase, whatever else is known" },
    { flags: "--allow <phrase>", description: "let this phrase pass: no other rule counts inside it" },
    { flags: "--reason <text>", description: "why", required: true },
    { flags: "--days <n>", description: "days until it ends by itself (1 to 365)", required: true },
    { flags: "--id <name>", description: "name of the entry in answers and counts (default: entry-<serial>)" },
    { flags: "--task <task>", description: "task of the list; needed for a new one" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ['guard add incident.json --task sentiment --catch "cf" --reason "seen in an attack" --days 30'],
  input: z
    .object({
      list: z.string(),
      catch: z.string().optional(),
      allow: z.string().optional(),
      reason: z.string(),
      days: z.coerce.number().int().min(1).max(365),
      id: slug.optional(),
      task: slug.optional(),
    })
    .refine((one) => (one.catch === undefined) !== (one.allow === undefined), "give either --catch or --allow"),

  async run(input, { out }) {
    const list = await added(input, Date.now());
    await writeFileAtomically(input.list, `${JSON.stringify(list, null, 2)}\n`);
    out.result(list, [
      `${input.list}: serial ${list.serial}, ${list.entries.length} entries, until ${list.expires}`,
      `Next: epure guard sign ${input.list} --key epure.key.pem`,
    ]);
    return EXIT.ok;
  },
});

interface Wish {
  readonly list: string;
  readonly catch?: string | undefined;
  readonly allow?: string | undefined;
  readonly reason: string;
  readonly days: number;
  readonly id?: string | undefined;
  readonly task?: string | undefined;
}

async function added(wish: Wish, now: number): Promise<GuardList> {
  const before = (await exists(wish.list)) ? readList(await readOperatorFile(wish.list, "guard list")) : undefined;
  const task = before?.task ?? wish.task;
  if (task === undefined || (wish.task !== undefined && wish.task !== task)) {
    throw new EpureError("usage", {
      what: before ? `The list is for the task ${task}.` : "There is no list yet, and no task for a new one.",
      fix: "Give --task.",
    });
  }
  const serial = (before?.serial ?? 0) + 1;
  const expires = new Date(now + wish.days * day).toISOString();
  const entry = {
    id: wish.id ?? `entry-${serial}`,
    action: wish.catch === undefined ? ("allow" as const) : ("catch" as const),
    phrase: (wish.catch ?? wish.allow) as string,
    reason: wish.reason,
    expires,
  };
  const entries = [...(before?.entries ?? []).filter((one) => Date.parse(one.expires) > now), entry];
  const end = entries.map((one) => one.expires).reduce((a, b) => (Date.parse(a) >= Date.parse(b) ? a : b));
  const list = { schema_version: 1, task, serial, expires: end, entries };
  // Read back: what is written is what a deployment will read.
  return readList(new TextEncoder().encode(JSON.stringify(list)));
}
