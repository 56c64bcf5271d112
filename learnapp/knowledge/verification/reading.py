"""A sentence as what it says: words by their stems, numbers, formulas, and how they stand to each other.

There is no grammar model here. A sentence is cut into clauses at conjunctions and commas, and into phrases at what
introduces them ("in", "of", "from"); both are enough to see who did what to whom in the short sentences of a course.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from learnapp.knowledge.verification import formulas
from learnapp.knowledge.verification import function_words as f
from learnapp.knowledge.verification.meanings import PHRASE, one_word, stem
from learnapp.knowledge.words import sentences

_TOKEN = re.compile(
    r"\x00(?P<formula>\d+)\x00|(?P<number>\d+°\d+′|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)|(?P<percent>%)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<mark>[,;:()?!.—|]|--)"
)
_LIST = re.compile(r"^\s*(?:[-*•|>]|\d{1,2}[.)])\s+|^#{1,6}\s*", re.MULTILINE)
_ARTICLES = frozenset({"the", "a", "an", "el", "la", "los", "las", "un", "una"})
_BEFORE_ONE = frozenset("this that another other no which each every the same any first last new old".split())
"""After these "one" is a pronoun."""
_ENDS = frozenset({".", "!", "?", ":"})
"""After these a word has a capital also where it is no name."""
_OPENING = frozenset("first second third next finally secondly now primero luego despues".split())
"""At the beginning of a sentence these only order what is said."""
_NOT = re.compile(r"n't$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word that carries meaning, a number or a formula.

    Attributes:
        key: Stem, number in digits, or formula in one way of writing.
        kind: word, number, formula, or pronoun for one that stands in for a noun.
        keys: What it can be met by; of a formula also its sides and numbers.
        owner: With 's.
        intro: What introduces its phrase; "" for none.
        clause: Number of its clause.
        place: Number among all words of the sentence.
        negated: Whether the opposite is said of it.
        plain: As it is written, in small letters.
    """

    key: str
    kind: str
    keys: frozenset[str]
    owner: bool
    intro: str
    clause: int
    place: int
    negated: bool
    plain: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        tokens: In order; a passive with its agent is turned round, so that who acts comes first.
        marks: Classes of amount and certainty, each with its clause and place.
        causes: Clauses that begin with, or have, a word of cause.
        links: What a clause begins with.
        copulas: Places of forms of "to be", and whether "the" follows.
        leans: Begins with what points back to the sentence before; `stands_in`: with a pronoun.
        names: Words in small letters that are written as names inside it.
    """

    text: str
    language: str
    tokens: tuple[Token, ...]
    marks: frozenset[tuple[str, int, int]]
    causes: frozenset[int]
    links: tuple[str, ...]
    copulas: tuple[tuple[int, bool], ...]
    leans: bool
    stands_in: bool
    names: frozenset[str]


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def bare(text: str) -> str:
    """Return a text without spaces and signs of emphasis, to see whether two are the same word for word."""
    return re.sub(r"[*_`\s]+", "", text.replace("’", "'")).rstrip(".!").casefold()


def cut(text: str) -> list[str]:
    """Return the sentences of a passage; lists and headings lose their signs."""
    plain = _LIST.sub("", text.replace("’", "'").replace("‘", "'"))
    return [one for one in sentences(plain) if one.strip()]


@lru_cache(maxsize=4_000)
def read(text: str) -> Sentence:
    """Return what a sentence says."""
    return _Reader(text).sentence()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        plain = _LIST.sub("", text.replace("’", "'").replace("‘", "'"))
        plain = (
            re.sub(r"[*_`]+", "", plain)
            if "$" not in plain
            else re.sub(r"\*{1,2}(?=\w|\$)|(?<=[\w.$:,!?])\*{1,2}", "", plain)
        )
        self.formulas: list[str] = []
        out, at = [], 0
        for start, end, formula in formulas.spans(plain):
            out += [plain[at:start], f"\x00{len(self.formulas)}\x00"]
            self.formulas.append(formula)
            at = end
        self.plain = "".join(out) + plain[at:]
        self.plain = PHRASE.sub(one_word, re.sub(r"(?<=\w)-(?=\w)", " ", self.plain))
        self.tokens: list[Token] = []
        self.marks: set[tuple[str, int, int]] = set()
        self.causes: set[int] = set()
        self.copulas: list[tuple[int, bool]] = []
        self.names: set[str] = set()
        self.links = [""]
        self.intro, self.negated, self.fresh, self.since = "", False, True, 0
        self.denied_from = -1

    def sentence(self) -> Sentence:
        pieces = list(_TOKEN.finditer(self.plain))
        words = [folded(one.group()) for one in pieces]
        language = f.language(words)
        at = 0
        while at < len(pieces):
            at += self._step(pieces, words, at, language)
        self._clause("")
        first = next((word for word in words if word[:1].isalpha()), "")
        tokens = _active(_merged(tuple(self.tokens), self.links, self.names), words)
        return Sentence(
            self.text, language, tokens, frozenset(self.marks), frozenset(self.causes), tuple(self.links),
            tuple(self.copulas), first in f.PRONOUNS or first == "the" or first in f.LEANING,
            first in f.PRONOUNS or first in f.LEANING, frozenset(self.names),
        )  # fmt: skip

    def _clause(self, link: str) -> None:
        if self.negated and self.denied_from == len(self.tokens):
            # "What it is not", "was not over": what stands before is denied.
            self._deny_before()
        self.intro, self.negated = "", False
        if self.fresh:
            # A comma and the conjunction after it make one break.
            self.links[-1] = link or self.links[-1]
            return
        self.links.append(link)
        self.fresh = True

    def _deny_before(self) -> None:
        clause = len(self.links) - 1
        own = [number for number, one in enumerate(self.tokens) if one.kind != "pronoun" and one.clause == clause]
        if own:
            self.tokens[own[-1]] = replace(self.tokens[own[-1]], negated=not self.tokens[own[-1]].negated)
        else:
            self.marks.add(("not", clause, self.tokens[-1].place if self.tokens else 0))

    def _step(self, pieces: list[re.Match[str]], words: list[str], at: int, language: str) -> int:
        piece, word = pieces[at], words[at]
        clause = len(self.links) - 1
        if piece["mark"]:
            self._clause("")
            return 1
        if piece["formula"] is not None:
            return self._add_formula(self.formulas[int(piece["formula"])], at)
        if piece["percent"]:
            return self._add("percent", "word", at, plain="percent")
        if word == "one" and words[at + 1 : at + 2] in ([], [","], ["."], [";"]) and words[at - 1] not in _BEFORE_ONE:
            return self._add("1", "number", at)
        number = formulas.number_words(words, at) if piece["number"] or piece["word"] else None
        if number is not None:
            self._add(number[0], "number", at)
            return number[1]
        if piece["number"]:
            return self._add(word, "number", at)
        bare = word.removesuffix("'s").removesuffix("'")
        owner = bare != word
        if _NOT.search(word) or word in f.NEGATORS:
            self.negated, self.denied_from = not self.negated, len(self.tokens)
            return 1
        if word in f.CAUSES and (at or word not in {"so", "entonces"}):
            self.causes.add(clause if word not in f.BREAKS[language] else clause + (not self.fresh))
        if word in f.BREAKS[language]:
            self._clause(word)
            return 1
        if bare in f.AMOUNTS:
            self.marks.add((f.AMOUNTS[bare], clause, at))
            return 1
        if word in f.AIMS and words[at + 1 : at + 2] == ["to"]:
            # The word itself is read, too, where it carries a meaning.
            self.marks.add(("aim", clause, at + 1))
        if word in f.STANDING_IN:
            return self._add(word, "pronoun", at)
        if word in f.COPULAS:
            self.copulas.append((at, words[at + 1 : at + 2] == ["the"]))
            self.intro = ""
        introduces = word in f.INTRODUCERS[language]
        if introduces:
            self.intro, self.since = word, at
        if word in f.CONTENT:
            return self._add(word, "word", at, plain=word)
        if word in _ARTICLES and self.tokens and self.tokens[-1].intro and self.tokens[-1].place > self.since:
            # "In Boston the printer": another article begins another phrase.
            self.intro = ""
        if introduces or word in f.LIGHT or (bare in f.LIGHT and owner) or len(bare) < 2:
            return 1
        if at == 0 and word in _OPENING:
            return 1
        capital = piece.group()[:1].isupper()
        if capital and at > 0 and pieces[at - 1].group() not in _ENDS:
            self.names.add(bare)
        self._add(stem(bare, language), "word", at, plain=bare, owner=owner)
        return 1

    def _add_formula(self, formula: str, at: int) -> int:
        key = formulas.written(formula)
        if not key:
            return 1
        kind = "number" if re.fullmatch(r"-?\d+(?:\.\d+)?%?|-?\d+/\d+|\d+\^\(.*\)", key) else "formula"
        return self._add(key, kind, at, keys=formulas.parts(key), plain=formula.strip())

    def _add(
        self, key: str, kind: str, at: int, *, keys: frozenset[str] | None = None, plain: str = "", owner: bool = False
    ) -> int:
        self.tokens.append(
            Token(key, kind, keys or frozenset({key}), owner, self.intro, len(self.links) - 1, at, self.negated,
                  plain or key)
        )  # fmt: skip
        if kind != "pronoun":
            self.fresh = False
        if kind == "number" and len(key) == 4 and key.isdigit():
            # "In 1849 she": a year ends its phrase.
            self.intro = ""
        return 1


def _merged(tokens: tuple[Token, ...], links: list[str], names: set[str]) -> tuple[Token, ...]:
    """Put a clause that is only one phrase ("In 1849,") into the one after it: it has no subject of its own."""
    clauses: dict[int, list[Token]] = {}
    for token in tokens:
        clauses.setdefault(token.clause, []).append(token)
    target = {number: number for number in clauses}
    intros: dict[int, str] = {}
    order = sorted(clauses)
    for here, ahead in zip(order, order[1:], strict=False):
        last = clauses[here][-1]
        if (
            links[ahead] == ""
            and last.intro
            and all(one.kind == "word" and one.plain in names for one in clauses[ahead])
            and last.plain in names
        ):
            # "In Southampton County, Virginia": the second name belongs to the first.
            target[ahead] = target[here]
            intros[ahead] = last.intro
            continue
        if links[ahead] == "" and links[here] == "" and all(token.intro for token in clauses[here]):
            target[here] = ahead
    return tuple(
        replace(token, clause=target[token.clause], intro=intros.get(token.clause, token.intro)) for token in tokens
    )


def _active(tokens: tuple[Token, ...], words: list[str]) -> tuple[Token, ...]:
    """Turn a passive round where it names who acts: "The Liberator was printed by Garrison"."""
    for at, word in enumerate(words[:-1]):
        follows = words[at + 1]
        if word != "by" or follows.endswith("ing") or not follows[:1].isalpha():
            continue
        agent = [one for one in tokens if one.place > at and one.intro == "by"]
        before = [one for one in tokens if one.place < at]
        if not agent or not before or agent[0].kind != "word":
            continue
        clause = before[-1].clause
        be = [i for i in range(at) if words[i] in f.COPULAS or words[i] == "been"]
        patient = [one for one in before if one.clause == clause and be and one.place < be[-1] and not one.intro]
        verb = [one for one in before if one.clause == clause and be and one.place > be[-1]]
        if not patient or not verb:
            continue
        start = tokens.index(patient[0])
        middle = [one for one in tokens[start : tokens.index(agent[0])]]
        moved = [replace(one, intro="", clause=clause) for one in agent]
        rest = [one for one in tokens[tokens.index(agent[0]) :] if one not in agent]
        acted = [one for one in middle if one in verb]
        objects = [one for one in middle if one not in verb]
        return (*tokens[:start], *moved, *acted, *objects, *rest)
    return tokens
