"""The templates of the demo course: proved by SymPy, many tasks each, refused when one has no solution."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import AnswerKind
from learnapp.engine.template import read_template, task
from learnapp.engine.template_check import faults
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, read_course, read_yaml
from learnapp.integrations.content_packages.course_templates import stored_template
from tests.unit.engine.courses import kc_id

SHEETS = sorted((DEMO_COURSE / "templates").glob("*.yaml"))
FORMULA = re.compile(r"\$[^$\n]+\$", re.S)
AWKWARD = re.compile(r"(?<![\d.])1[a-z](?![a-z])|\+ -|- -|--")


def rows() -> list[Any]:
    found = [row for path in SHEETS for row in read_yaml(path)["templates"]]
    return [pytest.param(row, id=row["slug"]) for row in found]


def test_there_are_forty_and_more_for_every_topic() -> None:
    assert len(rows()) >= 40
    topics = read_yaml(DEMO_COURSE / "kcs.yaml")
    assert {path.stem for path in SHEETS} == {topic["slug"] for topic in topics}
    slugs = [param.values[0]["slug"] for param in rows()]
    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize("row", rows())
def test_every_task_is_proved_and_there_are_many(row: dict[str, Any]) -> None:
    made = read_template(stored_template(row), (kc_id(1),))
    assert [fault for seed in range(12) for fault in faults(made, seed)] == []
    tasks = [task(made, seed) for seed in range(120)]
    assert len({(one.steps[0].prompt, one.steps[0].choices, *map(str, one.values.values())) for one in tasks}) >= 30
    for one in tasks:
        step = one.steps[0]
        texts = [step.prompt, step.key.solution, *step.choices, *(hint.text for hint in step.hints)]
        for text in [*texts, *(said for _, said in step.key.misconceptions)]:
            assert "[[" not in text
            assert "$" not in FORMULA.sub("", text), text
            assert text.count("{") == text.count("}")
            assert [one for one in FORMULA.findall(text) if AWKWARD.search(one)] == []
        assert [hint.kind for hint in step.hints] == ["hint", "hint", "bottom_out"]


def test_the_example_of_the_documentation_works() -> None:
    page = (Path(__file__).parents[3] / "docs" / "course-format.md").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    row = yaml.safe_load(shown[1])["templates"][0]
    made = read_template(stored_template(row), (kc_id(1),))
    assert [fault for seed in range(20) for fault in faults(made, seed)] == []
    assert all(f"`{kind.value}`" in page for kind in AnswerKind)


def test_the_example_shows_no_key_and_the_template_stays_private() -> None:
    templates = [item for item in read_course().items if "template" in item.answer_key]
    assert len(templates) == len(rows())
    for item in templates:
        public = str(item.body_public)
        assert not any(word in public for word in ("'accepted'", "'solution'", "'misconceptions'", "'vary'"))
        assert not re.search(r"\[\[[^'\[]", public)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"where": ["n > 99"]}, "No numbers meet the conditions"),
        ({"answer": "[[a/n/n + 1/0]]"}, "has no value"),
        ({"answer": "[[nobody]]"}, "has no value"),
        ({"kind": "riddle"}, "riddle"),
        ({"hints": None}, "misses a part"),
    ],
)
def test_a_sheet_that_cannot_be_used_names_the_template(tmp_path: Path, broken: dict[str, Any], said: str) -> None:
    folder = copytree(DEMO_COURSE, tmp_path / "course")
    path = folder / "templates" / "fraction-meaning.yaml"
    sheet = read_yaml(path)
    sheet["templates"][0] |= broken
    path.write_text(yaml.safe_dump(sheet, sort_keys=False), encoding="utf-8")
    with pytest.raises(InvalidInputError, match=said) as refused:
        read_course(folder)
    assert "shaded-bar" in str(refused.value)
