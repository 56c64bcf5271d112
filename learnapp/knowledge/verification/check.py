"""All automatic layers over one draft: what may be shown, what not and why, and whether a person must decide first."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from learnapp.core.drafts import Checked, Draft, Evidence, Quoted
from learnapp.engine.algebra import Verdict
from learnapp.engine.algebra_syntax import Node
from learnapp.knowledge.verification import confidence, facts, sources
from learnapp.knowledge.verification.confidence import ConfidenceReport
from learnapp.knowledge.verification.facts import FactReport
from learnapp.knowledge.verification.function_words import PRONOUNS
from learnapp.knowledge.verification.instead import instead
from learnapp.knowledge.verification.reading import folded
from learnapp.knowledge.verification.sources import SourceReport, Standards
from learnapp.knowledge.verification.thresholds import LIMITS, Limits

UNSURE, LONG, REJECTED, LEANS = "verify-unsure", "verify-long", "verify-rejected", "verify-leans"
HELD_NOTHING, HELD_MUCH, HELD_LONG = "verify-held-nothing", "verify-held-much", "verify-held-long"
REASONS = (
    sources.MISSING, "verify-turned", "verify-denied", "verify-amount", sources.CAUSE, sources.OTHER_LANGUAGE,
    facts.FALSE, facts.DATE, UNSURE, LONG, REJECTED, LEANS,
)  # fmt: skip
"""Every reason for which a sentence is removed, as a key of the catalogue."""
HELD = (HELD_NOTHING, HELD_MUCH, HELD_LONG)
"""Every reason for which a draft is held."""
_MOST_DOUBTS = 4


class Judge(Protocol):
    """Decides symbolically whether two expressions are the same (`engine.algebra_symbolic`)."""

    async def equivalent(self, left: Node, right: Node) -> Verdict:
        """Return EQUAL, DIFFERENT or UNSURE."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What each layer says, and what comes of it."""

    confidence: ConfidenceReport
    sources: SourceReport
    facts: tuple[FactReport, ...]
    checked: Checked


def digest(sentence: str, passage_ids: Sequence[UUID]) -> str:
    """Return what a decision about a sentence is kept under: its words, and the passages it was checked with."""
    words = re.sub(r"[*_`\s]+", " ", folded(sentence)).strip(" .!")
    ids = ",".join(sorted(str(one) for one in passage_ids))
    return hashlib.sha256(f"{words}\n{ids}".encode("utf-8", "replace")).hexdigest()


class Verification:
    """The automatic layers.

    Args:
        judge: Asked about expressions that numeric probes leave open; without one these need a source.
        standards: Descriptions of standards.
        limits: See `Limits`.
    """

    def __init__(
        self, judge: Judge | None = None, *, standards: Standards | None = None, limits: Limits = LIMITS
    ) -> None:
        self._judge = judge
        self._standards = standards
        self._limits = limits

    async def check(
        self, draft: Draft, evidence: Sequence[Evidence], *, ruled: Mapping[str, bool] | None = None
    ) -> Checked:
        """Return what may be shown of a draft.

        Args:
            draft: What a model wrote.
            evidence: The passages that it was given, each beginning with its heading where it has one.
            ruled: What people have decided: `digest` to whether the sentence is right.
        """
        return (await self.report(draft, evidence, ruled=ruled)).checked

    async def report(
        self, draft: Draft, evidence: Sequence[Evidence], *, ruled: Mapping[str, bool] | None = None
    ) -> Report:
        """Return what each layer says of a draft; see `check`."""
        passages = [one.text for one in evidence]
        texts = [one.text[: self._limits.characters] for one in draft.sentences[: self._limits.sentences]]
        judged = await asyncio.to_thread(lambda: [facts.check(text, passages) for text in texts])
        decided = await self._decided(judged)
        if decided:
            judged = await asyncio.to_thread(lambda: [facts.check(text, passages, decided) for text in texts])
        return await asyncio.to_thread(self._weighed, draft, evidence, texts, judged, ruled or {})

    async def _decided(self, judged: Sequence[FactReport]) -> dict[tuple[Node, Node], Verdict]:
        if self._judge is None:
            return {}
        pairs = list(dict.fromkeys(pair for one in judged for pair in one.doubts))[:_MOST_DOUBTS]
        return {pair: await self._judge.equivalent(*pair) for pair in pairs}

    def _weighed(
        self, draft: Draft, evidence: Sequence[Evidence], texts: Sequence[str], judged: Sequence[FactReport],
        ruled: Mapping[str, bool],
    ) -> Report:  # fmt: skip
        passages = [one.text for one in evidence]
        sure = confidence.check(draft, self._limits)
        found = sources.check(
            texts, passages, known=[one.known for one in judged], standards=self._standards, limits=self._limits
        )
        ids = [one.passage_id for one in evidence]
        kept: list[int] = []
        removed: list[tuple[int, str]] = []
        for number, text in enumerate(texts):
            decided = ruled.get(digest(text, ids))
            reason = self._reason(draft, number, sure, found, judged)
            if decided is not None:
                reason = "" if decided else REJECTED
            leans = text.strip().split(" ", 1)[0].strip("*_\"'").casefold() in PRONOUNS
            if not reason and leans and removed and removed[-1][0] == number - 1:
                # What it points back to is not shown.
                reason = LEANS
            if reason:
                removed.append((number, reason))
            else:
                kept.append(number)
        removed += [(number, LONG) for number in range(len(texts), len(draft.sentences))]
        quoted = []
        for number in (one for one, reason in removed if reason != LONG):
            near = instead(texts[number], passages, self._limits)
            if near is not None:
                quoted.append(Quoted(number, near.passage, near.sentences))
        return Report(sure, found, tuple(judged), replace(self._outcome(draft, kept, removed), instead=tuple(quoted)))

    def _reason(
        self, draft: Draft, number: int, sure: ConfidenceReport, found: SourceReport, judged: Sequence[FactReport]
    ) -> str:
        """Return why a sentence may not be shown, "" where it may."""
        sentence = draft.sentences[number]
        if len(sentence.text) > self._limits.characters:
            return LONG
        if judged[number].reason:
            return judged[number].reason
        support = found.sentences[number]
        if not support.supported:
            return support.reason
        if sure.sentences[number].flagged and support.passage not in sentence.cited:
            # A model that is unsure must at least have named the passage that says it.
            return UNSURE
        return ""

    def _outcome(self, draft: Draft, kept: Sequence[int], removed: Sequence[tuple[int, str]]) -> Checked:
        reasons = []
        if not kept:
            reasons.append(HELD_NOTHING)
        elif len(removed) >= self._limits.held * len(draft.sentences):
            reasons.append(HELD_MUCH)
        if len(draft.sentences) > self._limits.sentences:
            reasons.append(HELD_LONG)
        return Checked(tuple(kept), tuple(removed), bool(reasons), tuple(reasons))
