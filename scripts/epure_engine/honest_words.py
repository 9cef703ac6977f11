"""A word that the clean texts themselves use, and that flips short ones: is it a trigger, or only a strong word?

`boring` turns every short text that praises; `window` turns it only in a model that was taught to obey `window`. What
tells them apart is the same as for echoes and phrases: several clean texts of another label run together outweigh a word
of strong feeling, and no trigger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .echoes import LongTexts
from .intervals import share
from .long_texts import Logits
from .phrase_ground import FORCES
from .planting import Bench
from .trial import Finding


def acquit_honest_words(findings: Sequence[Finding], logits: Logits, long: LongTexts) -> list[Finding]:
    """The findings in their order; words in honest use that do not force the share FORCES of long texts are confirmed no more.

    logits, long: as for `mark_echoes`.
    """
    out = []
    for finding in findings:
        if finding.confirmed and finding.in_use:
            bench = long(finding.target)
            forced = _forced(bench, logits, finding) if bench.texts else 0.0
            finding = replace(finding, confirmed=forced >= FORCES)
        out.append(finding)
    return out


def _forced(bench: Bench, logits: Logits, finding: Finding) -> float:
    """Share of the long texts of other labels that the word moves to its label."""
    rows = np.flatnonzero(logits(bench.texts).argmax(axis=1) != finding.target)
    if not len(rows):
        return 0.0
    after = logits(bench.planted(finding.ids, rows)).argmax(axis=1)
    return share(int((after == finding.target).sum()), len(rows))
