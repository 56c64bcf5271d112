import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.algebra import Verdict, equivalent
from learnapp.engine.algebra_syntax import parse
from learnapp.engine.algebra_tokens import UnreadableError


def same(left: str, right: str) -> Verdict:
    return equivalent(parse(left).sides[0], parse(right).sides[0])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(a+b)^3", "a^3+3a^2b+3ab^2+b^3"),
        ("(x^2-1)/(x-1)", "x+1"),
        ("x^(1/2)", "sqrt(x)"),
        (r"\sqrt[3]{x}", "x^{1/3}"),
        ("sqrt(x^2)", "|x|"),
        ("ln(x^2)", "2 ln x"),
        ("log_2(8)", "3"),
        ("tan x", "sin x / cos x"),
        ("1/2x", "x/2"),
        ("-x^2", "-(x^2)"),
        ("2^-1", "0.5"),
        ("(1+i)^2", "2i"),
        ("e^(i pi)", "-1"),
        ("|x-3|", "|3-x|"),
        ("x_1+x_2", "x_2+x_1"),
        ("(x+1)^20-(x+1)^20+x", "x"),
        ("2x·3", "6x"),
    ],
)
def test_equal_expressions(left: str, right: str) -> None:
    assert same(left, right) is Verdict.EQUAL


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(a+b)^2", "a^2+b^2"),
        ("-x^2", "(-x)^2"),
        ("|x|", "x"),
        ("0.67x", "2x/3"),
        ("x^2", "2x"),
        ("1/9x", "1/(9x)"),
        ("sqrt(a+b)", "sqrt(a)+sqrt(b)"),
        ("x+0.0001", "x"),
        ("0.000000001x", "0.000000002x"),
    ],
)
def test_different_expressions(left: str, right: str) -> None:
    assert same(left, right) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    "text",
    ["", "9**9**9", "(9**99)**99", "x^101", "1" * 201, "(" * 70 + "x" + ")" * 70, "import", "eval(1)", "a.b", "x!",
     "3 4", "x2", "sin", "1+", "x==1", "a,b", "\\input{x}", "x'", "x" + "+x" * 99, "a+b+c+d+f+g+h+j+k", "(1+2", "|x"],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse(text)


terms = st.recursive(
    st.sampled_from(["x", "y", "2", "3", "7"]),
    lambda inner: st.builds("({}{}{})".format, inner, st.sampled_from("+-*"), inner),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(terms, terms)
def test_laws_of_arithmetic_hold_for_any_expression(a: str, b: str) -> None:
    assert same(f"{a}+{b}", f"{b}+{a}") is Verdict.EQUAL
    assert same(f"{a}*({b}+x)", f"{a}*{b}+{a}*x") is Verdict.EQUAL
    assert same(f"{a}+1", a) is Verdict.DIFFERENT


def test_a_usual_comparison_is_quick() -> None:
    left, right = parse("3(x+2)^2-4y").sides[0], parse("3x^2+12x+12-4y").sides[0]
    best = min(_timed(left, right) for _ in range(30))
    assert best < 0.003


def _timed(left: tuple[object, ...], right: tuple[object, ...]) -> float:
    started = time.perf_counter()
    assert equivalent(left, right) is Verdict.EQUAL
    return time.perf_counter() - started
