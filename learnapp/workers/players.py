"""The players of H5P and SCORM: fetched from npm once, as locked, and put beside the built pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from learnapp.core.errors import UnavailableError

LOCKED = Path(__file__).resolve().parent / "players_locked"
"""`package.json` and its lock file: exact versions, each with the digest that npm checks."""
_FILES = {
    "h5p-standalone": ("main.bundle.js", "frame.bundle.js", "styles", "fonts", "images"),
    "scorm-again": ("scorm12.min.js",),
}


def put(built: Path, environment: Mapping[str, str], log: Path) -> None:
    """Put the players into `players` among the built pages; fetch them if they are not here.

    Args:
        built: The folder of the built front end.
        environment: With npm on its path.
        log: Takes what npm says.

    Raises:
        UnavailableError: npm could not fetch them; the message names the log.
    """
    store = Path(sys.prefix) / "players"
    lock = (LOCKED / "package-lock.json").read_text(encoding="utf-8")
    stamp = store / "fetched"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != lock:
        _fetch(store, environment, log)
        stamp.write_text(lock, encoding="utf-8")
    for package, names in _FILES.items():
        source, target = store / "node_modules" / package / "dist", built / "players" / package
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            if (source / name).is_dir():
                shutil.copytree(source / name, target / name, dirs_exist_ok=True)
            else:
                shutil.copy2(source / name, target / name)


def _fetch(store: Path, environment: Mapping[str, str], log: Path) -> None:
    npm = shutil.which("npm", path=environment.get("PATH"))
    store.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy2(LOCKED / name, store / name)
    done = None
    if npm is not None:
        # No scripts: that of h5p-standalone insists on another package manager, and none is needed.
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        with log.open("a", encoding="utf-8") as out:
            done = subprocess.run(  # noqa: S603 - fixed words
                command, cwd=store, env=dict(environment), stdout=out, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
    if done is None or done.returncode != 0:
        raise UnavailableError(f"The players of H5P and SCORM could not be fetched. What went wrong is in {log}.")
