"""CSV in both directions: what people upload is hostile, what they download must not run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from learnapp.core.errors import InvalidInputError, TooLargeError

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
# The wide signs too: spreadsheets of East Asia read them as the narrow ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class UnreadableFileError(InvalidInputError):
    """The file is no table; `detail['key']` is a key of the catalogue with its arguments beside it."""

    code = "unreadable_file"


def safe_cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP: CSV injection).

    Numbers stay as they are; text that begins like a formula gets an apostrophe in front.
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV document with a byte order mark, so that spreadsheets read it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets of Western Europe and the Americas write when they do not write UTF-8.
        return data.decode("cp1252")


def read_csv(data: bytes, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Read an uploaded table, separated by comma, semicolon or tab.

    Args:
        data: The file, at most 5 MiB and 20,000 lines.
        required: Names of the columns that must be there, in any order and case.

    Yields:
        The line number in the file and the cells by lower-case column name; None for a line with more cells than
        columns. Empty lines are left out.

    Raises:
        TooLargeError: More bytes or lines than allowed.
        UnreadableFileError: Not text, empty, or without the required columns.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError("The file is larger than 5 MB. Split it and import the parts one after the other.")
    try:
        text = _text(data)
    except UnicodeDecodeError as error:
        raise UnreadableFileError("This is not readable text.", detail={"key": "roster-error-file-text"}) from error
    if "\x00" in text:
        raise UnreadableFileError("This is not readable text.", detail={"key": "roster-error-file-text"})
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names: list[str] | None = None
    count = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = [cell.strip().casefold() for cell in cells]
                missing = [name for name in required if name not in names]
                if missing:
                    raise UnreadableFileError(
                        f"The file needs the columns {', '.join(required)}. Missing: {', '.join(missing)}.",
                        detail={"key": "roster-error-file-columns", "missing": ", ".join(missing)},
                    )
                continue
            count += 1
            if count > MAX_ROWS:
                raise TooLargeError(f"The file has more than {MAX_ROWS} lines. Split it and import the parts.")
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                yield reader.line_num, None
            else:
                padded = [cell.strip() for cell in cells] + [""] * (len(names) - len(cells))
                yield reader.line_num, dict(zip(names, padded, strict=False))
    except csv.Error as error:
        raise UnreadableFileError("This is not readable text.", detail={"key": "roster-error-file-text"}) from error
    if names is None:
        raise UnreadableFileError("The file is empty.", detail={"key": "roster-error-file-empty"})
