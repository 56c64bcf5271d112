"""Reading a practice item that a model has drafted, and the answer of a model that solves one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from learnapp.knowledge.llm.forms import document
from learnapp.knowledge.llm.providers import Completion, ProviderFault

KINDS = ("numeric", "expression", "choice")
"""Kinds of answers of items that a model may draft: each can be solved once more and compared."""
_MOST_TITLE, _MOST_TEXT, _MOST_LISTED = 120, 1_200, 6
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}


def _form(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


ITEM_SCHEMA: dict[str, Any] = _form(
    title=_TEXT, task=_TEXT, kind={"type": "string", "enum": list(KINDS)}, choices=_TEXTS, answer=_TEXT,
    hints=_TEXTS, solution=_TEXT,
)  # fmt: skip
ANSWER_SCHEMA: dict[str, Any] = _form(answer=_TEXT)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A practice item as a model has drafted it: nothing of it is believed."""

    title: str
    task: str
    kind: str
    choices: tuple[str, ...]
    answer: str
    hints: tuple[str, ...]
    solution: str


def drafted(completion: Completion, restore: Callable[[str], str]) -> DraftItem:
    """Return a practice item, with its names back.

    Raises:
        ProviderFault: It has not the form that was asked for.
    """
    raw = _object(completion.text)
    try:
        kind = _said(raw["kind"], 20)
        item = DraftItem(
            restore(_said(raw["title"], _MOST_TITLE)), restore(_said(raw["task"], _MOST_TEXT)), kind,
            tuple(restore(one) for one in _listed(raw["choices"])), restore(_said(raw["answer"], 200)),
            tuple(restore(one) for one in _listed(raw["hints"])), restore(_said(raw["solution"], _MOST_TEXT)),
        )  # fmt: skip
    except (TypeError, KeyError) as error:
        raise ProviderFault("form") from error
    if kind not in KINDS or not item.task or not item.answer or not item.title:
        raise ProviderFault("form")
    return item


def solved(completion: Completion, restore: Callable[[str], str]) -> str:
    """Return an answer to a task.

    Raises:
        ProviderFault: It has not the form that was asked for.
    """
    try:
        return restore(_said(_object(completion.text)["answer"], 200))
    except (TypeError, KeyError) as error:
        raise ProviderFault("form") from error


def _object(text: str) -> dict[str, Any]:
    found = document(text)
    if not isinstance(found, dict):
        raise ProviderFault("form")
    return found


def _said(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise TypeError("no text of this length")
    return _CONTROL.sub(" ", value.encode("utf-8", "ignore").decode()).strip()


def _listed(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > _MOST_LISTED:
        raise TypeError("no list of this length")
    return [one for one in (_said(each, 400) for each in value) if one]
