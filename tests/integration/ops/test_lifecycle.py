"""`learnapp up` as a newcomer meets it: starts, answers, survives kill -9 with every row, keeps its children alive."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from learnapp.storage.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[3]
# Made anew for each call it would take from the server that begins what it needs itself.
_TLS = ssl.create_default_context()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until(what: str, true: Callable[[], bool], seconds: float, seen: Callable[[], object] = str) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s: {what} {seen()}")


def _alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits to be collected by its new parent does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


class Running:
    """`learnapp up` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return (self.folder / "up.log").read_text(encoding="utf-8")

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("ENVIRONMENT", "DEMO")}
        return kept | {"DATA_DIR": str(self.folder), "PORT": str(self.port)}

    def start(self, seconds: float = 120.0) -> None:
        with (self.folder / "up.log").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "learnapp.cli", "up"],
                cwd=ROOT, env=self.environment(), stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        _until(f"the first page; {self.log[-500:]}", self.answers, seconds)

    def answers(self, path: str = "/readyz") -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            pytest.fail(f"learnapp up ended with {self.process.returncode}:\n{self.log[-2000:]}")
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5, verify=_TLS).status_code == 200
        except httpx.HTTPError:
            return False

    def children(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))["children"]
        return found

    def database(self) -> int:
        """Return the process of its Postgres, 0 while there is none."""
        return EmbeddedPostgres(self.folder).pid() or 0

    def signs_in(self, email: str, password: str) -> bool:
        """Send the form of the sign-in page, as a browser does without scripts."""
        address = f"http://127.0.0.1:{self.port}"
        form = {"email": email, "password": password}
        sent = httpx.post(f"{address}/auth/sign-in", data=form, headers={"Origin": address}, timeout=20, verify=_TLS)
        return sent.status_code == 303 and "error" not in sent.headers["location"]

    def count(self, table: str) -> int:
        """Count rows of every institution, as the owner of the cluster."""
        with psycopg.connect(EmbeddedPostgres(self.folder).urls().app) as conn:
            total = 0
            for (tenant,) in conn.execute("SELECT tenant_id FROM directory.tenants()").fetchall():
                conn.execute("SELECT set_config('app.tenant_id', %s, true)", (str(tenant),))
                row = conn.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a table's name
                assert row is not None
                total += row[0]
            return total

    def command(self, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "learnapp.cli", *words], input=typed,
            cwd=ROOT, env=self.environment() | settings, capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    # The default asks for a browser build; the tests of the pages make the same one, so it is done only once.
    folder = Path(tempfile.mkdtemp(prefix="lr-", dir="/tmp"))
    one = Running(folder)
    try:
        one.start()
        yield one
    finally:
        one.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.timeout(300)
def test_a_newcomer_sees_progress_the_address_and_the_sign_ins(running: Running) -> None:
    _until("the sign-ins", lambda: "alice@riverside.example" in running.log, 20)
    assert "· starting the database" in running.log
    assert f"http://127.0.0.1:{running.port}" in running.log
    page = httpx.get(f"http://127.0.0.1:{running.port}/", follow_redirects=True, timeout=10)
    assert page.status_code == 200
    assert "<html" in page.text


@pytest.mark.timeout(300)
def test_the_demo_is_no_empty_building(running: Running) -> None:
    assert running.count("learning_event") > 200
    assert running.count("enrolment") >= 60
    assert running.count("consent") >= 60


@pytest.mark.timeout(300)
def test_a_second_start_says_that_one_is_running(running: Running) -> None:
    again = running.command("up")
    assert again.returncode == 1
    assert "running already" in again.stderr


@pytest.mark.timeout(300)
def test_a_command_attaches_to_the_running_system(running: Running) -> None:
    made = running.command("client", "create", "riverside", "lifecycle", "--scope", "events:write")
    assert made.returncode == 0, made.stderr
    assert "secret" in made.stdout
    assert running.answers(), "the command stopped somebody else's database"
    refused = running.command("client", "create", "nowhere", "lifecycle", "--scope", "events:write")
    assert refused.returncode == 1
    assert "no institution" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://evil.example", "http://127.0.0.1:1", "http://127.0.0.1:{port}.evil.example"],
)
def test_another_sites_page_opens_no_websocket(running: Running, origin: str | None) -> None:
    own = f"http://127.0.0.1:{running.port}"
    address = f"ws://127.0.0.1:{running.port}/_event/?EIO=4&transport=websocket&token=somebody"
    foreign = origin.format(port=running.port) if origin else None
    with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers=_origin(foreign)):
        pass
    assert refused.value.response.status_code == 403
    with connect(address, additional_headers=_origin(own)) as socket_:
        assert str(socket_.recv(10)).startswith("0{"), "our own page is greeted"


def _origin(value: str | None) -> dict[str, str]:
    return {"Origin": value} if value else {}


@pytest.mark.timeout(300)
def test_a_child_that_dies_is_started_again(running: Running) -> None:
    for name in ("app", "worker"):
        before = running.children()[name]
        os.kill(before, signal.SIGKILL)
        _until(f"a new {name}", lambda name=name, before=before: running.children()[name] != before, 30)  # type: ignore[misc]
    _until("the page after the restart", running.answers, 30)


@pytest.mark.timeout(300)
def test_a_database_that_dies_is_started_again(running: Running) -> None:
    events, before = running.count("learning_event"), running.database()
    os.kill(before, signal.SIGKILL)
    _until("a new database", lambda: running.database() not in (0, before), 60)
    _until("the page after that", running.answers, 60)
    assert "the database ended; starting it again" in running.log
    assert running.count("learning_event") == events


@pytest.mark.timeout(300)
def test_a_school_begins_at_the_terminal_with_its_first_administrator(running: Running) -> None:
    words = ("institution", "create", "oakfield", "Oakfield School", "--admin", "ada@oakfield.example")
    made = running.command(*words, "--admin-name", "Ada", "--time-zone", "Europe/Madrid", "--locale", "es")
    assert made.returncode == 0, made.stderr
    password = made.stdout.split("temporary password", 1)[1].split()[0]
    assert running.signs_in("ada@oakfield.example", password)
    again = running.command(*words, "--admin-name", "Ada")
    assert again.returncode == 1 and "slug oakfield already" in again.stderr
    wrong = running.command(*words[:2], "elmfield", *words[3:], "--admin-name", "Eve", "--time-zone", "Madrid")
    assert wrong.returncode == 1 and "IANA name" in wrong.stderr


def test_the_demo_stays_out_of_production_and_the_schema_is_looked_at(running: Running) -> None:
    said = running.command("seed", ENVIRONMENT="production", MASTER_KEY=(running.folder / "master.key").read_text())
    assert said.returncode == 1 and "no place in production" in said.stderr
    said = running.command("migrate")
    assert (said.returncode, said.stdout.strip()) == (0, "· nothing to change")
    said = running.command("migrate", DATABASE_URL="postgresql://app@127.0.0.1:1/none")
    assert said.returncode == 1 and "MIGRATION_DATABASE_URL" in said.stderr
    said = running.command("up", WORKERS="2", PORT="far")
    assert said.returncode == 1 and "PORT: " in said.stderr and "Traceback" not in said.stderr


@pytest.mark.timeout(300)
def test_a_backup_comes_back_elsewhere_without_those_who_were_erased_since(running: Running, tmp_path: Path) -> None:
    refused = running.command("backup", str(running.folder / "here"))
    assert refused.returncode == 1 and "must not lie in DATA_DIR" in refused.stderr
    kept = tmp_path / "backups"
    made = running.command("backup", str(kept))
    assert made.returncode == 0, made.stderr
    (first,) = kept.iterdir()
    counts = {table: running.count(table) for table in ("person", "learning_event", "kc_state")}
    gone = running.command("erase", "riverside", "bob@riverside.example", "--yes")
    assert gone.returncode == 0, gone.stderr

    with tempfile.TemporaryDirectory(prefix="lr-", dir="/tmp") as folder:
        other = Running(Path(folder))
        assert "Set MASTER_KEY" in other.command("restore", str(first)).stderr
        assert "not the one of this backup" in other.command(
            "restore", str(first), MASTER_KEY=running.command("key", "new").stdout.strip()
        ).stderr  # fmt: skip
        shutil.copy(running.folder / "master.key", other.folder)
        parent = other.command("restore", str(first), "--erased", str(running.folder))
        assert parent.returncode == 1 and "holds no list of erased people" in parent.stderr
        stray = other.folder / "erasures" / "notes.ids"
        stray.parent.mkdir()
        stray.write_text("Bob\n")
        words = ("restore", str(first), "--erased", str(running.folder / "erasures"))
        half = other.command(*words)
        assert half.returncode == 1 and "notes.ids is not a list" in half.stderr, half.stderr + half.stdout
        early = other.command("up")
        assert early.returncode == 1 and "has not ended well" in early.stderr, early.stderr + early.stdout
        stray.unlink()
        back = other.command(*words)
        assert back.returncode == 0, back.stderr + back.stdout
        assert "in already; going on" in back.stdout
        assert "1 people erased again" in back.stdout and "Every audit trail is sound" in back.stdout
        again = other.command("restore", str(first))
        assert again.returncode == 1 and "data here already" in again.stderr
        server = EmbeddedPostgres(other.folder)
        server.start()
        try:
            assert {table: other.count(table) for table in counts} == counts
            for email, there in (("alice@riverside.example", True), ("bob@riverside.example", False)):
                asked = other.command("erase", "riverside", email, typed="n\n")
                assert ("for ever?" in asked.stdout) is there, asked.stdout + asked.stderr
        finally:
            server.stop()

    files = json.loads((first / "backup.json").read_text(encoding="utf-8"))["files"]
    film = next(first / name for name in files if name.startswith("media/"))
    assert running.command("backup", str(kept)).returncode == 0
    (second,) = (each for each in kept.iterdir() if each != first)
    assert (second / film.relative_to(first)).stat().st_ino == film.stat().st_ino, "what has not changed is there once"
    film.write_bytes(b"something else")
    with tempfile.TemporaryDirectory(prefix="lr-", dir="/tmp") as folder:
        damaged = Running(Path(folder)).command("restore", str(first))
        assert damaged.returncode == 1 and film.name in damaged.stderr
    assert running.command("backup", str(kept), "--keep", "1").returncode == 0
    (third,) = kept.iterdir()
    assert (third / film.relative_to(first)).read_bytes() != b"something else", "a damaged file is not handed on"


@pytest.mark.timeout(300)
def test_kill_9_loses_nothing_and_the_next_start_takes_seconds(running: Running) -> None:
    people, events = running.count("person"), running.count("learning_event")
    children = running.children()
    assert running.process is not None
    running.process.kill()
    running.process.wait()
    _until(
        "the children notice", lambda: not any(map(_alive, children.values())), 30,
        lambda: [name for name, pid in children.items() if _alive(pid)],
    )  # fmt: skip
    written = len(running.log)
    tomorrow = time.time() + 86_400
    os.utime(running.folder / "logs" / "app.log", (tomorrow, tomorrow))
    running.start()
    assert "look at this: the clock of this machine says" in running.log[written:]
    assert "loading" not in running.log[written:], "the demo was loaded a second time"
    assert (running.count("person"), running.count("learning_event")) == (people, events)


@pytest.mark.timeout(300)
def test_sigterm_ends_everything_cleanly(running: Running) -> None:
    # What the killed run left behind may still answer for a moment: wait for this start's own word.
    until = time.monotonic() + 90
    while "is ready" not in running.log.rsplit("starting the database", 1)[-1] and time.monotonic() < until:
        time.sleep(0.2)
    children = running.children()
    running.end()
    assert running.process is not None
    assert running.process.returncode == 0
    assert "every row is kept" in running.log
    assert not any(map(_alive, children.values()))
    assert not (running.folder / "run.json").exists()


@pytest.mark.timeout(120)
def test_a_start_that_is_stopped_half_way_unwinds_and_says_so() -> None:
    with tempfile.TemporaryDirectory(prefix="lr-", dir="/tmp") as folder:
        early = Running(Path(folder))
        with (early.folder / "up.log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "learnapp.cli", "up"],
                cwd=ROOT, env=early.environment(), stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        _until("the database", lambda: "newest schema" in early.log, 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert "every row is kept" in early.log
        assert early.database() == 0


@pytest.mark.timeout(300)
def test_a_new_master_key_takes_over_in_every_institution_though_killed_on_the_way(running: Running) -> None:
    old = (running.folder / "master.key").read_text(encoding="utf-8")
    new = running.command("key", "new").stdout.strip()
    both = {"MASTER_KEY": new, "PREVIOUS_MASTER_KEY": old}
    people = {"riverside": ("alice@riverside.example", "Alice Moreno"),
              "northfield": ("mallory@northfield.example", "Mallory Stone")}  # fmt: skip

    def names(key: str) -> list[bool]:
        """Whether each institution's person is found and named under a key; to be asked about erasing is to be told."""
        found = [running.command("erase", where, who[0], typed="n\n", MASTER_KEY=key) for where, who in people.items()]
        return [who[1] in each.stdout for each, who in zip(found, people.values(), strict=True)]

    assert names(old) == [True, True]
    rotation = subprocess.Popen(
        [sys.executable, "-u", "-m", "learnapp.cli", "key", "rotate"],
        cwd=ROOT, env=running.environment() | both, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert rotation.stdout is not None
    first = rotation.stdout.readline()
    rotation.kill()
    rotation.wait()
    rotation.stdout.close()
    assert "addresses" in first

    done = running.command("key", "rotate", **both)
    assert done.returncode == 0, done.stderr
    assert "Everything is under MASTER_KEY" in done.stdout
    assert names(new) == [True, True]
    assert names(old) == [False, False]
