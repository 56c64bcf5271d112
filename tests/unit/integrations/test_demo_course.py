"""The demo course: complete, true, and readable without running into a wrong answer."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from learnapp.engine.grading import grade
from learnapp.engine.kc import AnswerKey, AnswerKind, Step
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, CoursePack, read_course, read_yaml
from learnapp.integrations.content_packages.courses.authoring.build import build
from tests.unit.integrations.exact import letters, same_everywhere, value

SHEETS = sorted((DEMO_COURSE / "items").glob("*.yaml"))
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.S)


@pytest.fixture(scope="module")
def pack() -> CoursePack:
    return read_course()


def steps() -> list[Any]:
    found = []
    for path in SHEETS:
        for item in read_yaml(path)["items"]:
            found += [pytest.param(step, id=f"{item['slug']}{step['id']}") for step in item["steps"]]
    return found


STEPS = steps()


def number(text: str) -> Fraction:
    result = value(text)
    assert isinstance(result, Fraction)
    return result


def right_number(check: str, answer: Fraction) -> bool:
    """An equation must hold with the answer in it and fail next to it; arithmetic must give the answer."""
    if letters(check):
        return value(check, {"x": answer}) is True and value(check, {"x": answer + 1}) is False
    return value(check) == answer


@pytest.mark.parametrize("step", STEPS)
def test_every_answer_is_exactly_right_and_every_misconception_is_wrong(step: dict[str, Any]) -> None:
    accepted, check, kind = step["accepted"], step["check"], step["answer_kind"]
    mistaken = [wrong for wrong, _ in step["misconceptions"]]
    if kind == "numeric":
        answer = number(accepted[0])
        assert right_number(check, answer)
        assert all(number(wrong) != answer for wrong in mistaken)
    elif kind == "expression":
        assert same_everywhere(accepted[0], check)
        assert set(letters(accepted[0])) <= set(step["variables"])
        assert not any(same_everywhere(wrong, check) for wrong in mistaken)
    else:
        assert sorted([*accepted, *mistaken]) == sorted(step["choices"])
        assert len(set(step["choices"])) == len(step["choices"])
        if step.get("values"):
            fitting = [c for c, plain in step["values"].items() if same_everywhere(plain, check)]
            assert fitting == accepted
        elif check:
            assert value(check) is True or same_everywhere(as_plain(accepted[0]), check)
    for hint in step["hints"]:
        if hint["kind"] == "scaffold":
            assert right_number(hint["check"], number(hint["accepted"][0]))


@pytest.mark.parametrize("step", STEPS)
def test_the_grader_agrees_with_every_key_and_answers_every_misconception(step: dict[str, Any]) -> None:
    mistakes = tuple((wrong, text) for wrong, text in step["misconceptions"])
    real = Step(
        "s", step["prompt"], AnswerKind(step["answer_kind"]), (), AnswerKey(tuple(step["accepted"]), 0.0, "", mistakes),
        tuple(step.get("choices", ())), variables=tuple(step.get("variables", ())),
    )  # fmt: skip
    assert grade(real, step["accepted"][0]).correct is True
    for wrong, text in mistakes:
        judged = grade(real, wrong)
        assert judged.correct is False
        assert judged.feedback == text


def as_plain(choice: str) -> str:
    return re.sub(r"\$|\\frac\{(\d+)\}\{(\d+)\}", lambda m: f"({m[1]}/{m[2]})" if m[1] else "", choice)


@pytest.mark.parametrize("step", STEPS)
def test_hints_lead_in_three_moves_to_the_answer(step: dict[str, Any]) -> None:
    hints = [hint for hint in step["hints"] if hint["kind"] != "scaffold"]
    assert [hint["kind"] for hint in hints] == ["hint", "hint", "bottom_out"]
    assert step["hints"][-1]["kind"] == "bottom_out"
    known: set[str] = set()
    for hint in step["hints"]:
        assert set(hint["depends_on"]) <= known
        known.add(hint["id"])
    assert step["solution"]


def test_the_course_has_the_promised_size(pack: CoursePack) -> None:
    practice = [item for item in pack.items if item.kind == "practice"]
    readings = [item for item in pack.items if item.kind == "reading"]
    assert len(pack.kcs) >= 14
    assert len(practice) >= 150
    assert len(readings) == len(pack.kcs)
    kinds = Counter(step["answer_kind"] for item in practice for step in item.body_public["steps"])
    assert {"choice", "numeric", "expression"} <= set(kinds)
    assert min(item.difficulty for item in practice) <= -1.8
    assert max(item.difficulty for item in practice) >= 1.8
    assert any(len(item.body_public["steps"]) > 1 for item in practice)
    assert all(kc.standard for kc in pack.kcs)


def test_prerequisites_have_no_circle_and_follow_the_lessons(pack: CoursePack) -> None:
    order = [kc for lesson in pack.course.lessons for kc in lesson.kc_ids]
    assert sorted(order, key=str) == sorted((kc.kc_id for kc in pack.kcs), key=str)
    for kc, needs in pack.course.prerequisites:
        assert order.index(needs) < order.index(kc)


def test_readings_are_of_readable_length_with_a_worked_example_and_closed_formulas(pack: CoursePack) -> None:
    for item in pack.items:
        if item.kind == "reading":
            assert 150 <= len(item.body.split()) <= 400, item.title
            assert "Worked example" in item.body
            assert "$" not in FORMULA.sub("", item.body), item.title


@pytest.mark.parametrize("step", STEPS)
def test_formulas_are_closed(step: dict[str, Any]) -> None:
    texts = [step["prompt"], step["solution"], *step.get("choices", []), *(h["text"] for h in step["hints"])]
    texts += [text for _, text in step["misconceptions"]]
    for text in texts:
        assert "$" not in FORMULA.sub("", text), text
        assert text.count("{") == text.count("}")


def test_keys_stay_out_of_what_a_browser_sees(pack: CoursePack) -> None:
    for item in pack.items:
        public = str(item.body_public)
        for word in ("accepted", "solution", "misconceptions", "check", "values"):
            assert f"'{word}'" not in public


def test_reading_twice_gives_the_same_ids_and_checksums(pack: CoursePack) -> None:
    again = read_course()
    assert [(i.content_id, i.checksum()) for i in again.items] == [(i.content_id, i.checksum()) for i in pack.items]
    assert len({item.content_id for item in pack.items}) == len(pack.items)


def test_the_files_are_what_the_sheets_say(tmp_path: Path) -> None:
    for fresh in build(tmp_path):
        stored = DEMO_COURSE / "items" / fresh.name
        assert stored.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), "run authoring/build.py"
