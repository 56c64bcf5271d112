"""Questions that only mean something after others: "Why?", "simpler, please", "another example", "and what is it?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from learnapp.agents import tutor_words as words
from learnapp.agents.ports import TextSafety
from learnapp.agents.tutor_sentences import Said, sentences_of
from learnapp.agents.tutor_turn import Kind, Question, Source

Leaning = Literal["", "why", "simpler", "example", "more", "it"]
"""How a question leans on what was said before; "": it stands by itself."""
TOLD = 3
"""Earlier turns that a language model is told of."""
EASIER = ("smaller_steps", "analogy", "picture", "worked_example")
"""Kinds of other explanations, the easiest first."""
MOST_EXPLAINED, MOST_KEPT = 6, 3
"""Sentences of another explanation that are quoted at once, and passages of the turn before that come first."""
_BEGIN = r"^(?:(?:and|but|so|ok|okay|sorry|please|hmm|y|pero|entonces|vale|perdon|por favor) )*"
_END = r"(?: (?:please|then|now|though|por favor|entonces|ahora|pues))*$"
_SAME = r"(?: (?:it|that|this|eso|esto|lo))?"
_WAYS: tuple[tuple[Leaning, re.Pattern[str]], ...] = (
    ("why", re.compile(
        _BEGIN + r"(?:why|why not|why so|how so|how come|what for|why is (?:that|this|it)(?: so| true)?|por que"
        r"|por que no|y eso|para que|como es eso|por que es (?:asi|eso))" + _END)),
    ("simpler", re.compile(
        _BEGIN + r"(?:(?:can you |could you |puedes |me lo puedes )?(?:(?:explain|say|put|make|explica|explicar"
        r"|explicame|explicarlo|explicalo|explicamelo|dilo|decirlo)" + _SAME + r" )?"
        r"(?:in |a bit |a little |de forma |mas de forma |un poco |de manera )?(?:more |mas )?"
        r"(?:simpler|simple|simply|easier|easily|easy|other words|simpler words|differently|again|facil|sencillo"
        r"|sencilla|otra forma|otra manera|con otras palabras|otra vez)"
        r"|(?:i )?(?:still )?(?:don t|do not) (?:understand|get)" + _SAME + r"|(?:todavia )?no (?:lo |la )?entiendo"
        + _SAME + r"|simplify" + _SAME + r")" + _END)),
    ("example", re.compile(
        _BEGIN + r"(?:(?:can you |could you |puedes )?(?:give|show|tell|dame|muestrame|darme|pon|ponme) ?(?:me )?)?"
        r"(?:another|one more|an|a|any|some|otro|un|mas|algun|for)? ?(?:other |more )?"
        r"(?:example|examples|instance|ejemplo|ejemplos)" + _END)),
    ("more", re.compile(
        _BEGIN + r"(?:(?:tell|dime|cuentame) ?(?:me )?)?(?:more|mas|what else|que mas|algo mas|go on|sigue|continue"
        r"|continua)(?: about (?:it|that|this)| sobre (?:eso|esto))?" + _END)),
)  # fmt: skip
_POINTS = re.compile(
    r"\b(it|its|that|this|these|those|they|them|their|he|him|his|she|her|there|then|one|ones|eso|esto|ese|esa|esos|esas"
    r"|ello|ellos|ellas|el mismo|la misma|su|sus)\b"
)
_FEW = 3
"""Words of meaning up to which a question that points at something leans on what was said before."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a question leans on.

    Attributes:
        leaning: How.
        topic: What was asked when the topic was begun.
        kind: Of the turn before.
        passages: Ids of the passages that were cited since the topic was begun.
        contents: Contents that these are of, and those with other explanations of the same topics.
        said: Sentences that were said since then.
    """

    leaning: Leaning
    topic: str
    kind: Kind
    passages: frozenset[UUID]
    contents: frozenset[UUID]
    said: frozenset[str]

    def fresh(self, found: Sequence[tuple[Source, int]]) -> list[tuple[Source, int]]:
        """Return passages without the sentences that were said already, where something else is asked for."""
        if self.leaning in ("why", "it"):
            return list(found)
        return [
            (replace(source, sentences=tuple(one for one in source.sentences if not self._told(one))), rank)
            for source, rank in found
        ]

    def _told(self, sentence: str) -> bool:
        return any(sentence in one for one in self.said)

    def explaining(self, found: Sequence[tuple[Source, int]]) -> list[tuple[Said, str]]:
        """Return what another explanation says, in its order, where one is asked for and there is one that is new."""
        wanted = EASIER if self.leaning == "simpler" else ("worked_example",) if self.leaning == "example" else ()
        there = [one for one, _ in found if one.kind == "explanation" and one.content_id in self.contents]
        for way in wanted:
            for source in (one for one in there if one.place == way):
                said = sentences_of(source, 0)[:MOST_EXPLAINED]
                if said:
                    return [(one, "") for one in said]
        return []

    def before(self, found: Sequence[Source]) -> list[Source]:
        """Return those of the passages that were cited before."""
        return [one for one in found if one.passage_id in self.passages][:MOST_KEPT]


def leaning(text: str) -> Leaning:
    """Return how a question leans on what was said before it."""
    said = words.plain(text)
    for way, pattern in _WAYS:
        if pattern.search(said):
            return way
    own = len(words.stems(text))
    return "it" if said and (own == 0 or (own <= _FEW and _POINTS.search(said))) else ""


def resolved(question: Question, safety: TextSafety) -> tuple[Question, Followed | None]:
    """Return a question with what it means, and what it leans on; None where it stands by itself.

    Args:
        question: What was asked, after what.
        safety: What reads like an order, or worse, in an earlier turn is passed over with the whole turn.
    """
    way = leaning(question.text)
    # A topic that is part of a test stays: what leans on it is answered as the test's question itself would be.
    earlier = [one for one in question.earlier if not safety(one.asked).categories]
    begun = next((place for place in range(len(earlier) - 1, -1, -1) if not leaning(earlier[place].asked)), None)
    if not way or begun is None:
        return replace(question, earlier=()), None
    since = earlier[begun:]
    topic = since[0].asked
    # What is wanted of a topic goes before it; what only points at it is said together with it.
    meant = topic if way in ("simpler", "example", "more") else f"{question.heard.rstrip('?!. ')}: {topic}"
    followed = Followed(
        way, topic, since[-1].kind,
        frozenset(one for each in since for one in each.passages),
        frozenset(one for each in since for one in each.contents),
        frozenset(one for each in since for one in each.said),
    )  # fmt: skip
    return replace(question, earlier=tuple(earlier[-TOLD:]), meant=meant), followed
