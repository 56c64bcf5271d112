"""Other people's programs judge what we say: a record store takes it, and a validator finds nothing wrong with it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from learnapp.engine.event import Verb
from learnapp.integrations.xapi.statements import statements
from learnapp.services import open_data_sending, open_data_trial
from learnapp.services import open_data_settings as setup
from learnapp.services.open_data_settings import EndpointDraft
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_open_data import study
from tests.peers.ralph import PASSWORD, USER, ralph
from tests.unit.integrations.test_open_data_words import PLACE, TESTED, told
from tests.unit.integrations.test_sittings import attempt
from tests.unit.integrations.test_video_profile import watched_film

JUDGE = Path(__file__).parents[2] / "peers" / "xapi_validation.mjs"
MODULES = Path(sys.prefix) / "peers" / "node_modules"


def _judged(documents: list[dict[str, object]]) -> list[list[str]]:
    node = shutil.which("node")
    assert node is not None
    lines = "\n".join(json.dumps(one) for one in documents)
    done = subprocess.run([node, str(JUDGE), str(MODULES)], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_validator_of_others_finds_nothing_wrong_with_any_kind_of_statement() -> None:
    said = [one for verb in Verb for one in statements(told(verb), PLACE)]
    said += [*watched_film().said, *attempt(), *attempt(replace(TESTED, passed=None))]
    planted = [{**said[0], "actor": {"name": "x"}}, {**said[0], "id": "1"}, {**said[0], "more": 1}]
    found = _judged([*said, *planted])
    assert found[: len(said)] == [[]] * len(said), found
    assert all(found[len(said) :]), "it finds what is wrong"


async def test_a_record_store_of_others_takes_our_statements_once(classroom: Classroom, tmp_path: Path) -> None:
    admin = classroom.actor("adam")
    with ralph(tmp_path) as store:
        endpoint = await setup.add(admin, EndpointDraft("xapi", store.url, USER, "wrong"))
        await setup.switch(admin, endpoint, on=True)
        failed = await open_data_trial.try_out(admin, endpoint)
        assert [one.name for one in failed if one.outcome == "failed"] == ["key"]
        await setup.change(admin, endpoint, EndpointDraft("xapi", store.url, USER, PASSWORD))
        assert {one.outcome for one in await open_data_trial.try_out(admin, endpoint)} == {"ok"}
        await study(classroom, 3)
        assert await open_data_sending.send(classroom.school.tenant_id) == 3
        await classroom.rows(
            "INSERT INTO open_data_out SELECT tenant_id, %s, event_id, student_id, received_at FROM learning_event"
            " RETURNING 1", endpoint,
        )  # fmt: skip
        assert await open_data_sending.send(classroom.school.tenant_id) == 3, "sent again, as after a killed worker"
        kept = [one["id"] for one in store.get().json()["statements"]]
    assert len(kept) == len({UUID(one) for one in kept}) == 4, "the trial and three answers"
    await classroom.services.extras.pop("open_data_http").aclose()
