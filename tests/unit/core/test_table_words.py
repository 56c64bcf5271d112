"""A table that somebody takes away speaks their language: its headings, and the words in its cells."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, get_args

from learnapp.core.i18n import LOCALES
from learnapp.core.table_words import cell, heads, key_of, sentences
from learnapp.engine.event import Verb
from learnapp.engine.mastery import Band
from learnapp.engine.stopping import Verdict
from learnapp.engine.time_saved import ASSUMED
from learnapp.security.consent import Basis
from learnapp.services import class_board, review, roster
from learnapp.services.analytics_files import frame
from learnapp.services.analytics_views import ContentLine, DayView, SectionLine, StudentLine, TopicLine
from learnapp.services.impact_views import FigureView

SOURCE = Path(__file__).parents[3] / "learnapp"
READ_AGAIN = {"services/people_exports.py"}
"""Where one table fits an import, which knows its columns by name; the others there have headings in words."""
WORDS = {
    *class_board.STATES, *Band, *Verdict, *Verb, *get_args(Basis), *review.STATUSES, *roster.IMPORTABLE_ROLES, *ASSUMED,
    "created", "updated", "unchanged", "error", "waiting", "running", "stopping", "stopped", "interrupted", "done",
    "failed", "visible", "held", "hidden", "sent", "by_hand", "fine", "near_seats", "over_seats", "near_end", "ended",
    "coming", "removed", "none", "shown", "time", "teacher", "tutor", "more", "less", "reached", "dropped", "suspended",
    "erased", "closed", "denied", "ok", "covered", "no_consent", "withdrawn", "under_13_needs_school_or_guardian",
}  # fmt: skip
"""What can stand in a column, beside what the code names at the place itself."""


FIGURES: tuple[type[Any], ...] = (StudentLine, TopicLine, ContentLine, DayView, FigureView, SectionLine)
"""Whose fields are the columns of the figures' tables."""


def _named(shape: type[Any]) -> list[str]:
    return list(frame(shape, []).columns)


def _calls(name: str) -> list[tuple[str, ast.Call]]:
    return [
        (path.relative_to(SOURCE).as_posix(), node)
        for path in SOURCE.rglob("*.py")
        if (source := path.read_text("utf-8")) and ("table_words import" in source or "import write_csv" in source)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def _said(name: str) -> set[str]:
    """Return the words that the code gives to `heads` or `cell` at the place."""
    return {
        node.value
        for _, call in _calls(name)
        for each in call.args[1:]
        for node in ast.walk(each)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    }


def test_every_heading_and_every_word_is_said_in_every_language() -> None:
    wanted = {key_of("head", one): one for one in _said("heads") | {each for one in FIGURES for each in _named(one)}}
    wanted |= {key_of("cell", one): one for one in _said("cell") | {str(each) for each in WORDS}}
    assert len(wanted) > 200, "the code is read, not passed over"
    for locale in LOCALES:
        known = sentences(locale)
        assert sorted(set(wanted) - set(known)) == []
        assert all(text.strip() for text in known.values())
    assert {key: sentences("en")[key] for key in wanted} == wanted, "English is what the code says, word for word"
    assert set(sentences("en")) == set(sentences("es"))


def test_the_columns_of_figures_have_names_of_their_own_in_every_language() -> None:
    for shape in FIGURES:
        for locale in LOCALES:
            said = heads(locale, *_named(shape))
            assert len(set(said)) == len(said), f"{shape.__name__} in {locale}"


def test_no_table_for_people_has_headings_in_one_language() -> None:
    def speaks(node: ast.expr) -> bool:
        return any(isinstance(one, ast.Name) and one.id == "heads" for one in ast.walk(node))

    plain = [where for where, call in _calls("write_csv") if not speaks(call.args[0])]
    # The child's record hands its headings on, made by `heads` at each file.
    assert sorted(plain) == ["services/family_export.py", *READ_AGAIN]


def test_what_is_no_word_of_a_table_stays_as_it_is() -> None:
    assert heads("es", "student", "score %", "never heard of") == ("estudiante", "puntuación %", "never heard of")
    assert cell("es-MX", "stuck") == "en un atasco" and cell("es", "") == "" and cell("en", "stuck") == "stuck"
    assert cell("es", "Alice") == "Alice"
