"""Answers in parts while they are being made: an order, pairs, cells, the two points of a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from learnapp.services.practice import SETTING
from learnapp.services.practice_views import StepView

IN_PARTS = frozenset({"ordering", "matching", "table", "line", "simulation"})
MOST_SETTINGS = 20
BETWEEN = " | "
"""Stands between the parts of a draft and of the last answer."""


@dataclass(frozen=True)
class PointView:
    """A point on the plane."""

    x: float = 0.0
    y: float = 0.0


def first_parts(step: StepView) -> list[str]:
    """Return the parts to begin with: as they were left, or nothing, or the order in which the choices stand."""
    if step.answer_kind not in IN_PARTS:
        return []
    kept = (step.draft or step.last).split(BETWEEN) if step.draft or step.last else []
    if step.answer_kind == "simulation":
        return [part for part in kept if SETTING.fullmatch(part)]
    if step.answer_kind == "ordering":
        return kept if sorted(kept) == sorted(step.choices) else list(step.choices)
    return kept if len(kept) == step.blanks else [""] * step.blanks


def sent_parts(kind: str, parts: list[str], form: dict[str, Any]) -> list[str]:
    """Return the parts as the form holds them: who sends with the Enter key has not left the last field yet."""
    if kind == "simulation":
        return parts
    if kind == "line":
        typed = [f"{form.get(f'x-{i}', '')},{form.get(f'y-{i}', '')}".replace(" ", "") for i in range(len(parts))]
        return ["" if one == "," else one for one in typed]
    return [str(form.get(f"part-{i}", part)).strip()[:200] for i, part in enumerate(parts)]


def points_of(parts: list[str], plane: int) -> list[PointView]:
    """Return those parts that are points of the plane."""
    found = []
    for part in parts:
        try:
            x, y = (float(one) for one in part.split(","))
        except ValueError:
            continue
        if max(abs(x), abs(y)) <= plane:
            found.append(PointView(x, y))
    return found


def through(one: PointView, other: PointView, plane: int) -> list[float]:
    """Return where the line through two points enters and leaves the square of the plane: x1, y1, x2, y2."""
    dx, dy = other.x - one.x, other.y - one.y
    spans = [
        sorted((((-plane - start) / step), ((plane - start) / step)))
        for start, step in ((one.x, dx), (one.y, dy))
        if step
    ]
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    return [round(value, 3) for t in (first, last) for value in (one.x + t * dx, one.y + t * dy)]
