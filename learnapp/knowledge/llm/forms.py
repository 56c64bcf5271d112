"""The JSON document in a model's answer, also where it thinks aloud or talks around it, as without forms it may."""

from __future__ import annotations

import json
import re
from typing import Any

from learnapp.knowledge.llm.providers import ProviderFault

_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)


def document(text: str) -> Any:
    """Return the document of an answer: all of it, or what stands in its fence or between its outermost brackets.

    Raises:
        ProviderFault: There is none.
    """
    said = _THOUGHT.sub("", text)
    fenced = _FENCE.search(said)
    for inner in (said, fenced[1] if fenced else "", said[said.find("{") : said.rfind("}") + 1]):
        try:
            return json.loads(inner)
        except (ValueError, RecursionError):
            continue
    raise ProviderFault("form")
