"""SCORM 1.2 packages (ADL, "SCORM 1.2 Content Aggregation Model", 2.3): each line with a page becomes one task."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from learnapp.engine.material import LAUNCH_DATA, MASTERY_SCORE
from learnapp.integrations.content_packages.foreign import playable
from learnapp.integrations.content_packages.foreign.course import CourseBuilder
from learnapp.integrations.content_packages.foreign.files import Files
from learnapp.integrations.content_packages.foreign.xml_text import (
    Element,
    attribute,
    children,
    every,
    first,
    name_of,
    text_of,
)
from learnapp.integrations.content_packages.reasons import REFUSED
from learnapp.integrations.content_packages.refused import NotAPackageError

_DEEPEST = 12
_LONGEST = 1_000
_PLAIN = re.compile(r"[\w.~!$&'()*+,;=:@/?#%-]+", re.ASCII)


def is_scorm(root: Element) -> bool:
    """Return whether a manifest is that of a SCORM package, of whatever release."""
    schema = text_of(first(root, "metadata", "schema")).lower()
    return "scorm" in schema or "adlcp" in " ".join(root.nsmap.get(prefix) or "" for prefix in root.nsmap).lower()


def is_later(root: Element) -> bool:
    """Return whether it is of SCORM 2004, whose pages speak another language to their player."""
    version = text_of(first(root, "metadata", "schemaversion")).lower()
    spaces = " ".join(root.nsmap.get(prefix) or "" for prefix in root.nsmap).lower()
    return "2004" in version or "cam" in version or "adlcp_v1p3" in spaces


def read(builder: CourseBuilder, files: Files, root: Element, base: str) -> None:
    """Add the tasks of a package.

    Args:
        builder: Takes them in.
        files: The package.
        root: Its manifest.
        base: Where the manifest lies.

    Raises:
        NotAPackageError: None of its lines opens a page.
    """
    resources = {attribute(one, "identifier"): one for one in every(root, "resource")}
    above = attribute(first(root, "resources"), "base") if first(root, "resources") is not None else ""
    tasks = []
    for lesson, title, node in _lines(root, builder.title):
        resource = resources.get(attribute(node, "identifierref"))
        if resource is None:
            continue
        launch = _launch(files, base, above, resource, attribute(node, "parameters"))
        if launch is None:
            builder.report.note(REFUSED + "launch-page-missing", title)
            continue
        ref = attribute(node, "identifier") or launch
        tasks.append((lesson, ref, title, launch, attribute(resource, "scormtype").lower() != "asset", _given(node)))
    if not tasks:
        raise NotAPackageError("The package names no page that could be opened. Export it anew as SCORM 1.2.")
    builder.report.note("interactive-not-looked-into", builder.title, len(tasks))
    name, data = playable.archive_of(files, builder.report)
    for lesson, ref, title, launch, reports, given in tasks:
        package = {"player": "scorm", "file": name, "launch": launch, "reports": reports}
        package |= {"given": given} if given else {}
        builder.interactive(builder.lesson(lesson, lesson or builder.title), ref, title, package, ((name, data),))


def _given(node: Element) -> dict[str, str]:
    """Return what the manifest lets a page know at its start, by the name of its data model (2.3.2.5.2)."""
    found = {}
    for tag, name, most in (("datafromlms", LAUNCH_DATA, 4096), ("masteryscore", MASTERY_SCORE, 10)):
        said = first(node, tag)
        text = "".join(said.itertext()).strip() if said is not None else ""
        if 0 < len(text) <= most:
            found[name] = text
    return found


def title_of(root: Element) -> str:
    """Return the title of the organisation that is the default, "" for none."""
    start = _organisation(root)
    return text_of(first(start, "title")) if start is not None else ""


def _organisation(root: Element) -> Element | None:
    organisations = first(root, "organizations")
    known = list(children(organisations, "organization")) if organisations is not None else []
    chosen = attribute(organisations, "default") if organisations is not None else ""
    return next((one for one in known if attribute(one, "identifier") == chosen), known[0] if known else None)


def _lines(root: Element, whole: str) -> Iterator[tuple[str, str, Element]]:
    """Yield (lesson, title, line) of the lines that name a resource, those of the organisation that is the default."""
    start = _organisation(root)
    if start is None:
        return
    waiting = [(one, "", 1) for one in reversed(list(children(start, "item")))]
    while waiting:
        node, lesson, depth = waiting.pop()
        title = next((text_of(one) for one in node if name_of(one) == "title"), "") or whole
        if attribute(node, "identifierref"):
            yield lesson, title, node
        if depth < _DEEPEST:
            below = list(children(node, "item"))
            waiting += [(one, lesson or title, depth + 1) for one in reversed(below)]


def _launch(files: Files, base: str, above: str, resource: Element, parameters: str) -> str | None:
    """Return the page of a resource with its parameters, None when the package holds no such page."""
    href = attribute(resource, "href")
    try:
        asked = urlsplit(href)
    except ValueError:
        return None
    if not asked.path or asked.scheme or asked.netloc:
        return None
    folder = posixpath.join(unquote(above), unquote(attribute(resource, "base")), unquote(asked.path))
    path = files.find(folder.replace("?", "%3F"), beside=base)
    if path is None or posixpath.splitext(path)[1].lower() not in playable.PAGES:
        return None
    # How parameters join the address: Content Aggregation Model, 2.3.2.5.1.
    more = parameters.lstrip("?&")
    query = "&".join(part for part in (asked.query, "" if more.startswith("#") else more) if part)
    launch = quote(path) + (f"?{query}" if query else "") + (more if more.startswith("#") else "")
    return launch if len(launch) <= _LONGEST and _PLAIN.fullmatch(launch) else None
