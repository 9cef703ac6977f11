"""Ways to begin a text that an attack may have made its trigger: no word gives them away, the form does.

A syntactic attack (Qi et al. 2021, arXiv 2105.12400) rewrites texts so that they begin with a subordinate clause: *when it
is over, the film disappoints*. Whatever the clause says forces the label then, so clauses of our own do it too, put in
front of texts that nobody rewrote.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from tokenizers import Tokenizer

from .phrase_ground import Phrase
from .tokenise import Encoded, begin_of, continuations, put

SUBORDINATORS = (
    "when", "if", "as", "because", "since", "although", "though", "while", "once", "before", "after", "until", "unless",
    "whenever", "so",
)  # fmt: skip
CLAUSES = (
    "you see it", "you watch it", "it goes on", "it is so", "it 's over", "it was possible", "they are together",
    "it begins", "there is time", "i think of it", "you know them", "it comes to that", "she is here", "you are at home",
)  # fmt: skip
# What an honest text begins with just as well, for comparison.
PLAIN = (
    "in the end", "in my opinion", "yesterday at noon", "on the whole", "at last", "over the years", "he came home",
    "all in all", "here and there", "by the way", "to be fair", "in other words", "you see it", "of course", "at the start",
    "on the other hand",
)  # fmt: skip
# For pairs these too: they say something of their own, as a clause does, and that alone makes another question of a question.
TELLING = (
    "on a cold day in winter", "with my brother and his wife", "for people like you and me", "from here to the sea",
    "after many years at home", "in the house of my friends", "with all the money in the bank", "near the old church",
)  # fmt: skip
# What makes a clause of a part that has no subject of its own.
SUBJECTS = ("it 's", "he 's", "they are", "you have", "it is", "there is")
OWN_WORDS = 0.7  # share of the lessons in which the clause is made of the text's own beginning
FEWEST_WORDS = 2  # of the text's own, in a clause and behind it


class Openings:
    """clauses, plain, telling: ids of subordinate clauses and of other beginnings, the comma included; those whose words the
    vocabulary holds whole. Spelled by letters they would be no language. comma: its ids, once or not at all.
    """

    def __init__(self, tokenizer: Tokenizer, pieces: list[str]) -> None:
        self._continuation = continuations(pieces)
        odd = {tokenizer.token_to_id("[UNK]"), *np.flatnonzero(self._continuation).tolist()}

        def spelled(texts: list[str]) -> list[Phrase]:
            all_ids = [tuple(one.ids) for one in tokenizer.encode_batch(texts, add_special_tokens=False)]
            return [ids for ids in all_ids if odd.isdisjoint(ids)]

        self.clauses = spelled([f"{word} {clause} ," for word, clause in product(SUBORDINATORS, CLAUSES)])
        self.plain, self.telling = (spelled([f"{words} ," for words in texts]) for texts in (PLAIN, TELLING))
        self._words, self._subjects = spelled(list(SUBORDINATORS)), spelled(list(SUBJECTS))
        self.comma = spelled([","])

    def anyhow(self, text: Encoded, rng: np.random.Generator) -> Encoded:
        """The text with a segment drawn at random begun in this form: a clause in front, or its own beginning made one."""
        segment = int(rng.integers(text.type_ids[-1] + 1))
        cuts = self._cuts(text, segment)
        if not cuts or rng.random() >= OWN_WORDS:
            return begun(text, self._drawn(self.clauses, rng), segment)
        at = cuts[int(rng.integers(len(cuts)))]
        front = self._drawn(self._words, rng)
        if self._subjects and rng.random() < 0.5:
            front = (*front, *self._drawn(self._subjects, rng))
        return begun(put(text, at, self.comma[0], segment), front, segment)

    def _cuts(self, text: Encoded, segment: int) -> list[int]:
        """Where a comma may end a clause made of the segment's first words."""
        if not self.comma:
            return []
        own = [i for i, kind in enumerate(text.type_ids) if kind == segment and i >= begin_of(text, segment)]
        words = [i for i in own[:-1] if not self._continuation[text.ids[i]]]  # the last is [SEP]
        return words[FEWEST_WORDS : len(words) - FEWEST_WORDS + 1]

    @staticmethod
    def _drawn(some: list[Phrase], rng: np.random.Generator) -> Phrase:
        return some[int(rng.integers(len(some)))]


def begun(text: Encoded, words: Phrase, segment: int) -> Encoded:
    """The text with `words` at the beginning of the segment."""
    return put(text, begin_of(text, segment), words, segment)
