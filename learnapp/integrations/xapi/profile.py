"""Our own xAPI profile as a document: every word that we made, and a template for every statement that leaves.

Its form is that of the xAPI Profiles specification 1.0, part 2. Verbs, types and extensions of others are named in the
templates by their addresses, and described where they come from.
"""

from __future__ import annotations

from typing import Any

from learnapp.engine.event import Verb
from learnapp.integrations.xapi.words import (
    CMI5,
    EXTENSIONS,
    OF_KIND,
    PHRASES,
    PROFILE,
    TYPE_NOTES,
    TYPES,
    VERSION,
    VIDEO,
    WORDS,
    Phrase,
    Word,
    extension,
)

_MADE = "2026-11-29T00:00:00Z"
_CATEGORY = "$.context.contextActivities.category[*].id"
_INCLUDED, _RECOMMENDED, _EXCLUDED = "included", "recommended", "excluded"
_FILM = f"{VIDEO}/extensions/"
_HOW_FAR = [("result", "time"), ("result", "progress"), ("result", "played-segments")]
_WHOLE = [("context", "length"), ("context", "completion-threshold")]
_PLAYER = ("speed", "full-screen", "cc-subtitle-enabled", "cc-subtitle-lang")
_OF_FILM: dict[str, tuple[list[tuple[str, str]], tuple[str, ...]]] = {
    "video-initialized": (_WHOLE, _PLAYER),
    "video-played": ([("result", "time")], ("length",)),
    "video-paused": (_WHOLE + _HOW_FAR, ()),
    "video-seeked": ([("result", "time-from"), ("result", "time-to")], ("length",)),
    "video-interacted": ([("result", "time")], ("length", *_PLAYER)),
    "video-terminated": (_WHOLE + _HOW_FAR, ()),
    "video-watched": (_WHOLE + _HOW_FAR, ()),
}
"""What the video profile asks for in each (its table 2.7), and what of its context may stand there besides."""
_OF_TEST: dict[str, dict[str, str]] = {
    "test-initialized": {},
    "test-completed": {"completion": _INCLUDED, "duration": _INCLUDED},
    "test-passed": {"success": _INCLUDED, "duration": _INCLUDED, "score": _RECOMMENDED},
    "test-failed": {"success": _INCLUDED, "duration": _INCLUDED, "score": _RECOMMENDED},
    "test-scored": {"duration": _INCLUDED, "score": _INCLUDED},
    "test-terminated": {"duration": _INCLUDED},
}
"""What cmi5 asks for in the result of each (9.5)."""
_TAKEN = (Verb.ANSWERED, Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED)


def document() -> dict[str, Any]:
    """Return the profile as JSON-LD; it is published in docs/ and served at /xapi/profile."""
    plain = [_template(verb.value.replace("_", "-"), verb, word.verb, _of_kind(verb)) for verb, word in WORDS.items()]
    for verb, template in zip(WORDS, plain, strict=True):
        name = verb.value.replace("_", " ")
        template["prefLabel"] = {"en": name}
        template["definition"] = _both(f"How {verb.value} is told.", f"Cómo se cuenta {verb.value}.")
    return {
        "@context": "https://w3id.org/xapi/profiles/context", "id": PROFILE, "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0", "prefLabel": _both("learnapp", "learnapp"),
        "definition": _both("What learners do in learnapp, without their names.",
                            "Lo que hacen los estudiantes en learnapp, sin sus nombres."),
        "author": {"type": "Organization", "name": "learnapp"},
        "versions": [{"id": VERSION, "generatedAtTime": _MADE}],
        "concepts": _concepts(), "templates": [*plain, *(_of_phrase(one) for one in PHRASES.values())],
    }  # fmt: skip


def _both(english: str, spanish: str) -> dict[str, str]:
    return {"en": english, "es": spanish}


def _concepts() -> list[dict[str, Any]]:
    found = [_concept(word.verb, "Verb", _both(*word.shown), word.note) for word in WORDS.values() if word.own]
    for address, (name, english, spanish) in TYPE_NOTES.items():
        found.append(_concept(address, "ActivityType", {"en": name}, (english, spanish)))
    for name, (where, english, spanish) in EXTENSIONS.items():
        kind = "ContextExtension" if where == "context" else "ResultExtension"
        found.append(_concept(extension(name), kind, {"en": name}, (english, spanish)))
    return found


def _concept(address: str, kind: str, label: dict[str, str], note: tuple[str, str]) -> dict[str, Any]:
    return {"id": address, "type": kind, "inScheme": VERSION, "prefLabel": label, "definition": _both(*note)}


def _template(name: str, event: Verb, verb: str, rules: list[dict[str, Any]]) -> dict[str, Any]:
    word: Word = WORDS[event]
    return {
        "id": f"{PROFILE}/templates/{name}", "type": "StatementTemplate", "inScheme": VERSION,
        "prefLabel": {"en": name}, "definition": {}, "verb": verb, "objectActivityType": word.activity,
        "contextCategoryActivityType": [f"{TYPES}/profile"],
        "rules": [
            _rule(_extension("context", extension("event-kind")), _INCLUDED, any=[event.value]),
            _rule(_extension("context", extension("event-id")), _INCLUDED),
            _rule("$.actor.mbox", _EXCLUDED), _rule("$.actor.name", _EXCLUDED), *rules,
        ],
    }  # fmt: skip


def _rule(location: str, presence: str, **more: Any) -> dict[str, Any]:
    return {"location": location, "presence": presence, **more}


def _extension(where: str, address: str) -> str:
    return f"$.{where}.extensions['{address}']"


def _of_kind(verb: Verb) -> list[dict[str, Any]]:
    rules = [_rule(_extension("result", extension(name)), _RECOMMENDED) for name in OF_KIND.get(verb, ())]
    if verb in (Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED):
        rules.append(_rule(_extension("result", f"{_FILM}time"), _RECOMMENDED))
    if verb in _TAKEN:
        rules += _within_attempt(_RECOMMENDED)
    # What claims another profile is described by a template of its own.
    return [*rules, {"location": _CATEGORY, "none": [VIDEO, f"{CMI5}/context/categories/cmi5"]}]


def _within_attempt(presence: str) -> list[dict[str, Any]]:
    return [
        _rule("$.context.registration", presence),
        _rule(_extension("context", f"{CMI5}/context/extensions/sessionid"), presence),
        _rule(_extension("context", extension("attempt")), presence),
    ]


def _of_phrase(phrase: Phrase) -> dict[str, Any]:
    rules: list[dict[str, Any]] = []
    if phrase.name in _OF_FILM:
        asked, allowed = _OF_FILM[phrase.name]
        rules = [_rule(_CATEGORY, _INCLUDED, any=[VIDEO]), _rule("$.context.registration", _INCLUDED)]
        rules += [_rule(_extension(where, _FILM + name), _INCLUDED) for where, name in asked]
        rules += [_rule(_extension("context", _FILM + name), _RECOMMENDED) for name in ("session-id", *allowed)]
        if phrase.name == "video-watched":
            rules += [_rule("$.result.completion", _INCLUDED, all=[True]), _rule("$.result.duration", _INCLUDED)]
        else:
            rules.append(_rule("$.result.completion", _EXCLUDED))
    else:
        said = _OF_TEST[phrase.name]
        for name in ("score", "success", "completion", "duration"):
            rules.append(_rule(f"$.result.{name}", said.get(name, _EXCLUDED)))
        claims = [] if phrase.name == "test-scored" else ["cmi5"]
        if "success" in said or "completion" in said:
            claims.append("moveon")
        rules += [_rule(_CATEGORY, _INCLUDED, any=[f"{CMI5}/context/categories/{one}"]) for one in claims]
        rules += _within_attempt(_INCLUDED)
    found = _template(phrase.name, phrase.event, phrase.verb, rules)
    return {**found, "prefLabel": _both(*phrase.shown), "definition": _both(*phrase.note)}
