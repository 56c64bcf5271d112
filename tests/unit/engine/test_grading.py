import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.algebra import Verdict
from learnapp.engine.algebra_syntax import Node
from learnapp.engine.grading import grade, grade_async
from learnapp.engine.kc import AnswerKey, AnswerKind, Hint, Step


def step(
    kind: str,
    *accepted: str,
    tolerance: float = 0.0,
    choices: tuple[str, ...] = (),
    prompt: str = "How much?",
    variables: tuple[str, ...] = (),
    misconceptions: tuple[tuple[str, str], ...] = (),
) -> Step:
    key = AnswerKey(accepted, tolerance, misconceptions=misconceptions)
    return Step("a", prompt, AnswerKind(kind), (), key, choices, (), variables)


@pytest.mark.parametrize(
    ("kind", "accepted", "response", "correct"),
    [
        ("numeric", "3/4", "3/4", True),
        ("numeric", "3/4", "0.75", True),
        ("numeric", "3/4", "0,75", True),
        ("numeric", "3/4", "6/8", True),
        ("numeric", "3/4", "¾", True),
        ("numeric", "3/4", "x = 3/4", True),
        ("numeric", "3/4", "0.7500001", False),
        ("numeric", "3/4", "4/3", False),
        ("numeric", "3/4", "1/4 + 1/2", None),
        ("numeric", "3/4", "three quarters", None),
        ("numeric", "3/4", "3/0", False),
        ("numeric", "7/4", "1 3/4", True),
        ("numeric", "7/4", "1¾", True),
        ("numeric", "7/4", r"1\frac{3}{4}", True),
        ("numeric", "-7/4", "-1 3/4", True),
        ("numeric", "1234", "1,234", True),
        ("numeric", "-5", "−5", True),
        ("numeric", "-5", "5", False),
        ("numeric", "-5", "5 - 10", None),
        ("numeric", "0.00078", "7.8*10^-4", True),
        ("numeric", "0.000000791", "0.000000792", False),
        ("numeric", "0.45", "45%", True),
        ("numeric", "45", "45%", False),
        ("expression", "2(x+1)", "2x+2", True),
        ("expression", "2(x+1)", "2X + 2", True),
        ("expression", "2(x+1)", "x*2+2", True),
        ("expression", "2(x+1)", "2x+1", False),
        ("expression", "2(x+1)", "y", False),
        ("expression", "(x+3)(x-3)", "x²−9", True),
        ("expression", r"\frac{8a^4}{3} b^2", "8a^4b^2/3", True),
        ("expression", "sin(x)^2+cos(x)^2", "1", True),
        ("expression", "x=5", "5", True),
        ("expression", "x=5", "5 = x", True),
        ("expression", "x=5", "X=5", True),
        ("expression", "x=5", "x=6", False),
        ("expression", "x=5", "2x=10", None),
        ("expression", "y=2x+1", "2x+1=y", True),
        ("expression", "y=2x+1", "y=2x", False),
        ("expression", "2x+3y=6", "4x+6y=12", True),
        ("expression", "2x+3y=6", "2x+3y=7", False),
        ("expression", "x>3", "3<x", True),
        ("expression", "x>3", "x>=3", False),
        ("expression", "x>3", "x<3", False),
        ("expression", "21<x<95", "95>x>21", True),
        ("expression", "7sqrt(2)", r"7\sqrt{2}", True),
        ("expression", "sqrt(8)", "2√2", True),
        ("text", "-2,4", "4, -2", True),
        ("text", "-2,4", "(-2, 4)", False),
        ("text", "(-6,0),(-1,0)", "(-6, 0), (-1, 0)", True),
        ("text", "(-6,0),(-1,0)", "(0,-6),(-1,0)", False),
        ("text", "(-inf,2]", "(-∞, 2]", True),
        ("text", "(-inf,2]", "(-inf, 2)", False),
        ("text", "2,6,12,20", "6,2,12,20", None),
        ("text", "No Solution", "no  solution.", True),
        ("text", "No Solution", "one solution", False),
        ("text", 'squirrel.where("Year",2024)', 'squirrel.where("Year", 2024)', True),
        ("text", 'squirrel.where("Year",2024)', 'squirrel.where("year", 2024)', False),
        ("text", "12y**3/7", "(12/7) y^3", True),
    ],
)
def test_answers_as_students_write_them(kind: str, accepted: str, response: str, correct: bool | None) -> None:
    assert grade(step(kind, accepted), response).correct is correct


def test_percent_follows_the_question() -> None:
    asked = step("numeric", "45", prompt="What percent of the class is that?")
    assert grade(asked, "45%").correct is True
    assert grade(asked, "45").correct is True
    assert grade(asked, "0.45").correct is False


def test_tolerance_is_absolute_and_inclusive() -> None:
    near = step("numeric", "3.14", tolerance=0.01)
    assert grade(near, "3.15").correct is True
    assert grade(near, "3.1501").correct is False


def test_restating_the_question_is_not_an_answer() -> None:
    simplify = step("expression", "5x", prompt="Simplify $3x+2x$.")
    assert grade(simplify, "3x + 2x").correct is None
    assert grade(simplify, "5x").correct is True


def test_choices_are_judged_by_what_was_offered() -> None:
    s = step("choice", "$\\frac{1}{2}$", choices=("$\\frac{1}{2}$", "$2$"), misconceptions=(("$2$", "Turned over."),))
    assert grade(s, "$\\frac{1}{2}$").correct is True
    wrong = grade(s, "$2$")
    assert wrong.correct is False and wrong.feedback == "Turned over."
    assert grade(s, "something else").correct is None


def test_multiple_choice_needs_exactly_the_set_and_gives_partial_credit() -> None:
    s = step("multiple_choice", "a", "b", choices=("a", "b", "c"))
    assert grade(s, ["b", "a"]).correct is True
    part = grade(s, ["a"])
    assert part.correct is False and part.partial == 0.5
    assert grade(s, ["a", "b", "c"]).partial == 0.5
    assert grade(s, ["c"]).partial == 0.0
    assert grade(s, ["x"] * 60).feedback_key == "feedback-too-long"


def test_a_known_misconception_gets_its_own_sentence() -> None:
    s = step("numeric", "5/6", misconceptions=(("2/5", "You added tops and bottoms."),))
    assert grade(s, "4/10").feedback == "You added tops and bottoms."
    assert grade(s, "1/6").feedback is None


def test_scaffolds_are_graded_like_steps() -> None:
    hint = Hint("h", "scaffold", "Smaller", "1/2 of 4?", answer_kind=AnswerKind.NUMERIC, key=AnswerKey(("2",)))
    assert grade(hint, "2").correct is True
    assert grade(Hint("h", "hint", "Nudge", "Think."), "2").correct is None


@pytest.mark.parametrize(
    ("response", "key"),
    [
        (None, "feedback-empty"),
        ("   ", "feedback-empty"),
        ([], "feedback-empty"),
        ("1" * 201, "feedback-too-long"),
        ("9**9**9", "feedback-not-judged"),
        ("9^(9^(9^9))", "feedback-not-judged"),
        ("(" * 90 + "1" + ")" * 90, "feedback-not-judged"),
        ("-" * 190 + "1", "feedback-not-judged"),
        ("__import__('os').system('ls')", "feedback-not-judged"),
        ("lambda: 0", "feedback-not-judged"),
        ("open", "feedback-not-judged"),
        ("<script>alert(1)</script>", "feedback-not-judged"),
        ("1; DROP TABLE learning_event", "feedback-not-judged"),
        ("1e999", "feedback-not-judged"),
        ("\x00\ud800", "feedback-not-judged"),
    ],
)
def test_hostile_answers_are_not_judged(response: str | list[str] | None, key: str) -> None:
    for kind in ("numeric", "expression"):
        given_grade = grade(step(kind, "5x" if kind == "expression" else "5"), response)
        assert given_grade.correct is None and given_grade.feedback_key == key


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=220), st.sampled_from(["numeric", "expression", "text", "choice"]))
def test_no_text_breaks_grading(text: str, kind: str) -> None:
    accepted = {"numeric": "3/4", "expression": "2x+1", "text": "(1,2)", "choice": "a"}[kind]
    assert grade(step(kind, accepted), text).correct in {True, False, None}


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789xy+-*/^()|.,{}\\ =<>sqrtfaclogin%_", max_size=60))
def test_no_near_mathematics_breaks_grading(text: str) -> None:
    assert grade(step("expression", "x^2+1"), text).correct in {True, False, None}


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(1, 999))
def test_every_fraction_equals_its_own_spellings(top: int, bottom: int) -> None:
    s = step("numeric", f"{top}/{bottom}")
    assert grade(s, f"{top * 3}/{bottom * 3}").correct is True
    assert grade(s, f"{top + 1}/{bottom}").correct is False
    whole, rest = divmod(abs(top), bottom)
    if rest and whole:
        assert grade(s, f"{'-' if top < 0 else ''}{whole} {rest}/{bottom}").correct is True


class _Judge:
    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    async def equivalent(self, left: Node, right: Node) -> Verdict:
        return self.verdict


async def test_what_the_probes_leave_open_goes_to_the_symbolic_judge() -> None:
    # Without a finite value at any probe, only the symbolic judge can tell.
    s = step("expression", "exp(exp(exp(exp(exp(x+9)))))*2")
    answer = "2*exp(exp(exp(exp(exp(9+x)))))"
    assert grade(s, answer).correct is None
    assert (await grade_async(s, answer, _Judge(Verdict.EQUAL))).correct is True
    assert (await grade_async(s, answer, _Judge(Verdict.UNSURE))).correct is None
    assert (await grade_async(s, answer, None)).correct is None
