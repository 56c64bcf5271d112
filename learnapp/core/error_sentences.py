"""What errors say, in other languages: an error is known by its English sentence, whose numbers and names are kept.

Errors carry an English sentence that says what is wrong and what to do; logs and clients of the API read it as it is.
`locales/en/sentences/errors.ftl` has the same sentences with places in them, the other languages theirs under the same
keys. Pages do not bring these files: a sentence is looked up here when an error is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from learnapp.core.i18n import DEFAULT_LOCALE, LOCALES, Catalogue, known_locale, read, translate

_PLACE = re.compile(r"\{ \$(\w+) \}|\{\"(.)\"\}")
_LONGEST = 4000
"""Characters of a message: a longer one is none of ours."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One English sentence: what it begins and ends with, and the whole as a pattern."""

    key: str
    begin: str
    end: str
    fixed: int
    pattern: str


def _sentences_of(locale: str) -> dict[str, str]:
    path = files("learnapp.core") / "locales" / locale / "sentences" / "errors.ftl"
    return read(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _english() -> tuple[dict[str, str], list[_Sentence]]:
    """Return whole sentences with their keys, and those with places, the one with most of its own letters first."""
    whole, patterns = {}, []
    for key, text in _sentences_of(DEFAULT_LOCALE).items():
        parts, pattern, last, named = [""], "", 0, False
        for place in _PLACE.finditer(text):
            between = text[last : place.start()] + (place[2] or "")
            parts[-1] += between
            pattern, last = pattern + re.escape(between), place.end()
            if place[1]:
                parts.append("")
                pattern, named = f"{pattern}(?P<{place[1]}>.*?)", True
        parts[-1] += text[last:]
        pattern += re.escape(text[last:])
        if named:
            patterns.append(_Sentence(key, parts[0], parts[-1], sum(map(len, parts)), pattern))
        else:
            whole[parts[0]] = key
    return whole, sorted(patterns, key=lambda one: (-one.fixed, one.key))


def recognise(message: str) -> tuple[str, dict[str, str]] | None:
    """Return the key of an error's sentence and what stands in its places; None for one that is not known."""
    whole, patterns = _english()
    if message in whole:
        return whole[message], {}
    if len(message) > _LONGEST:
        return None
    for one in patterns:
        if message.startswith(one.begin) and message.endswith(one.end):
            found = re.fullmatch(one.pattern, message, re.DOTALL)
            if found is not None:
                return one.key, found.groupdict()
    return None


@lru_cache(maxsize=len(LOCALES))
def _catalogue(locale: str) -> Catalogue:
    return Catalogue(locale, _sentences_of(locale))


def say(locale: str, code: str, message: str = "") -> str:
    """Return what an error says in a language: its own sentence, or where none is known there the one of its kind.

    Args:
        locale: Language tag.
        code: Of the error.
        message: Its English sentence, "" where it has none for people.
    """
    language = known_locale(locale)
    if message and language == DEFAULT_LOCALE:
        return message
    found = recognise(message) if message else None
    said = _catalogue(language).say(*found) if found is not None else None
    key = f"error-{code}"
    return said or next(
        (text for one in (key, "error-unknown") if (text := translate(language, one)) != one), message
    )  # fmt: skip
