"""Lines of a table as they leave the institution: people under a pseudonym, no words that students wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import polars as pl

from learnapp.integrations.exports import writing
from learnapp.integrations.exports.datasets import Dataset, Field
from learnapp.integrations.open_data.told import wordless
from learnapp.services import current
from learnapp.services.people import reveal
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import open_data as account_rows

Names = dict[UUID, tuple[str, str]]


async def table(
    tenant: UUID, dataset: Dataset, rows: Sequence[tuple[Any, ...]], known: dict[UUID, UUID], *, names: bool
) -> pl.DataFrame:
    """Return lines as a table that may leave.

    A person is the random name under which record stores of open data know them, too; it is forgotten when they are
    erased. Lines about somebody who was erased stay behind.

    Args:
        tenant: The institution.
        dataset: What they are lines of.
        rows: As `export_reading` gives them.
        known: Pseudonyms that were looked up before; new ones are added.
        names: Whether names and addresses of people come along.
    """
    places = [number for number, one in enumerate(dataset.columns(names=False)) if one.kind == "person"]
    people = {row[place] for row in rows for place in places if row[place] is not None}
    missing = people - known.keys()
    shown: Names = {}
    wanted = names and len(dataset.columns(names=True)) > len(dataset.columns(names=False))
    if missing or wanted:
        async with current().db.transaction(tenant) as tx:
            if missing:
                known |= await account_rows.accounts(tx.session, tenant, sorted(missing))
            sealed = await people_rows.people_by_id(tx.session, tenant, people) if wanted else {}
        if sealed:
            shown = await asyncio.to_thread(
                lambda: {one: (view.name, view.email) for one, row in sealed.items()
                         for view in [reveal(current().keyring, row)]}
            )  # fmt: skip
    return await asyncio.to_thread(_table, dataset, rows, known, shown if wanted else None)


def _table(
    dataset: Dataset, rows: Sequence[tuple[Any, ...]], known: dict[UUID, UUID], shown: Names | None
) -> pl.DataFrame:
    fields = dataset.columns(names=False)
    must = [
        number for number, one in enumerate(fields)
        if one.kind == "person" and (one.name in dataset.key or one.name == "student")
    ]  # fmt: skip
    lines = []
    for row in rows:
        if any(row[place] not in known for place in must):
            continue
        line = [_cell(one, value, known) for one, value in zip(fields, row, strict=True)]
        if shown is not None:
            line += shown.get(next((row[place] for place in must), UUID(int=0)), (None, None))
        lines.append(line)
    return writing.frame_of(dataset.columns(names=shown is not None), lines)


def _cell(field: Field, value: Any, known: dict[UUID, UUID]) -> Any:
    if value is None:
        return None
    if field.kind == "person":
        found = known.get(value)
        return str(found) if found is not None else None
    if field.name == "response":
        return wordless(value)
    return str(value) if isinstance(value, UUID) else value
