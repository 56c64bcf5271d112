"""Builds the browser's part once, and only when its sources changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from learnapp.core.errors import UnavailableError
from learnapp.workers import first_paint, players

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / ".web" / "build" / "client"
_STAMP = ROOT / ".web" / "learnapp-sources"
_LOCK = Path(sys.prefix) / "learnapp-build.lock"
_SOURCES = ("rxconfig.py", "learnapp/learnapp.py", "learnapp/pages", "learnapp/components", "learnapp/state", "assets")
# Not reflex.lock: a build may write it.
_ALSO = (
    "learnapp/core/locales", "learnapp/workers/first_paint.py", "learnapp/workers/players.py",
    "learnapp/workers/players_locked", "requirements.txt",
)  # fmt: skip

# Reflex's own switches for serving what was built before. Internal names: kept in this one place, Reflex is pinned.
SERVE_ENVIRONMENT = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
}


def sources_hash() -> str:
    """Return a digest of everything that the built front end depends on."""
    digest = hashlib.sha256()
    for name in (*_SOURCES, *_ALSO):
        path = ROOT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Return whether the built front end belongs to these sources."""
    return (
        (BUILT / "index.html").exists()
        and _STAMP.exists()
        and _STAMP.read_text(encoding="utf-8").strip() == sources_hash()
    )


def javascript_environment() -> dict[str, str]:
    """Return the environment in which Reflex finds node, npm and bun inside the virtual environment."""
    scripts = Path(sys.executable).parent
    bun = scripts.parent / "js" / "node_modules" / ".bin"
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join([str(bun), str(scripts), environment.get("PATH", "")])
    environment |= {"REFLEX_TELEMETRY_ENABLED": "false", "REFLEX_CHECK_LATEST_VERSION": "false"}
    npm = shutil.which("npm", path=environment["PATH"])
    if npm and "NPM_CONFIG_REGISTRY" not in environment:
        asked = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, check=False)  # noqa: S603
        if asked.returncode == 0 and asked.stdout.strip().startswith("http"):
            environment["NPM_CONFIG_REGISTRY"] = asked.stdout.strip()
    if not (bun / "bun").exists():
        environment["REFLEX_USE_NPM"] = "1"
    return environment


def build(*, log: Path) -> bool:
    """Build the front end if its sources changed; return whether it was built now.

    Args:
        log: File that takes the build's output.

    Raises:
        UnavailableError: The build failed; the message names the log.
    """
    with _LOCK.open("w") as lock:
        # Two builds in one folder would break each other; who waited finds the work done.
        fcntl.flock(lock, fcntl.LOCK_EX)
        return False if is_current() else _build(log)


def _build(log: Path) -> bool:
    before = sources_hash()
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--env", "prod"]
    with log.open("w", encoding="utf-8") as out:
        done = subprocess.run(  # noqa: S603 - fixed words
            command,
            cwd=ROOT,
            env=javascript_environment() | {"REFLEX_ENV_MODE": "prod"},
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode != 0 or not (BUILT / "index.html").exists():
        raise UnavailableError(f"The front end could not be built. What went wrong is in {log}.")
    first_paint.quicken(BUILT)
    players.put(BUILT, javascript_environment(), log)
    _STAMP.write_text(before, encoding="utf-8")
    return True
