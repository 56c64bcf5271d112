"""A trained model as files: a manifest with fingerprints beside trees and numbers; nothing is ever unpickled.

Every kind of model is written and read through this one door, so that a damaged or foreign file is refused before any
of it is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from learnapp.core.errors import InvalidInputError

if TYPE_CHECKING:
    # It takes a second and a hundred megabytes: only who reads a model loads it.
    import xgboost as xgb

MANIFEST = "manifest.json"
LARGEST = 256 * 2**20
"""Bytes that an unpacked model may have at most."""
_FOREIGN = "This folder holds no usable model. Train it anew."


class ModelKind(StrEnum):
    """The engine's four models; the value is stored and shown."""

    MASTERY_PREDICTOR = "mastery_predictor"
    CONTENT_RECOMMENDER = "content_recommender"
    DIFFICULTY_ESTIMATOR = "difficulty_estimator"
    INTERVENTION_TRIGGER = "intervention_trigger"


def write_artefact(
    folder: Path,
    kind: ModelKind,
    layout: int,
    features: Sequence[str],
    *,
    trees: dict[str, xgb.Booster] | None = None,
    numbers: dict[str, dict[str, Any]] | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Write a model into a folder, which is made where it is missing.

    Args:
        folder: Where to.
        kind: What the model is.
        layout: Version of how this kind lays out its files; another one is refused when reading.
        features: The columns the model reads, in order.
        trees: File name without ending -> boosters, stored as UBJ.
        numbers: File name without ending -> named arrays, stored as npz.
        facts: Plain values (JSON) that belong to the model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[str] = []
    for name, booster in (trees or {}).items():
        booster.save_model(folder / f"{name}.ubj")
        files.append(f"{name}.ubj")
    for name, arrays in (numbers or {}).items():
        np.savez_compressed(folder / f"{name}.npz", allow_pickle=False, **arrays)
        files.append(f"{name}.npz")
    manifest = {
        "kind": kind.value,
        "format": layout,
        "features": list(features),
        "facts": facts or {},
        "files": {name: fingerprint((folder / name).read_bytes()) for name in files},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


class Artefact:
    """A folder that was written by `write_artefact` and is whole; nothing of it is parsed before it was compared."""

    def __init__(self, folder: Path, kind: ModelKind, layout: int, features: Sequence[str]) -> None:
        """Check the folder.

        Args:
            folder: Where the model lies.
            kind: What it has to be.
            layout: The version of its files that the reader understands.
            features: The columns that the reader will hand to it.

        Raises:
            InvalidInputError: It is damaged, no such model, or made for other features.
        """
        self._folder = folder
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            found = (manifest["kind"], manifest["format"])
            columns, files = manifest["features"], dict(manifest["files"])
            self.facts: dict[str, Any] = dict(manifest.get("facts", {}))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidInputError(_FOREIGN) from error
        if found != (kind.value, layout):
            raise InvalidInputError(f"This is no {kind.value}, or one of another version. Train it anew.")
        if columns != list(features):
            raise InvalidInputError("This model was made for other features. Train it anew.")
        self._files: dict[str, bytes] = {}
        for name, wanted in files.items():
            if Path(name).name != name:
                raise InvalidInputError(_FOREIGN)
            try:
                data = (folder / name).read_bytes()
            except OSError as error:
                raise InvalidInputError(_FOREIGN) from error
            if fingerprint(data) != wanted:
                raise InvalidInputError(f"The file {name} of this model is damaged. Train it anew.")
            self._files[name] = data

    def trees(self, name: str) -> xgb.Booster:
        """Return boosters.

        Raises:
            InvalidInputError: There are none of that name, or XGBoost cannot read them.
        """
        import xgboost as xgb

        booster = xgb.Booster()
        try:
            booster.load_model(bytearray(self._files[f"{name}.ubj"]))
        except (KeyError, xgb.core.XGBoostError) as error:
            raise InvalidInputError(_FOREIGN) from error
        return booster

    def numbers(self, name: str) -> dict[str, Any]:
        """Return named arrays.

        Raises:
            InvalidInputError: There are none of that name, or they are no plain numbers.
        """
        try:
            with np.load(io.BytesIO(self._files[f"{name}.npz"]), allow_pickle=False) as arrays:
                return {key: arrays[key] for key in arrays.files}
        except (KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
            raise InvalidInputError(_FOREIGN) from error


def pack(folder: Path) -> bytes:
    """Return all files of a model as one archive, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            # A fixed time, so that the fingerprint of the archive says whether the model is the same.
            archive.writestr(zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0)), file.read_bytes())
    return out.getvalue()


def unpack(data: bytes, folder: Path) -> None:
    """Write the files of an archive by `pack` into a folder, which is made where it is missing.

    Raises:
        InvalidInputError: It is no such archive, names a place outside the folder, or would become too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > LARGEST or any(
                Path(info.filename).name != info.filename for info in infos
            ):
                raise InvalidInputError(_FOREIGN)
            folder.mkdir(parents=True, exist_ok=True)
            for info in infos:
                (folder / info.filename).write_bytes(archive.read(info))
    except zipfile.BadZipFile as error:
        raise InvalidInputError(_FOREIGN) from error


def fingerprint(data: bytes) -> str:
    """Return the SHA-256 of some bytes, as hex."""
    return hashlib.sha256(data).hexdigest()
