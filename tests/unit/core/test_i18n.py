"""Both languages say everything, with the same variables, and nothing is asked for that no catalogue has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from learnapp.core.i18n import LOCALES, asked_locale, known_locale, source, translate

ROOT = Path(__file__).resolve().parents[3] / "learnapp"


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own names
        self.names.add(node.id.name)


def _messages(locale: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(source(locale)).body:
        assert not isinstance(entry, ast.Junk), f"{locale}: cannot be read: {entry.content}"
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{locale}: {entry.id.name} is there twice"
            visitor = _Variables()
            visitor.visit(entry)
            found[entry.id.name] = visitor.names
    return found


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_every_message_is_there_in_every_language_with_the_same_variables(locale: str) -> None:
    assert _messages(locale) == _messages("en")


def test_every_key_that_a_page_asks_for_exists() -> None:
    known = _messages("en")
    asked: set[str] = set()
    for folder in ("pages", "components"):
        for file in (ROOT / folder).rglob("*.py"):
            asked |= set(re.findall(r'\bmsg\(\s*"([a-z0-9_-]+)"\s*[,)]', file.read_text(encoding="utf-8")))
    assert asked
    assert asked <= set(known), sorted(asked - set(known))


def test_plurals_and_numbers_follow_the_language() -> None:
    assert translate("en", "minutes", count=1) == "about 1 minute"
    assert translate("en", "minutes", count=3) == "about 3 minutes"
    assert translate("es-MX", "minutes", count=3) == "más o menos 3 minutos"


def test_a_language_we_do_not_have_reads_english_and_a_missing_key_shows_itself() -> None:
    assert known_locale("fr-CA") == "en"
    assert translate("fr", "sign-out") == "Sign out"
    assert translate("es", "no-such-key") == "no-such-key"


def test_a_browser_is_met_in_the_dearest_language_that_we_have() -> None:
    assert asked_locale("es-MX,es;q=0.9,en;q=0.8") == "es"
    assert asked_locale("en;q=0.4, fr, es-419;q=0.5") == "es"
    assert asked_locale("fr-CA, de;q=0.3") == asked_locale("") == "en"
    assert asked_locale("fr-CA", otherwise="es") == "es"
    assert asked_locale("es-ES", chosen="en") == "en"
    assert asked_locale("es;q=0, en;q=0.1", chosen="fr") == "en"
