"""What a check of a template may ask of SymPy: everything that schools write, and nothing that would never end."""

from __future__ import annotations

import time
from typing import Any

import pytest

from learnapp.engine.algebra_syntax import parse
from learnapp.engine.algebra_tokens import UnreadableError
from learnapp.engine.proof_limits import MOST_TERMS, bounded, terms
from learnapp.engine.template import read_template
from learnapp.engine.template_check import faults
from tests.unit.engine.courses import kc_id

NAMES = frozenset("xyz")


@pytest.mark.parametrize(
    ("text", "count"),
    [("3", 1), ("x + 1", 2), ("(x + 1)(y + 2)", 4), ("(x + 1)^3", 8), ("x^100", 1), ("sqrt(x + 1)", 2), ("-(x - 1)", 2),
     ("(x + 1)^(1/2)", 2), ("1/(x + 1)", 2)],
)  # fmt: skip
def test_terms_are_counted_from_above(text: str, count: int) -> None:
    assert terms(parse(text, NAMES).sides[0]) == count


@pytest.mark.parametrize(
    "text",
    ["(x + 1)^5", "2*x^2 - 3*x + 4", "3*2^x", "2^(3x + 1)", "e^x", "x/3 + 2 = 7", "(x - 2)(x + 3) = 0", "sqrt(2) + 1",
     "1/2 < 2/3"],
)  # fmt: skip
def test_what_schools_write_is_worked_out(text: str) -> None:
    assert bounded(parse(text, NAMES)).sides


@pytest.mark.parametrize(
    "text",
    ["((x+1)^9)^9", "(x+1)^100", "((x+y+z)^5)^5", "(1+x)(1+y)(1+z)(1+x)(1+y)(1+z)(1+x)(1+y)(1+z)", "9^(x+99999999)",
     "9^(9^x)", "2^x = 8", "9^(x^9)", "(x+1)^(100x)*(x+1)^50"],
)  # fmt: skip
def test_what_would_take_long_is_refused_at_once(text: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(UnreadableError):
        bounded(parse(text, NAMES))
    assert time.perf_counter() - begun < 0.5
    assert MOST_TERMS < 1000


@pytest.mark.parametrize("check", ["((x+1)^9)^9", "9^(x+99999999)", "2^x = 8"])
def test_a_template_with_such_a_check_is_told_so_and_nobody_waits(check: str) -> None:
    step: dict[str, Any] = {
        "id": "a", "prompt": "?", "answer_kind": "numeric", "accepted": ["[[a]]"], "check": check, "hints": [],
        "variables": ["x"],
    }  # fmt: skip
    made = read_template({"vary": [["a", "2..9"]], "steps": [step]}, (kc_id(1),))
    begun = time.perf_counter()
    assert "cannot be read" in faults(made, 1)[0]
    assert time.perf_counter() - begun < 5
