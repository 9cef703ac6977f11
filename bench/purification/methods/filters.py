"""Request-time filters: the suspect stays as it is, and a request that looks triggered is refused.

STRIP-like (Gao et al. 2019, arXiv 1902.06531; for text 1911.10312): mix the text with clean ones; a trigger keeps the
answer steady, so low entropy is suspicious. RAP-like (Yang et al. 2021, arXiv 2110.07831): put in a rare word that was
trained to lower the probability of the protected label; a trigger resists it. Both thresholds are set to refuse 5 % of
the clean labelled texts, the only texts they may use. RAP must know which label to protect: it is told the target, which
flatters it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from epure_engine.figures import attack_rates
from epure_engine.inference import pad_batch, predict_logits, softmax
from epure_engine.tokenise import Encoded

from ..subject import Subject

REFUSED = 0.05
COPIES = 8
RAP_STEPS, RAP_RATE, RAP_DROP = 60, 1e-2, 0.1
SHORTEST_RAP_WORD = 4  # letters; the word triggers here are shorter, or common


def strip(subject: Subject, size: int, seed: int) -> dict[str, Any]:
    """Figures of the filtered suspect."""
    model = subject.model(subject.state)
    clean, _ = subject.labelled(size)
    rng = np.random.default_rng(seed)

    def score(texts: Sequence[Encoded]) -> np.ndarray:
        mixed = [_blend(text, clean[int(rng.integers(len(clean)))], rng) for text in texts for _ in range(COPIES)]
        p = softmax(predict_logits(model, mixed))
        entropy = -(p * np.log(np.maximum(p, 1e-12))).sum(axis=1)
        return entropy.reshape(len(texts), COPIES).mean(axis=1)

    return _filtered(subject, model, clean, score)


def rap(subject: Subject, size: int, seed: int) -> dict[str, Any]:
    """Figures of the filtered suspect; the perturbation word is trained on the clean labelled texts."""
    model = subject.model(subject.state)
    clean, labels = subject.labelled(size)
    target = subject.triggered[0].target
    word = _rare_word(subject.suspect.vocabulary, clean)
    protected = [text for text, label in zip(clean, labels, strict=True) if label == target]
    row = torch.nn.Parameter(model.bert.embeddings.word_embeddings.weight.detach()[word].clone())
    table = model.bert.embeddings.word_embeddings
    hook = table.register_forward_hook(lambda _m, i, out: torch.where((i[0] == word).unsqueeze(2), row, out))
    model.requires_grad_(False)
    before = torch.tensor(softmax(predict_logits(model, protected))[:, target], device=row.device)
    optimiser = torch.optim.AdamW([row], lr=RAP_RATE, weight_decay=0.0)
    batch = pad_batch([_with_word(text, word) for text in protected], row.device)
    for _ in range(RAP_STEPS):
        drop = before - model(**batch).logits.float().softmax(dim=1)[:, target]
        # Each text's probability should fall by RAP_DROP: neither less nor, so as not to break the model, much more.
        loss = (drop - RAP_DROP).abs().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    def score(texts: Sequence[Encoded]) -> np.ndarray:
        plain = softmax(predict_logits(model, texts))[:, target]
        return plain - softmax(predict_logits(model, [_with_word(text, word) for text in texts]))[:, target]

    out = _filtered(subject, model, protected, score, only=target)
    hook.remove()
    return out


def _rare_word(vocabulary: Sequence[str], clean: Sequence[Encoded]) -> int:
    """The last whole word of the vocabulary (the rarest: it is sorted by frequency) that no clean text uses."""
    used = {piece for text in clean for piece in text.ids}
    return next(
        at
        for at in reversed(range(len(vocabulary)))
        if at not in used and vocabulary[at].isalpha() and len(vocabulary[at]) >= SHORTEST_RAP_WORD
    )


def _filtered(subject: Subject, model, clean: Sequence[Encoded], score, only: int | None = None) -> dict[str, Any]:
    """ACC, ASR and PACC where a refused request counts as wrong, for the attacker and for the caller. only: the filter
    looks at answers of this label alone."""
    threshold = float(np.quantile(score(clean), REFUSED))

    def answers(texts: Sequence[Encoded]) -> np.ndarray:
        said = predict_logits(model, texts).argmax(axis=1)
        refused = score(texts) < threshold
        return np.where(refused & ((said == only) if only is not None else True), -1, said)

    said = answers(subject.test)
    attacks = []
    for part in subject.triggered:
        rates = attack_rates(answers(part.texts), part.labels, part.target)
        others = int((part.labels != part.target).sum())
        attacks.append({"name": part.name, "target": part.target, "rows": others, **rates})
    return {
        "acc": float((said == subject.test_labels).mean()), "rows": len(said), "refused": float((said == -1).mean()),
        "attacks": attacks,
    }  # fmt: skip


def _blend(text: Encoded, other: Encoded, rng: np.random.Generator) -> Encoded:
    """`text` with half as many tokens of `other` put in its last segment, at random places (STRIP's superposition)."""
    inner = other.ids[1:-1]
    count = min(len(inner), max(1, (len(text.ids) - 2) // 2))
    ids, types = list(text.ids), list(text.type_ids)
    start = types.index(types[-1])
    for piece in rng.choice(inner, count, replace=False):
        at = int(rng.integers(max(start, 1), len(ids)))
        ids.insert(at, int(piece))
        types.insert(at, types[-1])
    return Encoded(ids, types, text.truncated)


def _with_word(text: Encoded, word: int) -> Encoded:
    return Encoded([text.ids[0], word, *text.ids[1:]], [0, *text.type_ids], text.truncated)
