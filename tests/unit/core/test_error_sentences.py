"""What an error says is said in every language: each sentence of the code is known, with its numbers and names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from learnapp.core.error_sentences import recognise, say
from learnapp.core.i18n import LOCALES, read

SOURCE = Path(__file__).parents[3] / "learnapp"
MACHINES = (
    "api/", "bootstrap.py", "cli", "integrations/mail.py", "integrations/notify.py", "integrations/web_push.py",
    "services/erased_list.py", "storage/backup.py", "storage/programs.py", "storage/restore",
)  # fmt: skip
"""Where errors are for clients, the log and the operator's terminal, which read English."""
TO_TOOLS = frozenset({"BadStatementError"})


def _trees() -> dict[str, ast.Module]:
    return {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")}


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _errors(trees: dict[str, ast.Module]) -> set[str]:
    """Return the names of all classes of errors that have a sentence."""
    above: dict[str, set[str]] = {}
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                above.setdefault(node.name, set()).update(map(_name, node.bases))
    known = {"LearnAppError"}
    while more := {name for name, bases in above.items() if bases & known} - known:
        known |= more
    return known


def _said(node: ast.expr, numbers: Iterator[int]) -> list[str]:
    """Return the sentences that an expression can be, with a word of its own in each place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _said(node.body, numbers) + _said(node.orelse, numbers)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _said(node.left, numbers), _said(node.right, numbers)
        return [one + other for one in left for other in right]
    if isinstance(node, ast.JoinedStr):
        parts = [
            str(part.value) if isinstance(part, ast.Constant) else f"‹{next(numbers)}›" for part in node.values
        ]  # fmt: skip
        return ["".join(parts)]
    return []


@cache
def sentences() -> dict[str, str]:
    """Return every sentence of an error that a person may read -> where it is."""
    trees, numbers, found = _trees(), count(), dict[str, str]()
    errors = _errors(trees)
    for place, tree in trees.items():
        if place.startswith(MACHINES):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or _name(node.func) not in errors - TO_TOOLS:
                continue
            for one in _said(node.args[0], numbers):
                if " " in one and not one.isspace():
                    found[one] = f"{place}:{node.lineno}"
    return found


def test_every_sentence_of_an_error_is_known_with_what_stands_in_it() -> None:
    found = sentences()
    assert len(found) > 800
    unknown = {}
    for sentence, place in found.items():
        known = recognise(sentence)
        marks = re.findall("‹[0-9]+›", sentence)
        if known is None or sorted(known[1].values()) != sorted(marks):
            unknown[place] = sentence
    assert not unknown, "Add these to locales/*/sentences/errors.ftl, what changes as { $name }."


def _texts(locale: str) -> dict[str, str]:
    return read((SOURCE / "core" / "locales" / locale / "sentences" / "errors.ftl").read_text("utf-8"))


@pytest.mark.parametrize("locale", [one for one in LOCALES if one != "en"])
def test_every_sentence_is_there_in_every_language_with_the_same_places(locale: str) -> None:
    english, other = _texts("en"), _texts(locale)
    assert english.keys() == other.keys()
    for key, text in english.items():
        assert sorted(set(re.findall(r"\{ \$\w+", text))) == sorted(set(re.findall(r"\{ \$\w+", other[key]))), key
        assert "\n" not in other[key] and other[key], key


@pytest.mark.parametrize("locale", [one for one in LOCALES if one != "en"])
def test_no_sentence_breaks_when_it_is_said(locale: str) -> None:
    for sentence in sentences():
        said = say(locale, "conflict", sentence)
        assert said != sentence and "{$" not in said, sentence
        for mark in re.findall("‹[0-9]+›", sentence):
            assert mark in said, sentence


def test_a_spanish_reader_learns_what_is_wrong_and_what_to_do() -> None:
    message = "There are 100 terms already. Remove old ones first."
    assert say("en", "invalid_input", message) == message
    assert "100" in say("es-MX", "invalid_input", message) and "eriodos" in say("es-MX", "invalid_input", message)


def test_what_is_not_known_is_said_by_its_kind() -> None:
    kind = say("es", "conflict")
    assert kind == say("es", "conflict", "Something that nobody has written down.") != ""
    assert say("es", "conflict", "There are " + "9" * 5000 + " terms already. Remove old ones first.") == kind
    assert say("es", "no_such_code", "Nobody wrote this.") == say("es", "unknown")
