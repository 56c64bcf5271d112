"""Commands for operators: what they stop for, and what they refuse before it becomes SQL."""

from __future__ import annotations

import os
import signal

import pytest
from typer.testing import CliRunner

from learnapp.cli import app
from learnapp.cli_base import stopped_in_order


def test_a_command_under_nohup_goes_on_when_the_terminal_is_closed() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_in_order():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        # Without it the terminal takes the command along, whatever the tests themselves were started by.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with pytest.raises(SystemExit) as stopped, stopped_in_order():
            os.kill(os.getpid(), signal.SIGHUP)
        assert stopped.value.code == 128 + signal.SIGHUP
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("name", ["a\nDROP ROLE learnapp_owner;", "host=elsewhere", 'a"b', "p@ss", "a/b", "", "ä"])
def test_a_name_that_psql_reads_as_more_than_a_name_makes_no_script(name: str) -> None:
    said = CliRunner().invoke(app, ["database", "script", f"--database={name}"])
    assert said.exit_code == 1
    assert "CREATE" not in said.output and "The name of a database" in said.output
