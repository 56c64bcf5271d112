"""Tables as files: Parquet for programs, CSV for everybody, and the papers that lie beside them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson
import polars as pl

from learnapp.integrations.exports.datasets import POLARS, Dataset, Field
from learnapp.security.spreadsheet import safe_cell

FORMATS = ("csv", "parquet")
_WRITTEN = frozenset({"text", "code"})
DICTIONARY, DICTIONARY_TABLE, MANIFEST = "dictionary.json", "dictionary.csv", "manifest.json"
LANGUAGES = ("en", "es")
Translate = Callable[[str, str], str]
"""Takes a language and a key of the catalogue."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_name(dataset: str, part: int, ending: str) -> str:
    """Return the name of a part of a table, from 1."""
    return f"{dataset}-{part:05}.{ending}"


def frame_of(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """Return lines as a table with the declared types."""
    return pl.DataFrame(list(rows), schema={one.name: POLARS[one.kind] for one in fields}, orient="row")


def write(frame: pl.DataFrame, fields: Sequence[Field], form: str) -> bytes:
    """Return a table as a file.

    Args:
        frame: With the columns that `fields` declare.
        fields: The columns.
        form: csv (UTF-8, moments as ISO 8601 in UTC, empty where there is nothing) or parquet.
    """
    out = io.BytesIO()
    if form == "parquet":
        frame.write_parquet(out, compression="zstd")
        return out.getvalue()
    words = [one.name for one in fields if one.kind in _WRITTEN]
    if words:
        # What somebody has typed must not run as a formula where the file is opened as a spreadsheet.
        guarded = [pl.col(name).map_elements(safe_cell, return_dtype=pl.String(), skip_nulls=True) for name in words]
        frame = frame.with_columns(guarded)
    frame.write_csv(out, datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ")
    return out.getvalue()


def dictionary(datasets: Sequence[Dataset], translate: Translate, *, names: bool) -> dict[str, Any]:
    """Return what each table and column means, in every language that we speak."""
    return {
        "tables": [
            {
                "name": one.name,
                "key": list(one.key),
                "lines": "written once" if one.log else "newest counts",
                "meaning": {language: translate(language, f"{one.title}-text") for language in LANGUAGES},
                "columns": [
                    {
                        "name": each.name, "type": TYPE_NAMES[each.kind], "kind": each.kind, "unit": each.unit,
                        "meaning": {language: translate(language, each.meaning) for language in LANGUAGES},
                    }
                    for each in one.columns(names=names)
                ],
            }
            for one in datasets
        ]
    }  # fmt: skip


TYPE_NAMES: dict[str, str] = {
    "id": "string", "person": "string", "text": "string", "code": "string", "ids": "string", "number": "double",
    "share": "double", "count": "int64", "yes": "boolean", "moment": "timestamp[us, UTC]",
}  # fmt: skip


def papers(described: dict[str, Any]) -> dict[str, bytes]:
    """Return the data dictionary as files: for programs, and as a table to read."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", "column", "type", "unit", *(f"meaning ({language})" for language in LANGUAGES)])
    for one in described["tables"]:
        for each in one["columns"]:
            meanings = [each["meaning"][language] for language in LANGUAGES]
            writer.writerow([one["name"], each["name"], each["type"], each["unit"], *map(safe_cell, meanings)])
    return {
        DICTIONARY: orjson.dumps(described, option=orjson.OPT_INDENT_2),
        DICTIONARY_TABLE: b"\xef\xbb\xbf" + out.getvalue().encode(),
    }
