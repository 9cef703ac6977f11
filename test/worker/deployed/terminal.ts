/** The command as somebody types it: arguments in, exit code and text out. */
import { join } from "node:path";
import { Writable } from "node:stream";
import { main } from "../../../src/cli/main.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Of stdout, where it is one JSON value. */
  readonly json: any;
}

export interface Who {
  /** Folder with this operator's credentials. */
  readonly home?: string;
  readonly env?: Record<string, string>;
  /** What is typed where a question is asked, perhaps after something else has happened; undefined: nobody is there. */
  readonly answer?: string | (() => Promise<string>);
}

/** @param folder where the homes of operators are */
export function terminalIn(folder: string): (argv: string[], who?: Who) => Promise<Said> {
  return async (argv, { home = "home", env = {}, answer } = {}) => {
    const text = { out: "", err: "" };
    const stream = (name: "out" | "err") =>
      new Writable({
        write(chunk, _encoding, done) {
          text[name] += String(chunk);
          done();
        },
      });
    const code = await main(argv, {
      stdout: stream("out"),
      stderr: stream("err"),
      engine: { run: async () => Promise.reject(new Error("no engine here")) },
      env: { HOME: join(folder, home), ...env },
      prompt: {
        interactive: answer !== undefined,
        ask: async () => (typeof answer === "function" ? answer() : (answer ?? null)),
        piped: async () => "",
      },
    });
    let json: any;
    try {
      json = JSON.parse(text.out);
    } catch {
      json = undefined;
    }
    return { code, ...text, json };
  };
}
