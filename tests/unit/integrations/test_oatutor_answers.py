"""OATutor's answers: each in the kind that judges it fairly."""

from __future__ import annotations

import pytest

from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKey, AnswerKind, Step
from learnapp.integrations.content_packages.oatutor_answers import UngradableAnswerError, read_answer


def judged(raw: str, answer_type: str, response: str) -> bool | None:
    answer = read_answer(raw, answer_type)
    key = AnswerKey(answer.accepted, answer.tolerance)
    return grade(Step("s", "", AnswerKind(answer.kind), (), key, variables=answer.variables), response).correct


@pytest.mark.parametrize(
    ("raw", "answer_type", "right", "wrong"),
    [
        ("$$5$$", "arithmetic", "5", "6"),
        (r"$$\frac{-1}{4}$$", "arithmetic", "-0.25", "1/4"),
        ("$$1,363$$", "arithmetic", "1363", "1.363"),
        ("$$15281.03$$", "arithmetic", "15281.031", "15281.1"),
        ("$$9.5$$", "arithmetic", "9.5", "9.52"),
        (r"$$\left(p-0.167\right)^2$$", "arithmetic", "(p-0.167)*(p-0.167)", "p-0.167"),
        ("$$7x^4-5x^3+1$$", "arithmetic", "1-5x^3+7x^4", "7x^4"),
        (r"$$x=\frac{2}{3}$$", "arithmetic", "x=2/3", "x=3/2"),
        (r"$$59.5\degree$$", "arithmetic", "59.5", "60"),
        ("(x+5)/x", "string", "1+5/x", "x+5"),
        ("m**2", "string", "m*m", "2m"),
        ("n", "string", "n", "m"),
        ("No solution", "arithmetic", "no solution", "3"),
        ('tbl.column("x")', "string", 'tbl.column("x")', "tbl"),
    ],
)
def test_answers_are_judged_by_what_they_mean(raw: str, answer_type: str, right: str, wrong: str) -> None:
    assert judged(raw, answer_type, right) is True
    assert judged(raw, answer_type, wrong) is not True


@pytest.mark.parametrize(
    ("raw", "answer_type", "reason"),
    [
        ("", "arithmetic", "answer-empty"),
        ("$$5$$", "song", "answer-type-unknown"),
        (r"$$\begin{bmatrix} 1 \end{bmatrix}$$", "arithmetic", "answer-is-a-matrix-or-table"),
        (r"$$3\pm 2$$", "arithmetic", "answer-has-several-values"),
        ("$$@{n}$$", "arithmetic", "variable-without-value"),
        ("$$-3=-3$$", "arithmetic", "answer-is-always-true"),
        ("$$9^{9^{9}}$$", "arithmetic", "answer-notation-unknown"),
    ],
)
def test_what_cannot_be_judged_says_why(raw: str, answer_type: str, reason: str) -> None:
    with pytest.raises(UngradableAnswerError, match=reason):
        read_answer(raw, answer_type)
