"""How any kind of model is trained and judged: a recipe of pure functions, and the steps that work it off.

Each step leaves its result in the run's folder, so a run that was killed goes on after the last step that was done.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats
from learnapp.ml.artefact import ModelKind
from learnapp.ml.evaluation import Comparison, Judged, compared, figures
from learnapp.ml.promotion import gates

Say = Callable[[str, int], None]
"""Takes the name of the step that begins and how many are done."""
STEPS = ("gather", "fit", "judge", "compare", "store")
DATASET, MODEL, JUDGED, STANDING, RESULT = "dataset.parquet", "model", "judged.npz", "standing", "result.json"


class Model(Protocol):
    """A fitted model of any kind."""

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        ...


class Recipe(Protocol):
    """One kind of model, as the training and the registry see it.

    A dataset is a table by student and time; what it holds beside `student`, `test` and `synthetic` is the kind's own.
    """

    @property
    def kind(self) -> ModelKind:
        """What kind it is."""
        ...

    @property
    def layout(self) -> str:
        """Fingerprint of the layout of its files and of its features in their order: another one is a major version."""
        ...

    @property
    def settings(self) -> str:
        """Fingerprint of what is set for the training."""
        ...

    @property
    def calibration(self) -> str:
        """Fingerprint of what is done to the chances afterwards."""
        ...

    def fit(self, train: pl.DataFrame, seed: int) -> Model:
        """Learn from the training part; the same part and seed give the same model.

        Raises:
            InvalidInputError: Nothing can be learned from it.
        """
        ...

    def load(self, folder: Path) -> Model:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, or no such model.
        """
        ...

    def judge(self, model: Model, test: pl.DataFrame) -> Judged:
        """Return what the model says before each outcome of the part that was kept."""
        ...

    def baseline(self, test: pl.DataFrame) -> tuple[str, Judged] | None:
        """Return name and chances of what serves without any trained model, on the same outcomes; None for nothing."""
        ...

    def milliseconds(self, model: Model, test: pl.DataFrame) -> Floats:
        """Return how long some requests take as the app would make them, each in milliseconds."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is asked to do.

    Attributes:
        standing: Name of the version in production, whose files lie in the folder `standing`; "" for none.
        fair: Students on whom both can be compared: those that neither was trained on.
    """

    kind: str
    seed: int = 0
    standing: str = ""
    fair: tuple[int, ...] = ()

    def write(self, folder: Path) -> None:
        """Leave the job in the run's folder."""
        (folder / "job.json").write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Job:
        """Return the job of a run's folder."""
        found = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        return cls(**{**found, "fair": tuple(found["fair"])})


def digest(*parts: object) -> str:
    """Return a short fingerprint of some plain values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def work_off(folder: Path, recipe: Recipe, job: Job, say: Say) -> dict[str, Any]:
    """Fit, judge and compare; what was done before is not done again.

    Args:
        folder: The run's: it holds the dataset, and the standing model where there is one.
        recipe: The kind of model.
        job: What is asked.
        say: Told before each step.

    Returns:
        Metrics, comparisons and gates as a plain document, also written to `result.json`.

    Raises:
        InvalidInputError: Nothing can be learned from the dataset.
    """
    frame = pl.read_parquet(folder / DATASET)
    test = frame.filter(pl.col("test"))
    say("fit", 1)
    model, seconds = _fitted(folder, recipe, frame.filter(~pl.col("test")), job.seed)
    say("judge", 2)
    judged = recipe.judge(model, test)
    measured = figures(judged, job.seed)
    times = recipe.milliseconds(model, test)
    p99 = float(np.percentile(times, 99)) if len(times) else None
    say("compare", 3)
    result: dict[str, Any] = {
        "figures": measured.as_dict(), "train_seconds": round(seconds, 2),
        "p50_ms": float(np.percentile(times, 50)) if len(times) else None, "p99_ms": p99,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "against": [],
    }  # fmt: skip
    against, comparison = "", None
    base = recipe.baseline(test) if len(test) else None
    if base is not None:
        against, comparison = _against(result, base[0], judged, base[1], job.seed)
    standing = _standing(folder, recipe, job, test) if len(test) else None
    if standing is not None:
        # The student number of a table is the keyed one; who is among the fair ones is seen by both.
        both = np.isin(test["student"].to_numpy(), np.array(job.fair, dtype=np.int64))
        against, comparison = _against(result, job.standing, judged, standing, job.seed, both)
    elif job.standing and len(test):
        # Made for other features, or damaged: it cannot serve, so it need not be beaten.
        result["unreadable"] = job.standing
    result["gates"] = [gate.as_dict() for gate in gates(measured, comparison, against, p99)]
    (folder / RESULT).write_text(json.dumps(result), encoding="utf-8")
    return result


def _fitted(folder: Path, recipe: Recipe, train: pl.DataFrame, seed: int) -> tuple[Model, float]:
    """Return the model, from its folder where it lies whole already, and the seconds that its training took."""
    place, note = folder / MODEL, folder / "fitted.json"
    if note.exists():
        try:
            return recipe.load(place), float(json.loads(note.read_text(encoding="utf-8"))["seconds"])
        except (InvalidInputError, ValueError, KeyError):
            note.unlink()
    began = time.perf_counter()
    model = recipe.fit(train, seed)
    seconds = time.perf_counter() - began
    model.save(place)
    # Written aside and renamed: the note is there only when the whole model is.
    half = note.with_suffix(".half")
    half.write_text(json.dumps({"seconds": seconds}), encoding="utf-8")
    os.replace(half, note)
    # What will serve is what is judged: the model as it comes back from its files.
    return recipe.load(place), seconds


def _standing(folder: Path, recipe: Recipe, job: Job, test: pl.DataFrame) -> Judged | None:
    """Return what the standing model says; None where there is none, or where it cannot be read any more."""
    if not job.standing or not (folder / STANDING).is_dir():
        return None
    try:
        return recipe.judge(recipe.load(folder / STANDING), test)
    except InvalidInputError:
        return None


def _against(
    result: dict[str, Any], name: str, new: Judged, old: Judged, seed: int, fair: Any = None
) -> tuple[str, Comparison]:
    """Compare with another model and note it; on the students that neither has seen, where those are enough."""
    seen = 0
    if fair is not None:
        rows = np.asarray(fair, dtype=bool)
        some = _only(new, rows)
        if some.enough:
            new, old = some, _only(old, rows)
        else:
            seen = int((~rows).sum())
    comparison = compared(new, old, seed=seed, seen_before=seen)
    measured = figures(Judged(old.student, old.truth, old.chance), seed).as_dict()
    del measured["curve"], measured["groups"]
    result["against"].append({"name": name, "comparison": asdict(comparison), "figures": measured})
    return name, comparison


def _only(judged: Judged, rows: Any) -> Judged:
    return Judged(judged.student[rows], judged.truth[rows], judged.chance[rows])
