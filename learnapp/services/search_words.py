"""What somebody typed, as words to look for; and texts cut down to the place of the hit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from learnapp.storage.repositories.search import OFF, ON, Term, Wanted

MAX_QUERY, MAX_WORDS = 200, 8
_MAX_WORD, _SHORTEST_PREFIX = 60, 3
_WORD = re.compile(r"[^\W_]+")
_BEFORE, _SNIPPET = 60, 200
_MARK = re.compile(f"([{ON}{OFF}])")
_OPERATORS = re.compile(r'"|(^|\s)-\w|\sor\s')


@dataclass(frozen=True)
class Part:
    """A piece of a text, and whether it is what was looked for."""

    text: str = ""
    hit: bool = False


def clean(said: object) -> str:
    """Return a search as it is shown again: one line, bounded, without what no database takes or what turns lines."""
    text = str(said)[: MAX_QUERY * 4].encode("utf-8", "ignore").decode()
    text = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return " ".join(text.split())[:MAX_QUERY].strip()


def fold(text: str) -> str:
    """Return a text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    if apart.isascii():
        return apart
    return apart.translate({ord(one): None for one in set(apart) if unicodedata.combining(one)})


def words(said: str) -> list[str]:
    """Return the words that must or may be there, folded, each once; those after a minus are not wanted."""
    text = fold(said)
    found: dict[str, None] = {}
    for match in _WORD.finditer(text):
        start = match.start()
        refused = start > 0 and text[start - 1] == "-" and (start == 1 or text[start - 2].isspace())
        if not refused and not (match[0] == "or" and has_operators(said)):
            found.setdefault(match[0][:_MAX_WORD])
    return list(found)[:MAX_WORDS]


def has_operators(said: str) -> bool:
    """Whether a search has quotes, a word with a minus before it, or an `or`."""
    return _OPERATORS.search(fold(said)) is not None


def wanted(said: str, stems: Sequence[tuple[str, list[str], list[str]]], locale: str) -> Wanted:
    """Return what is looked for.

    Args:
        said: The search, cleaned.
        stems: Its words with their English and Spanish stems; no stems: a word like "the".
        locale: The reader's language. A Spanish reader's words have Spanish endings, too.
    """
    spanish = locale == "es"
    kept = [one for one in stems if one[1]]
    if spanish:
        kept = [one for one in kept if one[2]] or kept
    terms = tuple(
        Term(
            tuple(dict.fromkeys([word, *english, *(others if spanish else [])])),
            word if len(word) >= _SHORTEST_PREFIX and not word.isdigit() else "",
        )
        for word, english, others in kept
    )
    operators = has_operators(said)
    return Wanted(terms, every=not (operators and " or " in fold(said)), said=fold(said) if operators else "")


def likely(text: str, looked_for: Wanted) -> bool:
    """Whether a text may have any of the words: a stem and its word begin alike."""
    folded = fold(text)
    return any(word[: max(2, len(word) - 4)] in folded for term in looked_for.terms for word in term.exact)


def parts(text: str, marked: str, looked_for: Wanted, *, whole: bool = False) -> list[Part]:
    """Return a text in parts, hits apart; a long one is cut to the surroundings of its first hit.

    Args:
        text: The text.
        marked: Its beginning as `repositories.search.marked` gives it.
        looked_for: What was looked for: also the beginnings of longer words are hits.
        whole: Keep all of it: a title.
    """
    hits = _hits(text, marked, looked_for)
    first = hits[0][0] if hits else 0
    start, end = (0, len(text)) if whole else _window(text, first)
    found = [Part("… ")] if start else []
    place = start
    for begins, ends in hits:
        begins, ends = max(begins, start), min(ends, end)
        if begins >= ends:
            continue
        if begins > place:
            found.append(Part(text[place:begins]))
        found.append(Part(text[begins:ends], True))
        place = ends
    if place < end:
        found.append(Part(text[place:end]))
    return [*found, Part(" …")] if end < len(text) else found


def _hits(text: str, marked: str, looked_for: Wanted) -> list[tuple[int, int]]:
    """Return where hits begin and end, in their order; none touches the next."""
    hits: list[tuple[int, int]] = []
    plain: list[str] = []
    place, on = 0, False
    for number, piece in enumerate(_MARK.split(marked)):
        # Marks and what stands between them take turns.
        if number % 2:
            on = piece == ON
            continue
        if on and piece:
            hits.append((place, place + len(piece)))
        plain.append(piece)
        place += len(piece)
    if place > len(text):
        return []
    folded = "".join(plain).lower()
    prefixes = tuple(term.prefix for term in looked_for.terms if term.prefix)
    if prefixes and len(folded) == place:
        hits += [match.span() for match in _WORD.finditer(folded) if match[0].startswith(prefixes)]
    joined: list[tuple[int, int]] = []
    for begins, ends in sorted(hits):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return joined


def _window(text: str, first: int) -> tuple[int, int]:
    start = max(0, first - _BEFORE)
    if start:
        gap = text.find(" ", start, first)
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), start + _SNIPPET)
    if end < len(text):
        gap = text.rfind(" ", first, end)
        end = gap if gap > first else end
    return start, end
