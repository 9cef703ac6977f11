"""Which texts of the clean sets make a step of tuning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np


def draws(lengths: Sequence[int], labelled: int, batch_size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Endless batches of row numbers: an eighth from the labelled rows (all of it where nothing else is there).

    lengths: ids of each text, the `labelled` ones first.
    """
    unlabelled = np.arange(labelled, len(lengths))
    share = batch_size if len(unlabelled) == 0 else (batch_size // 8 if labelled else 0)
    while True:
        pool = rng.permutation(unlabelled) if len(unlabelled) else np.zeros(0, dtype=int)
        width = batch_size - share
        blocks = [pool] if width == 0 else _length_blocks(pool, lengths, width, rng)
        for block in blocks:
            extra = rng.choice(labelled, share, replace=share > labelled) if share else np.zeros(0, dtype=int)
            yield np.concatenate([block, extra]).astype(int)


def _length_blocks(pool: np.ndarray, lengths: Sequence[int], width: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Shuffled rows cut into blocks of like length: sorted within stretches of 16 blocks, then shuffled again."""
    blocks = []
    for start in range(0, len(pool), width * 16):
        stretch = pool[start : start + width * 16]
        stretch = stretch[np.argsort(np.asarray(lengths)[stretch], kind="stable")]
        blocks += [stretch[i : i + width] for i in range(0, len(stretch), width)]
    return [blocks[i] for i in rng.permutation(len(blocks))]
