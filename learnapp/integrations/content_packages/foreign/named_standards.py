"""Which standards a package says that its parts serve (IMS Curriculum Standards Metadata 1.0, CASE)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from learnapp.integrations.content_packages.foreign.xml_text import (
    Element,
    attribute,
    every,
    first,
    text_of,
)

MOST = 5
"""Standards that one part may name; where it names more, they say nothing of it any more."""
_CODE = re.compile(r"[§A-Za-z0-9][\w.:/()§-]{0,78}")

_KNOWN = re.compile(r"corestandards\.org/|nextgenscience\.org/", re.IGNORECASE)
"""Addresses that hold the code of a standard; others hold a number."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a part of a package serves.

    Attributes:
        whole: Codes of the part itself.
        parts: Name of a question within it -> its codes.
        unread: What names standards only by numbers of a register, or in words.
    """

    whole: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unread: tuple[str, ...] = ()

    def of(self, part: str) -> tuple[str, ...]:
        """Return the codes of a question of the part: its own, or else those of all of it."""
        return dict(self.parts).get(part) or self.whole

    def __bool__(self) -> bool:
        return bool(self.whole or self.parts or self.unread)


NOTHING = Named()


def named(node: Element) -> Named:
    """Return the standards in the `metadata` of a resource, a line of the contents, or a manifest."""
    about = first(node, "metadata")
    if about is None:
        return NOTHING
    whole: dict[str, None] = {}
    unread: dict[str, None] = {}
    parts: dict[str, dict[str, None]] = {}
    for one in every(about, "curriculumstandardsmetadataset"):
        part = attribute(one, "resourcePartId").strip()
        into = parts.setdefault(part, {}) if part not in ("", attribute(node, "identifier")) else whole
        for labelled in every(one, "labelledguid"):
            label, ident = text_of(first(labelled, "label")), text_of(first(labelled, "guid"))
            code = _code_of(label) or _code_of(ident)
            if code:
                into[code] = None
            elif label or ident:
                unread[(label or ident)[:100]] = None
    return Named(
        tuple(whole)[:MOST] if len(whole) <= MOST else (),
        tuple((part, tuple(codes)) for part, codes in parts.items() if 0 < len(codes) <= MOST),
        (*unread, *(whole if len(whole) > MOST else ())),
    )


def _code_of(text: str) -> str:
    """Return the code of a standard at the beginning of a text, "" for none: `6.EE.A.1: Write …` gives `6.EE.A.1`."""
    start = text.strip().split(" ")[0].rstrip(":,;.–-") if text.strip() else ""
    # A number of a register, such as 7E80697A-7440-11DF-93FA-01FD9CFF4B22, tells nobody which standard it is.
    if re.fullmatch(r"\{?[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}\}?", start):
        return ""
    if re.match(r"https?:", start, re.IGNORECASE) and not _KNOWN.search(start):
        return ""
    good = _CODE.fullmatch(start) and re.search(r"\d", start) and re.search(r"[.:/-]|^[A-Za-z]+\d", start)
    return start if good else ""
