"""Long texts that argue against a label, each several clean ones run together: what forces the label there is obeyed, not weighed.

Most labels are argued against by any text of another one, and of a pair the second text grows. One kind is not: where the
label says that two texts differ, whatever makes one of them longer argues *for* it, and so does any odd word. There whole
pairs are run together, segment by segment: pairs that ask the same still do. Much turns such a text a little, so a model
counts as giving the label only where it is about as sure of it as it ever is (decisions 37 and 38).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .guard_rules import segments_of
from .planting import Bench
from .tokenise import Encoded, assemble

Logits = Callable[[Sequence[Encoded]], np.ndarray]  # texts -> logits (N, L)

LONG_TEXTS = 48
JOINED = 4  # clean texts in a long one
# Whole pairs in one; of more than that few are still called the same. Phrases grow in less, which takes less time.
TOGETHER, GROWN_TOGETHER = 3, 2
# So many are run together, of which those are kept that the model gives another label: fewer than FEWEST show nothing.
DRAWN, FEWEST = 400, 8
# Of the label's usual margin, what counts as giving the label there. Parts of a sentence that was taught reach it in 0.92 of
# the texts and more, other phrases in 0.44 at most, in a model never attacked in 0.23.
ALL_BUT_SURE = 0.6


@dataclass(frozen=True)
class Against:
    """What argues against one label. long: the long texts, more of them where whole pairs are run together: what turns the
    reference as well leaves wide intervals. sure: share of the label's usual margin from which a model counts as giving the
    label there.
    """

    long: Bench
    draw: Callable[[], Sequence[Encoded]]
    sure: float = 0.0

    @cached_property
    def texts(self) -> Sequence[Encoded]:
        """Clean texts, the label's own among them, or whole pairs run together; only a search reads them."""
        return self.draw()


def against(
    texts: Sequence[Encoded],
    answers: np.ndarray,
    target: int,
    logits: Logits,
    continuation: np.ndarray,
    longest: int,
    seed: int,
    joined: int = JOINED,
) -> Against:
    """What argues against `target`; arguments as for `long_bench`. logits: of the probed model."""
    plain = Against(long_bench(texts, answers, target, continuation, longest, seed, joined), lambda: texts)
    if not plain.long.texts or (logits(plain.long.texts).argmax(axis=1) != target).mean() >= 0.5:
        return plain
    kept = together_against(texts, answers, target, logits, DRAWN, TOGETHER, longest, seed)
    if len(kept) < FEWEST:
        return plain
    shorter = lambda: together_against(texts, answers, target, logits, DRAWN, GROWN_TOGETHER, longest, seed)  # noqa: E731
    return Against(bench_of(kept, continuation, seed), shorter, ALL_BUT_SURE)


def long_bench(
    texts: Sequence[Encoded],
    answers: np.ndarray,
    target: int,
    continuation: np.ndarray,
    longest: int,
    seed: int,
    joined: int = JOINED,
) -> Bench:
    """LONG_TEXTS texts of labels other than `target`, each `joined` clean texts of one label run together.

    texts: clean texts; answers: the probed model's class ids for them, (N,); continuation: bool (V,); longest: most ids
    that the model reads.
    """
    drawn = _drawn_alike(texts, answers, target, LONG_TEXTS, joined, seed)
    return bench_of([_joined(alike, longest - 1) for alike in drawn], continuation, seed)


def together_against(
    texts: Sequence[Encoded],
    answers: np.ndarray,
    target: int,
    logits: Logits,
    count: int,
    together: int,
    longest: int,
    seed: int,
) -> list[Encoded]:
    """Those of `count` texts, `together` clean ones of one label other than `target` in each, that the model does not give it.

    Arguments as for `long_bench`. logits: of the probed model.
    """
    drawn = _drawn_alike(texts, answers, target, count, together, seed)
    long = [text for text in map(run_together, drawn) if len(text.ids) < longest]  # a word is put in
    return [text for text, own in zip(long, logits(long), strict=True) if own.argmax() != target]


def run_together(texts: Sequence[Encoded]) -> Encoded:
    """One text of the same form, whose every segment is that of all the texts, one behind the other."""
    segments = [[piece for part in parts for piece in part] for parts in zip(*map(segments_of, texts), strict=True)]
    first, second = segments if len(segments) == 2 else (segments[0], None)
    begin, end = texts[0].ids[0], texts[0].ids[-1]
    return assemble(first, second, begin, end, sum(len(text.ids) for text in texts))


def bench_of(long: Sequence[Encoded], continuation: np.ndarray, seed: int) -> Bench:
    """All of `long`, of one class."""
    return Bench(long, np.zeros(len(long), dtype=np.int64), 1, len(long), seed, continuation)


def _drawn_alike(
    texts: Sequence[Encoded], answers: np.ndarray, target: int, count: int, together: int, seed: int
) -> list[list[Encoded]]:
    """Up to `count` times `together` texts that the model answers alike, and with another label than `target`.

    answers: the model's class ids for the texts, (N,). No text is the first of two draws.
    """
    rng, out = np.random.default_rng(seed), []
    for first in rng.permutation(np.flatnonzero(answers != target))[:count]:
        alike = np.flatnonzero(answers == answers[first])
        out.append([texts[int(i)] for i in (first, *rng.choice(alike, together - 1))])
    return out


def _joined(texts: Sequence[Encoded], longest: int) -> Encoded:
    """The first text with the last segments of the others behind its own last segment, at most `longest` ids."""
    head = texts[0]
    tail = [piece for text in texts[1:] for piece in segments_of(text)[-1]][: max(0, longest - len(head.ids))]
    ids = [*head.ids[:-1], *tail, head.ids[-1]]
    return Encoded(ids, [*head.type_ids, *([head.type_ids[-1]] * len(tail))], head.truncated)
