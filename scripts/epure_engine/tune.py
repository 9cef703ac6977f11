"""Fine-tuning after the mix: win the accuracy back without winning the backdoor back.

Three lessons are drawn at once, each with its own weight:

- the small clean labelled set (the paper's second step);
- *distillation* on clean texts: the purged suspect's own answers and inner states, which is most of what mixing lost.
  On clean texts the purged suspect behaves well, so there is much to learn from it and no trigger in sight;
- *trigger consistency*: a text with a confirmed trigger put in must be answered as the purged suspect answers the text
  with a harmless word in its place, or none (`planter.py`). This is how what the probe found feeds the repair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .batches import draws
from .company import in_worst_company
from .compute import autocast
from .descent import UNKNOWN, Descent, answer_loss
from .inference import by_length, pad_batch
from .planter import Planter
from .tokenise import Encoded


@dataclass(frozen=True)
class Lessons:
    """labelled texts with labels (may be none), texts to distil on, and how to plant a trigger (None: none confirmed)."""

    labelled: Sequence[Encoded]
    labels: Sequence[int]
    unlabelled: Sequence[Encoded]
    plant: Planter | None

    @property
    def texts(self) -> list[Encoded]:
        """All of them, the labelled ones first."""
        return [*self.labelled, *self.unlabelled]

    def known(self, device: torch.device) -> torch.Tensor:
        """The label of each of `texts`, or UNKNOWN, int64 of shape (N,)."""
        return torch.tensor([*self.labels, *([UNKNOWN] * len(self.unlabelled))], device=device)


@dataclass(frozen=True)
class Schedule:
    """learning_rate: peak, after 10 % linear warm-up and before linear decay to zero. batch_size: texts per step.
    trigger_doubt: logits that a text with a trigger in it loses on the label that the trigger forces; not where the worst
    company speaks for that label already.
    """

    steps: int
    batch_size: int
    learning_rate: float
    label_weight: float
    distil_weight: float
    hidden_weight: float
    trigger_share: float
    trigger_doubt: float
    seed: int


class Teacher:
    """The purged suspect's logits (N, L) and per-layer [CLS] and mean states (N, layers, 2, H) on given texts."""

    def __init__(self, model: BertForSequenceClassification, texts: Sequence[Encoded]) -> None:
        self._model = model.eval()
        self.logits = torch.zeros(len(texts), model.config.num_labels)
        self.states = torch.zeros(len(texts), model.config.num_hidden_layers, 2, model.config.hidden_size)
        for rows in by_length(texts):
            self.logits[rows], self.states[rows] = self.read([texts[i] for i in rows])

    @torch.inference_mode()
    def read(self, texts: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor]:
        """(logits, states) of other texts, on the CPU."""
        device = next(self._model.parameters()).device
        batch = pad_batch(texts, device)
        with autocast(device):
            out = self._model(**batch, output_hidden_states=True)
        return out.logits.float().cpu(), pooled_states(out.hidden_states, batch["attention_mask"]).cpu()


def pooled_states(hidden: tuple[torch.Tensor, ...], mask: torch.Tensor) -> torch.Tensor:
    """[CLS] state and masked mean of every layer after the embeddings, float32 of shape (B, layers, 2, H)."""
    weights = mask.unsqueeze(2).float()
    weights = weights / weights.sum(dim=1, keepdim=True)
    return torch.stack(
        [torch.stack([layer[:, 0].float(), (layer.float() * weights).sum(dim=1)], dim=1) for layer in hidden[1:]], dim=1
    )


def tune(
    student: BertForSequenceClassification,
    teacher: Teacher,
    lessons: Lessons,
    schedule: Schedule,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Train `student` in place, word embeddings excepted. `teacher` must have been asked about `lessons.texts`."""
    if schedule.steps == 0:
        return
    device = next(student.parameters()).device
    texts, labels = lessons.texts, lessons.known(device)
    torch.manual_seed(schedule.seed)
    rng = np.random.default_rng(schedule.seed)
    warm = max(1, schedule.steps // 10)
    descent = Descent(
        student, schedule.learning_rate,
        lambda s: min((s + 1) / warm, max(0.0, (schedule.steps - s) / max(1, schedule.steps - warm))),
    )  # fmt: skip
    scale = teacher.states.std(dim=0, keepdim=True).clamp(min=1e-3).to(device)
    student.train()
    for module in student.modules():  # dropout would only blur the teacher's inner states
        if isinstance(module, torch.nn.Dropout):
            module.eval()
    draw = draws([len(t.ids) for t in texts], len(lessons.labelled), schedule.batch_size, rng)
    for step in range(schedule.steps):
        rows = next(draw)
        batch_texts, planted = [texts[row] for row in rows], np.zeros(len(rows), dtype=bool)
        wanted, states = teacher.logits[rows], teacher.states[rows]
        if lessons.plant is not None:
            planted = rng.random(len(rows)) < schedule.trigger_share
            places = [int(i) for i in np.flatnonzero(planted)]
            alone = [lessons.plant(batch_texts[i], rng) for i in places]
            drawn = dict(zip(places, in_worst_company(student, alone, lessons.plant.common, rng), strict=True))
            batch_texts = [drawn[i].text if i in drawn else text for i, text in enumerate(batch_texts)]
            others = {i: one.answered for i, one in drawn.items() if one.answered is not None}
            if others:
                wanted[list(others)], states[list(others)] = teacher.read(list(others.values()))
            doubted = {i: one.target for i, one in drawn.items() if not one.company}
            wanted[list(doubted), list(doubted.values())] -= schedule.trigger_doubt
        batch = pad_batch(batch_texts, device)
        with autocast(device):
            out = student(**batch, output_hidden_states=True)
        logits = out.logits.float()
        known = labels[torch.as_tensor(rows, device=device)]
        loss = answer_loss(logits, wanted.to(device), known, schedule.distil_weight, schedule.label_weight)
        if schedule.hidden_weight > 0:
            mine = pooled_states(out.hidden_states, batch["attention_mask"])
            difference = ((mine - states.to(device)) / scale) ** 2
            # The mean state of a text with a trigger in it rightly differs; its answer and its [CLS] must not.
            weight = torch.ones(len(rows), 2, device=device)
            weight[torch.as_tensor(planted, device=device), 1] = 0.0
            loss = loss + schedule.hidden_weight * (difference.mean(dim=(1, 3)) * weight).mean()
        descent.step(loss)
        if progress is not None:
            progress(step + 1, schedule.steps)
    descent.finish()
    student.eval()
