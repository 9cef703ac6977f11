"""Whole-vocabulary screen: which pieces move the model, whether or not their embeddings drifted?

E-PUR is blind where an attacker froze the embeddings or bounded their drift. So every piece (below: a word) is put into a
few short clean texts of each class, and the ones that move the answer furthest go on (successive halving). What comes
out are *candidates*: honest sentiment words move a model too, and only the causal probe, with its controls and its clean
reference, tells them from triggers.

Short texts make a trigger stand out and cost little. In the first round words share a text (group testing): a trigger
forces its label whatever stands beside it, so its group stands out too, and a sixth of the texts will do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .compute import autocast
from .inference import classify
from .margin import margins
from .tokenise import Encoded

# Words that share a text in the first round. The group of a made-up word was among the ten best, in groups of 4, 6 and 8 alike.
GROUP = 6
# (texts per class, words per label that go on): all words in groups, then the best ones alone in more and more texts. Beside
# words that argue against its label a trigger's group may stand far behind (at place 127 of 4,921; the next round puts the
# trigger first): what goes on from groups is a good part of them.
ROUNDS = ((1, 1200), (2, 160), (6, 60), (16, 40))
KEPT = ROUNDS[-1][1]
SHORTEST = 6  # ids, control tokens included: below that a text is hardly a sentence
AT_ONCE = 128  # sequences per forward pass: small enough to stay in cache


def screen_vocabulary(
    model: BertForSequenceClassification,
    texts: Sequence[Encoded],
    logits: np.ndarray,
    words: np.ndarray,
    continuation: np.ndarray,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[int]:
    """Ids among `words` that move `model` furthest, strongest first, KEPT per label, duplicates removed.

    texts: clean texts; logits: the model's for them, (N, L); words: candidate ids, int64 (C,);
    continuation: bool (V,), true for `##` pieces.
    A class that the model gives to no text is not moved from; with a single class there are no candidates.
    """
    model.eval()
    short = _short_texts(texts, logits, seed)
    labels = model.config.num_labels
    (first, keep), *later = ROUNDS
    groups = shared_texts(words, seed)
    entering = [len(groups), *(kept for _, kept in ROUNDS)]
    work = _Work(progress, sum(count * number for count, (number, _) in zip(entering, ROUNDS, strict=False)))
    pulls = _pull(model, {c: own[:first] for c, own in short.items()}, groups, continuation, seed, work)
    best: list[tuple[float, int]] = []
    for label in range(labels):
        others = {c: own for c, own in short.items() if c != label}
        if not others:
            continue
        left = np.unique(groups[top(pulls[:, label], keep // GROUP)])
        for texts_per_class, fewer in later:
            chosen = {c: own[first : first + texts_per_class] or own for c, own in others.items()}
            again = _pull(model, chosen, left[:, None], continuation, seed + texts_per_class, work)[:, label]
            order = top(again, fewer)
            left, pull = left[order], again[order]
        best += [(float(p), int(i)) for p, i in zip(pull, left, strict=True)]
    work.finish()
    return list(dict.fromkeys(i for _, i in sorted(best, key=lambda one: (-one[0], one[1]))))


def shared_texts(words: np.ndarray, seed: int) -> np.ndarray:
    """The words shuffled into rows of GROUP, int64 (G, GROUP); the last row is filled up with words of the first ones."""
    shuffled = np.random.default_rng(seed).permutation(words)
    return np.resize(shuffled, (-(-len(words) // GROUP), GROUP))


def _short_texts(texts: Sequence[Encoded], logits: np.ndarray, seed: int) -> dict[int, list[Encoded]]:
    """Per class that the model gives: its shortest texts of which it is sure, shuffled. Sure: margin above the median."""
    rows = [i for i, text in enumerate(texts) if len(text.ids) >= SHORTEST] or list(range(len(texts)))
    usable = [texts[i] for i in rows]
    margin = margins(torch.from_numpy(logits[rows])).numpy()
    answers = margin.argmax(axis=1)
    most = ROUNDS[0][0] + ROUNDS[-1][0]
    out: dict[int, list[Encoded]] = {}
    for label in range(margin.shape[1]):
        rows = np.flatnonzero(answers == label)
        if not len(rows):
            continue
        sure = rows[margin[rows, label] >= np.median(margin[rows, label])]
        sure = sure[np.argsort([len(usable[i].ids) for i in sure], kind="stable")][:most]
        out[label] = [usable[i] for i in np.random.default_rng(seed).permutation(sure)]
    return out


@torch.inference_mode()
def _pull(
    model: BertForSequenceClassification,
    texts: dict[int, list[Encoded]],
    groups: np.ndarray,
    continuation: np.ndarray,
    seed: int,
    work: _Work,
) -> np.ndarray:
    """Mean shift of each label's margin when the words of a group are put into the texts of the other classes.

    groups: ids, int64 (G, words in a group). Returns float32 (G, L).
    """
    device = next(model.parameters()).device
    rng = np.random.default_rng(seed)
    total = torch.zeros(len(groups), model.config.num_labels)
    count = torch.zeros(model.config.num_labels)
    column = torch.as_tensor(groups)
    for own, chosen in sorted(texts.items()):
        foreign = torch.arange(model.config.num_labels) != own
        for text in chosen:
            ids, types, slots = _opened(text, groups.shape[1], continuation, rng)
            segments = torch.tensor(types, device=device)
            before = margins(_logits(model, torch.tensor([text.ids]), torch.tensor(text.type_ids, device=device)))[0]
            for start in range(0, len(groups), AT_ONCE):
                part = column[start : start + AT_ONCE]
                rows = torch.tensor(ids).repeat(len(part), 1)
                rows[:, slots] = part
                shift = margins(_logits(model, rows, segments)) - before
                total[start : start + AT_ONCE, foreign] += shift[:, foreign]
                work(len(part))
            count[foreign] += 1
    return (total / count.clamp(min=1)).numpy()


def _opened(
    text: Encoded, slots: int, continuation: np.ndarray, rng: np.random.Generator
) -> tuple[list[int], list[int], list[int]]:
    """(ids, type_ids, positions of the slots): the text with empty slots at word boundaries drawn at random."""
    places = [i for i in range(1, len(text.ids)) if not continuation[text.ids[i]]]
    ids, types, at = list(text.ids), list(text.type_ids), []
    for number, place in enumerate(sorted(int(p) for p in rng.choice(places, slots))):
        ids.insert(place + number, 0)
        types.insert(place + number, text.type_ids[place])
        at.append(place + number)
    return ids, types, at


def _logits(model: BertForSequenceClassification, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
    with autocast(types.device):
        batch = {"input_ids": ids.to(types.device), "token_type_ids": types.expand(len(ids), -1)}
        return classify(model, batch).float().cpu()


def top(values: np.ndarray, count: int) -> np.ndarray:
    """Row numbers of the greatest `values`, the greatest first; of equals the first."""
    return np.argsort(-values, kind="stable")[:count]


class _Work:
    """Counts sequences; the total is an estimate, since classes and labels differ in what they need."""

    def __init__(self, progress: Callable[[int, int], None] | None, per_class: int) -> None:
        self._progress, self._total, self._done = progress, per_class * 2, 0

    def __call__(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)

    def finish(self) -> None:
        if self._progress is not None:
            self._progress(self._total, self._total)
