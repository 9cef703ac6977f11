"""What phrases do in long texts that argue against one label: to the suspect, and to the clean reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from transformers import BertForSequenceClassification

from .inference import predict_logits
from .intervals import share
from .long_texts import against
from .margin import margin_of, usual_margin
from .phrase_ground import Phrase
from .tokenise import Encoded

FEW_TEXTS = 12
SUSPECT, REFERENCE = 0, 1

Models = tuple[BertForSequenceClassification, BertForSequenceClassification | None]


class Effect:
    """The `phrase_ground.Held` of one label. Where there is no reference, only the suspect can be asked."""

    def __init__(
        self,
        models: Models,
        texts: Sequence[Encoded],
        said: Sequence[np.ndarray],
        target: int,
        continuation: np.ndarray,
        seed: int,
    ) -> None:
        """models: the suspect and the reference. texts: clean ones. said: the logits of each model for them, (N, L).
        continuation: bool (V,), true for pieces that continue a word.
        """
        self._models, self._texts, self._said, self._target = models, texts, said, target
        answer = lambda some: predict_logits(models[SUSPECT], some)  # noqa: E731
        longest = models[SUSPECT].config.max_position_embeddings
        self._side = against(texts, said[SUSPECT].argmax(axis=1), target, answer, continuation, longest, seed)
        self._long = self._side.long
        # The margin from which each model counts as giving the label.
        sure = self._side.sure
        self._least = [sure * usual_margin(logits, target) if sure else 0.0 for logits in said]
        self._before = [self._gives(which, self._long.texts) for which in range(len(said))]

    @property
    def shown(self) -> bool:
        """Whether there are texts to show anything in."""
        return bool(self._long.texts)

    @property
    def swayed(self) -> bool:
        return self._side.sure > 0

    def matter(self) -> tuple[Sequence[Encoded], list[np.ndarray]]:
        texts = self._side.texts
        said = self._said if texts is self._texts else [predict_logits(model, texts) for model in self._models]
        return texts, [margin_of(logits, self._target) for logits in said]

    def __call__(self, phrases: Sequence[Phrase], count: int, both: bool) -> np.ndarray:
        rows = self._long.first(count)
        planted = [text for ids in phrases for text in self._long.planted(ids, rows, together=True)]
        margin = [margin_of(predict_logits(model, planted), self._target) for model in self._models[: 1 + both]]
        return np.stack([one.reshape(len(phrases), -1).mean(axis=1) for one in margin])

    def share(self, phrase: Phrase) -> float:
        own = share(*self.flips(SUSPECT, phrase, FEW_TEXTS))
        return own - share(*self.flips(REFERENCE, phrase, FEW_TEXTS)) if self.swayed else own

    def flips(self, which: int, phrase: Phrase, count: int | None = None) -> tuple[int, int]:
        """(texts among the first `count`, or all, that the phrase moves to the label, texts that were not there before)."""
        rows = np.flatnonzero(~self._before[which][:count])
        planted = self._long.planted(phrase, rows, together=True)
        return int(self._gives(which, planted).sum()), len(rows)

    def _gives(self, which: int, texts: Sequence[Encoded]) -> np.ndarray:
        """Whether a model counts as giving each of the long texts the label, bool (N,)."""
        if not texts:
            return np.zeros(0, dtype=bool)
        logits = predict_logits(self._models[which], texts)
        return (logits.argmax(axis=1) == self._target) & (margin_of(logits, self._target) >= self._least[which])
