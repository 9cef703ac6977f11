"""The trusted clean texts as one model reads them: encoded once, answered once, shared by all stages that look at it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from transformers import BertForSequenceClassification

from .fine_mixing import WORD_EMBEDDINGS
from .inference import predict_logits
from .inputs import Inputs
from .recipe import Recipe
from .reference import CleanEncoder, LinearReference
from .tokenise import Encoded, continuations, control_ids


class Reading:
    """`model` (the suspect, or the repaired one) on the labelled and unlabelled clean texts, clipped to `probe_tokens`."""

    def __init__(self, model: BertForSequenceClassification, inputs: Inputs, recipe: Recipe) -> None:
        self.model, self.inputs, self.recipe = model, inputs, recipe

    def by(self, model: BertForSequenceClassification) -> Reading:
        """The same texts read by another model; what does not depend on the model is not computed again."""
        other = Reading(model, self.inputs, self.recipe)
        other.__dict__ |= {"texts": self.texts, "_clean": self._clean}
        return other

    @property
    def labels(self) -> int:
        return self.model.config.num_labels

    @cached_property
    def texts(self) -> list[Encoded]:
        return self.inputs.encode([*self.inputs.labelled, *self.inputs.unlabelled], self.recipe.probe_tokens)

    @cached_property
    def continuation(self) -> np.ndarray:
        """Bool (V,): pieces that continue a word."""
        return continuations(self.inputs.suspect.vocabulary)

    @cached_property
    def logits(self) -> np.ndarray:
        """Float32 (N, L)."""
        return predict_logits(self.model, self.texts)

    @property
    def answers(self) -> np.ndarray:
        """Class ids, int64 (N,)."""
        return self.logits.argmax(axis=1)

    @cached_property
    def _clean(self) -> tuple[CleanEncoder, np.ndarray]:
        """The base's encoder and its features of the texts."""
        model = BertForSequenceClassification(self.model.config)
        state = self.inputs.suspect.model.state_dict()
        # The encoder never saw the attack; the suspect's head is never asked.
        model.load_state_dict({name: self.inputs.base.state.get(name, tensor) for name, tensor in state.items()})
        encoder = CleanEncoder(model.to(next(self.model.parameters()).device).eval())
        return encoder, encoder.features(self.texts)

    @cached_property
    def reference(self) -> LinearReference:
        """A reference that answers as this model does and is clean by construction."""
        return LinearReference(*self._clean, self.answers, self.labels)

    def meaning(self, words: Sequence[int]) -> np.ndarray:
        """What the clean base knows of each of `words`, ids of whole words: its states of the word alone, and its embedding,
        each of length one; float64 (W, F).
        """
        cls, sep = control_ids(self.inputs.suspect.tokenizer)
        states = self._clean[0].features([Encoded([cls, word, sep], [0, 0, 0], False) for word in words])
        embeddings = self.inputs.base.state[WORD_EMBEDDINGS][list(words)].cpu().double().numpy()
        parts = (states, embeddings)
        return np.hstack([part / (np.linalg.norm(part, axis=1, keepdims=True) + 1e-6) for part in parts])
