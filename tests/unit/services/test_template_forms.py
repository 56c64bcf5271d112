"""The form of a template shows everything that is kept of it, and gives it back as it was."""

from __future__ import annotations

from typing import Any

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.content_packages.course_files import read_course
from learnapp.integrations.content_packages.package import PackItem
from learnapp.services import draft_forms, template_forms
from learnapp.services.draft_documents import ItemDocument

SHIPPED = [item for item in read_course().items if "template" in item.answer_key]


def document(item: PackItem) -> ItemDocument:
    return ItemDocument(
        item.kind, item.title, item.body, item.body_public, item.answer_key, [str(kc) for kc in item.kc_ids],
        str(item.lesson_id), item.position, item.minutes, item.difficulty, 1.0, None, "en", "", "", "", "",
    )  # fmt: skip


def shown(one: ItemDocument) -> dict[str, Any]:
    """What a browser sends back of the form as it is shown, nothing typed."""
    raw = one.template or {}
    vary, where = draft_forms.vary_text(one)
    form = {"title": one.title, "vary": vary, "where": where, "let": template_forms.let_text(raw)}
    form["body"] = str(raw.get("body") or "")
    for step in draft_forms.step_forms(one):
        name = f"step-{step.number}-"
        form |= {name + "prompt": step.prompt, name + "solution": step.solution}
        form |= {f"{name}hint-{hint.index}": hint.text for hint in step.hints}
        form |= {f"{name}because-{wrong.index}": wrong.text for wrong in step.wrong}
        if not step.fixed:
            form |= {f"{name}wrong-{wrong.index}": wrong.answer for wrong in step.wrong}
            form |= {name + "kind": step.kind, name + "accepted": step.accepted, name + "check": step.check}
            form[name + "tolerance"] = step.tolerance
    return form


def test_every_template_that_ships_is_the_same_after_it_was_saved_unchanged() -> None:
    assert len(SHIPPED) > 40
    kinds = {step.kind for item in SHIPPED for step in draft_forms.step_forms(document(item)) if not step.fixed}
    assert kinds == {"numeric", "expression", "choice"}
    for item in SHIPPED:
        one = document(item)
        assert draft_forms.applied(one, shown(one), {}) == one, item.source_ref


def test_a_layout_that_the_form_has_no_place_for_keeps_its_answers() -> None:
    fixed = [item for item in SHIPPED if draft_forms.step_forms(document(item))[0].fixed]
    assert fixed
    for item in fixed:
        one = document(item)
        typed = {**shown(one), "step-1-accepted": "42", "step-1-kind": "numeric", "step-1-wrong-0": "41"}
        assert draft_forms.applied(one, typed, {}) == one, item.source_ref


@pytest.mark.parametrize(
    ("line", "pair"),
    [("sum = a + b", ["sum", "a + b"]), ("more=a>b", ["more", "a>b"]), ("same = a == b", ["same", "a == b"])],
)
def test_a_term_gets_a_name(line: str, pair: list[str]) -> None:
    assert template_forms.let_of([line]) == [pair]


@pytest.mark.parametrize("line", ["a + b", "2a = b", "a == b", "sum =", "= 3"])
def test_what_names_nothing_is_refused(line: str) -> None:
    with pytest.raises(InvalidInputError, match="sum = a"):
        template_forms.let_of([line])
