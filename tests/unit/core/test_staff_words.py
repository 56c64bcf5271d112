"""The pages of students, guardians and visitors come without the sentences of staff, and never need one of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from learnapp.core.i18n import APART, LOCALES, source

ROOT = Path(__file__).resolve().parents[3]
# What these pages are made of, with every component that they import.
_PLAIN = ("public/entry", "public/join", "public/start", "student/__init__", "guardian/family", "guardian/child",
          "search", "school_year", "discussion", "notices", "news", "transparency", "who_sees")  # fmt: skip


class _References(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_MessageReference(self, node: fluent.MessageReference) -> None:  # noqa: N802 - the visitor's own names
        self.names.add(node.id.name)

    def visit_TermReference(self, node: fluent.TermReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def _keys(part: str) -> set[str]:
    return set(re.findall(r"(?m)^-?([a-z][\w-]*) =", source("en", part)))


def _closure(module: str, seen: set[str]) -> set[str]:
    """Return the modules of pages and components that a module imports, itself included."""
    file = ROOT / f"{module.replace('.', '/')}.py"
    file = file if file.exists() else ROOT / module.replace(".", "/") / "__init__.py"
    if module in seen or not file.exists():
        return seen
    seen.add(module)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and re.match(r"learnapp\.(pages|components)", node.module):
            _closure(node.module, seen)
            for one in node.names:
                _closure(f"{node.module}.{one.name}", seen)
    return seen


def test_every_sentence_is_in_one_part() -> None:
    for locale in LOCALES:
        whole = {line for line in source(locale).splitlines() if re.match(r"[a-z][\w-]* =", line)}
        parts = [line for part in ("", *APART) for line in source(locale, part).splitlines()]
        named = [line for line in parts if re.match(r"[a-z][\w-]* =", line)]
        assert len(named) == len(whole) and set(named) == whole


def test_no_sentence_for_everybody_rests_on_one_of_staff() -> None:
    visitor = _References()
    visitor.visit(FluentParser().parse(source("en", "")))
    assert visitor.names & (_keys("staff") | _keys("transparency")) == set()


def test_plain_pages_ask_for_no_sentence_of_staff() -> None:
    modules: set[str] = set()
    for page in _PLAIN:
        _closure("learnapp.pages." + page.removesuffix("/__init__").replace("/", "."), modules)
    assert "learnapp.components.layout" in modules
    # The frame only asks it which pages belong together.
    modules.discard("learnapp.components.model_pages")
    staff, asked = _keys("staff"), {}
    for module in modules:
        file = ROOT / f"{module.replace('.', '/')}.py"
        file = file if file.exists() else ROOT / module.replace(".", "/") / "__init__.py"
        text = file.read_text(encoding="utf-8")
        said = set(re.findall(r'"([a-z][\w]*-[\w-]+)"', text))
        # Keys that end in what the page knows only when it is read.
        begun = {"".join(one) for one in re.findall(r'msg\(\s*(?:"([a-z][\w-]*-)" \+|f"([a-z][\w-]*-)\{)', text)}
        # The help of a page is said on that page.
        begun.discard("help-")
        said |= {key for key in staff if any(key.startswith(one) for one in begun)}
        strange = staff if module == "learnapp.pages.transparency" else staff | _keys("transparency")
        if said & strange:
            asked[module] = sorted(said & strange)
    assert asked == {}
