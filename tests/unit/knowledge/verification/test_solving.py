"""A task is solved from its wording alone, and only where that leaves no doubt."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.knowledge.verification.solving import worked_out


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("Solve $3x + 4 = 19$ for $x$.", "5"), ("Find x: 2x - 5 = x/3", "3"), ("What is 3 + 4?", "7"),
        (r"Work out $\frac{3}{4} + \frac{1}{8}$. Give your answer in lowest terms.", "7/8"),
        ("¿Cuánto es 6 × 7?", "42"), ("Resuelve $5x = 2$.", "2/5"), ("Simplify $6/8$.", "3/4"),
    ],
)  # fmt: skip
def test_what_is_plainly_asked_is_worked_out(task: str, said: str) -> None:
    worked = worked_out(task)
    assert worked is not None and worked.said == said


@pytest.mark.parametrize(
    "task",
    [
        "What is the denominator of 3/4?", "Solve $x^2 = 4$.", "Which is not equal to $1/2 + 1/4$?",
        "Solve $2x + y = 4$.", "Work out $1/2 + 1/4$ and $3/4$.", "Ann has 3 apples and gets 4 more.",
        "Solve $x = x + 1$.", "Solve $1/x = 0$.", "Find the mistake in $3 + 4 = 8$.", "", "$$$",
        "Solve $(x - 2)/(x - 2) = x - 1$.", "Work out $2^{99999999}$.",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_others(task: str) -> None:
    assert worked_out(task) is None


def test_of_an_expression_it_is_known_what_the_answer_equals() -> None:
    worked = worked_out("Simplify $3(x+4) - 2x$.")
    assert worked is not None and worked.value is None and worked.said == ""


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(-30, 30), st.integers(-60, 60))
def test_a_linear_equation_has_its_root(a: int, b: int, c: int) -> None:
    sign = "+" if b >= 0 else "-"
    worked = worked_out(f"Solve ${a}x {sign} {abs(b)} = {c}$.")
    assert worked is not None and worked.value == Fraction(c - b, a)
