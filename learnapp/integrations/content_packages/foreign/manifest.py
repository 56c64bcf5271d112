"""`imsmanifest.xml`, the table of contents of Common Cartridges and QTI packages (IMS Content Packaging 1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from learnapp.integrations.content_packages.foreign.xml_text import (
    Element,
    attribute,
    children,
    every,
    first,
    name_of,
    text_of,
)

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: its kind, its own file, and all files it needs."""

    ident: str
    kind: str
    href: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    ident: str
    title: str
    resource: str
    below: tuple[Entry, ...] = ()

    def walk(self) -> Iterator[Entry]:
        """Yield this line and all below it, in order."""
        yield self
        for one in self.below:
            yield from one.walk()


@dataclass(slots=True)
class Manifest:
    """What a package says of itself."""

    ident: str
    schema: str
    version: str
    title: str
    description: str
    language: str
    rights: str
    contents: tuple[Entry, ...] = ()
    resources: dict[str, Resource] = field(default_factory=dict)


def read_manifest(root: Element) -> Manifest:
    """Return a manifest from its root element."""
    about = first(root, "metadata")
    lom = first(about, "lom") if about is not None else None
    general = first(lom, "general") if lom is not None else None
    rights = first(lom, "rights") if lom is not None else None
    found = Manifest(
        ident=attribute(root, "identifier"),
        schema=text_of(first(about, "schema")) if about is not None else "",
        version=text_of(first(about, "schemaversion")) if about is not None else "",
        title=text_of(first(general, "title")) if general is not None else "",
        description=text_of(first(general, "description")) if general is not None else "",
        language=text_of(first(general, "language")) if general is not None else "",
        rights=text_of(first(rights, "description")) if rights is not None else "",
    )
    for node in every(root, "resource"):
        ident = attribute(node, "identifier")
        files = tuple(attribute(one, "href") for one in children(node, "file"))
        found.resources[ident] = Resource(ident, attribute(node, "type").lower(), attribute(node, "href"), files)
    organisation = next(every(root, "organization"), None)
    if organisation is not None:
        lines = tuple(_entry(one, 1) for one in children(organisation, "item"))
        # Common Cartridge puts everything under one line without a title.
        while len(lines) == 1 and not lines[0].resource and (not lines[0].title or _holds_lessons(lines[0])):
            lines = lines[0].below
        found.contents = lines
        found.title = found.title or text_of(first(organisation, "title"))
    return found


def _holds_lessons(line: Entry) -> bool:
    return len(line.below) > 0 and all(one.below for one in line.below)


def _entry(node: Element, depth: int) -> Entry:
    below = tuple(_entry(one, depth + 1) for one in children(node, "item")) if depth < _DEEPEST else ()
    title = next((text_of(one) for one in node if name_of(one) == "title"), "")
    return Entry(attribute(node, "identifier"), title, attribute(node, "identifierref"), below)
