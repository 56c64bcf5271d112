"""Every error that a person can meet has a sentence in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "learnapp"
LOCALES = SOURCE / "core" / "locales"


def codes() -> set[str]:
    """Return the codes of all error classes, read from the source."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for body in re.findall(r"^class \w+Error\b.*?(?=^\S|\Z)", path.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            found |= set(re.findall(r"^    code(?:: ClassVar\[str\])? = \"(\w+)\"", body, re.MULTILINE))
    return found


def keys(locale: str) -> dict[str, str]:
    """Return key → pattern of one language's error messages."""
    text = (LOCALES / locale / "errors.ftl").read_text("utf-8")
    return dict(re.findall(r"^([a-z][\w-]*) = (.+)$", text, re.MULTILINE))


def test_the_source_has_codes_at_all() -> None:
    assert {"bad_request", "forbidden", "sign_in_failed", "weak_password", "cross_site"} <= codes()


@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_code_has_a_message(locale: str) -> None:
    assert {f"error-{code}" for code in codes()} - keys(locale).keys() == set()


@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_reason_of_the_roster_has_a_message(locale: str) -> None:
    text = "".join((SOURCE / part).read_text("utf-8") for part in ("services/roster.py", "security/spreadsheet.py"))
    used = set(re.findall(r"roster-error-[a-z_-]*[a-z]", text))
    used |= {f"roster-error-{key}" for key in re.findall(r'_WrongCellError\("([a-z_-]+)"', text)}
    assert len(used) >= 12
    assert used - keys(locale).keys() == set()


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    english, spanish = keys("en"), keys("es")
    assert english.keys() == spanish.keys()
    for key, pattern in english.items():
        assert sorted(re.findall(r"\$\w+", pattern)) == sorted(re.findall(r"\$\w+", spanish[key])), key
