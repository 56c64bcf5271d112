"""The system user of the embedded Postgres."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from uuid import uuid4

import pytest

from learnapp.storage.system_user import system_account

_ASK = "from learnapp.storage.system_user import system_account as ask; print(ask('{name}').pw_uid)"


def test_first_starts_at_once_agree_on_one_user() -> None:
    if os.geteuid() != 0:
        assert system_account() is None, "who is not root runs the server as themselves"
        return
    name = f"la{uuid4().hex[:12]}"
    asking = [
        subprocess.Popen([sys.executable, "-c", _ASK.format(name=name)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    try:
        numbers = {one.communicate(timeout=60)[0].strip() for one in asking}
        assert numbers == {str(pwd.getpwnam(name).pw_uid)}
    finally:
        subprocess.run(["/usr/sbin/userdel", name], check=True, capture_output=True)
    with pytest.raises(KeyError):
        pwd.getpwnam(name)
