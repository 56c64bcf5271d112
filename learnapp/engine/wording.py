"""What changed between two wordings, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 4_000
"""Words of a text that are compared one by one; longer ones are compared line by line."""
_WORD = re.compile(r"\S+\s*")
_LINE = re.compile(r".*\n?")


@dataclass(frozen=True)
class Piece:
    """A part of a text: `kind` is same, added or removed."""

    kind: str = "same"
    text: str = ""


def compared(before: str, after: str) -> list[Piece]:
    """Return a text as what stayed, what went and what came, in reading order; equal texts are one piece."""
    if before == after:
        return [Piece("same", after)] if after else []
    pattern = _WORD if len(before) + len(after) < MOST_WORDS * 6 else _LINE
    old, new = pattern.findall(before), pattern.findall(after)
    found: list[Piece] = []
    # Words that are often there, as "the", must not be left out of the comparison: texts here are short.
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(new[k:m])))
        else:
            found += [Piece(kind, "".join(part)) for kind, part in (("removed", old[i:j]), ("added", new[k:m])) if part]
    return found
