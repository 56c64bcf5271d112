"""What a student types, understood without a language model: topics, tests and days, in English and Spanish.

A word counts as found when it is spelt alike (small slips are forgiven), has the same stem, or means the same in the
glossary. Rare words of the course say more than common ones. What is not clear stays unclear: the caller asks.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from learnapp.engine.spelling import one_slip
from learnapp.services.request_days import named_days
from learnapp.services.search_words import clean, fold

MOST_WORDS, GUESSES = 24, 3
_EXACT, _SURE, _APART, _SEEN, _ALONE = 0.98, 0.7, 0.15, 0.2, 0.7
_DESCRIBED, _SLIPPED, _ALIKE = 0.75, 0.9, 0.85
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_AND = re.compile(r"\s*(?:,|;|&|\+|\band\b|\by\b|\be\b|\balso\b|\btambien\b)\s*")
_TEST = frozenset("quiz test exam examination assessment check prueba examen control evaluacion".split())
_ASSIGNMENT = frozenset("assignment homework task worksheet tarea deberes ejercicio".split())
_STOP = frozenset("""
a an the my me i we us you it its is be am are was will would can could should may want need like wish learn teach
study understand know help practise practice practicing ready prepare prepared for to of on in at by with from about and
or so that this these those what which who how do does did get got give good better best please explain show again more
some any all everything anything something really just now soon next week s t m re ll ve d im id lets let review revise
topic topics lesson lessons unit course class math maths before until due day time
el la los las un una unos unas mi mis me yo nos tu su es soy ser estar esta este esto estos para por de del en con y o u
a al que como quiero quisiera necesito puedo debo aprender ensename ensenar ensenarme estudiar entender saber
ayuda ayudame practicar repasar preparar prepararme preparado preparada listo lista lo le se si no mas muy bien todo
algo favor proximo proxima semana dia hora antes hasta tema temas leccion unidad curso clase matematicas
""".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be asked for.

    Attributes:
        key: Names it, kind first: `topic:…`, `lesson:…`, `test:…` or `assignment:…`.
        about: More words that speak of it: a description, a standard.
        day: When it is due.
        over: It is too late for it.
    """

    key: str
    title: str
    about: str = ""
    day: date | None = None
    over: bool = False

    @property
    def kind(self) -> str:
        """topic, lesson, test or assignment."""
        return self.key.partition(":")[0]


class Understood(NamedTuple):
    """What a text means.

    Attributes:
        sure: What is asked for, without doubt; several for "slope and fractions"; none when it is not clear.
        guesses: The likeliest, best first, when it is not clear.
        day: The day that was named for it.
    """

    sure: tuple[Thing, ...] = ()
    guesses: tuple[Thing, ...] = ()
    day: date | None = None


def understand(text: str, things: Sequence[Thing], today: date, locale: str = "en") -> Understood:
    """Return what a text asks for.

    Args:
        text: As it was typed; only its beginning is read.
        things: What can be asked for.
        today: Where the student is.
        locale: Decides what 3/4 means.
    """
    said = fold(clean(text))
    days, said = named_days(said, today, locale)
    found = _tokens(said)
    day = next((one for one in days if one > today), days[0] if days else None)
    kinds = {"test" for word in found if word in _TEST} | {"assignment" for word in found if word in _ASSIGNMENT}
    words = [word for word in found if word not in _TEST and word not in _ASSIGNMENT]
    if kinds:
        return _dated([one for one in things if one.kind in kinds], words, days, things, day)
    scored = _scored(words, things)
    sure = _sure(scored)
    if sure is not None:
        return Understood((sure,), (), day)
    parts = [_tokens(part) for part in _AND.split(said)]
    each = [_sure(_scored(part, things)) for part in parts if part]
    if len(each) > 1 and all(one is not None and one.kind == "topic" for one in each):
        return Understood(tuple(dict.fromkeys(one for one in each if one is not None))[:GUESSES], (), day)
    if not words and days:
        # Nothing but a day: what is due then.
        return _dated([one for one in things if one.day is not None], [], days, things, day)
    return Understood((), _best(scored), day)


def _dated(
    pool: Sequence[Thing], words: Sequence[str], days: Sequence[date], things: Sequence[Thing], day: date | None
) -> Understood:
    """Return which test or assignment is meant, by its day and the words of its title."""
    on_day = [one for one in pool if one.day in days]
    if words:
        scored = _scored(words, on_day or pool, things)
        sure = _sure(scored)
        # A title that fits on another day than the one that was named is a question, not an answer.
        if sure is not None and (not days or sure.day in days):
            return Understood((sure,), (), day)
        others = _best(_scored(words, things))
        return Understood((), tuple(dict.fromkeys((*_best(scored), *on_day, *others)))[:GUESSES], day)
    if len(on_day) == 1:
        return Understood((on_day[0],), (), day)
    ahead = sorted((one for one in pool if not one.over), key=lambda one: (one.day is None, one.day or date.max))
    if not days and len(ahead) == 1:
        return Understood((ahead[0],), (), day)
    return Understood((), tuple(dict.fromkeys((*on_day, *ahead)))[:GUESSES], day)


def _tokens(text: str) -> list[str]:
    found = [word for word in _WORD.findall(text) if word not in _STOP and (len(word) > 1 or word.isdigit())]
    return list(dict.fromkeys(found))[:MOST_WORDS]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return what is left of a word without its commonest endings, English or Spanish."""
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("iones", "ion"), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" and word not in ("add",):
                word = word[:-1]
            break
    return word[:-1] if len(word) > 4 and word[-1] in "eyao" else word


@lru_cache(maxsize=1)
def _glossary() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    lines = files("learnapp.services").joinpath("request_glossary.txt").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("#"):
            for word in line.split():
                groups.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in groups.items()}


@lru_cache(maxsize=50_000)
def _like(one: str, other: str) -> float:
    """Return how much two words say the same, 0 to 1."""
    first, second = stem(one), stem(other)
    if first == second:
        return 1.0
    groups = _glossary()
    if groups.get(first, frozenset()) & groups.get(second, frozenset()):
        return 1.0
    if one_slip(one, other) or one_slip(first, second):
        return _SLIPPED
    # A whole course of words is compared: most pairs must cost nothing.
    near = one[0] == other[0] and abs(len(one) - len(other)) <= 2 and min(len(one), len(other)) >= 5
    if near and SequenceMatcher(None, one, other).ratio() >= _ALIKE:
        return _ALIKE
    return 0.0


class _Scored(NamedTuple):
    thing: Thing
    score: float
    covered: float


def _scored(words: Sequence[str], pool: Sequence[Thing], among: Sequence[Thing] | None = None) -> list[_Scored]:
    """Return what any of the words speaks of, the best first.

    Args:
        words: What was typed, without what says nothing.
        pool: What may be meant.
        among: What tells how rare a word is; the pool by default.
    """
    if not words:
        return []
    spoken = [(_tokens(fold(one.title)), _tokens(fold(one.about))) for one in pool]
    known = Counter(word for one in (among or pool) for word in _stems(one))
    size = len(among or pool)
    weights = {word: math.log(1.0 + size / max(1, _count(word, known))) for word in words}
    whole = sum(weights.values())
    found = []
    for one, (title, about) in zip(pool, spoken, strict=True):
        hits = {word: max(_most(word, title), _DESCRIBED * _most(word, about)) for word in words}
        covered = sum(weights[word] * hit for word, hit in hits.items()) / whole
        if covered < _SEEN / 2:
            continue
        named = sum(max(_like(word, part) for word in words) for part in title) / len(title) if title else 0.0
        found.append(_Scored(one, covered * (0.6 + 0.4 * named), covered))
    return sorted(found, key=lambda each: (-each.score, each.thing.over))


def _stems(one: Thing) -> set[str]:
    return {stem(word) for word in (*_tokens(fold(one.title)), *_tokens(fold(one.about)))}


def _count(word: str, known: Counter[str]) -> int:
    return max((count for other, count in known.items() if _like(word, other) >= _SLIPPED), default=0)


def _most(word: str, others: Iterable[str]) -> float:
    return max((_like(word, other) for other in others), default=0.0)


def _sure(scored: Sequence[_Scored]) -> Thing | None:
    """Return what is meant without doubt."""
    if not scored:
        return None
    exact = [one for one in scored if one.score >= _EXACT]
    if exact:
        # Somebody who types the name of a topic means the topic, whatever else is called so.
        topics = [one.thing for one in exact if one.thing.kind == "topic"]
        named = topics or [one.thing for one in exact]
        return named[0] if len(named) == 1 else None
    best = scored[0]
    second = scored[1].score if len(scored) > 1 else 0.0
    if best.score >= _SURE and best.score - second >= _APART:
        return best.thing
    # Only one thing of all speaks of it, if only in its description.
    alone = len(scored) == 1 or second < _SEEN
    return best.thing if alone and best.covered >= _ALONE else None


def _best(scored: Sequence[_Scored]) -> tuple[Thing, ...]:
    return tuple(each.thing for each in scored if each.score >= _SEEN)[:GUESSES]
