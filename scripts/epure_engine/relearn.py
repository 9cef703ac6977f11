"""Where no trigger was confirmed, or more than was confirmed is feared: the clean base learns the suspect's answers anew.

Not all is known about what to unlearn, so nothing of the suspect's encoder is kept that need not be. What is left of a
backdoor then comes from the teacher, and how much of it does depends on what is taught:

- *inner states* of the suspect bring the backdoor back, into the untouched base too, though every text is clean: student
  and teacher come from the same weights, and a step towards the teacher's states on any text is a step towards its weights
  (Cloud et al. 2025, arXiv 2507.14805, call it subliminal learning). So only *answers* are taught;
- answers to texts that nobody would write bring it back too: a backdoor taught to a finished model speaks up wherever
  language is odd. So the texts are taken as they are, and parts of them or turned pairs beside them (`further_texts.py`);
- how sure the teacher is tells more than what it says, so answers are compared at a temperature;
- beside each batch its texts are read blended two by two, word embeddings with word embeddings: more answers without a word
  that nobody wrote there (mixup, Zhang et al. 2018, arXiv 1710.09412; on embeddings, Guo et al. 2019, arXiv 1905.08941);
- the rate stays up and the weights of the later steps are averaged, which wins the accuracy that a falling rate would and
  follows the teacher less far.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel
from transformers import BertForSequenceClassification

from .batches import draws
from .compute import autocast
from .descent import UNKNOWN, Descent, answer_loss
from .errors import UserError
from .inference import pad_batch
from .recipe import Recipe
from .tune import Lessons

FEWEST_TEXTS = 500  # unlabelled ones; fewer teach too little, and mixing has to carry the repair
AVERAGED = 0.6  # share of the steps, the last ones, whose weights are averaged
WARM = 0.1
TEMPERATURE = 2.0  # higher ones teach more of the backdoor too


def can_relearn(recipe: Recipe, texts: int) -> bool:
    """Whether the recipe and so many unlabelled texts to learn from allow it."""
    return recipe.relearn_steps > 0 and recipe.distil_weight > 0 and texts >= FEWEST_TEXTS


def require_relearning(recipe: Recipe, texts: int) -> None:
    """Raises UserError where the recipe says always and `can_relearn` says no."""
    if recipe.relearn_always and not can_relearn(recipe, texts):
        raise UserError(
            "bad-recipe",
            "The recipe says relearn_always, and there is too little to learn from.",
            f"It takes {FEWEST_TEXTS} unlabelled texts beside those held out (there are {texts}), a distil_weight and"
            " relearn_steps above 0.",
            "Give more texts with --unlabelled, or leave relearn_always out.",
        )


def relearn(
    student: BertForSequenceClassification,
    teacher: BertForSequenceClassification,
    lessons: Lessons,
    recipe: Recipe,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Train `student` in place for `recipe.relearn_steps` on the answers of `teacher`. Word embeddings stay as they are.

    A text with a confirmed trigger put in gets the answer that `tune` would teach it.
    """
    device = next(student.parameters()).device
    texts, labels = lessons.texts, lessons.known(device)
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    steps = recipe.relearn_steps
    warm = max(1, round(WARM * steps))
    descent = Descent(student, recipe.learning_rate, lambda step: min((step + 1) / warm, 1.0))
    averaged = AveragedModel(student)
    student.eval()  # no dropout: the teacher's answers are the only noise
    words = teacher.bert.embeddings.word_embeddings.weight.detach()
    draw = draws([len(text.ids) for text in texts], len(lessons.labelled), recipe.batch_size, rng)
    for step in range(steps):
        rows = next(draw)
        asked = [texts[row] for row in rows]
        known = labels[torch.as_tensor(rows, device=device)]
        learnt, doubt = list(asked), torch.zeros(len(rows), student.config.num_labels, device=device)
        if lessons.plant is not None:
            for at in np.flatnonzero(rng.random(len(rows)) < recipe.trigger_share):
                planted = lessons.plant(asked[at], rng)
                learnt[at], asked[at] = planted.text, planted.answered or asked[at]
                doubt[at, planted.target] = recipe.trigger_doubt
        batch = pad_batch(asked, device)
        blend = blended(batch, words, rng)
        with torch.no_grad(), autocast(device):
            wanted = torch.cat([teacher(**batch).logits.float() - doubt, teacher(**blend).logits.float()])
        with autocast(device):
            logits = torch.cat([student(**one).logits.float() for one in (pad_batch(learnt, device), blend)])
        known = torch.cat([known, torch.full_like(known, UNKNOWN)])
        descent.step(answer_loss(logits, wanted, known, recipe.distil_weight, recipe.label_weight, TEMPERATURE))
        if step >= (1 - AVERAGED) * steps:
            averaged.update_parameters(student)
        if progress is not None:
            progress(step + 1, steps)
    student.load_state_dict(averaged.module.state_dict())
    descent.finish()


def blended(batch: dict[str, torch.Tensor], words: torch.Tensor, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """Model inputs: of every text of the batch half or more, the rest of another one; segments are those of the text.

    batch: as `pad_batch` makes it, (B, S). words: word embeddings, (V, H).
    """
    count = len(batch["input_ids"])
    other = torch.as_tensor(rng.permutation(count), device=words.device)
    part = torch.as_tensor(rng.uniform(0.5, 1.0, (count, 1, 1)), dtype=words.dtype, device=words.device)
    own, mask = words[batch["input_ids"]], batch["attention_mask"]
    return {
        "inputs_embeds": part * own + (1 - part) * own[other],
        "attention_mask": torch.maximum(mask, mask[other]),
        "token_type_ids": batch["token_type_ids"],
    }
