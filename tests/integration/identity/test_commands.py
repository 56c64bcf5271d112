"""What an operator does on the command line with people and keys, as separate processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from learnapp.core.config import Settings
from learnapp.services import Services, privacy
from learnapp.storage.embedded import Urls
from tests.factories import MASTER_KEY, School

ROOT = Path(__file__).resolve().parents[3]


def _command(postgres: Urls, settings: Settings, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DATABASE_URL": postgres.app,
        "DATA_DIR": str(settings.data_dir),
        "ENVIRONMENT": "test",
        "MASTER_KEY": MASTER_KEY,
    }
    return subprocess.run(
        [sys.executable, "-m", "learnapp.cli", *words],
        cwd=ROOT,
        env=environment,
        input=typed,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )


async def test_erase_asks_first_and_then_leaves_nothing_to_read(
    postgres: Urls, settings: Settings, core_services: Services, riverside: School
) -> None:
    alice, adam = riverside["alice"], riverside.actor("adam")
    asked = _command(postgres, settings, "erase", riverside.slug, alice.email, typed="n\n")
    assert asked.returncode == 1
    assert alice.name in asked.stdout and "nothing was erased" in asked.stdout
    assert (await privacy.consent_status(adam, alice.person_id)).decision.allowed

    done = _command(postgres, settings, "erase", riverside.slug, alice.email, "--yes")
    assert done.returncode == 0, done.stderr
    assert str(alice.person_id) in done.stdout
    again = _command(postgres, settings, "erase", riverside.slug, str(alice.person_id), "--yes")
    assert again.returncode == 1 and "no such person" in again.stderr
    trail = await privacy.audit_search(adam, subject_id=alice.person_id, action="person.erase")
    assert [entry.actor_kind for entry in trail.rows] == ["system"]


async def test_a_rotation_without_an_old_key_says_what_to_set(
    postgres: Urls, settings: Settings, riverside: School
) -> None:
    refused = _command(postgres, settings, "key", "rotate")
    assert refused.returncode == 1
    assert "PREVIOUS_MASTER_KEY" in refused.stderr and "Traceback" not in refused.stderr


def test_a_new_key_is_ready_to_use(postgres: Urls, settings: Settings) -> None:
    from learnapp.security.crypto import Keyring

    printed = _command(postgres, settings, "key", "new").stdout.strip()
    assert Keyring.from_base64(printed)
