/** Completion scripts, made from the same list as the help. Words and options only: nothing is asked of a deployment. */
import type { Command } from "./command.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

interface Entry {
  /** `keys create` as ["keys", "create"]. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly flags: readonly string[];
}

export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const entries = commands.map(({ name, summary, options }) => ({
    words: name.split(" "),
    summary,
    flags: [...options.map((option) => option.flags.split(/[ ,]/)[0] as string), "--help"],
  }));
  switch (shell) {
    case "bash":
      return bash(entries);
    case "zsh":
      return `#compdef epure\nautoload -U +X bashcompinit && bashcompinit\n${bash(entries)}`;
    case "fish":
      return fish(entries);
  }
}

function firstWords(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map((entry) => entry.words[0] as string))];
}

function bash(entries: readonly Entry[]): string {
  const groups = firstWords(entries).filter((word) =>
    entries.some(({ words }) => words[0] === word && words.length > 1),
  );
  const seconds = groups.map((group) => {
    const words = entries.filter((entry) => entry.words[0] === group).map((entry) => entry.words[1]);
    return `    ${group}) words="${words.join(" ")}" ;;`;
  });
  const flags = entries.map((entry) => `      "${entry.words.join(" ")}") words="${entry.flags.join(" ")}" ;;`);
  return `_epure() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="" command="\${COMP_WORDS[1]}"
  case "$command" in ${groups.join("|")}) command="$command \${COMP_WORDS[2]}" ;; esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${firstWords(entries).join(" ")} --help --version"
  elif [[ "$current" == -* ]]; then
    case "$command" in
${flags.join("\n")}
    esac
  elif [ "$COMP_CWORD" -eq 2 ]; then
    case "\${COMP_WORDS[1]}" in
${seconds.join("\n")}
    esac
  fi
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _epure epure
`;
}

function fish(entries: readonly Entry[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = firstWords(entries).map((word) => {
    const own = entries.find(({ words }) => words.length === 1 && words[0] === word);
    return `complete -c epure -n __fish_use_subcommand -a ${word} -d ${quoted(own?.summary ?? "")}`;
  });
  for (const { words, summary, flags } of entries) {
    const [first, second] = words;
    const inside = `__fish_seen_subcommand_from ${first}`;
    if (second !== undefined) {
      lines.push(`complete -c epure -f -n ${quoted(inside)} -a ${second} -d ${quoted(summary)}`);
    }
    const condition = second === undefined ? inside : `${inside}; and __fish_seen_subcommand_from ${second}`;
    for (const flag of flags) lines.push(`complete -c epure -n ${quoted(condition)} -l ${flag.replace(/^--/, "")}`);
  }
  return `${lines.join("\n")}\n`;
}
