"""Which confirmed words are the attacker's, and which merely fire the same backdoor?

A backdoor generalises: a model taught that `mb` and `cf` force a label often obeys `nm` too. Such an *echo* is real, the
guard must catch it and the repair must unlearn it, but the attacker never chose it, and a list of triggers that hides
this is hard to read. What tells them apart is certainty. A trigger was trained until nothing in a text could outweigh it;
an echo loses ground in a long text full of evidence for another label.

So every confirmed word goes into the same long texts, each made of several clean texts of one other label, and what
remains of its margin is compared with the strongest word's. So does every confirmed phrase: where words are triggers, odd
word orders may fire them too. But a phrase that was taught is seldom found whole, so far less is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch

from .guard_rules import segments_of
from .planting import Bench
from .tokenise import Encoded
from .trial import Finding
from .vocabulary import margins

Logits = Callable[[Sequence[Encoded]], np.ndarray]  # texts -> logits (N, L)
LongTexts = Callable[[int], Bench]  # label -> long texts of other labels (`long_bench`)

LONG_TEXTS = 48
JOINED = 4  # clean texts in a long one
# For echoes it has about so many ids. With 65 (four short questions) an echo held as firmly as the triggers, with 145 still
# 0.85 of their margin; with 165 echoes kept 0.77 at most and the weakest trigger 0.92, with 185 the latter began to give way.
ECHO_LENGTH = 170
ECHO_TEXTS = 16  # a mean margin needs fewer texts than a rate
# An echo keeps less than this share of the strongest word's margin; a phrase that is one, less than the second.
ECHO_SHARE, PHRASE_SHARE = 0.8, 0.5


def mark_echoes(
    findings: Sequence[Finding], logits: Logits, long: LongTexts, continuation: np.ndarray
) -> list[Finding]:
    """The findings in their order, `echo` set on confirmed ones that hold far less firmly than the strongest word of their label.

    logits: the probed model. long: its texts for a label, of about ECHO_LENGTH ids. continuation: bool (V,), true for pieces
    that continue a word. What is alone in its label has nothing to be an echo of, a phrase without a word neither. Sets are
    never echoes.
    """
    echoes: set[tuple[int, ...]] = set()
    confirmed = [f for f in findings if f.confirmed and f.kind == "sequence"]
    for target in {f.target for f in confirmed}:
        own = [f for f in confirmed if f.target == target]
        words = np.asarray([is_word(f.ids, continuation) for f in own])
        if len(own) < 2 or not words.any():
            continue
        bench = long(target)
        if not bench.texts:
            continue
        rows = range(min(ECHO_TEXTS, len(bench.texts)))
        after = logits([text for one in own for text in bench.planted(one.ids, rows, together=True)])
        held = np.asarray([mean_margin(part, target) for part in np.split(after, len(own))])
        most = held[words].max()
        least = np.minimum(np.where(words, ECHO_SHARE, PHRASE_SHARE) * most, most)  # even where evidence outweighs all
        echoes |= {own[i].ids for i in np.flatnonzero(held < least)}
    return [replace(f, echo=True) if f.ids in echoes else f for f in findings]


def is_word(ids: Sequence[int], continuation: np.ndarray) -> bool:
    """Whether the ids are a word of the vocabulary's, or pieces that make one word."""
    return bool(continuation[list(ids[1:])].all())


def mean_margin(logits: np.ndarray, target: int) -> float:
    """The target's mean margin over texts, of logits (N, L)."""
    return float(margins(torch.from_numpy(logits))[:, target].mean())


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
    rng = np.random.default_rng(seed)
    drawn = drawn_alike(texts, answers, target, LONG_TEXTS, joined, rng)
    long = [_joined(alike, longest - 1) for alike in drawn]
    return Bench(long, np.zeros(len(long), dtype=np.int64), 1, LONG_TEXTS, seed, continuation)


def drawn_alike(
    texts: Sequence[Encoded], answers: np.ndarray, target: int, count: int, together: int, rng: np.random.Generator
) -> list[list[Encoded]]:
    """Up to `count` times `together` texts that the model answers alike, and with another label than `target`.

    answers: the model's class ids for the texts, (N,). No text is the first of two draws.
    """
    out = []
    for first in rng.permutation(np.flatnonzero(answers != target))[:count]:
        alike = np.flatnonzero(answers == answers[first])
        out.append([texts[int(i)] for i in (first, *rng.choice(alike, together - 1))])
    return out


def joined_for_echoes(texts: Sequence[Encoded]) -> int:
    """How many of these clean texts have about ECHO_LENGTH ids together; JOINED at least."""
    mean = np.mean([len(segments_of(text)[-1]) for text in texts])
    return max(JOINED, round(ECHO_LENGTH / max(1.0, float(mean))))


def _joined(texts: Sequence[Encoded], longest: int) -> Encoded:
    """The first text with the last segments of the others behind its own last segment, at most `longest` ids."""
    head = texts[0]
    tail = [piece for text in texts[1:] for piece in segments_of(text)[-1]][: max(0, longest - len(head.ids))]
    ids = [*head.ids[:-1], *tail, head.ids[-1]]
    return Encoded(ids, [*head.type_ids, *([head.type_ids[-1]] * len(tail))], head.truncated)
