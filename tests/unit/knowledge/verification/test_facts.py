"""Layer 3: formulas, sums in words, units and years are right, or the sentence is removed."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.algebra import Verdict
from learnapp.engine.algebra_symbolic import SymbolicJudge
from learnapp.knowledge.verification import facts
from learnapp.knowledge.verification.equations import formula, holds, whole
from learnapp.knowledge.verification.prose_sums import found_in


@pytest.mark.parametrize(
    "claim",
    [
        "3/4 + 1/8 = 7/8",
        r"So $\frac{2}{8} + \frac{3}{8} = \frac{5}{8}$ of the pizza.",
        "$4(x + 3) = 4x + 12$ for every number.",
        "20 % of 50 is 10.",
        "Half of 9 is 4.5, and a third of 12 is 4.",
        "2 km are 2000 m, and one hour is 60 minutes.",
        "$x = 3$ solves $2x + 1 = 7$.",
        "For $x = 5$, $3x$ is 15 and not 35.",
        r"$2\frac{1}{3}$ is $\frac{7}{3}$ as one fraction.",
        r"$\frac{18}{30}$ in lowest terms is $\frac{3}{5}$.",
        "$3(x + 4)$ is not $3x + 4$.",
        "La mitad de 9 es 4.5.",
    ],
)
def test_what_is_right_is_let_through(claim: str) -> None:
    assert facts.check(claim, ["Here $2x + 1 = 7$."]).reason == ""


@pytest.mark.parametrize(
    "claim",
    [
        "3/4 + 1/8 = 5/8",
        r"So $\frac{2}{8} + \frac{3}{8} = \frac{5}{16}$ of the pizza.",
        "$3(x + 4) = 3x + 4$ for every number.",
        "$3(x + 4)$ is $3x + 4$.",
        "20 % of 50 is 12.",
        "A third of 12 is 3.",
        "2 km are 200 m.",
        "$2x + 1 = 7$ gives $x = 4$.",
        "For $x = 5$, $3x$ is 35.",
        r"$\frac{18}{30}$ in lowest terms is $\frac{9}{15}$.",
        r"$\frac{3}{8}$ is more than $\frac{1}{2}$.",
        "$2 + 2$ is not $4$.",
        "It is not $2 + 2 = 4$.",
        "La mitad de 9 es 5.",
    ],
)
def test_what_is_wrong_is_found(claim: str) -> None:
    assert facts.check(claim, []).reason == facts.FALSE


def test_a_passage_may_show_a_mistake_and_may_be_quoted() -> None:
    passage = r"Adding tops and bottoms, as in $\frac{1}{2} + \frac{1}{3} = \frac{2}{5}$, cannot be right."
    assert facts.check(passage, [passage]).reason == ""
    assert facts.check(r"$\frac{1}{2} + \frac{1}{3} = \frac{2}{5}$", [passage]).reason == facts.FALSE


def test_a_known_name_has_its_own_year() -> None:
    passage = "In 1793 Eli Whitney built a machine. Nat Turner led a revolt in 1831."
    assert facts.check("Eli Whitney built a machine in 1793.", [passage]).reason == ""
    assert facts.check("Eli Whitney built a machine in 1831.", [passage]).reason == facts.DATE


@settings(max_examples=60, deadline=None)
@given(st.integers(-50, 50), st.integers(1, 30), st.integers(-50, 50), st.integers(1, 30), st.integers(1, 9))
def test_sums_of_fractions_are_judged_exactly(a: int, b: int, c: int, d: int, off: int) -> None:
    top, bottom = a * d + c * b, b * d
    right, wrong = (
        rf"\frac{{{a}}}{{{b}}} + \frac{{{c}}}{{{d}}} = \frac{{{top + each}}}{{{bottom}}}" for each in (0, off)
    )
    assert (whole(formula(right)).value, whole(formula(wrong)).value) == ("true", "false")


def test_sums_in_words_name_their_numbers() -> None:
    assert [one.numbers for one in found_in("Half of 9 is 4.5.")] == [("1/2", "9", "4.5")]
    assert found_in("Half of the people left.") == []


def test_sympy_is_asked_where_probes_are_unsure() -> None:
    """An expression without a value at any probe is undecided until the judge in its own process has spoken."""

    async def asked() -> Verdict:
        judge = SymbolicJudge(limit_s=20)
        await judge.start()
        try:
            return await judge.equivalent(pair[0], pair[1])
        finally:
            await judge.close()

    one = formula("sqrt(-x^2-9) * 0 = 0 * ln(-x^2-1)")
    left, right = one.sides
    assert left is not None and right is not None
    pair = (left, right)
    decided = {pair: asyncio.run(asked())}
    assert decided[pair] in {Verdict.EQUAL, Verdict.UNSURE}
    assert holds(left, "=", right, decided={pair: Verdict.EQUAL}).value == "true"
