"""Faults of an item that can be seen without knowing its subject: barriers, broken formulas, what gives it away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from learnapp.engine.kc import AnswerKind, Content, ContentKind, Step

BARRIERS = frozenset(
    {
        "picture-without-words", "film-without-captions", "captions-not-in-language", "captions-after-film",
        "film-without-text", "link-without-words",
    }
)  # fmt: skip
"""Faults that keep somebody out who does not see or hear what others do (WCAG 2.2: 1.1.1, 1.2.2, 1.2.3, 2.4.4)."""
SERIOUS = frozenset({"formula-broken", "answer-given-away", "choice-twice", "no-answer", "answer-not-offered"})
"""Faults with which nobody can be asked the item."""
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)]*\)")
_EMPTY_WORDS = frozenset(
    {"", "here", "click here", "this", "link", "more", "aquí", "haz clic aquí", "este enlace", "más"}
)
_DOLLAR = re.compile(r"(?<!\\)\$")
_BEGIN, _END = re.compile(r"\\begin\{(\w+\*?)\}"), re.compile(r"\\end\{(\w+\*?)\}")
_LEFT, _RIGHT = re.compile(r"\\left\b"), re.compile(r"\\right\b")
_MONEY = re.compile(r"\$\d[\d,.]*(?![\d$])")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what it is, and where; `step` counts from 1, 0 is the item itself."""

    code: str
    step: int = 0


def faults(item: Content) -> list[Fault]:
    """Return the faults of an item, each once for each step that has it."""
    found = [*_of_text(item.body, 0), *_of_material(item)]
    for number, step in enumerate(item.steps, 1):
        found += _of_step(step, number)
    if item.kind is ContentKind.PRACTICE and not item.steps:
        found.append(Fault("no-answer"))
    return list(dict.fromkeys(found))


def barriers(found: list[Fault]) -> list[Fault]:
    """Return those that keep somebody out."""
    return [one for one in found if one.code in BARRIERS]


def _of_text(text: str, step: int) -> Iterator[Fault]:
    if any(not alt.strip() for alt in _PICTURE.findall(text)):
        yield Fault("picture-without-words", step)
    if any(words.strip().casefold() in _EMPTY_WORDS for words in _LINK.findall(text)):
        yield Fault("link-without-words", step)
    if broken_formula(text):
        yield Fault("formula-broken", step)


def broken_formula(text: str) -> bool:
    """Return whether a text has a formula that cannot be drawn: a dollar, a brace or an environment left open."""
    dollars = len(_DOLLAR.findall(text))
    # A price is no formula: "$5" alone is one dollar sign and no fault.
    if dollars % 2 and (dollars - len(_MONEY.findall(text))) % 2:
        return True
    if "\\" not in text and "$" not in text:
        return False
    plain = text.replace("\\{", "").replace("\\}", "").replace("\\\\", " ")
    depth = 0
    for sign in plain:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return True
    return (
        depth != 0
        or _BEGIN.findall(plain) != _END.findall(plain)
        or len(_LEFT.findall(plain)) != len(_RIGHT.findall(plain))
    )


def _of_material(item: Content) -> Iterator[Fault]:
    material = item.material
    for one in material.explanations:
        if one.draw is not None and not one.alt.strip():
            yield Fault("picture-without-words")
        yield from _of_text(one.text, 0)
    film = material.film
    if film is not None:
        if not film.captions:
            yield Fault("film-without-captions")
        elif item.language.split("-")[0] not in {language.split("-")[0] for language in film.captions}:
            yield Fault("captions-not-in-language")
        if film.late:
            yield Fault("captions-after-film")
        if not any(film.transcript.values()):
            yield Fault("film-without-text")


def _of_step(step: Step, number: int) -> Iterator[Fault]:
    texts = [step.prompt, step.key.solution, *step.choices, *(hint.text for hint in step.hints)]
    for text in texts:
        yield from _of_text(text, number)
    if step.picture is not None and not step.picture.alt.strip():
        yield Fault("picture-without-words", number)
    if not any(answer.strip() for answer in step.key.accepted):
        yield Fault("no-answer", number)
    if len({choice.strip().casefold() for choice in step.choices}) < len(step.choices):
        yield Fault("choice-twice", number)
    if step.answer_kind in (AnswerKind.CHOICE, AnswerKind.MULTIPLE_CHOICE) and step.choices:
        offered = {choice.strip() for choice in step.choices}
        if not offered.issuperset(answer.strip() for answer in step.key.accepted[:1]):
            yield Fault("answer-not-offered", number)
    if not step.hints:
        yield Fault("no-hints", number)
    if not step.key.solution.strip():
        yield Fault("no-solution", number)
    if gives_away(step):
        yield Fault("answer-given-away", number)


def gives_away(step: Step) -> bool:
    """Return whether the prompt says its own answer in so many words; short ones and numbers may stand there anyway."""
    prompt = " ".join(_WORDS.findall(step.prompt.casefold()))
    if step.answer_kind in (AnswerKind.ORDERING, AnswerKind.MATCHING, AnswerKind.TABLE, AnswerKind.SIMULATION):
        return False
    for answer in step.key.accepted[:3]:
        said = " ".join(_WORDS.findall(answer.casefold()))
        if re.search(rf"\b(?:answer|solution|respuesta|solución)\b\D{{0,12}}\b{re.escape(said)}\b", prompt) and said:
            return True
    return False
