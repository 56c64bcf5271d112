"""QTI packages: tests with their sections as lessons, then the items that no test names; and single items."""

from __future__ import annotations

from posixpath import basename, splitext

from learnapp.integrations.content_packages.foreign import qti, qti12
from learnapp.integrations.content_packages.foreign.course import CourseBuilder
from learnapp.integrations.content_packages.foreign.files import Files
from learnapp.integrations.content_packages.foreign.manifest import Manifest
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import Element, attribute, every, name_of, parse

_TESTS = ("assessmenttest", "qtiassessmenttest")
_ITEMS = ("assessmentitem", "qtiassessmentitem")
_SECTIONS = ("assessmentsection", "qtiassessmentsection")
_REFERENCES = ("assessmentitemref", "qtiassessmentitemref")
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
    named = [files.find(one.href, beside=base) for one in manifest.resources.values() if one.href]
    order = list(dict.fromkeys([*filter(None, named), *(name for name in files if name.endswith(".xml"))]))
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
            _test(builder, files, path, root, done)
    for path, root in roots.items():
        if path not in done and name_of(root) in _ITEMS:
            add_item(builder, files, path, builder.lesson(_LOOSE, builder.title))
        elif name_of(root) == "questestinterop":
            qti12.read(root, builder, builder.lesson(path, _title(root) or builder.title), path, files.pictures(path))


def _title(root: Element) -> str:
    return next((attribute(one, "title") for one in every(root, "assessment", "objectbank")), "")


def _test(builder: CourseBuilder, files: Files, path: str, root: Element, done: set[str]) -> None:
    for reference in every(root, *_REFERENCES):
        section = next((one for one in reference.iterancestors() if name_of(one) in _SECTIONS), root)
        title = attribute(section, "title") or attribute(root, "title") or builder.title
        lesson = builder.lesson(f"{path}#{attribute(section, 'identifier')}", title)
        item = files.find(attribute(reference, "href"), beside=path)
        if item is None:
            builder.refuse("resource-missing", attribute(reference, "href"))
        elif item not in done:
            done.add(item)
            add_item(builder, files, item, lesson)


def add_item(builder: CourseBuilder, files: Files, path: str, lesson: str) -> None:
    """Add the item in a file to a lesson, or say why not."""
    try:
        root = parse(files.read(path))
        if name_of(root) not in _ITEMS:
            raise RefusedPartError("resource-kind-unknown")
        ref = attribute(root, "identifier") or path
        builder.question(lesson, qti.question_of(root, ref[:300], files.pictures(path)))
    except RefusedPartError as refused:
        builder.refuse(refused.reason, path)
