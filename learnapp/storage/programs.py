"""The programs of Postgres that copy whole databases, and connections whose failure is said in a sentence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow

from learnapp.core.errors import UnavailableError

_PATIENCE_S = 10
_AMBIGUOUS = re.compile(r"postgres(ql)?://([^/?]*@[^/?]*@|[^/?]*/[^?]*@)")
"""A connection string with an @ or a / in its password, written as it is."""
_SECRETS = ("password", "sslpassword")
_INHERITED = ("PATH", "HOME", "LANG")


def database_of(url: str) -> str:
    """Return the name of the database in a connection string, "" where it names none.

    Raises:
        UnavailableError: It is no connection string.
    """
    return str(_parts("The connection string", url).get("dbname", ""))


def to_database(url: str, name: str) -> str:
    """Return a connection string to another database of the same server.

    Raises:
        UnavailableError: It is no connection string.
    """
    return make_conninfo(**_parts("The connection string", url) | {"dbname": name})


def connect(what: str, url: str, **options: Any) -> psycopg.Connection[TupleRow]:
    """Connect, or say what stands in the way.

    Args:
        what: The setting, or whatever an operator knows the connection string by.
        url: The connection string.
        options: As psycopg takes them.

    Raises:
        UnavailableError: There is no connection; the message has Postgres' own reason, and no password.
    """
    parts = {"connect_timeout": _PATIENCE_S, **_parts(what, url)}
    try:
        return psycopg.connect(make_conninfo(**parts), **options)
    except psycopg.OperationalError as error:
        raise UnavailableError(f"{what} leads to no database that can be used: {_reason(error)}") from error


def run(name: str, words: list[str], url: str, *, binaries: Path | None) -> None:
    """Run pg_dump or pg_restore on a database.

    Args:
        name: The program.
        words: Its arguments but the database.
        url: Connection string of the database.
        binaries: Folder of the program; None: the one on PATH.

    Raises:
        UnavailableError: It is missing or has failed; the message says how.
    """
    parts = _parts("The connection string", url)
    # By the environment: a password among the arguments could be read by everybody on the machine.
    hidden = {"PGPASSWORD": str(parts["password"])} if "password" in parts else {}
    shown = make_conninfo(**{word: value for word, value in parts.items() if word not in _SECRETS})
    inherited = {each: value for each, value in os.environ.items() if each in _INHERITED or each.startswith("PG")}
    done = subprocess.run(  # noqa: S603 - fixed words
        [_binary(name, binaries), "--dbname", shown, *words],
        env=inherited | hidden, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode != 0:
        raise UnavailableError(f"{name} failed: {_said(name, done)}")


def _parts(what: str, url: str) -> dict[str, Any]:
    try:
        parts = {word: value for word, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError as error:
        # Its own words would show the password.
        raise _unreadable(what) from error
    if _AMBIGUOUS.match(url) or not str(parts.get("port", "0")).replace(",", "").isdigit():
        # Read at all, a piece of the password would pass for the host, the port or the database, and be shown as that.
        raise _unreadable(what)
    return parts


def _unreadable(what: str) -> UnavailableError:
    return UnavailableError(
        f"{what} cannot be read. Write it like postgresql://ROLE:PASSWORD@HOST:5432/DATABASE, and in the password"
        " %25 for a %, %40 for an @ and %2F for a /."
    )


def _reason(error: psycopg.OperationalError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    # Several addresses of one host fail alike: the last one speaks for all. What libpq asks back is no reason.
    telling = [line for line in lines if not line.endswith("?")] or lines
    return telling[-1] if telling else "it gives no reason"


def _binary(name: str, binaries: Path | None) -> str:
    found = str(binaries / name) if binaries else shutil.which(name)
    if not found:
        raise UnavailableError(f"{name} is missing. Install the client programs of your server's version of Postgres.")
    return found


def _said(name: str, done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode < 0:
        return f"it was ended by signal {-done.returncode}"
    # Its own lines only: what the server adds can show rows.
    own = [line.strip() for line in done.stderr.splitlines() if line.startswith(f"{name}: ")]
    telling = [line.removeprefix(f"{name}: ").removeprefix("error: ") for line in own if "warning: " not in line]
    return "; ".join(telling[:3]) or "it gives no reason"
