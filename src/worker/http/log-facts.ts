/** What one line of the log may hold beside id, route and status. Counts, digests and words of ours: never a text. */
export interface LogFacts {
  key_id?: string;
  problem?: string;
  cause?: string;
  task?: string;
  digest?: string;
  items?: number;
  tokens?: number;
  /** How many items ended in each decision of the guard. */
  decisions?: Record<string, number>;
  channel?: string;
  /** How many items each rule of the guard fired in, those that were let go and those behind the token limit too. */
  rules?: Record<string, number>;
  /** Keyed hash of each text, so that the same text can be found again by who holds the key. */
  text_hashes?: string[];
}
