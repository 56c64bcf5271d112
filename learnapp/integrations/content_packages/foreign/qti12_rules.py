"""The rules by which an item of QTI 1.2 gives points (`respcondition`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import Element, attribute, children, every, first, text_of

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One `respcondition`: what must hold, the points it brings, and the feedback that it shows."""

    condition: Element
    points: float
    adds: bool
    shows: tuple[str, ...]


def rules_of(item: Element) -> list[Rule]:
    """Return the rules of an item in their order.

    Raises:
        RefusedPartError: Points are had by multiplying or dividing.
    """
    found = []
    scores = any(_is_score(one) for one in every(item, "setvar"))
    for node in every(item, "respcondition"):
        condition = first(node, "conditionvar")
        if condition is None:
            continue
        points, adds = 0.0, False
        for scored in children(node, "setvar"):
            # Where the score has its name, other variables count something else, such as what is wrong.
            if scores and not _is_score(scored):
                continue
            action = attribute(scored, "action", "Set").lower()
            if action not in ("set", "add", "subtract"):
                raise RefusedPartError("scoring-of-its-own")
            number = _NUMBER.search(text_of(scored))
            # Blackboard names the most that can be had.
            most = 100.0 if text_of(scored).lower() == "score.max" else 0.0
            points = float(number.group()) if number else most
            points = -points if action == "subtract" else points
            adds = action == "add"
        shows = tuple(attribute(one, "linkrefid") for one in children(node, "displayfeedback"))
        found.append(Rule(condition, points, adds, shows))
    return found


def _is_score(node: Element) -> bool:
    return attribute(node, "varname", "SCORE").lower() == "score"


def best_of(rules: list[Rule]) -> list[Rule]:
    """Return the rules that give the most points, none where nothing gives any."""
    most = max((rule.points for rule in rules), default=0.0)
    return [rule for rule in rules if rule.points == most > 0]


def added(rules: list[Rule]) -> list[str]:
    """Return the choices that each add points by themselves, none where points are given in another way."""
    earning = [rule for rule in rules if rule.points > 0]
    found = []
    for rule in earning:
        equal = list(every(rule.condition, "varequal"))
        if not rule.adds or len(equal) != 1 or any(True for _ in every(rule.condition, "not")):
            return []
        found.append(text_of(equal[0]))
    return list(dict.fromkeys(found)) if len(earning) > 1 else []


def equals(condition: Element) -> list[Element]:
    """Return the values of which each is right by itself.

    Raises:
        RefusedPartError: They are not asked in this way.
    """
    if any(True for _ in every(condition, "not", "and")):
        raise RefusedPartError("scoring-of-its-own")
    found = list(every(condition, "varequal"))
    # Side by side they must hold together, which one choice cannot.
    if len({text_of(one) for one in found}) > 1 and first(condition, "or") is None:
        raise RefusedPartError("scoring-of-its-own")
    return found


def ranges(condition: Element) -> list[tuple[str, str]]:
    """Return the (lowest, highest) numbers of each range.

    Raises:
        RefusedPartError: A range has no end.
    """
    lows = [text_of(one) for one in every(condition, "vargte", "vargt")]
    highs = [text_of(one) for one in every(condition, "varlte", "varlt")]
    if len(lows) != len(highs):
        raise RefusedPartError("scoring-of-its-own")
    return list(zip(lows, highs, strict=True))
