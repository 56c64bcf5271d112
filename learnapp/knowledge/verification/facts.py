"""Layer 3: what can be worked out must be right: formulas, sums in words, units, and years of who is named."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from learnapp.engine.algebra_syntax import Node
from learnapp.knowledge.verification import equations, formulas, prose_sums
from learnapp.knowledge.verification.equations import Formula, Truth, formula
from learnapp.knowledge.verification.reading import bare, cut, folded, read

FALSE, DATE = "verify-false", "verify-date"
_DENIED = re.compile(
    r"\b(not|no|never|cannot|can't|isn't|aren't|doesn't|wrong|slip|mistake|incorrect|false|instead of|if you wrote"
    r"|nunca|incorrect[oa]|error|falso)\b"
)
_LEADS = re.compile(
    r"\b(gives?|get|gets|becomes?|so|then|means|follows|solv\w*|solution|leads?|therefore|da|entonces)\b"
)
_GIVEN = re.compile(r"\b(for|when|if|with|let|at|where|para|si|cuando|con)\W*$")
_IS = re.compile(
    r"\s*,?\s*(?:as one fraction |in lowest terms |en su minima expresion )?"
    r"(?P<verb>is|are|equals?|gives?|makes?|becomes?|means|simplifies to|can be written as|es|son|da)"
    r"(?P<more>(?: also| just| simply| the same as| equal to| in lowest terms| always| igual a| lo mismo que)*)"
    r"(?P<not> not)?\s*"
)
_ALONE = re.compile(
    r"(?:^|[,;:.(*]|\b(?:so|that|then|and|because|but|since|therefore|thus|hence|get|have|porque|entonces|y|que|not))"
    r"[\s*(]*$"
)
"""What may stand before a formula that is the subject of "is"."""
_LARGER = re.compile(
    r"\s*(?:is|are|es)\s+(?P<not>not )?(?P<way>more|larger|bigger|greater|less|smaller|mayor|menor)\s+(?:than|que)\s+"
)
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement that was judged."""

    statement: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class FactReport:
    """What was judged in one sentence.

    Attributes:
        findings: Statements.
        reason: Key of the catalogue where one is wrong; "" where none is.
        known: Keys of formulas and numbers that are right by themselves and need no source.
        doubts: Pairs of expressions for a symbolic judge.
    """

    findings: tuple[Finding, ...]
    reason: str
    known: frozenset[str]
    doubts: tuple[equations.Doubt, ...] = ()


def check(sentence: str, passages: Sequence[str], decided: equations.Decided | None = None) -> FactReport:
    """Judge what can be worked out in a sentence; CPU work, meant for a thread.

    Args:
        sentence: As it would be shown.
        passages: Texts of the evidence, for equations that are given and for years.
        decided: What a symbolic judge has said of the report's `doubts`.
    """
    text = folded(sentence.replace("’", "'"))
    spans = formulas.spans(sentence)
    quoted = _quoted(sentence, passages)
    findings: list[Finding] = []
    known: set[str] = set()
    denied = _DENIED.search(text) is not None
    said = [formula(one) for _, _, one in spans]
    refused = {token.key for token in read(sentence.strip()).tokens if token.negated and token.kind == "formula"}
    for one in said:
        truth = equations.whole(one, decided)
        if truth is Truth.FALSE and any(one.key in given_formulas(passage) for passage in passages):
            truth = Truth.OPEN
        if truth is Truth.TRUE and one.key in refused:
            findings.append(Finding(f"not {one.key}", Truth.FALSE))
            continue
        _note(findings, known, one.key, truth, denied, quoted)
    for statement, truth, keys in _in_words(sentence, spans, said):
        _note(findings, known, statement, truth, denied and " not " not in f" {statement} ", quoted, keys)
    for total in prose_sums.found_in(sentence):
        findings.append(Finding(" ".join(total.numbers), total.truth))
        if total.truth is Truth.TRUE:
            known |= set(total.numbers)
    _given(sentence, spans, said, passages, findings, known, denied)
    reason = FALSE if any(one.truth is Truth.FALSE for one in findings) and not quoted else ""
    if not reason and not quoted and _other_year(sentence, passages):
        reason = DATE
    doubts = tuple(pair for one in said for pair in equations.doubts(one)) if decided is None else ()
    return FactReport(tuple(findings), reason, frozenset(known - refused), doubts)


def _note(
    findings: list[Finding], known: set[str], statement: str, truth: Truth, denied: bool, quoted: bool,
    keys: Sequence[str] = (),
) -> None:  # fmt: skip
    if truth is Truth.OPEN:
        return
    if truth is Truth.FALSE and denied:
        # "3(x + 4) is not 3x + 4": whether that is what the sentence says is for the sources to tell.
        return
    findings.append(Finding(statement, truth))
    if truth is Truth.TRUE and not quoted:
        known |= {statement, *keys}


def _quoted(sentence: str, passages: Sequence[str]) -> bool:
    return any(bare(sentence) in given_sentences(passage) for passage in passages)


def _in_words(
    sentence: str, spans: Sequence[tuple[int, int, str]], said: Sequence[Formula]
) -> list[tuple[str, Truth, tuple[str, ...]]]:
    """Return what is said of neighbouring formulas in words: "is", "is not", "is more than"."""
    plain = folded(sentence)
    if len(plain) != len(sentence):
        plain = sentence.lower()
    found: list[tuple[str, Truth, tuple[str, ...]]] = []
    for (begin, end, _), (start, _, _), one, other in zip(spans, spans[1:], said, said[1:], strict=False):
        between = plain[end:start]
        if len(one.sides) != 1 or len(other.sides) != 1 or one.sides[0] is None or other.sides[0] is None:
            continue
        left, right = one.sides[0], other.sides[0]
        equal, order = _IS.fullmatch(between), _LARGER.fullmatch(between)
        if not _ALONE.search(plain[:begin]):
            # "The reciprocal of 2/5 is 5/2": what is said is not said of the formula itself.
            continue
        if equal is not None:
            truth = equations.holds(left, "=", right, (one.key, other.key))
            if truth is Truth.OPEN and one.variables and other.variables and left[0] != "v" and right[0] != "v":
                truth = Truth.FALSE
            if truth is Truth.TRUE and "lowest" in between + plain[begin:start] and not _lowest(other.key):
                truth = Truth.FALSE
            truth = _turned(truth) if equal["not"] else truth
        elif order is not None:
            up = order["way"] in {"more", "larger", "bigger", "greater", "mayor"}
            truth = equations.holds(left, ">" if up else "<", right)
            truth = _turned(truth) if order["not"] else truth
        else:
            continue
        found.append((f"{one.key} {between.strip()} {other.key}", truth, (one.key, other.key)))
    return found


def _lowest(key: str) -> bool:
    parts = key.split("/")
    return len(parts) != 2 or not all(part.isdigit() for part in parts) or math.gcd(int(parts[0]), int(parts[1])) == 1


def _turned(truth: Truth) -> Truth:
    return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.OPEN: Truth.OPEN}[truth]


def _given(
    sentence: str, spans: Sequence[tuple[int, int, str]], said: Sequence[Formula], passages: Sequence[str],
    findings: list[Finding], known: set[str], denied: bool,
) -> None:  # fmt: skip
    """Judge equations that hold only for some values: by what the sentence and the sources give."""
    there = frozenset[Formula]().union(*(given_equations(passage) for passage in passages)) if passages else frozenset()
    values: dict[str, Node] = {}
    given: list[str] = []
    right = len([one for one in findings if one.truth is Truth.TRUE])
    for (start, _, _), one in zip(spans, said, strict=True):
        solved = equations.solution(one)
        if solved is not None and _GIVEN.search(folded(sentence[:start])):
            values[solved[0]] = solved[1]
            given.append(one.key)
    open_ones = [one for one in said if one.relations and one.variables and equations.whole(one) is Truth.OPEN]
    for place, one in enumerate(open_ones):
        if values and one.variables <= set(values) and one.key not in given:
            _judged(findings, known, one, equations.under(one, values), denied)
            continue
        earlier = open_ones[place - 1] if place else None
        if earlier is not None and _follows(sentence, spans, said, earlier, one):
            same = equations.same(one, earlier)
            _judged(findings, known, one, Truth.TRUE if same else Truth.FALSE, denied)
        elif equations.solution(one) is None and any(equations.same(one, other) for other in there):
            known.add(one.key)
    if values:
        _values(sentence, spans, said, values, findings, known)
    if len([one for one in findings if one.truth is Truth.TRUE]) > right:
        # What was put in needs no source where what came out is right.
        known.update(given)


def _follows(
    sentence: str, spans: Sequence[tuple[int, int, str]], said: Sequence[Formula], earlier: Formula, one: Formula
) -> bool:
    """Whether a sentence says that one equation comes of another: "from 4x = 40 you get x = 10"."""
    if not equations.linear(earlier) or not equations.linear(one) or earlier.variables != one.variables:
        return False
    between = folded(sentence[spans[said.index(earlier)][1] : spans[said.index(one)][0]])
    return _LEADS.search(between) is not None


def _values(
    sentence: str, spans: Sequence[tuple[int, int, str]], said: Sequence[Formula], values: dict[str, Node],
    findings: list[Finding], known: set[str],
) -> None:  # fmt: skip
    """Judge "for x = 5, 3x is 15"."""
    plain = sentence.lower()
    for (_, end, _), one in zip(spans, said, strict=True):
        if len(one.sides) != 1 or one.sides[0] is None or not one.variables or not one.variables <= set(values):
            continue
        glue = _IS.match(plain, end)
        if glue is None:
            continue
        rest = sentence[glue.end() :]
        number = re.match(r"\$?(-?\d+(?:\.\d+)?(?:/\d+)?)\$?(?![\w/])", rest)
        if number is None:
            continue
        right = formula(number.group(1))
        if right.sides[0] is None:
            continue
        truth = equations.holds(equations.put(one.sides[0], values), "=", right.sides[0])
        truth = _turned(truth) if glue["not"] else truth
        findings.append(Finding(f"{one.key} = {right.key}", truth))
        if truth is Truth.TRUE:
            known |= {right.key, one.key}


def _judged(findings: list[Finding], known: set[str], one: Formula, truth: Truth, denied: bool) -> None:
    if truth is Truth.TRUE:
        known.add(one.key)
    if truth is not Truth.OPEN and not (truth is Truth.FALSE and denied):
        findings.append(Finding(one.key, truth))


@lru_cache(maxsize=512)
def given_equations(passage: str) -> frozenset[Formula]:
    found = set()
    for _, _, text in formulas.spans(passage):
        one = formula(text)
        if one.relations and one.variables:
            found.add(one)
    return frozenset(found)


@lru_cache(maxsize=512)
def given_sentences(passage: str) -> frozenset[str]:
    """Return the sentences of a passage, bare."""
    return frozenset(bare(one) for one in cut(passage))


@lru_cache(maxsize=512)
def given_formulas(passage: str) -> frozenset[str]:
    """Return formulas that a passage states without saying in the same sentence that they are wrong."""
    return frozenset(
        formulas.written(text)
        for one in cut(passage)
        if not _DENIED.search(folded(one))
        for _, _, text in formulas.spans(one)
    )


@lru_cache(maxsize=512)
def dated_names(passage: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return the names and the years of each sentence that has both."""
    found = []
    for one in cut(passage):
        years = frozenset(_YEAR.findall(one))
        names = read(one).names | {
            word for token in read(one).tokens for word in [token.plain] if token.kind == "word" and word in _first(one)
        }
        if years and names:
            found.append((names, years))
    return tuple(found)


def _first(text: str) -> set[str]:
    return {folded(word.strip(".,;:()\"'*_")) for word in text.split() if word[:1].isupper()}


def _other_year(sentence: str, passages: Sequence[str]) -> bool:
    """Whether the sources know those who are named by other years only."""
    years = set(_YEAR.findall(sentence))
    if not years:
        return False
    claim = read(sentence)
    written = _first(sentence)
    names = {token.plain for token in claim.tokens if token.kind == "word" and token.plain in written}
    if not names:
        return False
    known = [theirs for passage in passages for whose, theirs in dated_names(passage) if names <= whose]
    return bool(known) and all(years.isdisjoint(theirs) for theirs in known)


__all__ = ["DATE", "FALSE", "FactReport", "Finding", "check"]
