"""Whatever the audit trail may hold has words in every language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import learnapp
from learnapp.core.i18n import LOCALES
from learnapp.state.admin.audit import action_in_words, thing_in_words

SOURCE = Path(learnapp.__file__).parent
# Actions that are put together at run time from a new status.
_BY_STATUS = {
    "content": ("published", "review", "retired"),
    "discussion": ("visible", "hidden"),
    "person": ("active", "suspended"),
    "review": ("approved", "rejected"),
    "section": ("active", "closed"),
}


def _written() -> Iterator[tuple[str, str]]:
    """Yield (action, thing) of every entry that the source writes by name."""
    for path in SOURCE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        # To understand all of the source takes seconds; few files write entries.
        if not any(sign in source for sign in ("audit(", "_entry(", "record.read")):
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, (ast.Call, ast.Tuple)):
                continue
            values = node.args if isinstance(node, ast.Call) else node.elts
            words = [each.value for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if len(words) < 2:
                continue
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("trail.audit", "audit", "_entry"):
                yield words[0], words[1]
            elif not called and words[:2] == ["record.read", "student_record"]:
                yield words[0], words[1]


def _refused() -> Iterator[tuple[str, str]]:
    """Yield (action, thing) of every refusal: the policy's resources and what may be done with them."""
    for line in (SOURCE / "security" / "policy.csv").read_text(encoding="utf-8").splitlines():
        if line.startswith("p, "):
            _, _, _, thing, verb, _ = line.split(", ")
            yield f"{thing}.{verb}", thing


def _changed() -> Iterator[tuple[str, str]]:
    for thing, statuses in _BY_STATUS.items():
        for status in statuses:
            yield f"{thing}.{status}", thing


EVERY = sorted({*_written(), *_refused(), *_changed()})


def test_the_source_was_read() -> None:
    assert {("person.create", "person"), ("record.read", "student_record"), ("audit.verify", "audit")} <= set(EVERY)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("action", "thing"), EVERY)
def test_an_entry_is_told_in_words(locale: str, action: str, thing: str) -> None:
    assert action_in_words(locale, action) != action
    assert thing_in_words(locale, thing) != thing


def test_what_has_no_words_keeps_its_code() -> None:
    assert action_in_words("en", "rocket.launch") == "rocket.launch"
    assert thing_in_words("es", "rocket") == "rocket"
    assert action_in_words("en", "person.create") == "Person: create"
