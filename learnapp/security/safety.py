"""Content safety of what people write to each other: own rules, three outcomes, unsure means a person decides.

Rules look at a normalised text (Unicode compatibility form, no invisible characters, look-alike digits read as
letters). They are deliberately short and readable; what they cannot judge is held for review, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

Category = Literal["self_harm", "harassment", "violence", "sexual", "prompt_injection", "profanity"]
Outcome = Literal["allow", "hold", "block"]

BLOCK_FROM = 0.9
HOLD_FROM = 0.4
MOST = 5000
"""Characters of a text that are judged."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules think of a text.

    Attributes:
        outcome: `allow`, `hold` (a person decides before others see it) or `block`.
        categories: Category and confidence, 0 to 1, strongest first.
        urgent: Somebody may be in danger; tell the instructor at once whatever the outcome.
    """

    outcome: Outcome
    categories: dict[Category, float]
    urgent: bool = False


@lru_cache(maxsize=1)
def _rules() -> dict[Category, list[tuple[float, re.Pattern[str]]]]:
    """Read the rules that ship with this package, once."""
    rules: dict[Category, list[tuple[float, re.Pattern[str]]]] = {}
    for line in files("learnapp.security").joinpath("safety_rules.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            category, confidence, pattern = line.split(" ", 2)
            rules.setdefault(cast(Category, category), []).append((float(confidence), re.compile(pattern)))
    return rules


_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_LOOKALIKE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_IN_WORD = re.compile(r"(?<=[a-z])[013457@$!]+(?=[a-z])|(?<=[a-z])[013457@$]+\b(?=\s|$)|\b[4@$5](?=[a-z]{2})")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SPACED = re.compile(r"\b(?:[a-z][ .*_-]){2,}[a-z]\b")


def normalise(text: str) -> str:
    """Return the text as the rules read it: lower case, no disguises."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("\u2019", "'")
    plain = _IN_WORD.sub(lambda hit: hit.group().translate(_LOOKALIKE), plain)
    plain = _SPACED.sub(lambda hit: re.sub(r"[ .*_-]", "", hit.group()), plain)
    plain = _STRETCHED.sub(r"\1", plain)
    return re.sub(r"\s+", " ", plain).strip()


def check(text: str) -> Verdict:
    """Judge one text.

    Self-harm is never blocked away: it is held, marked urgent, and a person sees it.
    """
    return judged(normalise(text[:MOST]))


def judged(plain: str) -> Verdict:
    """Judge one text that is normalised already."""
    scores: dict[Category, float] = {}
    for category, patterns in _rules().items():
        best = max((confidence for confidence, pattern in patterns if pattern.search(plain)), default=0.0)
        if best >= HOLD_FROM:
            scores[category] = best
    ordered = dict(sorted(scores.items(), key=lambda pair: -pair[1]))
    urgent = scores.get("self_harm", 0.0) >= 0.6 or scores.get("violence", 0.0) >= BLOCK_FROM
    blocked = any(score >= BLOCK_FROM for category, score in scores.items() if category != "self_harm")
    if blocked:
        return Verdict("block", ordered, urgent)
    return Verdict("hold" if ordered else "allow", ordered, urgent)
