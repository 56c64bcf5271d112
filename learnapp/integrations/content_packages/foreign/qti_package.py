"""QTI packages: tests with their sections as lessons, then the items that no test names; and single items."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, splitext

from learnapp.integrations.content_packages.foreign import qti, qti12
from learnapp.integrations.content_packages.foreign.course import CourseBuilder
from learnapp.integrations.content_packages.foreign.files import Files
from learnapp.integrations.content_packages.foreign.html_text import Words, html
from learnapp.integrations.content_packages.foreign.manifest import Manifest
from learnapp.integrations.content_packages.foreign.named_standards import NOTHING, Named
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import Element, attribute, every, inner, name_of, parse

_TESTS = ("assessmenttest", "qtiassessmenttest")
_ITEMS = ("assessmentitem", "qtiassessmentitem")
_SECTIONS = ("assessmentsection", "qtiassessmentsection")
_REFERENCES = ("assessmentitemref", "qtiassessmentitemref")
_SECTION_FILES = ("assessmentsectionref", "qtiassessmentsectionref")
_RUBRICS = ("rubricblock", "qtirubricblock")
_DEEPEST = 4
_LOOSE = "items"


def is_item(root: Element) -> bool:
    """Return whether an element is an item of QTI 2 or 3, alone or in a test."""
    return name_of(root) in (*_ITEMS, *_TESTS)


def read(manifest: Manifest, files: Files, builder: CourseBuilder, base: str = "") -> None:
    """Add the tests and items of a package to a course.

    Args:
        manifest: Its table of contents; items that it does not name are found all the same.
        files: Its files.
        builder: The course.
        base: The path of imsmanifest.xml.
    """
    named = [(files.find(one.href, beside=base), one) for one in manifest.resources.values() if one.href]
    serves = {path: one.standards for path, one in named if path is not None and one.standards}
    order = list(
        dict.fromkeys(
            [*(path for path, _ in named if path is not None), *(name for name in files if name.endswith(".xml"))]
        )
    )
    roots: dict[str, Element] = {}
    for path in order:
        if splitext(path)[1].lower() != ".xml" or basename(path) == "imsmanifest.xml":
            continue
        try:
            roots[path] = parse(files.read(path))
        except RefusedPartError as refused:
            builder.refuse(refused.reason, path)
    done: set[str] = set()
    for path, root in roots.items():
        if name_of(root) in _TESTS:
            _test(builder, files, path, root, done, serves)
    for path, root in roots.items():
        if path not in done and name_of(root) in _ITEMS:
            lesson = builder.lesson(_LOOSE, builder.title)
            with builder.serving(serves.get(path, NOTHING), path):
                add_item(builder, files, path, lesson)
        elif name_of(root) == "questestinterop":
            qti12.read(root, builder, builder.lesson(path, _title(root) or builder.title), path, files.pictures(path))


def _title(root: Element) -> str:
    return next((attribute(one, "title") for one in every(root, "assessment", "objectbank")), "")


def _test(
    builder: CourseBuilder, files: Files, path: str, root: Element, done: set[str], serves: dict[str, Named]
) -> None:
    """Add what a test holds in its order: what its sections say to the candidate, and its items."""
    for section, node, place in _lines(builder, files, path, root, root):
        title = attribute(section, "title") or attribute(root, "title") or builder.title
        words = name_of(node) in _RUBRICS
        lesson = builder.lesson(f"{path}#{attribute(section, 'identifier')}", title, optional=words)
        if words:
            _said(builder, files, place, f"{path}#{attribute(section, 'identifier')}", lesson, title, node)
            continue
        item = files.find(attribute(node, "href"), beside=place)
        if item is None:
            builder.refuse("resource-missing", attribute(node, "href"))
        elif item not in done:
            done.add(item)
            with builder.serving(serves.get(item, NOTHING), item):
                add_item(builder, files, item, lesson)


def _lines(
    builder: CourseBuilder, files: Files, path: str, root: Element, section: Element, depth: int = 0
) -> Iterator[tuple[Element, Element, str]]:
    """Yield (section, rubric or reference to an item, file that it stands in); sections in files of their own too."""
    for node in root.iter():
        name = name_of(node)
        if name in (*_REFERENCES, *_RUBRICS):
            near = next((one for one in node.iterancestors() if name_of(one) in _SECTIONS), section)
            yield near, node, path
        elif name in _SECTION_FILES:
            found = files.find(attribute(node, "href"), beside=path)
            if found is None or depth >= _DEEPEST:
                builder.refuse("resource-missing", attribute(node, "href"))
                continue
            try:
                held = parse(files.read(found))
            except RefusedPartError as refused:
                builder.refuse(refused.reason, found)
                continue
            yield from _lines(builder, files, found, held, held, depth + 1)


def _said(builder: CourseBuilder, files: Files, place: str, ref: str, lesson: str, title: str, node: Element) -> None:
    """Add what a section says to the candidate as a reading: instructions, or the text that its items ask about."""
    if "candidate" not in (attribute(node, "view") or "candidate").lower().split():
        return
    found = html(inner(qti.simplified(node)), files.pictures(place))
    if found.markdown:
        builder.reading(lesson, ref[:300], title, found.markdown, files=found.files, notes=found.notes)


def add_item(builder: CourseBuilder, files: Files, path: str, lesson: str) -> None:
    """Add the item in a file to a lesson, or say why not."""
    try:
        root = parse(files.read(path))
        if name_of(root) not in _ITEMS:
            raise RefusedPartError("resource-kind-unknown")
        ref = attribute(root, "identifier") or path
        builder.question(lesson, qti.question_of(root, ref[:300], files.pictures(path), _shared(files, path)))
    except RefusedPartError as refused:
        builder.refuse(refused.reason, path)


def _shared(files: Files, path: str) -> qti.Stimulus:
    """Return what finds the texts that an item shares with others (QTI 2.2, `assessmentStimulusRef`)."""

    def stimulus(reference: str) -> Words:
        found = files.find(reference, beside=path)
        if found is None:
            raise RefusedPartError("shared-text-missing")
        root = qti.simplified(parse(files.read(found)))
        body = root.find("stimulusbody")
        return html(inner(body if body is not None else root), files.pictures(found))

    return stimulus
