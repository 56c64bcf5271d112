"""The system user that the embedded Postgres runs as: a database server refuses to be root."""

from __future__ import annotations

import fcntl
import os
import pwd
import subprocess

from learnapp.core.errors import UnavailableError

SYSTEM_USER = "pgserver"


def system_account(name: str = SYSTEM_USER) -> pwd.struct_passwd | None:
    """Return the system user, made when missing; None when we are not root.

    Raises:
        UnavailableError: It cannot be made.
    """
    if os.geteuid() != 0:
        return None
    # Two first starts at once would each make one, and the later entry would take the other's number away.
    folder = os.open("/etc", os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        return _found(name) or _made(name)
    finally:
        os.close(folder)


def _found(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made(name: str) -> pwd.struct_passwd:
    try:
        subprocess.run(  # noqa: S603 - fixed program and arguments
            ["/usr/sbin/useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise UnavailableError(
            "A database server refuses to be root, and no user of its own could be made. Start this as another user."
        ) from error
    return pwd.getpwnam(name)
