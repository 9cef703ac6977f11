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

from .guard_rules import segments_of
from .long_texts import JOINED, Logits
from .margin import margin_of
from .planting import Bench
from .tokenise import Encoded
from .trial import Finding

LongTexts = Callable[[int], Bench]  # label -> long texts of other labels (`long_bench`)

# A long text for echoes has about so many ids. With 65 (four short questions) an echo held as firmly as the triggers, with
# 145 still 0.85 of their margin; with 165 echoes kept 0.77 at most and the weakest trigger 0.92, with 185 the latter began
# to give way.
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
        held = np.asarray([margin_of(part, target).mean() for part in np.split(after, len(own))])
        most = held[words].max()
        least = np.minimum(np.where(words, ECHO_SHARE, PHRASE_SHARE) * most, most)  # even where evidence outweighs all
        echoes |= {own[i].ids for i in np.flatnonzero(held < least)}
    return [replace(f, echo=True) if f.ids in echoes else f for f in findings]


def is_word(ids: Sequence[int], continuation: np.ndarray) -> bool:
    """Whether the ids are a word of the vocabulary's, or pieces that make one word."""
    return bool(continuation[list(ids[1:])].all())


def joined_for_echoes(texts: Sequence[Encoded]) -> int:
    """How many of these clean texts have about ECHO_LENGTH ids together; JOINED at least."""
    mean = np.mean([len(segments_of(text)[-1]) for text in texts])
    return max(JOINED, round(ECHO_LENGTH / max(1.0, float(mean))))
