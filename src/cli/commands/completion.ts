import { z } from "zod";
import { type Command, command, EXIT } from "../command.ts";
import { completionScript, shells } from "../completion.ts";

/** Made with the list it completes, of which it is a part itself. */
export function completionOf(commands: () => readonly Command[]) {
  return command({
    name: "completion",
    summary: "Print what makes your shell complete commands and options.",
    arguments: [{ name: "shell", description: shells.join(", ") }],
    options: [{ flags: "--json", description: "print JSON" }],
    examples: [
      "completion bash >> ~/.bashrc",
      "completion zsh > ~/.zfunc/_epure",
      "completion fish > ~/.config/fish/completions/epure.fish",
    ],
    input: z.object({ shell: z.enum(shells, { error: `must be one of ${shells.join(", ")}` }) }),

    async run({ shell }, { out }) {
      const script = completionScript(shell, commands());
      out.result({ shell, script }, [script]);
      return EXIT.ok;
    },
  });
}
