"""Writes a course as a Common Cartridge 1.3 and says what of it the format has no words for."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from uuid import UUID

from lxml import etree

from learnapp.engine.kc import Content, ContentKind, CourseSnapshot, Lesson
from learnapp.integrations.content_packages.cartridges.pages import PICTURE, document, page
from learnapp.integrations.content_packages.cartridges.questions import assessment, ident_of, told_hints, verdict

_CC = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
_TOPIC = "http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3"
_CSM = "http://www.imsglobal.org/xsd/imsccv1p3/imscsmd_v1p0"
_WHEN = (1980, 1, 1, 0, 0, 0)

Media = Callable[[str], Path]
"""Finds a file among the media by its name; raises NotFoundError."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is not in the cartridge, or not whole: the CODE of `cartridge-reason-CODE`, and where it is."""

    reason: str
    title: str
    lesson: str


@dataclass(slots=True)
class CartridgeReport:
    """What went into a cartridge, and what did not."""

    title: str
    readings: int = 0
    questions: int = 0
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Resource:
    """A resource; `serves` are the standards of its parts, by name: "" is all of it."""

    ident: str
    kind: str
    href: str
    title: str
    data: bytes
    files: tuple[str, ...] = ()
    serves: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(slots=True)
class Cartridge:
    """A cartridge before it is written: its resources by lesson, and the media they show."""

    snapshot: CourseSnapshot
    report: CartridgeReport
    lessons: list[tuple[Lesson, list[_Resource]]] = field(default_factory=list)
    media: dict[str, str] = field(default_factory=dict)


def cartridge_of(snapshot: CourseSnapshot) -> Cartridge:
    """Return what a cartridge of a course version holds; CPU work, meant for a thread."""
    made = Cartridge(snapshot, CartridgeReport(snapshot.title))
    by_lesson: dict[UUID, list[Content]] = {lesson.lesson_id: [] for lesson in snapshot.lessons}
    for item in sorted(snapshot.content.values(), key=lambda item: (item.position, str(item.content_id))):
        if item.lesson_id in by_lesson:
            by_lesson[item.lesson_id].append(item)
    for lesson in sorted(snapshot.lessons, key=lambda lesson: lesson.position):
        resources = []
        questions = []
        for item in by_lesson[lesson.lesson_id]:
            if item.kind is ContentKind.VIDEO:
                resources += _video(made, item, lesson)
            elif item.kind is ContentKind.INTERACTIVE:
                _left(made, "interactive", item, lesson)
            elif item.kind is ContentKind.READING:
                resources.append(_reading(made, item, lesson))
            elif _takes(made, item, lesson):
                questions.append(item)
        if questions:
            ident = f"q{lesson.lesson_id.hex}"
            data = assessment(ident, lesson.title, questions)
            for item in questions:
                told = (hint for step in item.steps for hint in told_hints(step))
                _pictures(made, item.body, *(step.prompt for step in item.steps), *told)
            serves = tuple((ident_of(item), codes) for item in questions if (codes := _standards(made, item)))
            resources.append(
                _Resource(
                    ident, "imsqti_xmlv1p2/imscc_xmlv1p3/assessment", f"quizzes/{ident}.xml", lesson.title, data,
                    serves=serves,
                )
            )  # fmt: skip
        made.lessons.append((lesson, resources))
    return made


def _standards(made: Cartridge, item: Content) -> tuple[str, ...]:
    """Return the codes of the standards that the topics of an item have."""
    kcs = (made.snapshot.kcs.get(kc_id) for kc_id in item.kc_ids)
    return tuple(dict.fromkeys(kc.standard for kc in kcs if kc is not None and kc.standard))


def _all_of(made: Cartridge, item: Content) -> tuple[tuple[str, tuple[str, ...]], ...]:
    codes = _standards(made, item)
    return (("", codes),) if codes else ()


def _left(made: Cartridge, reason: str, item: Content, lesson: Lesson) -> None:
    made.report.left.append(Left(reason, item.title, lesson.title))


def _takes(made: Cartridge, item: Content, lesson: Lesson) -> bool:
    found = verdict(item)
    for reason in (found.refused, *found.notes):
        if reason:
            _left(made, reason, item, lesson)
    made.report.questions += not found.refused
    return not found.refused


def _pictures(made: Cartridge, *texts: str) -> None:
    for text in texts:
        for name in PICTURE.findall(text):
            made.media[f"media/{name}"] = name


def _reading(made: Cartridge, item: Content, lesson: Lesson) -> _Resource:
    made.report.readings += 1
    _pictures(made, item.body)
    body, material = page(item.body), item.material
    if material.timeline:
        rows = "".join(
            f"<tr><td>{html.escape(one.when)}</td>"
            f"<td><strong>{html.escape(one.title)}</strong> {page(one.text)}</td></tr>"
            for one in material.timeline
        )
        body += f"\n<table><tbody>{rows}</tbody></table>"
    if material.source is not None:
        said = ", ".join((material.source.by, material.source.work, material.source.year))
        body += f"\n<p><cite>{html.escape(said)}</cite></p>"
    if material.explanations:
        _left(made, "explanations", item, lesson)
    ident = f"r{item.content_id.hex}"
    if material.prompt:
        topic = _topic(material.prompt, body)
        return _Resource(
            ident, "imsdt_xmlv1p3", f"discussions/{ident}.xml", item.title, topic, serves=_all_of(made, item)
        )
    whole = document(item.title, body, item.language)
    return _Resource(ident, "webcontent", f"pages/{ident}.html", item.title, whole.encode(), serves=_all_of(made, item))


def _topic(title: str, body: str) -> bytes:
    root = etree.Element("topic", nsmap={None: _TOPIC})
    etree.SubElement(root, "title").text = title
    etree.SubElement(root, "text", texttype="text/html").text = body
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _video(made: Cartridge, item: Content, lesson: Lesson) -> list[_Resource]:
    film = item.material.film
    if film is None:
        _left(made, "nothing-asked", item, lesson)
        return []
    ident = f"v{item.content_id.hex}"
    href = f"films/{ident}.{film.video.rpartition('.')[2]}"
    made.media[href] = film.video
    files = [href]
    for language, name in film.captions.items():
        captions = f"films/{ident}.{language}.vtt"
        made.media[captions] = name
        files.append(captions)
    if film.poster:
        files.append(f"films/{ident}.{film.poster.rpartition('.')[2]}")
        made.media[files[-1]] = film.poster
    if item.body:
        _left(made, "text-of-a-video", item, lesson)
    return [_Resource(ident, "webcontent", href, item.title, b"", tuple(files), _all_of(made, item))]


def write(made: Cartridge, out: IO[bytes], media: Media) -> None:
    """Write a cartridge as a zip.

    Args:
        made: What is written.
        out: Where to.
        media: Finds the files of pictures and films.

    Raises:
        NotFoundError: One of them is gone.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "imsmanifest.xml", manifest(made))
        for _, resources in made.lessons:
            for one in resources:
                if one.data:
                    _put(archive, one.href, one.data)
        for place, name in made.media.items():
            path = media(name)
            info = zipfile.ZipInfo(place, _WHEN)
            # Pictures and films are compressed already.
            info.compress_type = zipfile.ZIP_STORED
            with path.open("rb") as source, archive.open(info, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)


def _aligned(about: etree._Element, serves: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    """Write which standards a resource and its parts serve (IMS Curriculum Standards Metadata 1.0)."""
    for part, codes in serves:
        one = etree.SubElement(about, f"{{{_CSM}}}curriculumStandardsMetadataSet", nsmap={"csm": _CSM})
        if part:
            one.set("resourcePartId", part)
        listed = etree.SubElement(
            etree.SubElement(one, f"{{{_CSM}}}curriculumStandardsMetadata"), f"{{{_CSM}}}setOfGUIDs"
        )
        for code in codes:
            labelled = etree.SubElement(listed, f"{{{_CSM}}}labelledGUID")
            etree.SubElement(labelled, f"{{{_CSM}}}label").text = code
            # The number in a register is not known here, and the element must be there.
            etree.SubElement(labelled, f"{{{_CSM}}}GUID").text = code


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def manifest(made: Cartridge) -> bytes:
    """Return `imsmanifest.xml` (IMS Common Cartridge 1.3, section 2)."""
    snapshot = made.snapshot
    root = etree.Element("manifest", nsmap={None: _CC, "lomimscc": _LOM}, identifier=f"m{snapshot.course_id.hex}")
    about = etree.SubElement(root, "metadata")
    etree.SubElement(about, "schema").text = "IMS Common Cartridge"
    etree.SubElement(about, "schemaversion").text = "1.3.0"
    lom = etree.SubElement(about, f"{{{_LOM}}}lom")
    general = etree.SubElement(lom, f"{{{_LOM}}}general")
    etree.SubElement(etree.SubElement(general, f"{{{_LOM}}}title"), f"{{{_LOM}}}string").text = snapshot.title
    etree.SubElement(general, f"{{{_LOM}}}language").text = snapshot.language
    licences = sorted({item.license for item in snapshot.content.values() if item.license})
    rights = etree.SubElement(lom, f"{{{_LOM}}}rights")
    said = etree.SubElement(etree.SubElement(rights, f"{{{_LOM}}}description"), f"{{{_LOM}}}string")
    said.text = "; ".join(licences)[:1000]
    organisations = etree.SubElement(root, "organizations")
    organisation = etree.SubElement(organisations, "organization", identifier="o1", structure="rooted-hierarchy")
    top = etree.SubElement(organisation, "item", identifier="root")
    listed = etree.SubElement(root, "resources")
    for lesson, resources in made.lessons:
        line = etree.SubElement(top, "item", identifier=f"l{lesson.lesson_id.hex}")
        etree.SubElement(line, "title").text = lesson.title
        for one in resources:
            entry = etree.SubElement(line, "item", identifier=f"e{one.ident}", identifierref=one.ident)
            etree.SubElement(entry, "title").text = one.title
            resource = etree.SubElement(listed, "resource", identifier=one.ident, type=one.kind)
            if one.kind == "webcontent":
                resource.set("href", one.href)
            if one.serves:
                _aligned(etree.SubElement(resource, "metadata"), one.serves)
            for name in one.files or (one.href,):
                etree.SubElement(resource, "file", href=name)
    for place in made.media:
        if place.startswith("media/"):
            ident = "f" + place.removeprefix("media/").partition(".")[0][:40]
            resource = etree.SubElement(listed, "resource", identifier=ident, type="webcontent", href=place)
            etree.SubElement(resource, "file", href=place)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
