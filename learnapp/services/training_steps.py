"""The steps of one training: gather, let a process of its own fit and judge, store what came of it.

Each step leaves its result in the run's folder and its mark in the log, so that a run goes on where it was. Another
machine, whose folder is empty, gathers again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, TooLargeError
from learnapp.ml import datasets, training
from learnapp.ml.artefact import fingerprint, pack, unpack
from learnapp.ml.datasets import content_fingerprint
from learnapp.ml.limits import LIMITS
from learnapp.ml.recipes import RECIPES
from learnapp.ml.training import DATASET, MODEL, RESULT, STANDING, Job
from learnapp.ml.versions import Made, Version, following
from learnapp.services import current, model_registry, training_sources
from learnapp.storage.repositories import model_registry as rows
from learnapp.storage.repositories.training_runs import RunRow

KEPT_SECONDS = 86_400.0
"""What a stopped run has gathered is used so long: who takes a consent back is not learned from for longer."""
COMMAND = (sys.executable, "-m", "learnapp.ml.train_process")
Beat = Callable[[str, int, dict[str, Any] | None], Awaitable[None]]
"""Writes a sign of life with the step and how many are done; raises `TrainingStoppedError` when it shall stop."""


class TrainingStoppedError(ConflictError):
    """Somebody has asked this training to stop; what was done stays, and it can go on later."""

    code = "training_stopped"


class TrainingBrokeError(LearnAppError):
    """The process that trains has ended without a word, as it does when the machine has no memory left."""

    status = 500
    code = "training_broke"


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a run: its report, and the new version; None when it would have been the very same again."""

    report: dict[str, Any]
    version_id: UUID | None


def folder_of(tenant: UUID, run_id: UUID) -> Path:
    """Return where a run keeps what it has done; it is removed when the run is over."""
    return current().settings.data_dir / "training" / str(tenant) / str(run_id)


def forget(tenant: UUID, run_id: UUID) -> None:
    """Remove what a run has kept."""
    shutil.rmtree(folder_of(tenant, run_id), ignore_errors=True)


def remove_old() -> int:
    """Remove what runs that nobody has gone on with have kept for longer than a day; return how many."""
    old = [
        folder
        for folder in (current().settings.data_dir / "training").glob("*/*")
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS
    ]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


async def work_off(tenant: UUID, run: RunRow, beat: Beat) -> Stored:
    """Do what is left of a run.

    Args:
        tenant: The institution.
        run: As it stands in the log.
        beat: Called before each step and every few seconds within it.

    Raises:
        TrainingStoppedError: Somebody asked it to stop.
        InvalidInputError: There is not enough to learn from.
        TooLargeError: The model is larger than may be stored.
        TrainingBrokeError: The process that trains has ended without a word.
        UnavailableError: The database is away.
    """
    folder = folder_of(tenant, run.run_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    await beat("gather", 0, None)
    card = await _dataset(tenant, run, folder, beat)
    made = await asyncio.to_thread(_made, run, card)
    async with current().db.transaction(tenant) as tx:
        last = await rows.latest(tx.session, tenant, run.kind)
    if last is not None and last.run_id != run.run_id and Made(**last.made_of) == made:
        return Stored({"card": card}, None)
    await _fit(run, folder, beat)
    await beat("store", 4, None)
    return await _store(tenant, run, folder, card, made)


def _made(run: RunRow, card: dict[str, Any]) -> Made:
    """Return what the version will be made of, as far as its number depends on it."""
    recipe = RECIPES[run.kind]
    return Made(recipe.layout, str(card["fingerprint"]), f"{recipe.settings}/{run.seed}", recipe.calibration)


async def _dataset(tenant: UUID, run: RunRow, folder: Path, beat: Beat) -> dict[str, Any]:
    """Return the data card; the dataset lies in the folder then, and the model that stands beside it."""
    known = run.checkpoint.get("card")
    if known and (folder / "job.json").exists() and await asyncio.to_thread(_is_whole, folder, known["fingerprint"]):
        return dict(known)

    # What was fitted on an older dataset is no result of this one.
    await asyncio.to_thread(shutil.rmtree, folder)
    folder.mkdir(parents=True, mode=0o700)

    async def read(_done: int) -> None:
        await beat("gather", 0, None)

    async with current().db.transaction(tenant) as tx:
        last = await rows.latest(tx.session, tenant, run.kind)
        before = await rows.held_out(tx.session, tenant, last.version_id) if last else b""
        stands = await model_registry.in_production(tx.session, tenant, run.kind)
        packed = await rows.files(tx.session, stands.tenant_id, stands.version_id) if stands else None
        seen = await rows.held_out(tx.session, tenant, stands.version_id) if stands else b""
    made = await training_sources.SOURCES[run.kind](tenant, run.seed, numbers_of(before), read)

    def prepare() -> dict[str, Any]:
        held = set(made.test["student"].to_list())
        # A model of the library has seen nobody of this institution.
        own = stands is not None and stands.tenant_id == tenant
        fair = held & set(numbers_of(seen)) if own else held
        if stands is not None and packed is not None:
            _lay_out(folder / STANDING, packed)
        Job(run.kind, run.seed, stands.name if stands else "", tuple(sorted(fair))).write(folder)
        made.frame.write_parquet(folder / DATASET)
        return made.card.as_dict()

    card = await asyncio.to_thread(prepare)
    await beat("gather", 1, {"card": card})
    return card


def _is_whole(folder: Path, wanted: str) -> bool:
    try:
        if time.time() - (folder / DATASET).stat().st_mtime > KEPT_SECONDS:
            return False
        return content_fingerprint(pl.read_parquet(folder / DATASET)) == wanted
    except (OSError, pl.exceptions.PolarsError):
        return False


def _lay_out(folder: Path, packed: tuple[bytes, str]) -> None:
    """Unpack the model that stands; one that is damaged is compared with nothing."""
    data, wanted = packed
    shutil.rmtree(folder, ignore_errors=True)
    if fingerprint(data) == wanted:
        with contextlib.suppress(InvalidInputError):
            unpack(data, folder)


async def _fit(run: RunRow, folder: Path, beat: Beat) -> None:
    """Fit and judge in a process of its own, so that nothing waits for it and it can be ended at any time."""
    if (folder / RESULT).exists():
        return
    process = await asyncio.create_subprocess_exec(
        *COMMAND, str(folder), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        last = await _follow(process, beat)
        code = await process.wait()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    finally:
        if process.stdin is not None:
            process.stdin.close()
    if code == 1 and last.get("error"):
        raise _as_error(str(last["error"]), str(last.get("message", "")))
    if code != 0 or not (folder / RESULT).exists():
        raise TrainingBrokeError("The training ended without a word: the machine may be out of memory. Try again.")


async def _follow(process: asyncio.subprocess.Process, beat: Beat) -> dict[str, Any]:
    """Pass the steps on, with a sign of life every second; return the last line."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    last: dict[str, Any] = {}
    step, done = "fit", 1
    reading = asyncio.ensure_future(process.stdout.readline())
    try:
        while True:
            ready, _ = await asyncio.wait({reading}, timeout=1.0)
            if ready:
                line = reading.result()
                if not line:
                    return last
                with contextlib.suppress(ValueError):
                    last = dict(json.loads(line))
                    step, done = str(last.get("step", step)), int(last.get("done", done))
                reading = asyncio.ensure_future(process.stdout.readline())
            await beat(step, done, None)
    finally:
        reading.cancel()


def _as_error(code: str, message: str) -> LearnAppError:
    if code == datasets.TooFewAnswersError.code:
        return datasets.TooFewAnswersError(message)
    return InvalidInputError(message)


async def _store(tenant: UUID, run: RunRow, folder: Path, card: dict[str, Any], made: Made) -> Stored:
    result = json.loads(await asyncio.to_thread((folder / RESULT).read_text, "utf-8"))
    packed = await asyncio.to_thread(pack, folder / MODEL)
    if len(packed) > LIMITS.largest_mb * 2**20:
        raise TooLargeError(
            f"The model has {len(packed) / 2**20:.0f} MB, and {LIMITS.largest_mb} MB may be stored. Ask the operator."
        )
    held = await asyncio.to_thread(_held_numbers, folder)
    commit = await git_sha()
    services = current()
    report = {"card": card, "result": result}
    async with services.db.transaction(tenant) as tx:
        await rows.lock_stages(tx.session, tenant, run.kind)
        last = await rows.latest(tx.session, tenant, run.kind)
        if last is not None and last.run_id == run.run_id:
            # The process was ended between storing the version and noting it.
            return Stored(report, last.version_id)
        before = Made(**last.made_of) if last is not None else None
        number = following(Version(last.major, last.minor, last.patch) if last else None, before, made)
        if number is None:
            return Stored(report, None)
        version_id = uuid7()
        await rows.add_version(
            tx.session, tenant, version_id, kind=run.kind, number=number,
            documents={"made_of": made._asdict(), "metrics": result, "card": card}, git_sha=commit,
            data_fingerprint=made.data, held_out=held, artefact=packed, artefact_sha=fingerprint(packed),
            run_id=run.run_id, now=services.clock.now(), by=run.requested_by,
        )  # fmt: skip
    return Stored(report, version_id)


def _held_numbers(folder: Path) -> bytes:
    frame = pl.scan_parquet(folder / DATASET).filter(pl.col("test")).select("student").unique().collect()
    return np.sort(frame["student"].to_numpy()).astype("<i8").tobytes()


def numbers_of(held_out: bytes) -> list[int]:
    """Return the keyed numbers of students in a version's `held_out`."""
    return [int(one) for one in np.frombuffer(held_out, dtype="<i8")]


async def git_sha() -> str:
    """Return the commit that this release was built from: the setting's, or that of the folder; "" for unknown."""
    if current().settings.git_sha:
        return current().settings.git_sha
    program = shutil.which("git")
    if program is None:
        return ""
    process = await asyncio.create_subprocess_exec(
        program, "rev-parse", "HEAD", cwd=Path(training.__file__).parent, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    out, _ = await process.communicate()
    return out.decode().strip() if process.returncode == 0 else ""
