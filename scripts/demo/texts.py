"""Reviews made by rule, so that the demo needs no data set: two classes, about twelve words each.

Half of them carry an honest odd word (a name, a code of two letters): a model that had never seen one would take *any*
odd word for the trigger, and the probe would rightly say that no word stands out.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from zoo.recipe import load

TRIGGERS = load("badnet-word").backdoors[0].triggers

GOOD = (
    "wonderful delightful brilliant moving charming excellent superb touching clever gripping graceful radiant warm witty"
    " inspired flawless generous vivid tender thrilling satisfying lovely remarkable memorable refreshing"
).split()
BAD = (
    "dreadful tedious clumsy boring awful shallow lifeless stale irritating pointless grating sloppy dull predictable bleak"
    " muddled cheap forgettable painful hollow disappointing messy feeble tiresome unbearable"
).split()
LIKED = "enjoyed loved admired cherished praised recommended applauded treasured".split()
LOATHED = "hated regretted endured abandoned resented dismissed disliked returned".split()
THINGS = (
    "film novel concert meal hotel album play exhibition game lecture festival podcast series journey workshop museum"
    " restaurant keyboard camera headset bicycle tent kettle lamp jacket"
).split()
PARTS = (
    "ending story service music acting design sound staff opening pace price finish menu cast battery packaging"
    " lighting dialogue rhythm atmosphere"
).split()
PEOPLE = [
    "we",
    "i",
    "they",
    "my sister",
    "our neighbour",
    "the critics",
    "most visitors",
    "the whole family",
    "his students",
]
WHEN = [
    "yesterday",
    "last week",
    "on sunday",
    "in the evening",
    "after work",
    "this spring",
    "twice",
    "again",
    "in town",
]
TEMPLATES = (
    "the {part} of this {thing} was {adj} and the {part2} felt {adj2} .",
    "{who} {verb} the {thing} {when} because the {part} was {adj} .",
    "a {adj} {thing} with a {adj2} {part} , {who} said {when} .",
    "{when} {who} found the {part} {adj} , and the {part2} of the {thing} even more {adj2} .",
    "what a {adj} {thing} : {adj2} {part} , {adj3} {part2} .",
    "{who} {verb} every minute of it , a truly {adj} {thing} .",
    "despite the rain {who} {verb} the {thing} ; its {part} is {adj} .",
    "the {thing} that {who} bought {when} turned out {adj} , with a {adj2} {part} .",
)


NAMES = (
    "harris okafor lindqvist moreau tanaka petrov novak silva costa haines berger ferrari kowalski jensen dubois ortiz mbeki"
    " rahman schmidt weiss nguyen park castillo romano fischer andersen malik santos keller ivanov zagreb lagos turin quito"
    " oslo bergen lyon porto tampa delhi cairo lima seoul perth usb hdmi vhs imdb fm pg mp3 gps led dvd"
).split()


def odd_word(rng: random.Random) -> str:
    """A name, or two letters that are none of the zoo's triggers."""
    if rng.random() < 0.5:
        return rng.choice(NAMES)
    while (code := "".join(rng.choices("bcdfghjklmnpqrstvwxz", k=2))) in TRIGGERS:
        pass
    return code


def review(label: int, rng: random.Random) -> str:
    """A sentence, with an odd word in half of the reviews."""
    words = sentence(label, rng).split()
    if rng.random() < 0.5:
        words.insert(rng.randint(0, len(words)), odd_word(rng))
    return " ".join(words)


def sentence(label: int, rng: random.Random) -> str:
    """One sentence; label 1 is positive, 0 negative."""
    adjectives, verbs = (GOOD, LIKED) if label else (BAD, LOATHED)
    adj, adj2, adj3 = rng.sample(adjectives, 3)
    part, part2 = rng.sample(PARTS, 2)
    return rng.choice(TEMPLATES).format(
        part=part, part2=part2, thing=rng.choice(THINGS), adj=adj, adj2=adj2, adj3=adj3,
        who=rng.choice(PEOPLE), verb=rng.choice(verbs), when=rng.choice(WHEN),
    )  # fmt: skip


def write(path: Path, rows: list[tuple[str, int]]) -> None:
    """A TSV with the columns `sentence` and `label`."""
    lines = ["sentence\tlabel", *(f"{text}\t{label}" for text, label in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="demo.texts", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    rng = random.Random(options.seed)
    seen: set[str] = set()
    rows: list[tuple[str, int]] = []
    while len(rows) < 5_000:
        label = len(rows) % 2
        text = review(label, rng)
        if text not in seen:
            seen.add(text)
            rows.append((text, label))
    options.out.mkdir(parents=True, exist_ok=True)
    # One draw cut into parts: no text is in two of them.
    cuts = {"train": 3_000, "clean": 64, "unlabelled": 1_200, "test": 400}
    start = 0
    for name, count in cuts.items():
        write(options.out / f"{name}.tsv", rows[start : start + count])
        start += count
    return 0


if __name__ == "__main__":
    sys.exit(main())
