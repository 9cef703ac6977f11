import type { KeyLimits } from "./key-limits.ts";

/** Who is calling, after the key was checked. */
export interface Caller {
  /** `api_keys.id`: safe to log, useless as a credential. */
  readonly keyId: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly limits: KeyLimits;
}

export const scopes = ["classify", "viewer", "operator"] as const;
/** `classify`: ask the models. `viewer`: read what is published. `operator`: publish and activate, and all of `viewer`. */
export type Scope = (typeof scopes)[number];

export function isScope(word: string): word is Scope {
  return (scopes as readonly string[]).includes(word);
}
