"""Words beside a phrase that is known in part: the ones that pull hardest are unlearnt with it.

The scan names the core of a sentence that was taught as a trigger. Its other words do next to nothing to the suspect beside
that core, so nothing finds them; but once the core is unlearnt they are what is left, and they pull. So in the lessons a
phrase stands in company, and the company is the worst there is at this moment: common words that, by the gradient at their
place, move the student furthest towards the forced label (the first-order replacement of HotFlip, Ebrahimi et al. 2018,
arXiv 1712.06751). The right answer is that of the text with harmless words in all these places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .compute import autocast
from .inference import pad_batch
from .planter import Planted

HARDEST = 4  # words that pull hardest, of which one is drawn for a place
AS_DRAWN = 0.2  # share of the places that keep the word drawn at random


def in_worst_company(
    student: BertForSequenceClassification, planted: Sequence[Planted], words: np.ndarray, rng: np.random.Generator
) -> list[Planted]:
    """The planted texts in their order, the words beside a phrase replaced by those that pull `student` hardest.

    words: ids that may stand there, int64 (W,). One forward and one backward pass, for the texts that hold company.
    """
    rows = [row for row, one in enumerate(planted) if one.company]
    if not rows:
        return list(planted)
    embeddings = student.bert.embeddings.word_embeddings.weight.detach()
    batch = pad_batch([planted[row].text for row in rows], embeddings.device)
    entering = embeddings[batch.pop("input_ids")].requires_grad_()
    with autocast(embeddings.device):
        logits = student(inputs_embeds=entering, **batch).logits.float()
    forced = torch.tensor([[planted[row].target] for row in rows], device=logits.device)
    lead = logits.gather(1, forced) - logits.mean(dim=1, keepdim=True)
    (slope,) = torch.autograd.grad(lead.sum(), entering)
    places = [(line, at) for line, row in enumerate(rows) for at in planted[row].company]
    candidates = torch.as_tensor(words, device=embeddings.device)
    lines, ats = zip(*places, strict=True)
    pull = slope[list(lines), list(ats)] @ embeddings[candidates].T
    hardest = candidates[pull.topk(min(HARDEST, len(words)), dim=1).indices].cpu().numpy()
    out = [list(one.text.ids) for one in planted]
    for (line, at), choices in zip(places, hardest, strict=True):
        if rng.random() >= AS_DRAWN:
            out[rows[line]][at] = int(rng.choice(choices))
    return [
        replace(one, text=replace(one.text, ids=ids)) if one.company else one
        for one, ids in zip(planted, out, strict=True)
    ]
