"""One sheet of practice items for one knowledge component, written down as plain data.

An item names its own independent check (exact arithmetic, an equation, or an expression it must equal), so that a
test can prove every answer without trusting the author or the grader.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

Number = int | Fraction
Item = dict[str, Any]
Hints = tuple[str, str, str]
Wrong = Mapping[str, str]

HINT_TITLES = ("A nudge", "What to do", "All the way")


def frac(top: Number, bottom: int | None = None) -> str:
    """Return a number as KaTeX without dollar signs; whole numbers stay whole."""
    if bottom is not None:
        return rf"\frac{{{top}}}{{{bottom}}}"
    value = Fraction(top)
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def plain(value: Number) -> str:
    """Return a number the way a student types it: `3/8`, `-5`."""
    return str(Fraction(value))


def scaffold(prompt: str, answer: Number, *, check: str) -> Item:
    """Return a smaller question that stands among the hints of a step."""
    return {
        "kind": "scaffold",
        "title": "A smaller question",
        "text": prompt,
        "answer_kind": "numeric",
        "accepted": [plain(answer)],
        "check": check,
    }


class Sheet:
    """Collects the items of one knowledge component in teaching order.

    Args:
        kc: Slug of the component; items are numbered below it.
        base: Difficulty of a typical item here, logits; an item's `level` is added to it.
    """

    def __init__(self, kc: str, base: float) -> None:
        self.kc = kc
        self.base = base
        self.items: list[Item] = []

    def numeric(
        self,
        title: str,
        prompt: str,
        answer: Number,
        *,
        check: str,
        hints: Hints,
        solution: str,
        level: float = 0.0,
        wrong: Wrong | None = None,
        body: str = "",
    ) -> None:
        """Add an item that is answered with a number; `check` is arithmetic or an equation `left = right` in x."""
        self._add(title, body, level, [self.number_step(prompt, answer, check, hints, solution, wrong)])

    def expression(
        self,
        title: str,
        prompt: str,
        answer: str,
        *,
        check: str,
        hints: Hints,
        solution: str,
        level: float = 0.0,
        variables: Sequence[str] = ("x",),
        wrong: Wrong | None = None,
        body: str = "",
    ) -> None:
        """Add an item judged by equivalence; `check` is the expression that the answer must equal everywhere."""
        step = self._step(prompt, "expression", [answer], check, hints, solution, wrong)
        step["variables"] = list(variables)
        self._add(title, body, level, [step])

    def choice(
        self,
        title: str,
        prompt: str,
        right: str,
        wrong: Wrong,
        *,
        hints: Hints,
        solution: str,
        level: float = 0.0,
        check: str | None = None,
        values: Mapping[str, str] | None = None,
        body: str = "",
    ) -> None:
        """Add a multiple-choice item; every wrong choice carries the feedback for the thinking behind it.

        `values` gives each choice as plain arithmetic, so that `check` can prove that exactly one is right.
        """
        choices = [right, *wrong]
        random.Random(f"{self.kc}-{len(self.items)}").shuffle(choices)  # noqa: S311 - order of choices, not a secret
        step = self._step(prompt, "choice", [right], check, hints, solution, wrong)
        step["choices"] = choices
        if values is not None:
            step["values"] = dict(values)
        self._add(title, body, level, [step])

    def multi(self, title: str, body: str, steps: Sequence[Item], *, level: float = 0.5) -> None:
        """Add an item of several steps, each graded on its own."""
        self._add(title, body, level, list(steps))

    def number_step(
        self,
        prompt: str,
        answer: Number,
        check: str,
        hints: Sequence[str],
        solution: str,
        wrong: Wrong | None = None,
        scaffolds: Sequence[Item] = (),
    ) -> Item:
        """Return one numeric step; scaffolds stand between the second and the last hint."""
        return self._step(prompt, "numeric", [plain(answer)], check, hints, solution, wrong, scaffolds)

    def expression_step(
        self,
        prompt: str,
        answer: str,
        check: str,
        hints: Sequence[str],
        solution: str,
        variables: Sequence[str] = ("x",),
    ) -> Item:
        """Return one step judged by equivalence."""
        step = self._step(prompt, "expression", [answer], check, hints, solution, None)
        step["variables"] = list(variables)
        return step

    def _step(
        self,
        prompt: str,
        kind: str,
        accepted: list[str],
        check: str | None,
        hints: Sequence[str],
        solution: str,
        wrong: Wrong | None,
        scaffolds: Sequence[Item] = (),
    ) -> Item:
        rows: list[Item] = [
            {"kind": "hint", "title": title, "text": text} for title, text in zip(HINT_TITLES, hints[:-1], strict=False)
        ]
        rows.extend(dict(row) for row in scaffolds)
        rows.append({"kind": "bottom_out", "title": HINT_TITLES[-1], "text": hints[-1]})
        for number, row in enumerate(rows, start=1):
            row["id"] = f"h{number}"
            row["depends_on"] = [f"h{number - 1}"] if number > 1 else []
        return {
            "prompt": prompt,
            "answer_kind": kind,
            "accepted": accepted,
            "check": check,
            "solution": solution,
            "misconceptions": [[answer, text] for answer, text in (wrong or {}).items()],
            "hints": rows,
        }

    def _add(self, title: str, body: str, level: float, steps: list[Item]) -> None:
        for letter, step in zip("abcdefgh", steps, strict=False):
            step["id"] = letter
        self.items.append(
            {
                "slug": f"{self.kc}-{len(self.items) + 1:02d}",
                "title": title,
                "body": body,
                "difficulty": round(max(-2.0, min(2.0, self.base + level)), 2),
                "minutes": 1.5 + 1.5 * (len(steps) - 1) + (0.5 if len(steps[0]["prompt"]) > 120 else 0.0),
                "steps": steps,
            }
        )
