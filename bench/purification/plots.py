"""Small SVG plots, written by hand so that a report needs no plotting library. Axes in per cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 400, 56, 34, 300, 46
# Told apart without colour too: each series has a mark of its own.
COLOURS = ("#1b6ca8", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#be123c", "#0f766e", "#475569", "#4d7c0f", "#9d174d")
STAR = ("#111827", "★")
MARKS = ("●", "■", "▲", "◆", "▼", "✚", "○", "□", "△", "◇")


@dataclass(frozen=True)
class Series:
    """Points (x, y) under one name; joined: a line through them in the order given.

    look: number of its colour and mark, so that a name looks the same in every plot; None: its place in the list.
    front: a star, drawn last, over whatever lies at the same point.
    """

    name: str
    points: Sequence[tuple[float, float]]
    joined: bool = False
    look: int | None = None
    front: bool = False


def plot(
    title: str, x_name: str, y_name: str, series: Sequence[Series], x_range: tuple[float, float],
    y_range: tuple[float, float], x_ticks: Sequence[float] | None = None, x_labels: Sequence[str] | None = None,
) -> str:  # fmt: skip
    """A standalone SVG. x_ticks and x_labels: instead of six even ones."""
    x_ticks = x_ticks or _even(x_range)
    x_labels = x_labels or [f"{tick:g}" for tick in x_ticks]

    def px(x: float) -> float:
        return LEFT + (x - x_range[0]) / (x_range[1] - x_range[0]) * (WIDTH - LEFT - RIGHT)

    def py(y: float) -> float:
        return HEIGHT - BOTTOM - (y - y_range[0]) / (y_range[1] - y_range[0]) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="14" font-weight="600">{escape(title)}</text>',
    ]
    for tick in _even(y_range):
        parts.append(f'<path d="M{LEFT} {py(tick):.1f}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{py(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for tick, label in zip(x_ticks, x_labels, strict=True):
        parts.append(f'<path d="M{px(tick):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{px(tick):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{escape(label)}</text>')
    centre = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{centre}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_name)}</text>')
    parts.append(f'<text x="14" y="{(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" '
                 f'transform="rotate(-90 14 {(TOP + HEIGHT - BOTTOM) / 2})">{escape(y_name)}</text>')  # fmt: skip
    front: list[str] = []
    for index, one in enumerate(series):
        # With more series than marks the second round has other colours: no pair comes twice.
        turn, place = divmod(index if one.look is None else one.look, len(MARKS))
        colour, mark = STAR if one.front else (COLOURS[(place + 3 * turn) % len(COLOURS)], MARKS[place])
        places = [(px(_within(x, x_range)), py(_within(y, y_range))) for x, y in one.points]
        if one.joined and len(places) > 1:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        size, lower = (' font-size="22"', 7) if one.front else ("", 4)
        (front if one.front else parts).extend(
            f'<text x="{x:.1f}" y="{y + lower:.1f}" text-anchor="middle" fill="{colour}"{size}>{mark}<title>{escape(one.name)}'
            f" ({a:.1f}, {b:.1f})</title></text>"
            for (x, y), (a, b) in zip(places, one.points, strict=True)
        )
        at = TOP + 14 + 18 * index
        parts.append(f'<text x="{WIDTH - RIGHT + 14}" y="{at}" fill="{colour}">{mark}</text>')
        parts.append(f'<text x="{WIDTH - RIGHT + 30}" y="{at}">{escape(one.name)}</text>')
    return "\n".join([*parts, *front, "</svg>"]) + "\n"


def _even(span: tuple[float, float]) -> list[float]:
    return [span[0] + (span[1] - span[0]) * step / 5 for step in range(6)]


def _within(value: float, span: tuple[float, float]) -> float:
    """A point outside is drawn at the edge; its true place is in its tooltip."""
    return min(max(value, span[0]), span[1])
