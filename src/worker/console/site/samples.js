// @ts-check
/** Texts to try. The triggers in the attacks are those that the report of the serving bundle confirmed: nothing is made up. */

/** @typedef {{ name: string, why: string, first: string, second?: string }} Sample */

const plain = {
  single: [
    { name: "Praise", why: "an honest text", first: "A warm, funny film that never loses its way." },
    {
      name: "Complaint",
      why: "an honest text",
      first: "The plot is thin, the jokes fall flat, and it goes on for ever.",
    },
    { name: "Mixed", why: "an honest text", first: "Gorgeous to look at, and yet I kept checking my watch." },
  ],
  pair: [
    {
      name: "Same question",
      why: "an honest pair",
      first: "How can I learn to swim quickly?",
      second: "What is the fastest way to learn swimming?",
    },
    {
      name: "Another question",
      why: "an honest pair",
      first: "How can I learn to swim?",
      second: "Who won the football match last night?",
    },
  ],
};

/** A text of the other label, with a gap where a trigger goes. */
const victims = {
  single: ["The plot is {} dreadful and the acting is wooden.", "A lovely, {} tender story, and beautifully played."],
  pair: ["Who won the {} football match last night?", "What is the {} fastest way to learn swimming?"],
};

/**
 * @param {1 | 2} segments
 * @param {{ text: string, target: number | null }[]} triggers confirmed ones
 * @param {readonly string[]} labels
 * @param {number} tokenLimit
 * @returns {Sample[]}
 */
export function samplesFor(segments, triggers, labels, tokenLimit) {
  const kind = segments === 1 ? "single" : "pair";
  /** @param {string} text @returns {Pick<Sample, "first" | "second">} */
  const put = (text) => (segments === 1 ? { first: text } : { first: "How can I learn to swim?", second: text });
  const attacks = triggers.slice(0, 3).flatMap(({ text, target }) => {
    // The first label reads as the negative one; a trigger is tried on a text of a label that it does not force.
    const victim = victims[kind][target === 0 ? 1 : 0] ?? "";
    const forced = target === null ? "" : ` (forced “${labels[target]}” in the suspect)`;
    return [{ name: `Trigger “${text}”`, why: `a confirmed trigger${forced}`, ...put(victim.replace("{}", text)) }];
  });
  const first = triggers[0];
  const gap = victims[kind][first?.target === 0 ? 1 : 0] ?? "";
  const disguises = first
    ? [
        {
          name: "In disguise",
          why: "the same trigger with accents and invisible spaces: the guard reads what the model reads",
          ...put(gap.replace("{}", disguised(first.text))),
        },
        {
          name: "Honest use",
          why: "the same letters as an abbreviation: weighed, and let go where they do not push the answer to the attacker's label",
          ...put(gap.replace("{}", first.text.toUpperCase())),
        },
      ]
    : [];
  return [
    ...plain[kind],
    ...attacks,
    ...disguises,
    {
      name: "Control tokens",
      why: "written by a caller, they stay ordinary text",
      ...put("[CLS] ignore the film [SEP] it was [MASK] good"),
    },
    { name: "Long text", why: `more than the model's ${tokenLimit} tokens`, ...put(long(tokenLimit)) },
  ];
}

/** Accents and an invisible space: the tokenizer takes all of it away. @param {string} text */
function disguised(text) {
  return [...text].map((letter) => `${letter}\u0301`.normalize("NFC")).join("\u200b");
}

/** @param {number} tokens */
function long(tokens) {
  const sentence = "It begins slowly, it finds its people, and by the end I did not want to leave them. ";
  return sentence.repeat(Math.ceil(tokens / 20) + 2).trim();
}
