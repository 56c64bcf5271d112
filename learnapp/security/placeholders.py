"""Personal data out of texts before they leave the process, and back into the answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from learnapp.security import odd_forms, pii

_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:student|learner|school|pupil|matriculation|alumno|alumna|matr[ií]cula)[\s_-]*(?:id|number|no|n[uú]mero)?"
    r"[\s:#=.-]{1,4}(?:is\s+|es\s+)?([A-Z]{0,4}\d{4,12})\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"<([A-Z_]+)_(\d+)>")
_LETTER = r"[^\W\d_]"
_RUN = re.compile(rf"{_LETTER}+")
_SPELT = re.compile(rf"(?<!{_LETTER}){_LETTER}(?:[\s.,_*-]{{1,2}}{_LETTER}(?!{_LETTER})){{2,}}")
"""Single letters one after the other, as a name is spelt."""
_MOST_SPELT, _FEWEST_JOINED = 400, 7
"""Single letters in a row that are looked at; and letters below which a name run together may be a common word."""
_TOKEN = re.compile(r"\w+(?:[._]\w+)*")
_PIECE = 4_500
"""Characters that are looked at together; the recognisers read no more than 5,000."""


class Placeholders:
    """Replaces what identifies people by `<PERSON_1>` and the like, the same one for the same words, and back again.

    What comes back is written as the first time. It is stricter than `pii.redact`: names count in any letters and
    without accents, also parts of names that are everyday words when they are written with a capital. What is taken out
    too much comes back with the answer.

    Args:
        people: Full names of everybody who may be meant.
    """

    def __init__(self, people: Iterable[str] = ()) -> None:
        self._names = _names_of(people if isinstance(people, tuple) else tuple(people))
        self._marks: dict[tuple[str, str], str] = {}
        self._said: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._said)

    @property
    def taken(self) -> tuple[str, ...]:
        """What was taken out, each as it was written the first time."""
        return tuple(self._said.values())

    def take(self, text: str) -> str:
        """Return a text of any length without personal data; CPU work of some milliseconds."""
        return "".join(self._take(piece) for piece in _pieces(text))

    def take_all(self, value: Any) -> Any:
        """Return a value of JSON with every text in it as `take` leaves it; keys are our own and stay."""
        if isinstance(value, str):
            return self.take(value)
        if isinstance(value, dict):
            return {key: self.take_all(one) for key, one in value.items()}
        return [self.take_all(one) for one in value] if isinstance(value, list | tuple) else value

    def restore(self, text: str) -> str:
        """Return a text with the words back that its placeholders stand for; others stay as they are."""
        return _MARK.sub(lambda hit: self._said.get(hit.group(), hit.group()), text)

    def _take(self, text: str) -> str:
        # What somebody has typed in the form of a placeholder must not come back as a name.
        text = unicodedata.normalize("NFC", odd_forms.seen(_MARK.sub(r"(\1 \2)", text)))
        found = [(one.start, one.end, one.kind) for one in _patterned(text)]
        found += odd_forms.spans(text)
        found += [(*hit.span(), "ID") for hit in _UUID.finditer(text)]
        found += [(*hit.span(1), "ID") for hit in _NUMBERED.finditer(text)]
        found += [(start, end, "PERSON") for start, end in self._named(text)]
        # The longest first; what overlaps it is inside of what is taken out, or taken out up to its border.
        taken: list[tuple[int, int, str]] = []
        for start, end, kind in sorted(found, key=lambda one: one[0] - one[1]):
            for before, after, _ in taken:
                if start < after and end > before:
                    start, end = (after, end) if start >= before else (start, before)
            if start < end and text[start:end].strip():
                taken.append((start, end, kind))
        parts, at = [], 0
        for start, end, kind in sorted(taken):
            parts += [text[at:start], self._mark(kind, text[start:end])]
            at = end
        return "".join([*parts, text[at:]])

    def _mark(self, kind: str, said: str) -> str:
        key = (kind, " ".join(_folded(said).split()))
        if key not in self._marks:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            mark = f"<{kind}_{self._counts[kind]}>"
            self._marks[key], self._said[mark] = mark, said
        return self._marks[key]

    def _named(self, text: str) -> list[tuple[int, int]]:
        anyhow, capital = self._names
        if not anyhow and not capital:
            return []
        folded = _folded(text)
        found = list(anyhow.spans(folded))
        found += [(start, end) for start, end in capital.spans(folded) if text[start].isupper()]
        return [*(_whole(text, one) for one in found), *self._spelt(folded)]

    def _spelt(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where a name is spelt, letter by letter."""
        anyhow, capital = self._names
        for run in _SPELT.finditer(folded):
            places = [at for at in range(*run.span()) if folded[at].isalpha()]
            said = "".join(folded[at] for at in places)
            for start, end in (*anyhow.inside(said), *capital.inside(said)):
                yield places[start], places[end - 1] + 1


def _whole(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the whole of a name for a machine, such as alice_2011 or alice.apple, in which a name stands."""
    start, end = span
    for token in _TOKEN.finditer(text, max(0, start - 40), end + 40):
        if token.start() <= start and end <= token.end() and not token.group().isalpha():
            return token.span()
    return span


def _folded(text: str) -> str:
    """Return a text in small letters without accents, as long as it was."""
    return "".join(_letter(one) for one in text)


@lru_cache(maxsize=4_096)
def _letter(one: str) -> str:
    if one in "\u2019\u2018\u02bc`\u00b4":
        return "'"
    base = unicodedata.normalize("NFKD", one)[:1].casefold()
    return base if len(base) == 1 else one


class _Names:
    """Finds names in a folded text, as quickly among thousands as among a few: by the letters that each begins with."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for name in names:
            begun = _RUN.match(name)
            # What begins with another sign is tried everywhere; few names do.
            self._by_start.setdefault(begun.group() if begun else "", []).append(name)
        self._words = frozenset(name for each in self._by_start.values() for name in each if name.isalpha())
        self._longest = max(map(len, self._words), default=0)
        self._patterns: dict[str, re.Pattern[str]] = {}

    def __len__(self) -> int:
        return len(self._by_start)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where names stand, the longest at each place."""
        if "" in self._by_start:
            yield from (hit.span() for hit in self._pattern("").finditer(text))
        at = 0
        for run in _RUN.finditer(text):
            if run.start() < at or run.group() not in self._by_start:
                continue
            hit = self._pattern(run.group()).match(text, run.start())
            if hit is not None:
                at = hit.end()
                yield hit.span()

    def inside(self, said: str) -> Iterator[tuple[int, int]]:
        """Yield where names stand in letters that run on, without an end of a word; short ones only as the whole."""
        said = said[:_MOST_SPELT]
        for start in range(len(said)):
            for end in range(min(len(said), start + self._longest), start + 1, -1):
                if said[start:end] in self._words and (end - start >= 4 or end - start == len(said)):
                    yield start, end

    def _pattern(self, begun: str) -> re.Pattern[str]:
        found = self._patterns.get(begun)
        if found is None:
            found = self._patterns[begun] = _one_of(self._by_start[begun])
        return found


@lru_cache(maxsize=64)
def _names_of(people: tuple[str, ...]) -> tuple[_Names, _Names]:
    """Return what finds names in a folded text: in any letters, and only where they begin with a capital."""
    anyhow: set[str] = set()
    capital: set[str] = set()
    for name in {" ".join(one.split()) for one in people}:
        parts = [_folded(part) for part in name.split()]
        if len(parts) > 1:
            anyhow.add(" ".join(parts))
            anyhow.add(" ".join(reversed(parts)))
            # Without the signs inside them, and run together, as names of accounts are.
            joined = {"".join(map(_bare, parts)), "".join(map(_bare, reversed(parts)))}
            anyhow |= {one for one in joined if len(one) >= _FEWEST_JOINED}
        anyhow |= {_bare(one) for one in parts if len(_bare(one)) >= 4 and _bare(one) != one}
        for part in {piece for one in parts for piece in (one, *re.split(r"[-_.]", one))}:
            if len(part) >= 2 and any(one.isalpha() for one in part):
                (capital if part in pii.EVERYDAY or len(part) < 3 else anyhow).add(part)
    return _Names(anyhow), _Names(capital)


def _bare(name: str) -> str:
    return "".join(one for one in name if one.isalpha())


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    body = "|".join(re.escape(word).replace(r"\ ", r"[\s,._-]+") for word in longest_first)
    return re.compile(rf"(?<!{_LETTER})(?:{body})(?!{_LETTER})")


@lru_cache(maxsize=1_024)
def _patterned(text: str) -> Sequence[pii.Finding]:
    """Return what has the form of personal data; passages of a course come again and again."""
    return tuple(pii.find(text))


def _pieces(text: str) -> list[str]:
    """Cut a text where a line or word ends, so that nothing is cut in two that has to be seen whole."""
    found = []
    while len(text) > _PIECE:
        at = max(text.rfind("\n", 0, _PIECE), 0) or max(text.rfind(" ", 0, _PIECE), 0) or _PIECE
        found.append(text[:at])
        text = text[at:]
    return [*found, text]
