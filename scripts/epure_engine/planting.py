"""The clean texts that candidates are put into, chosen once, and what putting a candidate in does to the answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .tokenise import Encoded, begin_of

# A single word that more than this share of the trusted clean texts use (and more than a couple of them) is in honest
# use: masking it would hit honest callers, and those texts would all have been attacks. It may still be part of a set.
IN_USE = 0.002
FEWEST_USES = 3


class Bench:
    """A few texts per class, the classes by turns, and the probed model's answers on them, int64 (N,)."""

    def __init__(
        self,
        texts: Sequence[Encoded],
        answers: np.ndarray,
        labels: int,
        per_class: int,
        seed: int,
        continuation: np.ndarray,
    ) -> None:
        """texts: clean texts; answers: the probed model's class ids (N,); continuation: bool (V,), true for `##` pieces."""
        rng = np.random.default_rng(seed)
        self.labels = labels
        uses = np.zeros(len(continuation), dtype=np.int64)
        for text in texts:
            uses[list(set(text.ids))] += 1
        self._in_use = uses >= max(FEWEST_USES, IN_USE * len(texts))
        chosen = [rng.permutation(np.flatnonzero(answers == label))[:per_class] for label in range(labels)]
        # By turns, so that the first rows are balanced too.
        turn = np.concatenate([np.arange(len(rows)) for rows in chosen]) if chosen else np.zeros(0)
        rows = np.concatenate(chosen)[np.argsort(turn, kind="stable")]
        self.texts = [texts[row] for row in rows]
        self.answers = answers[rows]
        self._continuation = continuation
        self._where = rng.random(len(self.texts))

    def in_use(self, ids: Sequence[int]) -> bool:
        """Whether this is one word that the clean texts themselves use."""
        return len(ids) == 1 and bool(self._in_use[ids[0]])

    def first(self, per_class: int) -> np.ndarray:
        """Row numbers of about `per_class` texts of each class."""
        return np.arange(min(per_class * self.labels, len(self.texts)))

    def planted(self, ids: Sequence[int], rows: Sequence[int] | np.ndarray, *, together: bool = False) -> list[Encoded]:
        """The texts of `rows`, each with all of `ids` put in at word boundaries of the last segment.

        together: side by side, as a phrase; else each in a place of its own.
        """
        return [self._plant(self.texts[i], ids, float(self._where[i]), together) for i in rows]

    def _plant(self, text: Encoded, ids: Sequence[int], where: float, together: bool) -> Encoded:
        out_ids, out_types = list(text.ids), list(text.type_ids)
        last, at = out_types[-1], 0
        for offset, piece in enumerate(ids):
            places = [i for i in range(begin_of(text, last), len(out_ids)) if not self._continuation[out_ids[i]]]
            # Successive pieces of a group land in different places, as a combination trigger's words do.
            if not (together and offset):
                at = places[int((where + offset * 0.381966) % 1.0 * len(places))]
            else:
                at += 1
            out_ids.insert(at, piece)
            out_types.insert(at, last)
        return Encoded(out_ids, out_types, text.truncated)
