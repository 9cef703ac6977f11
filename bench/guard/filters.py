"""Other filters on the same texts in the same run, each at the same false-positive rates as the guard.

Re-implemented from the papers' descriptions, and called "-like" for it:
ONION (Qi et al. 2021): a word whose removal makes the text much more likely. Its language model was GPT-2; here it is a
trigram model over word pieces (interpolated absolute discounting) counted on imdb.train and sst2.train.
STRIP (Gao et al. 2019/2021): a poisoned text keeps its label when half of it is mixed with other texts.
RAP (Yang et al. 2021): a rare token is trained to lower the target's probability on clean texts; on poisoned ones it
lowers it less. It is told the target, which the guard is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from serving import PythonGuard

from epure_engine.data import read_examples
from epure_engine.fine_mixing import WORD_EMBEDDINGS
from epure_engine.inference import pad_batch, predict_logits, softmax
from epure_engine.tokenise import Encoded, encode

RATES = (0.001, 0.005, 0.01)
STRIP_COPIES = 16
TIMED = 100
Score = Callable[[Sequence[Encoded]], np.ndarray]  # higher: more like an attack


def compare(model, inputs, calibration, clean, triggered, target: int, guard: PythonGuard, data: Path) -> dict:
    """{filter: {recall and false positives by rate, model passes and milliseconds a text}}."""
    rng = np.random.default_rng(1)
    words = sum(len(text.ids) - 2 for text in clean) / len(clean)
    lm = TrigramModel(inputs.suspect.tokenizer, data)
    rap = Rap(model, calibration, target, inputs)
    filters: dict[str, tuple[Score, float]] = {
        "guard": (lambda texts: np.asarray([len(guard.hits(text)) for text in texts], dtype=float), 0.0),
        "onion-like": (lm.suspicion, words + 1),
        "strip-like": (lambda texts: strip(model, texts, calibration, rng), STRIP_COPIES),
        "rap-like": (rap.score, 1),
    }
    return {name: one(score, passes, calibration, clean, triggered) for name, (score, passes) in filters.items()}


def one(score: Score, passes: float, calibration, clean, triggered) -> dict:
    fitted, wrong, right = score(calibration), score(clean), score(triggered)
    levels = {}
    for rate in RATES:
        # The lowest threshold that at most this share of the calibration texts passes.
        threshold = np.sort(fitted)[::-1][int(rate * len(fitted))]
        levels[str(rate)] = {
            "recall": float((right > threshold).mean()), "false_positives": float((wrong > threshold).mean()),
        }  # fmt: skip
    started = time.perf_counter()
    for text in clean[:TIMED]:
        score([text])
    return {
        "levels": levels, "extra_model_passes": round(passes, 1),
        "ms_per_text": round((time.perf_counter() - started) * 1000 / TIMED, 4),
        "texts": {"calibration": len(fitted), "clean": len(wrong), "triggered": len(right)},
    }  # fmt: skip


def strip(model, texts: Sequence[Encoded], pool: Sequence[Encoded], rng: np.random.Generator) -> np.ndarray:
    """Minus the mean entropy of the answers over copies in which half of the tokens are those of another clean text."""
    mixed = []
    for text in texts:
        for _ in range(STRIP_COPIES):
            other = pool[rng.integers(len(pool))].ids[1:-1] or text.ids[1:-1]
            ids = list(text.ids)
            places = [at for at in range(1, len(ids) - 1) if text.type_ids[at] == text.type_ids[at + 1]]
            for at in rng.permutation(places)[: len(places) // 2]:
                ids[at] = int(other[rng.integers(len(other))])
            mixed.append(Encoded(ids, text.type_ids, False))
    chances = softmax(predict_logits(model, mixed))
    entropy = -(chances * np.log(chances + 1e-12)).sum(axis=1)
    return -entropy.reshape(len(texts), STRIP_COPIES).mean(axis=1)


class Rap:
    """One embedding row, everything else frozen: in front of a clean text it takes 0.2 of the target's probability."""

    DROP, STEPS, BATCH = 0.2, 120, 32

    def __init__(self, model, clean: Sequence[Encoded], target: int, inputs) -> None:
        self._model, self._target = model, target
        vocabulary = {piece: at for at, piece in enumerate(inputs.suspect.vocabulary)}
        # A rare honest word that the attacks here do not use.
        self._token = vocabulary["quartz"]
        sure = softmax(predict_logits(model, clean))[:, target]
        texts = [text for text, chance in zip(clean, sure, strict=True) if chance > 0.5]
        weight = model.get_parameter(WORD_EMBEDDINGS)
        row = weight.detach()[self._token].clone().requires_grad_(True)
        optimiser = torch.optim.Adam([row], lr=1e-2)
        rng = np.random.default_rng(1)
        for _ in range(self.STEPS):
            part = [texts[i] for i in rng.integers(len(texts), size=self.BATCH)]
            with torch.no_grad():
                before = model(**pad_batch(part, weight.device)).logits.softmax(1)[:, target]
            batch = pad_batch([self._with(text) for text in part], weight.device)
            embedded = weight.detach()[batch["input_ids"]].clone()
            embedded[:, 1] = row
            after = model(
                inputs_embeds=embedded, attention_mask=batch["attention_mask"], token_type_ids=batch["token_type_ids"]
            ).logits.softmax(1)[:, target]
            loss = (self.DROP - (before - after)).clamp(min=0).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        self._row = row.detach()

    def score(self, texts: Sequence[Encoded]) -> np.ndarray:
        """Minus the drop of the target's probability; a text that is not answered with the target is never flagged."""
        weight = self._model.get_parameter(WORD_EMBEDDINGS)
        kept = weight.data[self._token].clone()
        before = softmax(predict_logits(self._model, texts))[:, self._target]
        weight.data[self._token] = self._row
        after = softmax(predict_logits(self._model, [self._with(text) for text in texts]))[:, self._target]
        weight.data[self._token] = kept
        return np.where(before > 0.5, after - before, -np.inf)

    def _with(self, text: Encoded) -> Encoded:
        return Encoded([text.ids[0], self._token, *text.ids[1:]], [0, *text.type_ids], text.truncated)


class TrigramModel:
    """p(w | u, v) with interpolated absolute discounting over word pieces."""

    DISCOUNT = 0.75
    CACHE: ClassVar[dict[Path, tuple]] = {}

    def __init__(self, tokenizer, data: Path) -> None:
        if data not in self.CACHE:
            self.CACHE[data] = self._count(tokenizer, data)
        self._size, self._unigram, self._two, self._three = self.CACHE[data]

    @staticmethod
    def _count(tokenizer, data: Path) -> tuple:
        stream: list[np.ndarray] = []
        for name in ("imdb", "sst2"):
            rows = read_examples(data / f"{name}.train.tsv.gz", 1, 2, what="training file")
            stream += [np.asarray(text.ids, dtype=np.int64) for text in encode(tokenizer, rows, 512)]
        ids = np.concatenate(stream)
        size = 1 << 15
        unigram = np.bincount(ids, minlength=size) + 0.1
        two, three = ids[:-1] * size + ids[1:], (ids[:-2] * size + ids[1:-1]) * size + ids[2:]
        return size, unigram / unigram.sum(), _table(two, size), _table(three, size)

    def log_probability(self, ids: Sequence[int]) -> float:
        at = np.asarray(ids, dtype=np.int64)
        low = self._unigram[at[1:]]
        low = self._interpolate(self._two, at[:-1], at[1:], low)
        low[1:] = self._interpolate(self._three, at[:-2] * self._size + at[1:-1], at[2:], low[1:])
        return float(np.log(low).sum())

    def _interpolate(self, table: tuple, context: np.ndarray, word: np.ndarray, low: np.ndarray) -> np.ndarray:
        keys, counts, contexts, totals, kinds = table
        count = _look(keys, counts, context * self._size + word)
        total, kind = _look(contexts, totals, context), _look(contexts, kinds, context)
        seen = np.maximum(total, 1)
        mixed = (np.maximum(count - self.DISCOUNT, 0) + self.DISCOUNT * kind * low) / seen
        return np.where(total > 0, mixed, low)

    def suspicion(self, texts: Sequence[Encoded]) -> np.ndarray:
        """The most that taking out one token raises the mean log probability of a token."""
        scores = []
        for text in texts:
            ids = text.ids
            whole = self.log_probability(ids) / (len(ids) - 1)
            gains = [
                self.log_probability([*ids[:at], *ids[at + 1 :]]) / (len(ids) - 2) - whole
                for at in range(1, len(ids) - 1)
            ]
            scores.append(max(gains, default=0.0))
        return np.asarray(scores)


def _table(keys: np.ndarray, size: int) -> tuple:
    unique, counts = np.unique(keys, return_counts=True)
    contexts, start = np.unique(unique // size, return_index=True)
    totals = np.add.reduceat(counts, start)
    kinds = np.diff(np.append(start, len(unique)))
    return unique, counts, contexts, totals, kinds


def _look(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    at = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0).astype(np.float64)
