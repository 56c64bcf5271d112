"""Translations: one Fluent catalogue per language, read by the server here and by the browser from the same files."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LOCALES: tuple[str, ...] = ("en", "es")
DEFAULT_LOCALE = "en"
STAFF_PARTS = frozenset(
    {
        "analytics.ftl",
        "at_risk.ftl",
        "authoring.ftl",
        "class_lms.ftl",
        "class_tutor.ftl",
        "clients.ftl",
        "content.ftl",
        "deliveries.ftl",
        "difficulty.ftl",
        "drift.ftl",
        "experiments.ftl",
        "fairness.ftl",
        "features.ftl",
        "impact.ftl",
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
        "path_rules.ftl",
        "people.ftl",
        "prerequisites.ftl",
        "providers.ftl",
        "reports.ftl",
        "verification.ftl",
        "views.ftl",
        "preview.ftl",
        "sign_on.ftl",
        "trail.ftl",
    }
)
"""Files of the catalogue whose sentences students, guardians and visitors never meet: more than half of it. Their pages
come without it, for it would cost a slow line a third of a second."""
APART: dict[str, frozenset[str]] = {"staff": STAFF_PARTS, "transparency": frozenset({"transparency.ftl"})}
"""Name -> files of the catalogue that only the pages bring which name it."""


def known_locale(locale: str | None) -> str:
    """Return the supported language of a tag such as `es-MX`, English for any other."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in LOCALES else DEFAULT_LOCALE


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


@lru_cache(maxsize=len(LOCALES))
def _bundle(locale: str) -> FluentBundle:
    # Isolation marks around arguments are invisible on a page but break copied numbers and exported tables.
    bundle = FluentBundle([locale], use_isolating=False)
    bundle.add_resource(FluentResource(source(locale)))
    return bundle


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
        bundle = _bundle(language)
        if bundle.has_message(key):
            pattern = bundle.get_message(key).value
            if pattern is not None:
                text, _ = bundle.format_pattern(pattern, args)
                return str(text)
    return key
