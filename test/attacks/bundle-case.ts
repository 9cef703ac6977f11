/** One attempt on a bundle, and how it must end. */
import type { BundleEntry } from "../../src/shared/bundle/source.ts";
import type { ErrorKind } from "../../src/shared/errors.ts";
import type { Files, TestKey } from "../unit/bundle-support.ts";

export interface BundleAttack {
  readonly name: string;
  /** Changes the sample, which `key` has signed. */
  tamper(files: Files, key: TestKey): void | Promise<void>;
  /** What the store says about each file; default: plain files under their own names. */
  readonly entries?: (plain: BundleEntry[]) => BundleEntry[];
  readonly kind: ErrorKind;
  /** Each must be named in the message. */
  readonly names: readonly string[];
}
