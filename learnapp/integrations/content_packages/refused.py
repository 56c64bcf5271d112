"""Why a package is refused as a whole; each reason has its own sentence for the person who chose the file."""

from __future__ import annotations

from learnapp.core.errors import InvalidInputError, TooLargeError


class BrokenArchiveError(InvalidInputError):
    """The archive is cut off, encrypted, or of no kind that is read here."""

    code = "archive_broken"


class HugeArchiveError(TooLargeError):
    """It unpacks to far more than a course needs: a bomb, or the wrong file."""

    code = "archive_too_large"


class NotAPackageError(InvalidInputError):
    """A sound archive that holds no course."""

    code = "not_a_package"


class LacksLibrariesError(NotAPackageError):
    """A package of H5P without libraries that it needs: its player could not fetch them from elsewhere."""

    code = "h5p_lacks_libraries"


class LaterReleaseError(NotAPackageError):
    """A package of SCORM 2004, whose pages speak another language to their player."""

    code = "scorm_2004"


class BrokenCourseError(InvalidInputError):
    """A course whose files contradict each other or have another shape; the message names the file."""

    code = "course_broken"
