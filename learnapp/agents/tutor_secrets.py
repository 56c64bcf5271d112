"""What must not be told: whether a sentence has an answer in it, and whether a question is about a task."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from learnapp.agents import tutor_words as words
from learnapp.engine import numerals

MOST_OF = 0.6
"""Share of a longer answer's words that tell it."""
SIMILAR = 0.6
"""Share of common words from which on a question is about the task that it stands beside."""
PASTED, FEWEST = 0.8, 4
"""Share of the words of a task that a question has where it is the task's wording; and words of meaning below which a
wording is too short to say so."""
SUMS = 1 / 3
"""Share of numbers among what a task says from which on its numbers alone are the task."""
TOGETHER = 3
"""Sentences in a row in which a course works something out."""
_SMALL = frozenset(map(Fraction, (0, 1, 2)))
"""Numbers that stand in any sentence."""
_FRACTION = re.compile(r"\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_WHY, _SIGN = (
    re.compile(r"\b(?:why|por que)\b"),
    re.compile(
        r"[+*\u00d7\u00f7\u2212]|\\cdot|\\times|\s-\s|plus|minus|\bm[a\u00e1]s\b(?! que\b| grande| peque)",
        re.IGNORECASE,
    ),
)
_THAN = re.compile(
    r"\b(?:more|less|bigger|larger|greater|smaller|higher|lower|fewer) than\b|\bsame as\b|\b(?:mas|menos) que\b"
    r"|\b(?:bigger|larger|greater|smaller|biggest|largest|greatest|smallest)\b"
    r"|\b(?:mayor|menor|mas grande|mas pequeno|equivalent|compara|compare)\b"
)
_HOW_MUCH = re.compile(r"\bhow (?:much|many)\b|\bcuant[oa]s?\b|\bby what\b")
_OPERATIONS = (
    ("+", re.compile(r"\+|\bplus\b|\bmas\b(?! que\b| grande| peque)")),
    ("-", re.compile(r"\u2212|\s-\s|[\dxyz)]-[\dxyz(]|\bminus\b|\bmenos\b(?! que\b)")),
    ("*", re.compile(r"[*\u00d7\u00b7]|\\cdot|\\times|\btimes\b|\bmultiplied\b")),
    ("=", re.compile(r"=\s*[$({-]*\s*\w|\bequals\b")),
    ("x", re.compile(r"(?<![a-z])(?:\d|[(=+*/-]\s*)?[xyz](?![a-z])")),
)
"""Signs of arithmetic and of something unknown, as a folded text has them; a sign that waits for a result is none."""
_END = re.compile(r"(?<=[.!?])\s+|\n")
_TOP = re.compile(r"\b(?:numerator|top|upper|above|numerador|arriba|superior|encima)\b")
_SAYS = r"(?:\b(?:is|are|answer|option|choose|choice|letter|it|be|es|son|sera|respuesta|opcion|elige|letra|seria)|[=:])"
"""What stands before a short answer that is told."""
_COMMON = frozenset("a e i o u y no si".split())
"""Answers that are words of any sentence: told where nothing follows them."""


def tells(sentence: str, secrets: Iterable[str], given: str | None = None) -> bool:
    """Whether a sentence has an answer that must not be told: the words and numbers of it that matter.

    Most of them are enough where there are many, and a number is the same however it is written. That is strict: some
    sentences are left out that tell nothing, but a student has the course itself to read.

    Args:
        sentence: As it would be shown or handed on.
        secrets: Answers.
        given: The wording of the task. With it, of a fraction also the number above is looked for, which is an answer
            in pieces, unless it stands there; None: only whole answers are.
    """
    said: set[str] | None = None
    values: frozenset[Fraction] = frozenset()
    for secret in secrets:
        wanted = _words(secret)
        if said is None:
            said, values = set(_words(sentence)), numerals.numbers(sentence)
        if wanted and len(wanted & said) >= (len(wanted) if len(wanted) < 3 else MOST_OF * len(wanted)):
            return True
        if not wanted and _short(sentence, secret):
            return True
        if values and (own := numerals.alone(secret)) and (own & values or _in_pieces(sentence, values, own, given)):
            return True
    return False


def figures(text: str) -> frozenset[Fraction]:
    """Return the numbers of a text, and of each fraction also what stands above and below its line."""
    digits = re.findall(r"\d{1,15}", numerals.folded(text[: numerals.MOST_CHARACTERS]))
    return numerals.numbers(text) | frozenset(map(Fraction, digits))


def said_together(texts: Iterable[str]) -> tuple[frozenset[Fraction], ...]:
    """Return the numbers that the question, the task and the course's passages say together, in few sentences each."""
    found: list[frozenset[Fraction]] = []
    for text in texts:
        each = [figures(one) for one in _END.split(text)]
        found += [frozenset().union(*each[at : at + TOGETHER]) for at in range(max(len(each) - TOGETHER, 0) + 1)]
    return tuple(found)


def asks_for_sum(text: str, subject: str) -> bool:
    """Whether a question may be one in which something is to be worked out: it has several numbers.

    Years are no such numbers where people and states act, and elsewhere where nothing is done with them.

    Args:
        text: The question.
        subject: Of the course.
    """
    found = numerals.readings(text)
    if words.societies(subject) or not (_SIGN.search(text) or _HOW_MUCH.search(words.plain(text))):
        found = tuple(one for one in found if not any(map(_is_year, one)))
    return len(found) > 1


def works_out(sentence: str, known: Iterable[frozenset[Fraction]]) -> bool:
    """Whether a sentence has numbers that nobody has said together: it has been worked out, and students do that.

    Args:
        sentence: What a model wrote.
        known: See `said_together`.
    """
    own = figures(sentence) - _SMALL
    return bool(own) and not any(own <= one for one in known)


def about(text: str, prompt: str) -> bool:
    """Whether a text is about a task: it has most of its words, or all its numbers where there are several."""
    if words.like(text, prompt) >= SIMILAR:
        return True
    wanted = _readings(prompt)
    if len(wanted) < 2:
        return False
    said = numerals.numbers(text)
    return all(not one.isdisjoint(said) for one in wanted)


def tested(text: str, prompt: str) -> bool:
    """Whether a text is about a question of a test."""
    return words.like(text, prompt) >= SIMILAR or pasted(text, prompt)


def pasted(text: str, prompt: str) -> bool:
    """Whether a text asks a task that stands somewhere else: in its wording, or with the numbers of which it consists.

    It is stricter than `about`: a course has hundreds of tasks, and a question about their topic is for none of them.
    """
    asked, own = _words(prompt), _words(text)
    common = len(asked & own)
    if len(asked) >= FEWEST and common >= PASTED * len(asked) and common >= SIMILAR * len(own):
        return True
    if asked == own and len(asked) > 1 and any(not one[0].isdigit() for one in asked):
        return True
    wanted = _readings(prompt)
    if _asks_no_result(text, prompt):
        return False
    if len(wanted) < 2 or len(wanted) < SUMS * (len(wanted) + len([one for one in asked if not one[0].isdigit()])):
        return False
    said = _numbers(text)
    return all(not one.isdisjoint(said) for one in wanted) and _same_sum(text, prompt, wanted)


def _asks_no_result(text: str, prompt: str) -> bool:
    """Whether a question is why something is so, or which is more, and the task is not which is more."""
    why, compares = _wonders(text)
    # A task that compares a product with a number is another one, too.
    return why or (compares and (_THAN.search(_plain(prompt)) is None or not _operations(prompt).isdisjoint("+-*")))


@lru_cache(maxsize=1_024)
def _wonders(text: str) -> tuple[bool, bool]:
    """Return whether a text is why something is so, and whether it compares, with nothing to be worked out."""
    if _SIGN.search(text):
        return False, False
    said = words.plain(text)
    return _WHY.search(said) is not None, bool(_THAN.search(said) and not _HOW_MUCH.search(said))


def _same_sum(text: str, prompt: str, wanted: Iterable[frozenset[Fraction]]) -> bool:
    """Whether a text that has the numbers of a task does with them what the task does, as far as it says so.

    Small whole numbers stand in many texts: where nothing is done with them, it has a word of the task, too.
    """
    done, own = _operations(text), _operations(prompt)
    if not done <= own:
        return False
    if any(one.denominator > 1 for each in wanted for one in each):
        return True
    if not done:
        shared = _words(text) & _words(prompt)
        return not own or any(not one[0].isdigit() for one in shared)
    digits, order = _figures(text), _figures(prompt)
    # In words they have no order that could be compared.
    return len(digits) < len(order) or any(digits[at : at + len(order)] == order for at in range(len(digits)))


def _is_year(number: Fraction) -> bool:
    return number.denominator == 1 and 1_000 <= number <= 2_100


@lru_cache(maxsize=4_096)
def _operations(text: str) -> frozenset[str]:
    plain = numerals.folded(text[: numerals.MOST_CHARACTERS])
    return frozenset(sign for sign, pattern in _OPERATIONS if pattern.search(plain))


@lru_cache(maxsize=4_096)
def _readings(prompt: str) -> frozenset[frozenset[Fraction]]:
    return frozenset(numerals.readings(prompt))


@lru_cache(maxsize=1_024)
def _numbers(text: str) -> frozenset[Fraction]:
    # One question is held against every task of a course.
    return numerals.numbers(text)


@lru_cache(maxsize=4_096)
def _plain(text: str) -> str:
    return words.plain(text)


@lru_cache(maxsize=4_096)
def _figures(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", numerals.folded(text[: numerals.MOST_CHARACTERS])))


@lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    return frozenset(words.stems(_FRACTION.sub(r" \1/\2 ", text)))


def _in_pieces(sentence: str, values: frozenset[Fraction], own: frozenset[Fraction], given: str | None) -> bool:
    """Whether the number above a fraction's line is said: the one below is mostly part of the way."""
    tops = {Fraction(one.numerator) for one in own if one.denominator > 1}
    told = tops & values
    if given is None or not told:
        return False
    there = {Fraction(one) for one in re.findall(r"\d{1,15}", numerals.folded(given))}
    return bool(told - there) or _TOP.search(words.plain(sentence)) is not None


def _short(sentence: str, secret: str) -> bool:
    """Whether an answer without a word of meaning is told: a letter, a name of a variable, "no"."""
    bare = numerals.folded(secret).replace("$", "").strip()
    signs = [re.escape(one) for one in bare if not one.isspace()]
    if not signs:
        return False
    pattern = r"(?<!\w)" + r"\s*".join(signs) + r"(?!\w)"
    plain = numerals.folded(sentence).replace("$", "")
    if not bare.replace(" ", "").isalpha():
        return re.search(pattern, plain) is not None
    # It stands in every second sentence, so it counts where it is said to be the answer.
    end = r"\s*(?:[,.!:;)*\"'»”]|$)"
    told = rf"{_SAYS}[\s\"'*(«“]*{pattern}{end if bare in _COMMON else ''}|^\W*{pattern}{end}"
    return re.search(told, plain) is not None
