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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats
from learnapp.ml.artefact import ModelKind
from learnapp.ml.promotion import Gate

Say = Callable[[str, int], None]
"""Takes the name of the step that begins and how many are done."""
STEPS = ("gather", "fit", "judge", "compare", "store")
DATASET, MODEL, JUDGED, STANDING, RESULT = "dataset.parquet", "model", "judged.npz", "standing", "result.json"


class Model(Protocol):
    """A fitted model of any kind."""

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One model before its judges.

    Attributes:
        model: As it comes back from its files.
        train, test: The two parts of the dataset.
        standing: What is in production, None where there is nothing or it cannot be read.
        standing_name: Its name.
        fair: Students of the test part whom neither of the two has seen.
        p99_ms: Time of a request as the app makes it, None where there was nobody to time it with.
        seed: Of every draw.
    """

    model: Model
    train: pl.DataFrame
    test: pl.DataFrame
    standing: Model | None = None
    standing_name: str = ""
    fair: tuple[int, ...] = ()
    p99_ms: float | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of it, as plain documents.

    Attributes:
        figures: Of the model; `answers` and `students` say what it was judged by.
        against: For each that it was compared with: `name`, `comparison`, `figures`.
        gates: As `promotion` names them.
    """

    figures: dict[str, Any]
    against: list[dict[str, Any]] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)


class Recipe(Protocol):
    """One kind of model, as the training and the registry see it.

    A dataset is a table by student and time; what it holds beside `student`, `order`, `test` and `synthetic` is the
    kind's own.
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

    def served(self, model: Model, name: str) -> Any:
        """Return the model as it serves: what writes its name into a decision carries that of the version."""
        ...

    def examine(self, case: Case) -> Examined:
        """Judge a model by the part that was kept, beside what serves without training and what is in production."""
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
    train, test = frame.filter(~pl.col("test")), frame.filter(pl.col("test"))
    say("fit", 1)
    model, seconds = _fitted(folder, recipe, train, job.seed)
    say("judge", 2)
    times = recipe.milliseconds(model, test)
    p99 = float(np.percentile(times, 99)) if len(times) else None
    say("compare", 3)
    standing = _standing(folder, recipe, job)
    found = recipe.examine(Case(model, train, test, standing, job.standing, job.fair, p99, job.seed))
    result: dict[str, Any] = {
        "figures": found.figures, "train_seconds": round(seconds, 2),
        "p50_ms": float(np.percentile(times, 50)) if len(times) else None, "p99_ms": p99,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "against": found.against, "gates": [gate.as_dict() for gate in found.gates],
    }  # fmt: skip
    if job.standing and standing is None and len(test):
        # Made for other features, or damaged: it cannot serve, so it need not be beaten.
        result["unreadable"] = job.standing
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


def _standing(folder: Path, recipe: Recipe, job: Job) -> Model | None:
    """Return the standing model; None where there is none, or where it cannot be read any more."""
    if not job.standing or not (folder / STANDING).is_dir():
        return None
    try:
        return recipe.load(folder / STANDING)
    except InvalidInputError:
        return None
