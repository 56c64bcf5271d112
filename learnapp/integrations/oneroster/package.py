"""A OneRoster 1.2 CSV package (1EdTech, "OneRoster 1.2 CSV Binding"): a zip that is hostile until it was looked at.

Nothing is ever unpacked to a disk: files are read from within the zip, line by line, by their known names only.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from learnapp.core.errors import InvalidInputError, TooLargeError

Mode = Literal["bulk", "delta", "absent"]
COLUMNS: dict[str, tuple[str, ...]] = {
    "academicSessions": ("sourcedId", "title"),
    "courses": ("sourcedId", "title"),
    "classes": ("sourcedId", "title", "courseSourcedId", "termSourcedIds"),
    "users": ("sourcedId", "enabledUser", "givenName", "familyName"),
    "roles": ("userSourcedId", "role"),
    "enrollments": ("sourcedId", "classSourcedId", "userSourcedId", "role"),
}
"""What is read, and the columns without which a file cannot be."""
NOT_KEPT = frozenset(
    {
        "orgs", "demographics", "userProfiles", "classResources", "courseResources", "userResources", "resources",
        "categories", "lineItems", "lineItemLearningObjectiveIds", "lineItemScoreScales", "results",
        "resultLearningObjectiveIds", "resultScoreScales", "scoreScales",
    }
)  # fmt: skip
"""Files of the standard that are passed over: demographics by rule, the others because nothing here needs them."""
MOST_ENTRIES = 64
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO = 150
MOST_LINE = 256 * 1024
MOST_LINES = 2_000_000
_ENCRYPTED = 0x1


class NotARosterError(InvalidInputError):
    """The file is no OneRoster package that can be read; the message says what to change."""

    code = "not_a_roster"


class RosterTooLargeError(TooLargeError):
    """The package unpacks to far more than a roster needs."""

    code = "roster_too_large"


class Package:
    """One package, open.

    Attributes:
        modes: For each file of `COLUMNS`: bulk (everything that there is), delta (what has changed) or absent.
        source: What the exporting system calls itself, "" where it does not say.
    """

    def __init__(self, archive: zipfile.ZipFile, names: dict[str, str]) -> None:
        self._archive = archive
        self._names = names
        self.modes: dict[str, Mode] = dict.fromkeys(COLUMNS, "absent")
        self.source = ""
        self._read_manifest()

    def _read_manifest(self) -> None:
        said: dict[str, str] = {}
        for _, row in self._read("manifest", ("propertyName", "value")):
            said[row["propertyname"].strip()] = row["value"].strip()
        version = said.get("oneroster.version", "")
        if version not in ("1.1", "1.2"):
            raise NotARosterError(
                f"manifest.csv says OneRoster version “{version[:20]}”. Export it as OneRoster 1.2 CSV and try again."
            )
        self.source = said.get("source.systemName", "")[:120]
        for name in COLUMNS:
            mode = said.get(f"file.{name}", "absent").lower()
            if mode not in ("bulk", "delta", "absent"):
                raise NotARosterError(f"manifest.csv says “{mode[:20]}” for {name}: it can be bulk, delta or absent.")
            if mode != "absent" and name not in self._names:
                raise NotARosterError(f"manifest.csv names {name}.csv, but the zip has none. Export it again.")
            self.modes[name] = "absent" if name not in self._names else mode  # type: ignore[assignment]
        if self.modes["users"] == self.modes["enrollments"] == self.modes["classes"] == "absent":
            raise NotARosterError("The package has no classes, users or enrollments to read. Export it again.")

    def rows(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line number, cells by lower-case column name) of a file, without holding it in memory.

        Raises:
            NotARosterError: It is no UTF-8 text, or a column is missing.
            RosterTooLargeError: A line is longer than any line of a roster, or there are too many.
        """
        if self.modes[name] != "absent":
            yield from self._read(name, COLUMNS[name])

    def count(self, name: str) -> int:
        """Return about how many lines a file has: line breaks, counted without reading cells."""
        if self.modes.get(name, "absent") == "absent":
            return 0
        total = 0
        with self._archive.open(self._names[name]) as raw:
            while block := raw.read(1 << 20):
                total += block.count(b"\n")
        return max(0, total - 1)

    def _read(self, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
        file = f"{name}.csv"
        try:
            with self._archive.open(self._names[name]) as raw:
                reader = csv.reader(_lines(raw, file), strict=True)
                heads: list[str] | None = None
                for raw_cells in reader:
                    cells = [cell.strip() for cell in raw_cells]
                    if not any(cells):
                        continue
                    if heads is None:
                        heads = [cell.casefold() for cell in cells]
                        missing = [column for column in columns if column.casefold() not in heads]
                        if missing:
                            raise NotARosterError(f"{file} lacks the columns {', '.join(missing)}. Export it again.")
                        continue
                    padded = cells + [""] * (len(heads) - len(cells))
                    yield reader.line_num, dict(zip(heads, padded, strict=False))
        except csv.Error as error:
            raise NotARosterError(f"{file} is no proper CSV near line {reader.line_num}. Export it again.") from error
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
            raise NotARosterError(f"{file} cannot be read to its end: the zip is damaged. Export it again.") from error


def _lines(raw: IO[bytes], file: str) -> Iterator[str]:
    """Yield lines of UTF-8 text, each of bounded length."""
    number = 0
    while line := raw.readline(MOST_LINE + 1):
        number += 1
        if len(line) > MOST_LINE or number > MOST_LINES:
            raise RosterTooLargeError(f"{file} has a line that is too long, or too many lines. Export it again.")
        if number == 1:
            if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise NotARosterError(f"{file} is in UTF-16. Save it as UTF-8, as OneRoster asks, and try again.")
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotARosterError(
                f"{file} is not in UTF-8 (line {number}). Save it as UTF-8, as OneRoster asks, and try again."
            ) from error
        if "\x00" in text:
            raise NotARosterError(f"{file} has a byte in line {number} that no text has. Export it again.")
        yield text


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a package and look at its frame.

    Raises:
        NotARosterError: It is no zip with a manifest, has names that lead elsewhere, or is encrypted.
        RosterTooLargeError: It unpacks to far more than a roster needs.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield Package(archive, _names(archive))
    except zipfile.BadZipFile as error:
        raise NotARosterError(
            "This is no zip that can be read. Choose the zip that your other system exports."
        ) from error


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return file → name in the archive for the files of the standard, which lie at its top."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise RosterTooLargeError("The zip unpacks to far more than a roster needs. Check that it is the right file.")
    found: dict[str, str] = {}
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise NotARosterError("The zip has a name that leads out of it. Export it again.")
        if entry.flag_bits & _ENCRYPTED:
            raise NotARosterError("The zip is encrypted. Export it without a password.")
        if entry.file_size > MOST_RATIO * max(entry.compress_size, 1) and entry.file_size > 1 << 20:
            raise RosterTooLargeError(
                "The zip unpacks to far more than a roster needs. Check that it is the right file."
            )
        if len(parts) > 1 or not parts[0].endswith(".csv"):
            continue
        name = parts[0].removesuffix(".csv")
        if name in found:
            raise NotARosterError(f"The zip holds {name}.csv twice. Export it again.")
        if name in COLUMNS or name == "manifest":
            found[name] = entry.filename
    if "manifest" not in found:
        raise NotARosterError("The zip has no manifest.csv at its top, so it is no OneRoster package. Export it again.")
    return found
