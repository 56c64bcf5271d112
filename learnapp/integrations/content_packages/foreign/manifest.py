"""`imsmanifest.xml`, the table of contents of Common Cartridges and QTI packages (IMS Content Packaging 1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from learnapp.integrations.content_packages.foreign.named_standards import NOTHING, Named, named
from learnapp.integrations.content_packages.foreign.xml_text import (
    Element,
    attribute,
    children,
    every,
    first,
    name_of,
    text_of,
)

_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: its kind, its own file, all files it needs, and the standards that it says it serves."""

    ident: str
    kind: str
    href: str
    files: tuple[str, ...]
    standards: Named = NOTHING


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    ident: str
    title: str
    resource: str
    below: tuple[Entry, ...] = ()
    standards: Named = NOTHING

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
    standards: Named = NOTHING


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
        standards=named(root),
    )
    for node in every(root, "resource"):
        ident = attribute(node, "identifier")
        files = tuple(attribute(one, "href") for one in children(node, "file"))
        above = (attribute(one, "base") for one in (node.getparent(), node) if one is not None)
        folder = "".join(part if part.endswith("/") else f"{part}/" for part in above if part)
        href = attribute(node, "href")
        one = Resource(
            ident, attribute(node, "type").lower(), folder + href if href else "",
            tuple(folder + name for name in files if name), named(node),
        )  # fmt: skip
        if ident not in found.resources:
            found.resources[ident] = one
        elif one != found.resources[ident]:
            # A name that stands twice: the contents mean the first, the second comes in with what they do not name.
            found.resources[f"{ident} {len(found.resources)}"] = replace(one, ident=f"{ident} {len(found.resources)}")
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


def _entry(node: Element, depth: int, above: Named = NOTHING) -> Entry:
    # What is said of a line holds for those below it that say nothing themselves.
    serves = named(node) or above
    below = tuple(_entry(one, depth + 1, serves) for one in children(node, "item")) if depth < _DEEPEST else ()
    title = next((text_of(one) for one in node if name_of(one) == "title"), "")
    return Entry(attribute(node, "identifier"), title, attribute(node, "identifierref"), below, serves)
