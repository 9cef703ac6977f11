/** Keys of deployments, in one file that only its owner can read; and the last state of each audit trail seen from here. */
import { chmod, mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { EpureError } from "../../shared/errors.ts";
import { unwritable, writeFileAtomically } from "../files.ts";

const fileSchema = z.strictObject({
  /** Origin that commands mean where none is given. */
  current: z.string().nullable(),
  deployments: z.record(z.string(), z.strictObject({ key: z.string() })),
  /** The last row of each audit trail that was seen from here, whichever key looked. */
  trails: z.record(z.string(), z.strictObject({ seq: z.int(), hash: z.string() })).default({}),
});
type CredentialsFile = z.infer<typeof fileSchema>;

export type Environment = Readonly<Record<string, string | undefined>>;

export class Credentials {
  readonly path: string;

  constructor(env: Environment) {
    const home = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config");
    this.path = join(home, "epure", "credentials.json");
  }

  async read(): Promise<CredentialsFile> {
    let text: string;
    try {
      text = await readFile(this.path, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { current: null, deployments: {}, trails: {} };
      throw new EpureError("file-missing", {
        what: `${this.path} cannot be read.`,
        fix: "Check its permissions.",
        cause,
      });
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    const parsed = fileSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new EpureError("usage", {
      what: `${this.path} is not a file of this version of epure.`,
      fix: "Delete it and log in again with `epure login URL`.",
    });
  }

  /** Stores a key and makes its deployment the current one. */
  async logIn(origin: string, key: string): Promise<void> {
    const file = await this.read();
    await this.#write({ ...file, current: origin, deployments: { ...file.deployments, [origin]: { key } } });
  }

  /** Forgets the key. False where there was none. */
  async logOut(origin: string): Promise<boolean> {
    const file = await this.read();
    const { [origin]: gone, ...rest } = file.deployments;
    if (gone === undefined) return false;
    await this.#write({ ...file, current: file.current === origin ? null : file.current, deployments: rest });
    return true;
  }

  /** Remembers how far an audit trail was seen: a trail that is cut or written anew will not hold this row. */
  async sawTrail(origin: string, audit: { readonly seq: number; readonly hash: string }): Promise<void> {
    const file = await this.read();
    await this.#write({ ...file, trails: { ...file.trails, [origin]: audit } });
  }

  async #write(file: CredentialsFile): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
    await writeFileAtomically(this.path, `${JSON.stringify(file, null, 2)}\n`, 0o600);
    await chmod(this.path, 0o600);
  }
}
