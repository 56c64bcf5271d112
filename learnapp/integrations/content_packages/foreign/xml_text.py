"""XML from strangers: no entities, no network, no huge trees; names are compared without their namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

MAX_XML_BYTES = 16 * 1024 * 1024
_DEEPEST = 100
_DECLARATION = re.compile(r"\A<\?xml\b[^<>]{0,300}\?>")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})

Element = Any
"""An lxml element; the library has no types."""


def parse(data: bytes) -> Element:
    """Return the root of a document.

    Raises:
        RefusedPartError: It is no XML (`not-valid-xml`), declares entities (`xml-with-entities`), or is too large or
            nested too deeply (`xml-too-large`).
    """
    if len(data) > MAX_XML_BYTES:
        raise RefusedPartError("xml-too-large")
    try:
        root = _tree(data)
    except RefusedPartError:
        mended = _mended(data)
        if mended is None:
            raise
        root = _tree(mended)
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise RefusedPartError("xml-with-entities")
    if any(not isinstance(node.tag, str) for node in root.iter()):
        raise RefusedPartError("xml-with-entities")
    if _depth(root) > _DEEPEST:
        raise RefusedPartError("xml-too-large")
    return root


def _tree(data: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise RefusedPartError("not-valid-xml") from error


def _mended(data: bytes) -> bytes | None:
    """Return a document without the usual slips of the programs that write it, None where nothing is known to mend.

    These are: Windows-1252 that calls itself UTF-8, something before the declaration, characters that XML has no place
    for, and signs that only HTML has names for. What declares a document type is left alone: it may name its own.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    text = _DECLARATION.sub("", _UNSTORABLE.sub("", text.lstrip("\ufeff \t\r\n")), count=1)
    mended = _NAMED.sub(_sign, text).encode()
    return mended if mended != data else None


def _sign(found: re.Match[str]) -> str:
    number = name2codepoint.get(found[1])
    return found.group() if number is None or found[1] in _OWN else f"&#{number};"


def _depth(root: Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def name_of(node: Element) -> str:
    """Return the local name of an element, in small letters and without hyphens, as QTI 2 and 3 differ in these."""
    return str(node.tag).rpartition("}")[2].replace("-", "").lower()


def children(node: Element, *names: str) -> list[Element]:
    """Return the children with one of these local names, or all."""
    return [one for one in node if not names or name_of(one) in names]


def first(node: Element, *path: str) -> Element | None:
    """Return the first element along a path of local names, None where one is missing."""
    here: Element | None = node
    for name in path:
        here = next(iter(children(here, name)), None) if here is not None else None
    return here


def every(node: Element, *names: str) -> Iterator[Element]:
    """Yield the element and its descendants that have one of these local names, in document order."""
    return (one for one in node.iter() if name_of(one) in names)


def text_of(node: Element | None) -> str:
    """Return all text within an element, with single spaces; "" for None."""
    return "" if node is None else " ".join("".join(node.itertext()).split())


def attribute(node: Element, name: str, otherwise: str = "") -> str:
    """Return an attribute by its local name, whatever its namespace, case and hyphens."""
    wanted = name.replace("-", "").lower()
    for key, value in node.attrib.items():
        if str(key).rpartition("}")[2].replace("-", "").lower() == wanted:
            return str(value)
    return otherwise


def inner(node: Element | None) -> str:
    """Return what stands within an element as markup, without the prefixes of namespaces."""
    if node is None:
        return ""
    copy = etree.fromstring(etree.tostring(node, with_tail=False))
    for one in copy.iter():
        one.tag = str(one.tag).rpartition("}")[2]
    etree.cleanup_namespaces(copy)
    parts = [_escaped(copy.text or "")]
    parts += [etree.tostring(one, encoding="unicode", with_tail=True) for one in copy]
    return "".join(parts)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
