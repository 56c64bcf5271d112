"""Packages of every format, opened for the importer: the terminal and the background job share this way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.integrations.content_packages import archive, oatutor
from learnapp.integrations.content_packages.course_archive import read_course_package
from learnapp.integrations.content_packages.course_files import CoursePack
from learnapp.integrations.content_packages.oatutor_problem import read_problem
from learnapp.integrations.content_packages.package import PackItem, PackReport
from learnapp.services import current
from learnapp.services.content_import import Source

__all__ = ["KINDS", "course_source", "fingerprint", "kind_of", "oatutor_source", "open_package"]

KINDS = (
    "oatutor", "course", "cartridge", "qti", "gift", "moodle_xml", "markdown", "html", "word", "pdf", "h5p", "scorm",
    "files",
)  # fmt: skip
"""Formats, as an import's row names them."""


def kind_of(place: Path) -> str:
    """Return the format of a file or folder, one of `KINDS`; what is in it counts, not its name.

    Raises:
        NotFoundError: No such file or folder.
        InvalidInputError: It cannot be read, or nothing in it is of use here.
        TooLargeError: It unpacks to far more than a course needs.
    """
    # Imported on use, here and below: what reads foreign formats takes longer to load than the app to start.
    from learnapp.integrations.content_packages.foreign import recognise

    return recognise.kind_of(place)


def fingerprint(place: Path) -> str:
    """Return what tells one state of a package from another.

    Raises:
        NotFoundError: No such file or folder.
    """
    if not place.exists():
        raise NotFoundError(f"There is no file or folder {place.name}. Check the path and try again.")
    return archive.fingerprint(place)


def open_package(kind: str, place: Path, name: str, report: PackReport | None = None) -> Source:
    """Read the frame of a package; takes seconds for a large one, meant for a thread.

    Args:
        kind: One of `KINDS`.
        place: The archive or folder.
        name: What people call it.
        report: Told what was passed over, and why, also of a package that is refused in the end.

    Raises:
        NotFoundError: The file is gone.
        InvalidInputError: It is broken or no package of this kind.
        TooLargeError: It unpacks to far more than a course needs.
    """
    report = PackReport() if report is None else report
    if kind == "oatutor":
        return oatutor_source(place, name, report)
    most_film = current().settings.max_film_mb << 20
    if kind == "course":
        mark = fingerprint(place)
        return course_source(read_course_package(place, report, most_film=most_film), name, mark, report)
    if kind in KINDS:
        from learnapp.integrations.content_packages.foreign.reading import read_foreign

        mark = fingerprint(place)
        pack = read_foreign(kind, place, name, report, most_film=most_film)
        return course_source(pack, name, mark, report, kind=kind)
    raise InvalidInputError("There is no such kind of package. Choose the file again.")


def oatutor_source(place: Path, name: str, report: PackReport | None = None) -> Source:
    """Read courses and skills of an OATutor package; the report is told what was passed over.

    Raises:
        NotFoundError: No such file.
        InvalidInputError: It is no OATutor package.
        TooLargeError: It unpacks to far more than a course needs.
    """
    report = PackReport() if report is None else report
    mark = fingerprint(place)
    catalogue = oatutor.read_catalogue(place, report)

    def stream(skip: int, counted: PackReport) -> Iterator[tuple[str, list[PackItem] | None]]:
        for number, problem in enumerate(oatutor.problems(place, counted, skip=skip)):
            yield problem.problem_id, None if number < skip else read_problem(problem, catalogue, counted)

    return Source("oatutor", name, mark, catalogue.courses, catalogue.kcs, catalogue.total, report, stream)


def course_source(
    pack: CoursePack, name: str, mark: str = "", report: PackReport | None = None, *, kind: str = "course"
) -> Source:
    """Return a course that was read as a source.

    Args:
        pack: The course.
        name: What people call it.
        mark: Its fingerprint; "" computes one from the items.
        report: What was passed over while reading.
        kind: Its format.
    """
    digest = mark or hashlib.sha256("".join(item.checksum() for item in pack.items).encode()).hexdigest()
    counted = report or PackReport()
    counted.found["items"] = len(pack.items)

    def stream(skip: int, _counted: PackReport) -> Iterator[tuple[str, list[PackItem] | None]]:
        for number, item in enumerate(pack.items):
            yield item.source_ref, None if number < skip else [item]

    return Source(kind, name, digest, [pack.course], pack.kcs, len(pack.items), counted, stream)
