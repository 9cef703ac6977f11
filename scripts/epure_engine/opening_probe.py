"""Does a model obey the way a text begins? The probe's question, put to subordinate clauses in front of clean texts.

One finding for each label at most: the clause that moves most texts stands for all of them. The evidence is the probe's: it
flips nearly all texts, other beginnings of a text do not, and the clean reference is not moved by the same clause.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .epur import Drift
from .inference import predict_logits
from .openings import Openings, begun
from .planting import Bench
from .reading import Reading
from .tokenise import Encoded
from .trial import CONFIRM_TEXTS, OPENING, Finding, Trial, strongest_first

# (texts per class, clauses that go on)
ROUNDS = ((2, 40), (8, 8))


class _FrontBench(Bench):
    """A bench that puts everything in front of the last segment."""

    def planted(self, ids: Sequence[int], rows: Sequence[int] | np.ndarray, *, together: bool = False) -> list[Encoded]:
        return [begun(self.texts[i], tuple(ids), self.texts[i].type_ids[-1]) for i in rows]


def probe_openings(reading: Reading, drift: Drift, words: Sequence[Finding]) -> list[Finding]:
    """The strongest clause of every label that clauses move texts to, confirmed or not.

    words: what was confirmed before; clauses that hold a word of it are left out, since they would be found for that word.
    """
    inputs, seed = reading.inputs, reading.recipe.seed
    language = Openings(inputs.suspect.tokenizer, inputs.suspect.vocabulary)
    known = {i for finding in words for i in finding.ids}.difference(*language.comma)
    clauses = [clause for clause in language.clauses if known.isdisjoint(clause)]
    if not clauses:
        return []
    bench = _FrontBench(reading.texts, reading.answers, reading.labels, CONFIRM_TEXTS, seed, reading.continuation)
    answer = lambda texts: predict_logits(reading.model, texts).argmax(axis=1)  # noqa: E731
    trial = Trial(answer, reading.reference.predict, bench, drift, len(clauses), 0, None)
    pairs = any(text.type_ids[-1] for text in bench.texts)
    control = trial.control_rates([list(ids) for ids in [*language.plain, *(language.telling if pairs else [])]])
    best = trial.screen(clauses, ROUNDS, control)
    found = trial.judge_each([(clause, False) for clause in best], OPENING, control)
    strongest: dict[int, Finding] = {}
    for one in strongest_first(found):
        strongest.setdefault(one.target, one)
    return list(strongest.values())
