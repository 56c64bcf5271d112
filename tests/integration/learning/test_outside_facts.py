"""Services outside: off until an admin sets one up, asked about nobody, and only evidence for who decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
import pytest_asyncio

from learnapp.core.drafts import Draft, DraftSentence, Evidence
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.integrations import outbound_async
from learnapp.knowledge.outside_facts import OutsideFacts
from learnapp.knowledge.verification.check import Verification
from learnapp.services import generated, outside_facts, review, review_preview
from tests.fact_server import KEY, FactServer, fact_server
from tests.integration.learning.conftest import Classroom, new_classroom

CLAIM = "The cotton gin was first shown to the public by Eli Whitney in Savannah."
SAYS = "Eli Whitney was an American inventor."


@pytest_asyncio.fixture(loop_scope="session")
async def server(classroom: Classroom) -> AsyncIterator[FactServer]:
    with fact_server() as one:
        http = outbound_async.client(loopback=True)
        classroom.services.facts = OutsideFacts(http)
        one.articles["Eli Whitney"] = SAYS
        one.articles["Ada Lovelace"] = "Ada Lovelace wrote the first program."
        yield one
        await http.aclose()


async def _hold(classroom: Classroom, said: str = CLAIM) -> None:
    passage = Evidence(UUID(int=7), "In 1793 a machine was built. Cotton became a crop that paid.", "reading")
    draft = Draft(said, (DraftSentence(said, (0,), -0.1),), ())
    school = classroom.school
    await generated.verified(Verification(), school.tenant_id, school.section_id, draft, [passage], title="Cotton")


async def _jobs(classroom: Classroom) -> list[UUID]:
    jobs = (
        "SELECT args ->> 'review_id' FROM procrastinate_jobs WHERE task_name = 'look_up_facts'"
        " AND args ->> 'tenant_id' = %s"
    )
    return [UUID(row[0]) for row in await classroom.rows(jobs, str(classroom.school.tenant_id))]


async def test_reviewers_read_what_an_encyclopaedia_says(classroom: Classroom, server: FactServer) -> None:
    adam, tenant = classroom.actor("adam"), classroom.school.tenant_id
    await _hold(classroom)
    assert server.asked == [] and await _jobs(classroom) == [], "off until somebody sets it up"
    await outside_facts.save(adam, "wikipedia", server.rest, "", on=True)
    assert await outside_facts.try_out(adam, "wikipedia") == ""
    said = CLAIM.replace("first shown", "later shown")
    await _hold(classroom, said)
    (job,) = await _jobs(classroom)
    assert await outside_facts.look_up(tenant, job) == 1
    shown = await review_preview.previews(adam, (await review.list_reviews(adam)).rows)
    assert f"Wikipedia · Eli Whitney: {SAYS}" in shown[job].passages
    asked = len(server.asked)
    assert len(await outside_facts.about(tenant, said)) == 1 and len(server.asked) == asked, "remembered"
    # Nothing is asked about people of ours, whatever it may be.
    assert await outside_facts.about(tenant, "Write to Eli Whitney at eli@riverside.example today.") == []
    assert len(server.asked) == asked
    await outside_facts.remove(adam, "wikipedia")
    assert await outside_facts.about(tenant, "By Eli Whitney himself.") == [] and len(server.asked) == asked


async def test_a_key_is_sealed_stays_at_its_server_and_problems_are_shown(
    classroom: Classroom, server: FactServer
) -> None:
    adam, tenant = classroom.actor("adam"), classroom.school.tenant_id
    with pytest.raises(InvalidInputError, match="key"):
        await outside_facts.save(adam, "wolfram_short", server.url, "", on=True)
    await outside_facts.save(adam, "wolfram_short", server.url, "wrong", on=True)
    assert await outside_facts.about(tenant, "How much is 6 times 7?") == []
    card = next(one for one in await outside_facts.overview(adam) if one.kind == "wolfram_short")
    assert (card.on, card.has_key, card.problem) == (True, True, "key")
    await outside_facts.save(adam, "wolfram_short", server.url, KEY, on=True)
    server.answers["2 + 2"] = "4"
    assert await outside_facts.try_out(adam, "wolfram_short") == ""
    assert await classroom.rows("SELECT 1 FROM fact_service WHERE position(%s IN key_enc) > 0", KEY.encode()) == []
    await outside_facts.save(adam, "wolfram_short", server.url, "", on=True)
    with pytest.raises(InvalidInputError, match="key"):
        await outside_facts.save(adam, "wolfram_short", "http://127.0.0.1:1", "", on=True)
    for address in ("https://10.0.0.1/x?y=1", "ftp://example.org", ""):
        with pytest.raises(InvalidInputError):
            await outside_facts.save(adam, "wikipedia", address, "", on=True)


async def test_nobody_else_sets_one_up(classroom: Classroom, server: FactServer) -> None:
    elsewhere = await new_classroom(classroom.services)
    mallory = replace(elsewhere.actor("adam"))
    await outside_facts.save(classroom.actor("adam"), "wikipedia", server.rest, "", on=True)
    assert not any(one.on for one in await outside_facts.overview(mallory))
    with pytest.raises(NotFoundError):
        await outside_facts.try_out(mallory, "wikipedia")
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await outside_facts.save(classroom.actor(name), "wikipedia", server.rest, "", on=False)
        with pytest.raises(ForbiddenError):
            await outside_facts.overview(classroom.actor(name))
    assert await outside_facts.about(elsewhere.school.tenant_id, "By Eli Whitney himself.") == []
