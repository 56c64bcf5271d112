"""How hard a text is to read, by established formulas over words, sentences and syllables; formulas and code left out.

English: the Flesch-Kincaid grade (Kincaid et al. 1975). Spanish: the perspicuity of Szigriszt-Pazos (1993), the
revision of Fernández Huerta (1959) on which the INFLESZ scale stands (Barrio-Cantalejo et al. 2008).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

MIN_WORDS = 20
"""Below it the formulas say nothing: one long word would be half of the figure."""
BANDS = ((6.0, "to-5"), (9.0, "6-8"), (13.0, "9-12"))
"""Grade below which a text belongs to a band of grades; what lies above is for later."""
_OLDEST = 18.0
# Perspicuity at the borders of INFLESZ, and the school year in Spain in which such texts are read.
_INFLESZ = ((100.0, 1.0), (80.0, 4.0), (65.0, 7.0), (55.0, 9.0), (40.0, 12.0), (0.0, _OLDEST))

_FENCED = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_MARKS = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d+[.)]|>+)[ \t]+|[*_~|]+|\[\[.*?\]\]", re.MULTILINE)
_LINE_END = re.compile(r"(?<![.!?…:;,])[ \t]*\n")
_SENTENCE = re.compile(r"[.!?…]+(?=[\s\"'”’)»]|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS_EN = re.compile(r"[aeiouy]+")
_HIATUS_EN = re.compile(r"[^ctgsln]i[aou]|(?<!p)eo|[aeiouy]ing\b")
"""Neighbouring vowels that are two syllables: tri-angle, geo-metry, multiply-ing."""
_STRONG, _WEAK, _STRESSED = frozenset("aeoáéó"), frozenset("iuü"), frozenset("íú")


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """What the formula makes of a text.

    Attributes:
        grade: School year in which it is read without help, 0 to 18; None: too short to say.
        ease: Flesch reading ease or perspicuity, about 0 (hard) to 100 (easy); None likewise.
        band: to-5, 6-8, 9-12, later, or short.
    """

    words: int = 0
    sentences: int = 0
    grade: float | None = None
    ease: float | None = None
    band: str = "short"


def prose_of(text: str) -> str:
    """Return what is read as language: without formulas, code, addresses and the marks of Markdown."""
    for pattern in (_FENCED, _FORMULA, _CODE, _PICTURE):
        text = pattern.sub(" ", text)
    text = _ADDRESS.sub(" ", _LINK.sub(r"\1", text))
    # What stands on a line of its own is a sentence, also without its full stop.
    return _LINE_END.sub(". ", _MARKS.sub(" ", text) + "\n").strip()


def reading_level(text: str, language: str = "en") -> ReadingLevel:
    """Return how hard a text is.

    Args:
        text: Markdown with KaTeX.
        language: `es` is read as Spanish, all else as English.
    """
    prose = prose_of(text)
    words = [word.casefold() for word in _WORD.findall(prose)]
    parts = [part for part in _SENTENCE.split(prose) if _WORD.search(part)]
    sentences = max(1, len(parts))
    if len(words) < MIN_WORDS:
        return ReadingLevel(len(words), len(parts))
    spanish = language.casefold().startswith("es")
    syllables = sum(map(syllables_es if spanish else syllables_en, words))
    per_sentence, per_word = len(words) / sentences, syllables / len(words)
    if spanish:
        ease = 206.835 - 62.3 * per_word - per_sentence
        grade = _grade_of(ease)
    else:
        ease = 206.835 - 1.015 * per_sentence - 84.6 * per_word
        grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    grade = min(_OLDEST, max(0.0, grade))
    return ReadingLevel(len(words), len(parts), round(grade, 1), round(min(100.0, max(0.0, ease)), 1), band_of(grade))


def band_of(grade: float) -> str:
    """Return the band of grades that a grade belongs to."""
    return next((name for below, name in BANDS if grade < below), "later")


def _grade_of(ease: float) -> float:
    """Return the school year of a perspicuity, in between those at the borders of the scale."""
    for (high, young), (low, old) in pairwise(_INFLESZ):
        if ease >= low:
            share = (high - min(ease, high)) / (high - low)
            return young + share * (old - young)
    return _OLDEST


def syllables_en(word: str) -> int:
    """Return the syllables of an English word in small letters, by its groups of vowels."""
    count = len(_VOWELS_EN.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    elif word.endswith("ed") and not word.endswith(("ted", "ded", "eed")) and count > 1:
        count -= 1
    elif word.endswith("es") and not word.endswith(("ses", "zes", "ches", "shes", "xes", "ges", "ces", "les", "ees")):
        count -= count > 1
    return max(1, count + len(_HIATUS_EN.findall(word)))


def syllables_es(word: str) -> int:
    """Return the syllables of a Spanish word in small letters: strong vowels stand alone, weak ones lean on them."""
    word = re.sub(r"qu|gu(?=[eiéí])", "q", word)
    count, before = 0, ""
    for place, letter in enumerate(word):
        last = letter == "y" and place == len(word) - 1
        kind = "s" if letter in _STRONG else "t" if letter in _STRESSED else "w" if letter in _WEAK or last else ""
        # A new syllable begins with each vowel that does not lean on the one before.
        if kind and (not before or (kind in "st" and before in "st") or (kind == "w" and before == "t")):
            count += 1
        elif kind == "t" and before == "w":
            count += 1
        before = kind
    return max(1, count)
