"""The form of how a test is given: its numbers, and where somebody else has saved otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.core.table_words import cell
from learnapp.services.assessment_views import MadeView

_EXACT = (60, 40, 30)


def number(form: Mapping[str, Any], name: str, usual: int = 0) -> int:
    """Return the whole number in a form's field.

    Raises:
        InvalidInputError: It is none.
    """
    text = str(form.get(name, "")).strip()
    try:
        return int(text[:12]) if text else usual
    except ValueError as error:
        raise InvalidInputError("Write a whole number, or leave the field empty.") from error


def otherwise(locale: str, made: MadeView, form: Mapping[str, Any]) -> list[str]:
    """Return the rules as they are saved, where a form says otherwise, each with its name."""
    saved = {
        "title": ("assess-name", made.card.title),
        "minutes": ("assess-minutes", str(made.card.minutes)),
        "attempts": ("assess-attempts", str(made.attempts)),
        "cut": ("assess-cut", str(made.cut)),
        "most_items": ("assess-most-items", str(made.most_items)),
        "opens": ("assess-opens", made.opens_day),
        "opens_clock": ("assess-opens-clock", made.opens_clock),
        "closes": ("assess-closes", made.closes_day),
        "closes_clock": ("assess-closes-clock", made.closes_clock),
    }
    lines = [
        f"{translate(locale, key)}: {value or '–'}"
        for name, (key, value) in saved.items()
        if name in form and str(form[name]).strip() != value
    ]
    if form.get("exact") and form["exact"] != str(made.target_se):
        exact = made.target_se if made.target_se in _EXACT else "line"
        said = translate(locale, f"assess-exact-{exact}")
        lines.append(f"{translate(locale, 'assess-exact')}: {said}")
    if "opens" in form and made.card.kind == "fixed" and bool(form.get("shuffled")) != made.shuffled:
        said = cell(locale, "yes" if made.shuffled else "no")
        lines.append(f"{translate(locale, 'assess-shuffled')}: {said}")
    if form.get("shown") and form["shown"] != made.shown:
        said = translate(locale, f"assess-shown-{made.shown}")
        lines.append(f"{translate(locale, 'assess-shown')}: {said}")
    return lines
