/** One tokenizer for bundles that carry the same `tokenizer.json`: an isolate with both tasks holds its tables once. */
import { sha256Hex } from "../bundle/digest.ts";
import { Tokenizer } from "./tokenizer.ts";

/** A swap needs the old and the new one; two tasks on one base share theirs. */
const mostKept = 2;
const kept = new Map<string, Tokenizer>();

/**
 * The tokenizer of these bytes, from the last few used or newly made. No promise is shared between callers: in a
 * Worker one request's promise may never settle for another.
 * @throws EpureError `bundle-schema` when they are not a supported `tokenizer.json`
 */
export async function sharedTokenizer(json: Uint8Array): Promise<Tokenizer> {
  const key = await sha256Hex(json);
  const tokenizer = kept.get(key) ?? new Tokenizer(json);
  kept.delete(key); // to the end of the order: used last
  kept.set(key, tokenizer);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return tokenizer;
}
