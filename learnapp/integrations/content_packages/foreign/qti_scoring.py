"""What a QTI item calls right: declarations of responses and the standard ways to process them.

Followed are match_correct, map_response and the same written out, also per response; anything else is refused, since an
item must be graded here as its author meant it (QTI 2.1 Assessment Test, Section and Item Information Model, 8).
"""

from __future__ import annotations

from dataclasses import dataclass

from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import Element, text_of

_TEMPLATES = ("match_correct", "map_response", "cc2_match_basic", "cc2_map_response")
_KNOWN = frozenset(
    "responseprocessing responsecondition responseif responseelse responseelseif match variable correct basevalue "
    "setoutcomevalue mapresponse sum and or not isnull equal outcomeminimum exitresponse null multiple "
    "stringmatch".split()
)


@dataclass(frozen=True, slots=True)
class Response:
    """A response with its right values.

    Attributes:
        cardinality: single, multiple or ordered.
        base: identifier, string, float, integer, pair, directedpair …
        right: What earns all points: for `multiple` and `ordered` together, for `single` each of them.
        notes: Reason codes.
    """

    cardinality: str
    base: str
    right: tuple[str, ...]
    tolerance: float = 0.0
    case_matters: bool = False
    notes: tuple[str, ...] = ()


def responses(root: Element) -> dict[str, Response]:
    """Return the responses of an item (with simplified names) by their identifiers.

    Raises:
        RefusedPartError: It is scored in a way of its own (`scoring-of-its-own`).
    """
    processing = root.find("responseprocessing")
    mapped = _mapped(processing)
    found = {}
    for node in root.findall("responsedeclaration"):
        ident = node.get("identifier", "")
        found[ident] = _response(node, mapped is None or ident in mapped, _tolerance(processing, ident, node))
    return found


def _mapped(processing: Element | None) -> frozenset[str] | None:
    """Return which responses are scored by their mapping; None stands for all.

    Raises:
        RefusedPartError: Another kind of processing.
    """
    if processing is None:
        return frozenset()
    template = processing.get("template", "").rpartition("/")[2].lower().removesuffix(".xml")
    if template:
        if template not in _TEMPLATES:
            raise RefusedPartError("scoring-of-its-own")
        return None if "map_response" in template else frozenset()
    names = {str(node.tag) for node in processing.iter()}
    if not names <= _KNOWN or (len(processing) and not names & {"correct", "mapresponse"}):
        raise RefusedPartError("scoring-of-its-own")
    if any(node.get("substring", "false").lower() == "true" for node in processing.iter("stringmatch")):
        raise RefusedPartError("answer-is-a-pattern")
    _only_right_earns(processing)
    return frozenset(node.get("identifier", "") for node in processing.iter("mapresponse"))


def _only_right_earns(processing: Element) -> None:
    """Refuse points for anything but a match with the right answer or a mapping."""
    for node in processing.iter("setoutcomevalue"):
        if "score" not in node.get("identifier", "").lower() or node.find("basevalue") is None:
            continue
        earns = _number(text_of(node.find("basevalue"))) > 0
        branch = node.getparent()
        condition = branch[0] if len(branch) and branch.tag in ("responseif", "responseelseif") else None
        matches = condition is not None and any(True for _ in condition.iter("correct"))
        turned = condition is not None and any(True for _ in condition.iter("not", "or"))
        if earns != matches and not (not earns and condition is not None and condition.tag == "isnull"):
            if earns or branch.tag != "responseelse":
                raise RefusedPartError("scoring-of-its-own")
        if earns and turned:
            raise RefusedPartError("scoring-of-its-own")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise RefusedPartError("scoring-of-its-own") from error


def _tolerance(processing: Element | None, ident: str, declaration: Element) -> float:
    """Return how far a number may be from the right one, absolute."""
    for node in processing.iter("equal") if processing is not None else ():
        if any(one.get("identifier") == ident for one in node.iter("variable")):
            mode, said = node.get("tolerancemode", "exact"), node.get("tolerance", "0").split() or ["0"]
            if mode == "exact":
                return 0.0
            slack = {_number(one) for one in said}
            if len(slack) != 1:
                raise RefusedPartError("answer-has-several-tolerances")
            size = slack.pop()
            if mode == "absolute":
                return size
            values = _values(declaration.find("correctresponse"))
            return abs(_number(values[0])) * size / 100 if values else 0.0
    return 0.0


def _values(node: Element | None) -> tuple[str, ...]:
    return tuple(text_of(one) for one in node.findall("value")) if node is not None else ()


def _response(node: Element, by_mapping: bool, tolerance: float) -> Response:
    cardinality = node.get("cardinality", "single").lower()
    base = node.get("basetype", "identifier").lower()
    right = _values(node.find("correctresponse"))
    mapping = node.find("mapping")
    case, notes = False, []
    if by_mapping and mapping is not None:
        rows = [(one.get("mapkey", ""), _number(one.get("mappedvalue", "0"))) for one in mapping.findall("mapentry")]
        case = any(one.get("casesensitive", "false").lower() == "true" for one in mapping.findall("mapentry"))
        if _number(mapping.get("defaultvalue", "0")) > 0:
            raise RefusedPartError("scoring-of-its-own")
        most = max((value for _, value in rows), default=0.0)
        earning = tuple(key for key, value in rows if value > 0)
        best = tuple(key for key, value in rows if value == most > 0)
        if cardinality == "single":
            if len(best) < len(earning):
                notes.append("partial-credit-left-out")
            right = best
        elif cardinality == "multiple":
            if right and set(right) != set(earning):
                raise RefusedPartError("scoring-of-its-own")
            right = earning
    return Response(cardinality, base, right, tolerance, case, tuple(notes))
