/**
 * node bench/guard/parity.ts DIR
 *
 * Holds the guard of the recall bench (serving.py) to the one that serves: the same positions flagged and the same ids
 * left, text by text, for every folder that `recall.py --parity DIR` wrote. Ends with 1 at the first difference.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Guard } from "../../src/shared/pipeline/guard.ts";
import { inspect } from "../../src/shared/pipeline/mask.ts";

interface Row {
  readonly ids: number[];
  readonly types: number[];
  readonly flagged: number[];
  readonly masked: number[] | null;
}

const root = process.argv[2] as string;
for (const name of readdirSync(root)) {
  const read = (file: string) => readFileSync(join(root, name, file));
  const guard = new Guard(JSON.parse(read("guard.json").toString()), new Uint8Array(read("guard.bin")));
  const rows = read("texts.jsonl")
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
  for (const [at, row] of rows.entries()) {
    const starts = row.types.includes(1) ? [1, row.types.indexOf(1)] : [1];
    const segments = starts.map((start, type) => row.ids.slice(start, row.types.lastIndexOf(type)));
    const flagged = new Set<number>();
    for (const { segment, first, last } of guard.scan(segments)) {
      for (let i = first; i <= last; i++) flagged.add((starts[segment] as number) + i);
    }
    const { masked, maskable } = inspect(guard, segments);
    const left = maskable ? masked.flat() : null;
    const control = new Set([row.ids[0], row.ids.at(-1)]);
    const expected = row.masked?.filter((id) => !control.has(id));
    const same =
      JSON.stringify([...flagged].sort((a, b) => a - b)) === JSON.stringify(row.flagged) &&
      JSON.stringify(left) === JSON.stringify(expected);
    if (same) continue;
    console.error(`${name}: text ${at} differs`);
    process.exit(1);
  }
  console.log(
    JSON.stringify({
      suspect: name,
      texts: rows.length,
      flagged: rows.filter((r) => r.flagged.length > 0).length,
      same: true,
    }),
  );
}
