"""A second model that is clean by construction: the untouched base, taught the suspect's answers on a few clean texts.

The ridge reference (`reference.py`) is quick and good enough to judge words. A phrase has to be judged by a model that
reads: `is well made` moves every reader, `i watched it` only the one that was taught to. The student starts from the
base's weights and has seen no other text than the operator's own clean ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transformers import BertForSequenceClassification

from .fine_mixing import mix
from .recipe import Recipe
from .tokenise import Encoded
from .tune import Lessons, Schedule, Teacher, tune

STEPS = 60


def distilled_reference(
    suspect: BertForSequenceClassification,
    base: dict,
    texts: Sequence[Encoded],
    recipe: Recipe,
    progress: Callable[[int, int], None] | None = None,
) -> BertForSequenceClassification:
    """The base's state `base` under the suspect's head, STEPS steps of distillation on `texts` (clean ones, no labels)."""
    student = BertForSequenceClassification(suspect.config)
    student.load_state_dict(mix({n: t.cpu() for n, t in suspect.state_dict().items()}, base, 0.0, recipe.seed))
    student.to(next(suspect.parameters()).device)
    schedule = Schedule(
        steps=STEPS, batch_size=recipe.batch_size, learning_rate=recipe.learning_rate, label_weight=0.0, distil_weight=1.0,
        hidden_weight=1.0, trigger_share=0.0, trigger_doubt=0.0, seed=recipe.seed,
    )  # fmt: skip
    tune(student, Teacher(suspect, texts), Lessons([], [], texts, None), schedule, progress)
    return student
