"""Commands for operators: what they stop for."""

from __future__ import annotations

import os
import signal

import pytest

from learnapp.cli_base import stopped_in_order


def test_a_command_under_nohup_goes_on_when_the_terminal_is_closed() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_in_order():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    with pytest.raises(SystemExit) as stopped, stopped_in_order():
        os.kill(os.getpid(), signal.SIGHUP)
    assert stopped.value.code == 128 + signal.SIGHUP
