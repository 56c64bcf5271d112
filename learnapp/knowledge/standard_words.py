"""A text in the terms of the standards' descriptions, English or Spanish: signs as words, endings cut."""

from __future__ import annotations

import re
from functools import cache

from learnapp.knowledge import words

# What a formula is about is said by its signs; the words on the right are those of the descriptions.
_SIGNS = (
    (re.compile(r"\\d?frac|\b\d+/\d+\b"), " fraction ", " fracción "),
    (re.compile(r"\\sqrt"), " square root ", " raíz cuadrada "),
    (re.compile(r"\\(?:leq?|geq?)\b|[<>≤≥]"), " inequality ", " desigualdad "),
    (re.compile(r"="), " equation ", " ecuación "),
    (re.compile(r"%"), " percent ", " porcentaje "),
    (re.compile(r"\\(?:cdot|times)\b"), " multiply ", " multiplicar "),
    (re.compile(r"\\div\b|÷"), " divide ", " dividir "),
    (re.compile(r"\bf\(\w\)"), " function notation ", " notación función "),
    (re.compile(r"\^\{?\d"), " exponent ", " exponente "),
    (re.compile(r"\blog|\\log|\\ln\b"), " logarithm ", " logaritmo "),
)
# Plain words of texts for young readers, and those of the field.
_WORDS = {
    "top": "numerator", "tops": "numerator", "bottom": "denominator", "bottoms": "denominator", "letter": "variable",
    "letters": "variable", "bracket": "bracket", "parenthesis": "bracket", "parentheses": "bracket",
    "unknown": "variable", "unknowns": "variable", "minus": "negative", "zero": "zero", "chance": "probability",
    "average": "mean", "line": "line", "lines": "line", "collect": "combine", "collecting": "combine",
    "equal": "equivalent", "steep": "slope", "gradient": "slope",
}  # fmt: skip
_SPANISH = {
    "arriba": "numerador", "abajo": "denominador", "letra": "variable", "incógnita": "variable",
    "corchete": "paréntesis", "menos": "negativo", "promedio": "media", "juntar": "combinar", "reunir": "combinar",
    "igual": "equivalente", "inecuación": "desigualdad", "quebrado": "fracción", "inclinación": "pendiente",
    "gráfico": "gráfica", "inversa": "inverso", "ambos": "dos", "contrario": "opuesto",
    # Verbs whose stems change.
    "resuelve": "resolver", "encuentra": "hallar", "encontrar": "hallar", "muestra": "mostrar",
    "demuestra": "demostrar", "cuenta": "contar", "mide": "medir",
}  # fmt: skip
_SMALL_ENGLISH = frozenset(
    """a an and any are as at be been but by can could did do does each every for from get had has have how i if in into
    is it its many much no not of on one or other our out so some such than that the their them then there these they
    this those to too up us was we were what when where which who why will with would you your""".split()
)
_SMALL_SPANISH = frozenset(
    """a al ante aunque como con cual cuando cuanto de del desde donde dos e el ella ellas ellos en entre era es esa ese
    eso esta estan este esto fue ha hay la las le les lo los mas me mi muy ni no nos o otra otro para pero por porque
    que quien se sea ser si sin sobre son su sus te tiene tu u un una unas uno unos y ya""".split()
)
_TOKEN = re.compile(r"[^\W\d_]{2,}")
_LATEX = re.compile(r"\\[A-Za-z]+")
_ENDINGS = (
    ("ies", "y"), ("ing", ""), ("ions", "ion"), ("ers", "er"), ("sses", "ss"), ("es", "e"), ("ed", ""), ("s", ""),
)  # fmt: skip


def said(text: str, language: str = "en") -> list[str]:
    """Return the words of a text in the terms of the descriptions: signs as words, endings cut, no small words."""
    spanish = words.is_spanish(language)
    for pattern, english, other in _SIGNS:
        text = pattern.sub(other if spanish else english, text)
    plain = _LATEX.sub(" ", text).casefold()
    if spanish:
        same = _same()
        stems = (stem for stem in words.words(plain, "es") if stem not in _SMALL_SPANISH)
        return [same.get(stem, stem) for stem in stems if stem.isalpha() and len(stem) > 1]
    return [_stem(_WORDS.get(word, word)) for word in _TOKEN.findall(plain) if word not in _SMALL_ENGLISH]


@cache
def _same() -> dict[str, str]:
    """Return the stems of plain Spanish words, with those of the field."""
    return {words.words(plain, "es")[0]: words.words(term, "es")[0] for plain, term in _SPANISH.items()}


def _stem(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: len(word) - len(ending)] + instead
    return word


def terms(text: str, language: str = "en") -> list[str]:
    """Return the words of a text and its pairs of neighbouring words."""
    found = said(text, language)
    return found + [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]


def parts(text: str, language: str = "en") -> list[str]:
    """Return the words of a text in pieces of four letters, by which forms and misspellings of a word are alike."""
    return [
        f"_{word}_"[place : place + 4] for word in said(text, language) for place in range(max(1, len(word) - 1))
    ]  # fmt: skip
