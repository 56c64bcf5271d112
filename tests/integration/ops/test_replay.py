"""`learnapp bench replay` killed with -9 in the middle loses nothing, doubles nothing and ends in the same states."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import psycopg
import pytest

from learnapp.core.errors import UnavailableError
from learnapp.storage.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = 260
_COUNTS = re.compile(r"([\d,]+) answers: ([\d,]+) sent now, ([\d,]+) stored, ([\d,]+) doubled, ([\d,]+) lost")


def _write_answers(path: Path) -> None:
    """Five students in turn, twelve items of four skills; who is right differs by student and item."""
    rows = [
        {
            "order": number, "student": number % 5, "item": number * 7 % 12, "kc": number * 7 % 12 % 4,
            "seconds": 20 * number, "correct": (number * number + number % 5) % 3 > 0,
        }
        for number in range(ANSWERS)
    ]  # fmt: skip
    pl.DataFrame(rows).write_parquet(path)


class Replay:
    """One data folder in which a file is replayed, by processes of their own."""

    def __init__(self, folder: Path, file: Path) -> None:
        folder.mkdir()
        self.server = EmbeddedPostgres(folder)
        self._command = [sys.executable, "-m", "learnapp.cli", "bench", "replay", str(file), "--first", str(ANSWERS)]
        left_out = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL")
        self._environment = {name: value for name, value in os.environ.items() if name not in left_out}
        self._environment["DATA_DIR"] = str(folder)
        self._log = folder / "replay.log"

    def stored(self) -> int:
        """Count the stored answers from outside; 0 while there is no database yet."""
        try:
            with psycopg.connect(self.server.urls().app) as conn:
                conn.execute(
                    "SELECT set_config('app.tenant_id', (SELECT tenant_id FROM directory.tenants() "
                    "WHERE slug LIKE 'replay-%')::text, true)"
                )
                row = conn.execute("SELECT count(*) FROM learning_event").fetchone()
        except (UnavailableError, psycopg.Error):
            return 0
        return int(row[0]) if row else 0

    def kill_after(self, answers: int) -> None:
        """Begin, and end it with kill -9 once so many answers are stored."""
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                until = time.monotonic() + 60
                while self.stored() < answers:
                    if process.poll() is not None or time.monotonic() > until:
                        pytest.fail(f"{answers} answers were never seen:\n{self._log.read_text()[-2000:]}")
                    time.sleep(0.01)
            finally:
                process.kill()
                process.wait()

    def finish(self) -> tuple[list[int], str]:
        """Replay to the end; return (answers, sent, stored, doubled, lost) and the digest of the states."""
        done = subprocess.run(
            self._command, cwd=ROOT, env=self._environment, capture_output=True, text=True, timeout=90, check=False
        )
        counts, digest = _COUNTS.search(done.stdout), re.search(r"^\W*states (\S+)", done.stdout, re.MULTILINE)
        assert done.returncode == 0 and counts and digest, f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        return [int(number.replace(",", "")) for number in counts.groups()], digest[1]

    def stop(self) -> None:
        """Stop a server that a killed run left behind."""
        if self.server.pid() is not None:
            self.server.start()
            self.server.stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    # A short path: the databases' sockets live in it.
    made = Path(tempfile.mkdtemp(prefix="lr-", dir="/tmp"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_a_replay_killed_in_the_middle_ends_like_one_that_was_left_alone(folder: Path) -> None:
    file = folder / "answers.parquet"
    _write_answers(file)
    calm, killed = Replay(folder / "calm", file), Replay(folder / "killed", file)
    try:
        counts, states = calm.finish()
        assert counts == [ANSWERS, ANSWERS, ANSWERS, 0, 0]

        killed.kill_after(40)
        (_, sent, stored, doubled, lost), resumed_states = killed.finish()
        assert 0 < sent < ANSWERS, "it was not killed in the middle: the test shows nothing"
        assert (stored, doubled, lost) == (ANSWERS, 0, 0)
        assert resumed_states == states
        assert killed.finish() == ([ANSWERS, 0, ANSWERS, 0, 0], states), "a third run sent something again"
    finally:
        calm.stop()
        killed.stop()
