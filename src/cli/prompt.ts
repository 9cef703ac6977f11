/** Asking whoever sits at the terminal. Questions go to stderr: stdout is for results. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { EpureError } from "../shared/errors.ts";

export interface Prompt {
  /** False: nobody to ask, as in a script. */
  readonly interactive: boolean;
  /** One line, or null at the end of the input. `hidden`: it is not shown while it is typed. */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string | null>;
  /** Everything that is piped in. */
  piped(): Promise<string>;
}

export function terminalPrompt(stdin: NodeJS.ReadStream, stderr: NodeJS.WritableStream): Prompt {
  return {
    interactive: stdin.isTTY === true,
    async ask(question, { hidden = false } = {}) {
      stderr.write(question);
      // readline writes what is typed to its output: one that swallows it hides it.
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const lines = createInterface({ input: stdin, output: hidden ? nowhere : stderr, terminal: true });
      try {
        const answer = await new Promise<string | null>((resolve) => {
          lines.once("close", () => resolve(null));
          lines.question("").then(resolve, () => resolve(null));
        });
        if (hidden) stderr.write("\n");
        return answer;
      } finally {
        lines.close();
      }
    },
    async piped() {
      let text = "";
      for await (const chunk of stdin) text += String(chunk);
      return text;
    },
  };
}

/**
 * Goes on only after a yes.
 * @throws EpureError `usage` where nobody can be asked, `interrupted` after anything but a yes
 */
export async function confirm(prompt: Prompt, yes: boolean, question: string): Promise<void> {
  if (yes) return;
  if (!prompt.interactive) {
    throw new EpureError("usage", {
      what: "This needs a yes, and there is no terminal to ask on.",
      fix: "Give --yes if you are sure.",
    });
  }
  const answer = (await prompt.ask(`${question} [y/N] `))?.trim().toLowerCase();
  if (answer === "y" || answer === "yes") return;
  throw new EpureError("interrupted", { what: "Nothing was changed." });
}
