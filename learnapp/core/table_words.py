"""What stands over the columns of a table to take away, and the words in its cells, in its reader's language.

As with errors, a heading or a word is known by its English; `locales/en/sentences/tables.ftl` lists them, the other
languages say theirs under the same keys. Pages do not bring these files. Tables that a program reads (see the exports'
data dictionary) and those that can be read in again keep one set of names and do not come here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from learnapp.core.i18n import DEFAULT_LOCALE, LOCALES, Catalogue, known_locale, read


def key_of(kind: str, english: str) -> str:
    """Return the key of a heading (`head`) or of a word in a cell (`cell`) in the catalogue."""
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', english.casefold().replace('%', 'percent')).strip('-')}"


def sentences(locale: str) -> dict[str, str]:
    """Return key -> what the tables of a language say, as Fluent text."""
    path = files("learnapp.core") / "locales" / locale / "sentences" / "tables.ftl"
    return read(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=len(LOCALES))
def _catalogue(locale: str) -> Catalogue:
    return Catalogue(locale, sentences(locale))


def _say(locale: str, kind: str, english: str) -> str:
    language = known_locale(locale)
    said = None if language == DEFAULT_LOCALE else _catalogue(language).say(key_of(kind, english), {})
    return english if said is None else said


def heads(locale: str, *names: str) -> tuple[str, ...]:
    """Return the headings of a table, given in English, in a language."""
    return tuple(_say(locale, "head", one) for one in names)


def cell(locale: str, word: str) -> str:
    """Return one of a few words that stand in a column, in a language; what is none of them stays as it is."""
    return _say(locale, "cell", word) if word else ""
