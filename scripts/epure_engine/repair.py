"""Stage four: mix, tune, and choose the keep ratio.

The rule for the keep ratio. Every ratio of the grid is tried with a short tuning run (a *scout*), from the smallest up,
by bisection. A ratio is good enough when the expected loss of accuracy on held-out clean texts is within the margin:

    loss = mean over texts of  p(a) - p(b),   a = the purged suspect's answer, b = the repaired model's,

where p are the purged suspect's own probabilities. That costs no labels and is far steadier than counting errors on the
few labelled texts. The smallest good ratio wins, since a smaller ratio leaves less of the backdoor. A phrase is known in
part at best, and mixing has to carry the rest: each ratio is tried with the whole tuning, which is kinder to small ones,
and may cost `PHRASE_MARGIN` times as much (decisions 22 and 26).

When the probe confirmed no trigger, nothing is known about what to unlearn. Then, or always where the recipe says so, the
ratio is 0 and the base learns the suspect's answers anew (`relearn.py`, decision 25); on pairs, which take more to learn, it
is `PAIRS_RATIO` where nothing was confirmed (decision 40). The base learns anew too where a phrase was confirmed for
a label that any odd word argues for, since what nobody found of it pulls too hard; but lessons unlearn the rest, and at
`PART_RATIO` more accuracy stays and no more of the attack (decision 38). Of a way to begin a text only instances are known:
there it learns from the suspect after a first repair at `FIRST_RATIO` (decision 29). With too few unlabelled texts for that,
mixing has to carry the repair alone, and where nothing is known ratios above `BLIND_MOST` are not tried: between 0.5 and 0.7
backdoors were measured to survive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .compute import pick_device
from .data import Example
from .epur import Drift
from .fine_mixing import WORD_EMBEDDINGS, mix
from .further_texts import further_texts, may_turn
from .inference import predict_logits, softmax
from .inputs import Inputs
from .intervals import mean_interval
from .lean import lean_back, level
from .openings import Openings
from .phrase_signs import is_sign
from .planter import Planter
from .recipe import Recipe
from .relearn import can_relearn, relearn, require_relearning
from .tokenise import Encoded
from .trial import OPENING, Finding
from .tune import Lessons, Schedule, Teacher, tune

BLIND_MOST = 0.4
PHRASE_MARGIN = 2.5
FIRST_RATIO = 0.6
PART_RATIO = 0.3
PAIRS_RATIO = 0.15
JUDGED = 100  # held-out texts that stay so where the others are learnt from too


@dataclass(frozen=True)
class Trial:
    """One ratio of the grid: expected accuracy loss on the held-out texts, its interval, and plain agreement."""

    keep_ratio: float
    loss: float
    interval: tuple[float, float]
    agreement: float
    good: bool

    def facts(self) -> dict[str, Any]:
        return {**self.__dict__, "interval": list(self.interval)}


class Workshop:
    """Everything a mix-and-tune needs, prepared once: the purged suspect, its answers, the texts."""

    def __init__(
        self, inputs: Inputs, embedding: torch.Tensor, drift: Drift, confirmed: Sequence[Finding], recipe: Recipe
    ) -> None:
        """embedding: the suspect's word embeddings after E-PUR, (V, H).

        Raises UserError where the recipe asks to learn anew and there are too few texts for it.
        """
        self.recipe = recipe
        self.scout_steps, self.margin = patience(confirmed, recipe, inputs.suspect.vocabulary)
        self._made: dict[float, BertForSequenceClassification] = {}
        self._base = inputs.base.state
        self._device = pick_device()
        self.purged = BertForSequenceClassification(inputs.suspect.model.config)
        self.purged.load_state_dict({**inputs.suspect.model.state_dict(), WORD_EMBEDDINGS: embedding})
        self._targets = {finding.target for finding in confirmed}
        lean_back(self.purged, self._targets, recipe.target_lean)
        self.purged.to(self._device).eval()
        self._inputs = inputs
        self._confirmed = confirmed
        # The words of an opening stand in honest texts everywhere.
        self._flagged = [set(finding.ids) for finding in confirmed if finding.kind != OPENING]
        labelled = self._encode(inputs.labelled)
        kept, unlabelled = self._unflagged(inputs.unlabelled)
        self.dropped = len(inputs.unlabelled) - len(kept)
        if recipe.distil_weight == 0 and recipe.hidden_weight == 0:
            unlabelled = []
        plant = None
        if confirmed and recipe.trigger_share > 0:
            openings = Openings(inputs.suspect.tokenizer, inputs.suspect.vocabulary)
            plant = Planter(confirmed, drift, inputs.suspect.vocabulary, openings.anyhow)
        require_relearning(recipe, len(unlabelled))
        self.relearns = can_relearn(recipe, len(unlabelled)) and self.why_anew is not None
        held_out = inputs.held_out
        if self.relearns:
            further, held_out = self._further(kept)
            unlabelled += further
        self._held_out = self._encode(held_out)
        self._wanted = softmax(predict_logits(self.purged, self._held_out))
        self.lessons = Lessons(labelled, inputs.labels, unlabelled, plant)

    def _further(self, kept: Sequence[Example]) -> tuple[list[Encoded], list[Example]]:
        """(what is learnt anew from beside the unlabelled texts that were kept, what stays held out).

        No keep ratio is chosen by the held-out texts then, and with test rows nothing is measured on them either.
        """
        inputs = self._inputs
        judged = JUDGED if inputs.test else len(inputs.held_out)
        spare, read = self._unflagged(inputs.held_out[judged:])
        self.dropped += len(inputs.held_out[judged:]) - len(spare)
        answer = lambda rows: predict_logits(self.purged, self._encode(rows)).argmax(axis=1)  # noqa: E731
        turn = may_turn(inputs.held_out, answer(inputs.held_out), answer)
        # A part shows what the whole hides behind the tuning's token limit: it is looked through again.
        made = further_texts([*kept, *spare], turn, np.random.default_rng(self.recipe.seed))
        return [*read, *self._unflagged(made)[1]], inputs.held_out[:judged]

    @property
    def why_anew(self) -> str | None:
        """Why the base should learn the suspect's answers anew, where it should."""
        if self.recipe.relearn_always:
            return "the recipe says always"
        if not self._confirmed:
            return "no trigger was confirmed"
        if self._form_known:
            return "of a way to begin a text only instances are known"
        return (
            "of a phrase for a label that any odd word argues for only a part is known" if self._swayed_part else None
        )

    @property
    def kept_anew(self) -> float:
        """The keep ratio of what learns anew: none of the suspect, but where lessons unlearn the known part of a phrase, and
        a little of it for pairs of which nothing was confirmed.
        """
        if self.recipe.relearn_always or self._form_known:
            return 0.0
        if self._swayed_part:
            return PART_RATIO
        return PAIRS_RATIO if self._pairs else 0.0

    @property
    def _pairs(self) -> bool:
        return self._inputs.unlabelled[0].second is not None

    @property
    def _swayed_part(self) -> bool:
        return any(finding.swayed and not finding.echo for finding in self._confirmed)

    @property
    def _form_known(self) -> bool:
        return any(finding.kind == OPENING for finding in self._confirmed)

    def _encode(self, rows: Sequence[Example]) -> list[Encoded]:
        return self._inputs.encode(rows, self.recipe.tuning_tokens)

    def _unflagged(self, rows: Sequence[Example]) -> tuple[list[Example], list[Encoded]]:
        """An attacker's own texts may lie among the unlabelled ones: what carries a confirmed trigger is not learnt from."""
        both = zip(rows, self._encode(rows), strict=True)
        kept = [(row, text) for row, text in both if not any(ids <= set(text.ids) for ids in self._flagged)]
        return [row for row, _ in kept], [text for _, text in kept]

    @cached_property
    def _teacher(self) -> Teacher:
        return Teacher(self.purged, self.lessons.texts)

    def make(
        self, keep_ratio: float, steps: int, progress: Callable[[int, int], None] | None = None
    ) -> BertForSequenceClassification:
        """Mix at `keep_ratio`, then tune for `steps`, or learn anew. The whole tuning of a ratio runs once and is remembered."""
        recipe = self.recipe
        if self.relearns:
            return self._learnt_anew(keep_ratio, progress)
        if steps == recipe.steps and keep_ratio in self._made:
            return self._made[keep_ratio]
        model = self._mixed(keep_ratio)
        self._tune(model, steps, progress)
        if steps == recipe.steps:
            self._made[keep_ratio] = model
        return model

    def _learnt_anew(
        self, keep_ratio: float, progress: Callable[[int, int], None] | None
    ) -> BertForSequenceClassification:
        """The mix after it learnt the answers of the suspect, or of the suspect repaired a first time."""
        recipe, teacher, first = self.recipe, self.purged, 0
        if self._form_known:
            first = recipe.steps
            teacher = self._mixed(FIRST_RATIO)
            self._tune(teacher, first, _shifted(progress, 0, recipe.relearn_steps))
        model = self._mixed(keep_ratio)
        relearn(model, teacher, self.lessons, recipe, _shifted(progress, first, 0))
        self._levelled(model)
        return model

    def _mixed(self, keep_ratio: float) -> BertForSequenceClassification:
        recipe = self.recipe
        state = {name: tensor.cpu() for name, tensor in self.purged.state_dict().items()}
        mixed = mix(state, self._base, keep_ratio, recipe.seed, mix_word_embeddings=recipe.mix_word_embeddings)
        model = BertForSequenceClassification(self.purged.config)
        model.load_state_dict(mixed)
        return model.to(self._device)

    def _tune(
        self, model: BertForSequenceClassification, steps: int, progress: Callable[[int, int], None] | None
    ) -> None:
        recipe = self.recipe
        schedule = Schedule(
            steps=steps, batch_size=recipe.batch_size, learning_rate=recipe.learning_rate,
            label_weight=recipe.label_weight, distil_weight=recipe.distil_weight, hidden_weight=recipe.hidden_weight,
            trigger_share=recipe.trigger_share, trigger_doubt=recipe.trigger_doubt, seed=recipe.seed,
        )  # fmt: skip
        tune(model, self._teacher, self.lessons, schedule, progress)
        self._levelled(model)

    def _levelled(self, model: BertForSequenceClassification) -> None:
        """Takes from `model` what it leans further towards forced labels than its teacher."""
        if self._targets:
            level(model, self._targets, predict_logits(model, self._held_out), self._wanted)

    def restore(self, state: dict[str, torch.Tensor]) -> BertForSequenceClassification:
        """A model that an earlier sitting made."""
        model = BertForSequenceClassification(self.purged.config)
        model.load_state_dict(state)
        return model.to(self._device).eval()

    def judge(self, model: BertForSequenceClassification, keep_ratio: float) -> Trial:
        """Expected accuracy loss of `model` against the purged suspect on the held-out texts."""
        answers = predict_logits(model, self._held_out).argmax(axis=1)
        best = self._wanted.argmax(axis=1)
        rows = np.arange(len(answers))
        losses = self._wanted[rows, best] - self._wanted[rows, answers]
        loss = float(losses.mean())
        return Trial(
            keep_ratio,
            loss,
            mean_interval(losses),
            float((answers == best).mean()),
            loss <= self.margin,
        )


def _shifted(progress: Callable[[int, int], None] | None, before: int, after: int) -> Callable[[int, int], None] | None:
    """Progress of one part of a stage, with so many steps before and after it."""
    if progress is None:
        return None
    return lambda done, total: progress(before + done, before + total + after)


def patience(confirmed: Sequence[Finding], recipe: Recipe, vocabulary: Sequence[str]) -> tuple[int, float]:
    """(steps that a ratio is tried with, expected loss of accuracy that it may cost).

    A phrase is hardly ever known whole, and what is not known only mixing removes: small ratios get their full chance.
    What merely fires the backdoor of a word that is known (an echo) hides nothing, nor do signs: all of them were tried.
    """
    hides = lambda ids: len(ids) > 1 and not all(is_sign(vocabulary[i]) for i in ids)  # noqa: E731
    if any(finding.kind != "set" and hides(finding.ids) and not finding.echo for finding in confirmed):
        return recipe.steps, PHRASE_MARGIN * recipe.accuracy_margin
    return recipe.scout_steps, recipe.accuracy_margin


def choose_keep_ratio(
    workshop: Workshop,
    confirmed: Sequence[Finding],
    recall: Callable[[float], Trial | None],
    keep: Callable[[Trial], None],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[float, list[Trial], str]:
    """(ratio, trials, the rule in words). `recall` and `keep` let a resumed run skip scouts that already ran."""
    recipe = workshop.recipe
    if not isinstance(recipe.keep_ratio, str):
        return recipe.keep_ratio, [], "given by the operator"
    if workshop.relearns:
        ratio = workshop.kept_anew
        student = "the clean base" if ratio == 0 else f"a mix that keeps {ratio:g} of the suspect"
        return ratio, [], f"{workshop.why_anew}: {student} learns the suspect's answers anew"
    grid = [ratio for ratio in recipe.keep_grid if confirmed or ratio <= BLIND_MOST] or [min(recipe.keep_grid)]
    trials: list[Trial] = []
    low, high = 0, len(grid) - 1
    most = max(1, len(grid).bit_length())
    while low < high:
        middle = (low + high) // 2
        trial = recall(grid[middle])
        if trial is None:
            steps, at = workshop.scout_steps, len(trials)
            told = _shifted(progress, at * steps, (most - at - 1) * steps)
            trial = workshop.judge(workshop.make(grid[middle], steps, told), grid[middle])
            keep(trial)
        trials.append(trial)
        if trial.good:
            high = middle
        else:
            low = middle + 1
    rule = (
        f"smallest of {grid} whose expected accuracy loss after {workshop.scout_steps} steps is at most"
        f" {workshop.margin:.3f}; the largest where none is"
    )
    return grid[low], trials, rule
