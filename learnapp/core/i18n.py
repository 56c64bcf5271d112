"""Translations: one Fluent catalogue per language, read by the server here and by the browser from the same files."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LOCALES: tuple[str, ...] = ("en", "es")
DEFAULT_LOCALE = "en"
STAFF_PARTS = frozenset(
    {
        "analytics.ftl",
        "at_risk.ftl",
        "authoring.ftl",
        "authoring_media.ftl",
        "class_lms.ftl",
        "class_tutor.ftl",
        "clients.ftl",
        "content.ftl",
        "deliveries.ftl",
        "difficulty.ftl",
        "drift.ftl",
        "experiments.ftl",
        "export_data.ftl",
        "exports.ftl",
        "fairness.ftl",
        "features.ftl",
        "impact.ftl",
        "inbox.ftl",
        "imports.ftl",
        "instructor.ftl",
        "items.ftl",
        "language_model.ftl",
        "letters.ftl",
        "lms.ftl",
        "mission.ftl",
        "model_kinds.ftl",
        "models.ftl",
        "oneroster.ftl",
        "open_data.ftl",
        "operations.ftl",
        "outline.ftl",
        "path_rules.ftl",
        "people.ftl",
        "prerequisites.ftl",
        "providers.ftl",
        "reports.ftl",
        "verification.ftl",
        "views.ftl",
        "webhooks.ftl",
        "preview.ftl",
        "sign_on.ftl",
        "trail.ftl",
    }
)
"""Files of the catalogue whose sentences students, guardians and visitors never meet: more than half of it. Their pages
come without it, for it would cost a slow line a third of a second."""
APART: dict[str, frozenset[str]] = {"staff": STAFF_PARTS, "transparency": frozenset({"transparency.ftl"})}
"""Name -> files of the catalogue that only the pages bring which name it."""

_MESSAGE = re.compile(r"(?m)^(-?[a-zA-Z][\w-]*) *= *")
_COMMENT = re.compile(r"(?m)^#.*\n?")
_NAMED = re.compile(r"\{ *(-?[a-zA-Z][\w-]*)")


def known_locale(locale: str | None) -> str:
    """Return the supported language of a tag such as `es-MX`, English for any other."""
    language = _language(locale or "")
    return language if language in LOCALES else DEFAULT_LOCALE


def same_language(one: str, other: str) -> bool:
    """Whether two tags such as `es` and `es-MX` name the same language."""
    return _language(one) == _language(other)


def _language(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


def languages_of(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the dearest first."""
    found: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        tag, _, more = part.strip().partition(";")
        weight = more.strip().removeprefix("q=")
        try:
            value = float(weight) if weight else 1.0
        except ValueError:
            value = 0.0
        if tag and value > 0:
            found.append((-value, tag.strip().lower()))
    return [tag for _, tag in sorted(found, key=lambda one: one[0])]


def asked_locale(header: str, *, chosen: str = "", otherwise: str = DEFAULT_LOCALE) -> str:
    """Return the supported language that a browser asks for.

    Args:
        header: Its Accept-Language.
        chosen: What a reader of this browser chose before, "" for nothing; it goes first.
        otherwise: Where it asks for none of ours.
    """
    wanted = (_language(tag) for tag in (chosen, *languages_of(header)))
    return next((language for language in wanted if language in LOCALES), known_locale(otherwise))


@lru_cache(maxsize=(2 + len(APART)) * len(LOCALES))
def source(locale: str, part: str | None = None) -> str:
    """Return the catalogue of a language as Fluent text, its files in alphabetical order.

    Args:
        locale: One of `LOCALES`.
        part: None for the whole, one of `APART`, or "" for what every page brings.
    """
    folder = files("learnapp.core") / "locales" / locale
    parts = sorted((each for each in folder.iterdir() if each.name.endswith(".ftl")), key=lambda each: each.name)
    if part is not None:
        apart = frozenset[str]().union(*APART.values())
        parts = [each for each in parts if (each.name in APART[part] if part else each.name not in apart)]
    return "\n".join(each.read_text(encoding="utf-8") for each in parts)


def messages(locale: str, part: str | None = None) -> dict[str, str]:
    """Return key -> what the catalogue of a language says, as Fluent text; the arguments are those of `source`."""
    return read(source(locale, part))


def read(text: str) -> dict[str, str]:
    """Return key -> what a Fluent text says of it."""
    text = _COMMENT.sub("", text)
    found = list(_MESSAGE.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    return {one[1]: text[one.end() : end].rstrip() for one, end in zip(found, ends, strict=True)}


class Catalogue:
    """Sentences of a language, each read when it is first said: reading all of them takes seconds.

    Args:
        locale: Language tag.
        unread: Key -> sentence, as Fluent text.
    """

    def __init__(self, locale: str, unread: dict[str, str]) -> None:
        # Isolation marks around arguments are invisible on a page but break copied numbers and exported tables.
        self._bundle = FluentBundle([locale], use_isolating=False)
        self._unread = unread
        self._reading = Lock()

    def say(self, key: str, args: dict[str, Any]) -> str | None:
        """Return the sentence, None when this language lacks it."""
        if key in self._unread:
            self._read(key)
        pattern = self._bundle.get_message(key).value if self._bundle.has_message(key) else None
        return None if pattern is None else str(self._bundle.format_pattern(pattern, args)[0])

    def _read(self, key: str) -> None:
        """Read a sentence and those that it names."""
        with self._reading:
            wanted, read = [key], set[str]()
            while wanted:
                one = wanted.pop()
                text = None if one in read else self._unread.get(one)
                if text is not None:
                    self._bundle.add_resource(FluentResource(f"{one} = {text}"))
                    read.add(one)
                    wanted += _NAMED.findall(text)
            # Who asks meanwhile finds it unread and waits for its turn, or whole.
            for one in read:
                del self._unread[one]


@lru_cache(maxsize=len(LOCALES))
def _catalogue(locale: str) -> Catalogue:
    return Catalogue(locale, messages(locale))


def translate(locale: str, key: str, **args: Any) -> str:
    """Return the sentence for `key` in a language, in English when it lacks the key.

    Args:
        locale: Language tag.
        key: Name of the message.
        args: Its variables; numbers choose the plural form.

    Returns:
        The sentence; the key itself when no language has it, so that a page never breaks for want of a word.
    """
    for language in dict.fromkeys((known_locale(locale), DEFAULT_LOCALE)):
        said = _catalogue(language).say(key, args)
        if said is not None:
            return said
    return key
