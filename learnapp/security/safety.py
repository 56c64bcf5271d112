"""Content safety of what people write to each other: own rules, three outcomes, unsure means a person decides.

Rules look at a normalised text (Unicode compatibility form, no invisible characters, look-alike digits read as
letters). They are deliberately short and readable; what they cannot judge is held for review, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Category = Literal["self_harm", "harassment", "violence", "sexual", "prompt_injection", "profanity"]
Outcome = Literal["allow", "hold", "block"]

BLOCK_FROM = 0.9
HOLD_FROM = 0.4


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


def _rules(*patterns: tuple[float, str]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((confidence, re.compile(pattern)) for confidence, pattern in patterns)


_ME = r"(?:i|i'm|im|i am|i will|i'll|ill|me|my|myself)"
_YOU = r"(?:you|u|ya|your|ur|yourself|him|her|them|he|she|they)"
_INSULT = r"(?:idiot|stupid|moron|loser|dumb|ugly|retard(?:ed)?|worthless|pathetic|trash|freak|fat|disgusting)"

_RULES: dict[Category, tuple[tuple[float, re.Pattern[str]], ...]] = {
    "self_harm": _rules(
        (0.95, r"\b(?:want|going|plan|thinking (?:of|about)|ready|decided) (?:to |on )?(?:kill(?:ing)?|hurt(?:ing)?|cut(?:ting)?|end(?:ing)?) (?:myself|my life|it all)\b"),
        (0.95, r"\bkill(?:ing)? myself\b|\bend(?:ing)? my life\b|\bsuicid(?:e|al)\b.{0,40}\b(?:me|i|my)\b|\b(?:me|i|my)\b.{0,40}\bsuicid(?:e|al)\b"),
        (0.9, r"\b(?:quiero|voy a) (?:matarme|morir(?:me)?|suicidarme)\b|\bcortarme\b"),
        (0.75, r"\b(?:don'?t|do not|dont) want to (?:live|be alive|exist|wake up)\b|\bbetter off (?:dead|without me)\b|\bwish i (?:was|were) dead\b"),
        (0.6, rf"\b{_ME}\b.{{0,25}}\b(?:self[- ]?harm|cut myself|hurt myself|overdose)\b"),
        (0.45, r"\bsuicid(?:e|al)\b|\bself[- ]?harm\b"),
    ),
    "harassment": _rules(
        (0.95, r"\b(?:kill yourself|kys|go die|hope you die|nobody (?:likes|wants|loves) you)\b|\bmu[eé]rete\b"),
        (0.75, rf"\b(?:you|u|ur|you're|youre|you are|he is|she is|he's|she's|they are)\s+(?:(?:are|so|such|a|an|the|really|just|very|all)\s+){{0,3}}{_INSULT}\b"),
        (0.7, r"\b(?:eres|es) (?:un |una |tan |muy )?(?:idiota|est[uú]pid[oa]|tont[oa]|imb[eé]cil|fe[oa])\b"),
        (0.6, r"\b(?:shut up|get lost|go away)\b.{0,15}\b(?:idiot|loser|stupid|freak)\b|\bi hate you\b"),
        (0.5, r"\b(?:everyone|everybody|we all) (?:hates?|laughs? at)\b"),
    ),
    "violence": _rules(
        (0.95, rf"\b(?:i|we)(?:'ll| will|'m going to| am going to| are going to| gonna| want to)\s+(?:kill|shoot|stab|hurt|beat up|attack|bomb)\s+(?:{_YOU}|everyone|everybody|the (?:school|class|teacher)|people)\b"),
        (0.9, r"\b(?:bring|bringing|brought|got|have) (?:a |my |the )?(?:gun|knife|bomb|weapon)\b.{0,20}\b(?:to|at|in) (?:school|class)\b|\bshoot up\b"),
        (0.9, r"\b(?:te|los|las) voy a (?:matar|golpear|pegar)\b"),
        (0.45, r"\b(?:kill|stab|shoot|murder)\b.{0,20}\b(?:him|her|them|you|teacher|student)\b"),
    ),
    "sexual": _rules(
        (0.95, r"\b(?:send|show|give) (?:me )?(?:your |some |ur )?(?:nudes?|naked (?:pics?|photos?|pictures?))\b|\bporn(?:ography|hub)?\b"),
        (0.8, r"\b(?:sex(?:ting)?|blowjob|masturbat\w*|horny|boobs|tits|dick pic)\b"),
        (0.45, r"\b(?:naked|nude|sexy)\b"),
    ),
    "prompt_injection": _rules(
        (0.95, r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|your|the|system)\b.{0,20}\b(?:instructions?|prompts?|rules?|guidelines?)\b"),
        (0.9, r"<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?inst\]|<<sys>>|^\s*(?:system|assistant)\s*:"),
        (0.8, r"\b(?:reveal|print|show|repeat|output)\b.{0,25}\b(?:system prompt|hidden prompt|your instructions|answer key)\b"),
        (0.6, r"\b(?:you are now|pretend (?:to be|you are)|act as|jailbreak|developer mode|do anything now)\b"),
        (0.6, r"\bignora\b.{0,30}\b(?:instrucciones|reglas)\b"),
    ),
    "profanity": _rules(
        (0.5, r"\b(?:fuck\w*|shit\w*|bitch\w*|asshole\w*|bastard\w*|cunt\w*|mierda|puta|puto|joder|cabr[oó]n)\b"),
    ),
}  # fmt: skip

_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_LOOKALIKE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_IN_WORD = re.compile(r"(?<=[a-z])[013457@$!]+(?=[a-z])|(?<=[a-z])[013457@$]+\b(?=\s|$)|\b[4@$5](?=[a-z]{2})")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SPACED = re.compile(r"\b(?:[a-z][ .*_-]){3,}[a-z]\b")


def normalise(text: str) -> str:
    """Return the text as the rules read it: lower case, no disguises."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("\u2019", "'")
    plain = _IN_WORD.sub(lambda hit: hit.group().translate(_LOOKALIKE), plain)
    plain = _SPACED.sub(lambda hit: re.sub(r"[ .*_-]", "", hit.group()), plain)
    plain = _STRETCHED.sub(r"\1", plain)
    return re.sub(r"\s+", " ", plain).strip()


def assess(text: str) -> Verdict:
    """Judge one text.

    Self-harm is never blocked away: it is held, marked urgent, and a person sees it.
    """
    plain = normalise(text[:5000])
    scores: dict[Category, float] = {}
    for category, rules in _RULES.items():
        best = max((confidence for confidence, pattern in rules if pattern.search(plain)), default=0.0)
        if best >= HOLD_FROM:
            scores[category] = best
    ordered = dict(sorted(scores.items(), key=lambda pair: -pair[1]))
    urgent = scores.get("self_harm", 0.0) >= 0.6 or scores.get("violence", 0.0) >= BLOCK_FROM
    blocked = any(score >= BLOCK_FROM for category, score in scores.items() if category != "self_harm")
    if blocked:
        return Verdict("block", ordered, urgent)
    return Verdict("hold" if ordered else "allow", ordered, urgent)
