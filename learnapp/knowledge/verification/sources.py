"""Layer 2: every sentence is supported by the course's own passages, or it is removed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from learnapp.knowledge.verification import alignment, formulas
from learnapp.knowledge.verification import function_words as f
from learnapp.knowledge.verification.alignment import CAUSE, MISSING, Run, supports, together
from learnapp.knowledge.verification.meanings import stem
from learnapp.knowledge.verification.reading import Sentence, Token, bare, cut, read
from learnapp.knowledge.verification.thresholds import LIMITS, Limits

OTHER_LANGUAGE = "verify-language"
_PARTING = frozenset({"and", "but", "while", "although", "whereas", "so", "because", "", "y", "pero", "mientras",
                      "aunque", "porque"})  # fmt: skip
_AROUND_FORMULAS = frozenset(stem(one) for one in "solution answer result check solucion respuesta resultado".split())
"""Words that say nothing about a formula that is right by itself."""
_LEADING = re.compile(
    r"^\W*(?:(?:in short|in other words|in summary|to sum up|overall|for example|for instance|remember(?: that)?"
    r"|note that|notice that|recall that|as the \w+ says|according to the \w+|so|then|thus|also|and|but|now"
    r"|first|second|finally|well|here|yes|no|right|exactly|en resumen|es decir|por ejemplo|recuerda(?: que)?"
    r"|segun el \w+|asi que|entonces|ademas)\b[,:]?\s+)+",
    re.IGNORECASE,
)
"""What only leads on to what is said."""
_FEWEST = 2
"""Words, numbers and formulas that a sentence needs to say anything that could be looked up."""
_ABOUT = frozenset({"in", "at", "of", "for", "about", "with", "during", "on", "en", "de", "con", "durante", "sobre"})
_DETERMINERS = frozenset(
    "the a an no every each all some many most this that these those el la los las un una cada".split()
)


class Standards(Protocol):
    """What a curriculum says of a code, where a table of standards is there."""

    def description(self, code: str, language: str) -> str | None:
        """Return the description of a standard such as "6.EE.B.7" in a language, or None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Support:
    """What the sources say of one sentence.

    Attributes:
        supported: Whether they say it.
        reason: Key of the catalogue that says why not; "" where they do.
        passage: Place of the passage that says it; -1 for none.
    """

    supported: bool
    reason: str
    passage: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What the sources say of each sentence of a draft."""

    sentences: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    runs: tuple[Run, ...]
    names: frozenset[str]
    sentences: frozenset[str]
    years: frozenset[str]
    heading: tuple[Token, ...]


@lru_cache(maxsize=512)
def source_of(text: str, most: int) -> _Source:
    """Return a passage as it is looked up: its sentences, and runs of up to `most` that lean on each other."""
    sentences = [read(one) for one in cut(text)]
    heading = read(text.split("\n", 1)[0]).tokens if _headed(text) else ()
    runs: list[Run] = []
    # A heading such as "1820: the Missouri Compromise" says when all below it was.
    years = frozenset(re.findall(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b", text.split("\n", 1)[0]) if _headed(text) else ())
    names: set[str] = set()
    for at, sentence in enumerate(sentences):
        names |= sentence.names
        before = sentences[max(0, at - 2) : at]
        if sentence.tokens:
            runs.append(together([sentence], before))
        for length in range(2, most + 1):
            group = sentences[at : at + length]
            if len(group) < length or not all(one.leans for one in group[1:]):
                break
            if any(one.tokens for one in group):
                runs.append(together(group, before))
    return _Source(tuple(runs), frozenset(names), _said(text), years, heading)


def _said(text: str) -> frozenset[str]:
    """Return the sentences of a passage, bare, with and without what leads on to them."""
    return frozenset(form for one in cut(text) for form in (bare(one), bare(_LEADING.sub("", one))))


def _headed(text: str) -> bool:
    first, _, rest = text.partition("\n")
    return bool(rest.strip()) and len(first) < 80 and not first.rstrip().endswith((".", "!", "?", "$"))


def check(
    claims: Sequence[str],
    passages: Sequence[str],
    *,
    known: Sequence[Collection[str]] = (),
    standards: Standards | None = None,
    limits: Limits = LIMITS,
) -> SourceReport:
    """Look each sentence up in the passages; CPU work, meant for a thread.

    Args:
        claims: Sentences, in order: one that begins with "it" or "they" is read with the one before it.
        passages: Texts of the evidence.
        known: For each sentence, the keys of formulas and numbers that are true by themselves.
        standards: Descriptions of standards that sentences may refer to by their codes.
        limits: See `Limits`.
    """
    read_passages = [source_of(text, limits.run) for text in passages]
    found = []
    before: Sentence | None = None
    for number, text in enumerate(claims):
        claim = read(text.strip())
        extra = _of_standards(text, claim.language, standards)
        sources = [*read_passages, *(source_of(one, limits.run) for one in extra)]
        own = known[number] if number < len(known) else ()
        found.append(_supported(claim, before, sources, own))
        before = claim
    return SourceReport(tuple(found))


def _of_standards(text: str, language: str, standards: Standards | None) -> list[str]:
    if standards is None:
        return []
    codes = [word.strip(".,;:()") for word in text.split() if "." in word.strip(".,;:()") or "-" in word]
    said = [(code, standards.description(code, language)) for code in codes]
    return [f"{code}: {description}" for code, description in said if description]


def _supported(claim: Sentence, before: Sentence | None, sources: Sequence[_Source], known: Collection[str]) -> Support:
    said = {bare(claim.text), bare(_LEADING.sub("", claim.text))} - {""}
    anchor = _anchor(claim, before)
    quoted = next((place for place, one in enumerate(sources) if not said.isdisjoint(one.sentences)), None)
    if quoted is not None and not anchor:
        return Support(True, "", quoted)
    if not known and sum(token.kind != "pronoun" for token in claim.tokens) < _FEWEST:
        return Support(False, MISSING, -1)
    known = frozenset(known) | frozenset(_AROUND_FORMULAS if known else ())
    if not [token for token in claim.tokens if token.key not in known and token.kind != "pronoun"]:
        return Support(bool(known), "" if known else MISSING, -1)
    names = claim.names.union(*(one.names for one in sources)) if sources else claim.names
    reason = MISSING
    for place, source in enumerate(sources):
        for run in source.runs:
            if run.language != claim.language and any(token.kind == "word" for token in claim.tokens):
                reason = OTHER_LANGUAGE if reason == MISSING else reason
                continue
            if anchor and not _mentions(anchor, run):
                continue
            heading = source.years | _topics(claim, source)
            why = "" if bare(run.text) in said else supports(claim, run, names, known | (heading - run.keys))
            if not why:
                return Support(True, "", place)
            reason = why if reason in {MISSING, OTHER_LANGUAGE} else reason
    parts = _parts(claim, sources)
    if len(parts) > 1 and not anchor:
        places = [_supported(part, parts[0] if number else None, sources, known) for number, part in enumerate(parts)]
        if all(one.supported for one in places):
            return Support(True, "", places[0].passage)
        reason = next((one.reason for one in places if one.reason not in {MISSING, ""}), reason)
    return Support(False, reason, -1)


def _topics(claim: Sentence, source: _Source) -> frozenset[str]:
    """Return words of a claim's phrases ("in the election") that the heading has: what is below it is about that."""
    return frozenset(
        token.key for token in claim.tokens
        if token.intro in _ABOUT and token.kind == "word"
        and any(alignment.meets(token, other) for other in source.heading)
    )  # fmt: skip


def _anchor(claim: Sentence, before: Sentence | None) -> tuple[Token, ...]:
    """Return what a sentence that begins with a pronoun is about: the first words of the one before it."""
    first = claim.tokens[0].plain if claim.tokens and claim.tokens[0].kind == "pronoun" else ""
    first = first or claim.text.strip().split(" ", 1)[0].strip("*_\"'").casefold()
    if before is None or first not in f.PRONOUNS or not before.tokens:
        return ()
    clause = before.tokens[0].clause
    return tuple(one for one in before.tokens if one.clause == clause and not one.intro and one.kind != "pronoun")[:2]


def _mentions(anchor: tuple[Token, ...], run: Run) -> bool:
    return any(alignment.meets(anchor[0], token) for token in (*run.before, *run.tokens))


def _parts(claim: Sentence, sources: Sequence[_Source]) -> list[Sentence]:
    """Return the main clauses of a claim that can be looked up each by itself; one where it has only one.

    A cause ties two clauses together, and a clause without a subject of its own goes with the one before it; but two
    orders ("keep the first and flip the second") are two.
    """
    if claim.causes:
        return [claim]
    groups: list[list[Token]] = []
    begun = -1
    for token in claim.tokens:
        parting = token.clause != begun and claim.links[token.clause] in _PARTING
        if not groups or (parting and (_own_subject(claim, token) or _orders(claim, token, sources))):
            groups.append([])
        begun = token.clause
        groups[-1].append(token)
    if len(groups) < 2 or any(not _says_something(group) for group in groups):
        return [claim]
    parts = []
    for group in groups:
        clauses = {token.clause for token in group}
        marks = frozenset(one for one in claim.marks if one[1] in clauses)
        # Its text is no longer the whole claim's, so that it is not taken for a quotation.
        parts.append(replace(claim, text="", tokens=tuple(group), marks=marks))
    return parts


def _says_something(tokens: Sequence[Token]) -> bool:
    own = [token for token in tokens if token.kind != "pronoun"]
    words = sum(token.kind == "word" for token in own)
    return words > 1 or (words == 1 and len(own) > _FEWEST)


def _orders(claim: Sentence, token: Token, sources: Sequence[_Source]) -> bool:
    """Whether both a claim and its later clause begin as a sentence of the sources begins: with an order."""
    starts = [run.tokens[0] for source in sources for run in source.runs if run.tokens]
    return all(any(alignment.meets(one, start) for start in starts) for one in (claim.tokens[0], token))


def _own_subject(claim: Sentence, token: Token) -> bool:
    """Whether a clause begins with a noun phrase: an article, a name or a number before anything else."""
    if token.kind == "pronoun":
        return True
    words = claim.text.replace("’", "'").split()
    for at, word in enumerate(words):
        if word.casefold().strip(".,;:*_()\"'") == token.plain and at:
            previous = words[at - 1].casefold().strip(".,;:*_()\"'")
            if previous in _DETERMINERS:
                return True
            if word[:1].isupper() or word[:1] == "$":
                return True
            if word[:1].isdigit() or formulas.number_words([previous], 0) is not None:
                return any(place > token.place for place, _ in claim.copulas)
    return False


__all__ = ["CAUSE", "MISSING", "OTHER_LANGUAGE", "SourceReport", "Standards", "Support", "check"]
