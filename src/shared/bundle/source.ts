/** Where the files of a bundle come from: a folder, an R2 prefix, memory. */

export interface BundleEntry {
  /** Path relative to the bundle, as the store gives it: not yet believed. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Anything but a plain file is refused. */
  readonly type: "file" | "symlink" | "other";
}

export interface BundleSource {
  /** Everything that is there, `model.sig` included, in any order. */
  list(): Promise<readonly BundleEntry[]>;
  /**
   * All bytes of one file that `list` named. The caller owns them: a source keeps no second reference, so that the
   * weights can be given to a runtime and dropped.
   */
  read(name: string): Promise<Uint8Array>;
}

/** A bundle in memory, for tests and for files that were just made. Reads hand out copies: see `BundleSource.read`. */
export function memorySource(files: ReadonlyMap<string, Uint8Array>): BundleSource {
  return {
    list: async () => Array.from(files, ([name, bytes]) => ({ name, size: bytes.length, type: "file" as const })),
    read: async (name) => {
      const bytes = files.get(name);
      if (!bytes) throw new Error(`not listed: ${name}`);
      return bytes.slice();
    },
  };
}
