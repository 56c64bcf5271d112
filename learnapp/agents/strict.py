"""The strictest check of what a language model wrote: it may put the course's sentences together, and add nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from learnapp.agents import tutor_words as words
from learnapp.core.drafts import Checked, Draft, DraftSentence, Evidence

SHARE = 0.8
"""Share of the meaning words of a sentence that have to stand in one passage which it cites."""
_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*%?")
_FORMULA = re.compile(r"[\w.,()]+(?:\s*[-+*/=<>^×÷·≤≥]\s*[\w.,()]+)+")
_NAME = re.compile(r"(?<=[\w,;:]\s)[A-ZÁÉÍÓÚÑ]\w+")
_END = re.compile(r"(?<=[.!?])\s+|\n")
_NOT = frozenset(
    """not no never none neither nor without nobody nothing cannot isn aren wasn weren doesn don didn won
    nunca ningun ninguno ninguna ni sin nadie nada tampoco""".split()
)  # fmt: skip
_COUNTED = frozenset(
    """one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million
    half third quarter double first second uno dos tres cuatro cinco seis siete ocho nueve diez once doce veinte cien
    mil millon mitad tercio cuarto doble""".split()
)  # fmt: skip


class Strict:
    """Keeps a sentence only if a passage that it cites has most of its words, all its numbers, names and formulas."""

    async def check(self, draft: Draft, evidence: Sequence[Evidence]) -> Checked:
        """Return which sentences may be shown."""
        kept, removed = [], []
        for number, sentence in enumerate(draft.sentences):
            reason = _reason(sentence, evidence)
            if reason:
                removed.append((number, reason))
            else:
                kept.append(number)
        return Checked(tuple(kept), tuple(removed), False, ())


def _reason(sentence: DraftSentence, evidence: Sequence[Evidence]) -> str:
    """Return why a sentence cannot be shown, "" when it can."""
    cited = [evidence[one].text for one in sentence.cited if 0 <= one < len(evidence)]
    if not cited:
        return "verify-no-source"
    if not words.stems(sentence.text):
        return "verify-empty"
    return "" if any(_stands(sentence.text, text) for text in cited) else "verify-unsupported"


def _stands(text: str, passage: str) -> bool:
    own, there = words.stems(text), set(words.stems(passage))
    if sum(one in there for one in own) < SHARE * len(own):
        return False
    for found in (_NUMBER, _FORMULA, _NAME):
        known = {_bare(one) for one in found.findall(passage)}
        if any(_bare(one) not in known and not (found is _NAME and _word(one, passage)) for one in found.findall(text)):
            return False
    said = set(words.plain(text).split())
    if not said & _COUNTED <= set(words.plain(passage).split()):
        return False
    # The sentence of the passage that is most like it says the same, or its opposite.
    nearest = max(_END.split(passage), key=lambda one: len(set(words.stems(one)) & set(own)))
    return bool(said & _NOT) == bool(set(words.plain(nearest).split()) & _NOT)


def _bare(found: str) -> str:
    return re.sub(r"[\s,]+", "", found).rstrip(".")


def _word(name: str, passage: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", passage) is not None
