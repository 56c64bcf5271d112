"""A tutor whose answers a language model writes: set up by an admin, paid by the hour, checked, and told no names."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.integrations import outbound_async
from learnapp.knowledge.llm.chain import Chain, Spent
from learnapp.knowledge.llm.gateway import Gateway
from learnapp.knowledge.llm.wire import Wire
from learnapp.knowledge.verification.check import Verification
from learnapp.services import (
    language_model_check,
    language_models,
    learning,
    notice_board,
    review,
    switches,
    tutor,
    tutor_past,
)
from learnapp.services import language_model_settings as setup
from learnapp.services.language_model_settings import ProviderDraft
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.history import course_of, study_history
from tests.llm_server import POISON, LlmServer, faithful, llm_server

WHY = "Why did the Civil War start?"
KEY = "sk-a-secret-of-the-school"


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with llm_server() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def school(classroom: Classroom, server: LlmServer) -> AsyncIterator[Classroom]:
    """A school whose language model is set up and switched on."""
    server.clear()
    http = outbound_async.client(loopback=True)
    classroom.services.gateway = Gateway(Chain(Wire(http)), classroom.services.cache)
    classroom.services.verifier = Verification()
    await setup.add(classroom.actor("adam"), draft(server))
    await switches.switch(classroom.actor("adam"), "tutor_model", on=True)
    yield classroom
    await http.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def course(school: Classroom, tmp_path: Path) -> UUID:
    return await study_history(school, tmp_path)


def draft(server: LlmServer, **other: str) -> ProviderDraft:
    values = {"name": "Ours", "base_url": server.url, "key": KEY, "model": "large", "price_in": "2", "price_out": "8"}
    return ProviderDraft(**{**values, **other})


async def test_answers_are_written_checked_and_kept_with_their_places(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    alice = school.actor()
    assert (await tutor.standing(alice)).model_helps
    server.faults.append("fabricated")
    got = await tutor.ask(alice, WHY)
    said = [one for one in got.turn.lines if one.written]
    assert got.turn.writer == "model" and said and all(one.cite >= 1 for one in said)
    assert {one.cite for one in said} <= {one.number for one in got.turn.sources}
    assert "Genoa" not in repr(got.turn)
    (kept,) = await tutor_past.read(alice, UUID(got.conversation_id))
    assert kept == got.turn
    sent = json.loads(server.asked[0]["messages"][1]["content"])
    assert sent["question"] == WHY and sent["reader"] == "16 years old or older" and sent["language"] == "en"
    assert "user" not in server.asked[0], "nobody is told who asks"


async def test_an_answer_of_which_half_is_false_is_not_shown_and_reviewers_are_asked(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    false = "The moon landing of 1969 was paid for by the Bank of Genoa."
    server.writes = lambda data: [(false, [1]), *faithful(data)[:1]]
    got = await tutor.ask(school.actor(), WHY)
    assert got.turn.writer == "away" and got.turn.sources and "Genoa" not in repr(got.turn)
    held = [
        one for one in (await review.list_reviews(school.actor("adam"), status="open")).rows if one.kind == "generated"
    ]
    assert [one.evidence["sentence"] for one in held] == [false]


async def test_an_address_in_words_is_kept_for_nobody(school: Classroom, course: UUID, server: LlmServer) -> None:
    false = "The moon landing of 1969 was paid for by the Bank of Genoa."
    server.writes = lambda _: [(false, [1]), ("For the answers write to zoe at school dot example today.", [1])]
    await tutor.ask(school.actor(), WHY)
    found = (await review.list_reviews(school.actor("adam"), status="open")).rows
    held = [one for one in found if one.kind == "generated"]
    assert [one.evidence["sentence"] for one in held] == [false], "nobody is asked about the other one"
    assert "zoe" not in repr(held) and "[EMAIL]" in held[0].evidence["draft"]


async def test_a_poisoned_answer_leaves_nothing_of_its_poison(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    server.always = "poisoned"
    got = await tutor.ask(school.actor(), WHY)
    assert POISON not in repr(got.turn) and "answer key" not in repr(got.turn)
    server.writes = lambda _: []
    alone = await tutor.ask(school.actor(), "What was the Dred Scott case about?")
    assert alone.turn.writer == "away" and not any(one.written for one in alone.turn.lines) and alone.turn.sources


async def test_without_an_answer_the_course_is_quoted(school: Classroom, course: UUID, server: LlmServer) -> None:
    for fault in ("wrong_form", "garbage", "key"):
        server.always = fault
        got = await tutor.ask(school.actor(), WHY)
        assert (got.turn.kind, got.turn.writer) == ("answer", "away") and len(got.turn.sources) >= 3
        (card,) = (await setup.overview(school.actor("adam"))).providers
        assert card.row.last_problem == ("key" if fault == "key" else "")
    assert card.state == "open", "three times in a row"


async def test_no_byte_of_anybody_leaves_and_no_secret_of_the_task(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    alice, bob = school.actor(), school.school["bob"]
    item = next(
        one.content_id for one in (await course_of(school, course, 1)).content.values()
        if one.title == "Deep cause or trigger"
    )  # fmt: skip
    await learning.record_event(school.event(Verb.ANSWERED, item, response="The cotton gin"), alice)
    own = school.school["alice"]
    asked = f"I am ALICE, {own.email}, (212) 555-0147. Bob and carol ({bob.person_id}) say help me with slavery?"
    await tutor.ask(alice, asked)
    got = await tutor.ask(alice, asked, content_id=item)
    assert got.turn.kind == "coach" and len(server.asked) == 2
    body = json.loads(server.asked[1]["messages"][1]["content"])
    assert body["tried"] == "The cotton gin" and body["passages"][0]["kind"] == "stem"
    for seen in (bytes(server.taken).decode().lower(), json.dumps(server.asked, ensure_ascii=False).lower()):
        for secret in ("alice", "bob", "carol", own.email.lower(), "555-0147", str(bob.person_id), str(own.person_id),
                       str(school.school.tenant_id)):  # fmt: skip
            # South Carolina is no person.
            assert re.search(rf"(?<![a-z]){re.escape(secret)}(?![a-z])", seen) is None, secret
    assert "sumter" not in json.dumps(body).lower() and "sumter" not in repr(got.turn).lower()
    assert got.turn.asked == asked, "on the page stands what was typed"


async def test_nobody_is_asked_without_consent_without_the_switch_and_in_other_classes(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    alice, adam, section = school.actor(), school.actor("adam"), school.school.section_id
    await switches.switch(adam, "tutor_model", section_id=section, on=False)
    assert not (await tutor.standing(alice)).model_helps and (await tutor.ask(alice, WHY)).turn.writer == ""
    await switches.switch(adam, "tutor_model", section_id=section, on=True)
    async with school.services.db.transaction(school.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE consent SET withdrawn_at = granted_at"))
    assert not (await tutor.standing(alice)).model_helps and (await tutor.ask(alice, WHY)).turn.writer == ""
    assert server.asked == []
    with pytest.raises(ForbiddenError):
        await tutor.standing(school.actor("carol"))


async def test_the_same_question_is_answered_from_memory_and_one_beside_a_task_is_not(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    first = await tutor.ask(school.actor(), "What was the Missouri Compromise?")
    again = await tutor.ask(school.actor("bob"), "what was the missouri compromise")
    assert first.turn.writer == again.turn.writer == "model" and len(server.asked) == 1
    assert [one.text for one in again.turn.lines] == [one.text for one in first.turn.lines]
    uses = (await setup.overview(school.actor("adam"))).month
    assert sorted(one.asked for one in uses) == [1, 1] and any(one.provider_id.int == 0 for one in uses)
    item = next(one.content_id for one in (await course_of(school, course, 1)).content.values() if one.steps)
    for _ in range(2):
        await tutor.ask(school.actor(), "help", content_id=item)
    assert len(server.asked) == 3


async def test_a_follow_up_is_sent_with_what_was_said_before_without_names_and_is_remembered_for_nobody(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    alice, asked = school.actor(), "Alice and bob ask: what was the Missouri Compromise?"
    first = await tutor.ask(alice, asked)
    for _ in range(2):
        await tutor.ask(alice, "Why?", conversation_id=UUID(first.conversation_id))
    sent = [json.loads(one["messages"][1]["content"]) for one in server.asked]
    assert len(sent) == 3 and "earlier" not in sent[0] and sent[1]["question"] == "Why?"
    (before,) = sent[1]["earlier"]
    assert "Missouri Compromise" in before["question"] and before["answer"] and len(sent[2]["earlier"]) == 2
    assert "alice" not in json.dumps(sent).lower() and "bob" not in json.dumps(sent).lower()
    assert len({one["messages"][0]["content"] for one in server.asked}) == 1, "the rules are the same"
    await tutor.ask(school.actor("bob"), "Why?")
    assert "earlier" not in json.loads(server.asked[-1]["messages"][1]["content"])


async def test_where_a_provider_is_silent_about_how_sure_it_is_others_are_compared(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    server.logprob = None
    assert (await tutor.ask(school.actor(), WHY)).turn.writer == "model"
    assert len(server.asked) == 3 and {one["temperature"] for one in server.asked} == {0.2, 0.6, 0.9}
    uses = {one.purpose: one.asked for one in (await setup.overview(school.actor("adam"))).month}
    assert uses == {"tutor": 1, "sample": 2}


async def test_the_budget_of_an_hour_holds_and_admins_are_told(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    adam, alice = school.actor("adam"), school.actor()
    await setup.set_budget(adam, "eur", "5000", "")
    account = language_models.Account(school.school.tenant_id)
    await account.reserve(4_500, 0)
    await account.settle((4_500, 0), (), "trial")
    assert (await setup.overview(adam)).hour == (0, 0), "what was not spent is given back"
    await account.reserve(4_200, 100)
    got = await tutor.ask(alice, WHY)
    assert got.turn.writer == "away" and server.asked == [] and got.turn.sources
    with pytest.raises(language_models.BudgetSpentError):
        await account.reserve(900, 0)
    assert await notice_board.unread(adam) == 1, "once for the hour"
    school.clock.at += timedelta(hours=1)
    await account.reserve(800, 0)
    await account.settle((800, 0), (), "trial")
    assert (await setup.overview(adam)).ends == school.clock.at.replace(minute=0) + timedelta(hours=1)
    await setup.set_budget(adam, "EUR", "300000", "0,0001")
    with pytest.raises(language_models.BudgetSpentError):
        await account.reserve(10, 101)


async def test_what_is_asked_in_one_hour_and_answered_in_the_next_is_paid_in_the_first(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    adam = school.actor("adam")
    await setup.set_budget(adam, "USD", "100000", "")
    first, second = (language_models.Account(school.school.tenant_id) for _ in range(2))
    (provider,) = await language_models.chain_of(school.school.tenant_id)
    await first.reserve(3_000, 0)
    school.clock.at += timedelta(hours=1)
    await second.reserve(2_000, 0)
    await first.settle((3_000, 0), [Spent(provider, 500, 100)], "tutor")
    assert (await setup.overview(adam)).hour[0] == 2_000, "nothing is given back to an hour that did not give it"
    school.clock.at -= timedelta(hours=1)
    assert (await setup.overview(adam)).hour[0] == 600


async def test_it_is_said_why_nothing_of_a_model_is_shown(school: Classroom, course: UUID, server: LlmServer) -> None:
    alice, adam = school.actor(), school.actor("adam")
    account = language_models.Account(school.school.tenant_id)
    server.writes = lambda _: [("The moon landing of 1969 was paid for by the Bank of Genoa.", [1])]
    got = await tutor.ask(alice, WHY)
    assert (got.turn.writer, got.turn.away) == ("away", "held")
    server.always = "model"
    assert (await tutor.ask(alice, "What was the Missouri Compromise?")).turn.away == "away"
    await setup.set_budget(adam, "USD", "5000", "")
    await account.reserve(4_000, 0)
    got = await tutor.ask(alice, "What was the Dred Scott case about?")
    assert (got.turn.writer, got.turn.away) == ("away", "spent") and got.turn.sources
    assert (await tutor_past.read(alice, UUID(got.conversation_id)))[0].away == "spent"


async def test_most_of_a_budget_is_told_too_and_what_was_used_is_shown(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    adam = school.actor("adam")
    await setup.set_budget(adam, "USD", "100000", "0.03")
    await tutor.ask(school.actor(), WHY)
    found = await setup.overview(adam)
    (use,) = found.month
    assert use.purpose == "tutor" and use.cost == use.tokens_in * 2 + use.tokens_out * 8 == found.hour[1]
    assert found.hour[0] == use.tokens_in + use.tokens_out and found.students == 2 and found.on
    account = language_models.Account(school.school.tenant_id)
    assert await notice_board.unread(adam) == 0
    chain = await language_models.chain_of(school.school.tenant_id)
    spent = Spent(chain[0], 6_000, 0)
    await account.settle((0, 0), [spent], "trial")
    await account.settle((0, 0), [spent], "trial")
    board = await notice_board.read(adam)
    (notice,) = [one.notice for day in board.days for one in day.notices]
    assert notice.key == "notice-model_budget-most" and notice.href == "/admin/language-model"


async def test_only_admins_set_it_up_auditors_read_and_no_key_comes_back(school: Classroom, server: LlmServer) -> None:
    adam = school.actor("adam")
    auditor = replace(adam, person_id=uuid4(), roles=frozenset({"auditor"}))
    found = await setup.overview(auditor)
    assert found.providers[0].has_key and KEY not in repr(found)
    stored = await school.rows("SELECT key_enc FROM language_model_provider")
    assert KEY.encode() not in bytes(stored[0][0])
    provider_id = found.providers[0].row.provider_id
    elsewhere = await new_classroom(school.services)
    acts: list[Any] = [
        lambda who: setup.change(who, provider_id, draft(server)), lambda who: setup.remove(who, provider_id),
        lambda who: setup.move(who, provider_id, up=True), lambda who: language_model_check.try_out(who, provider_id),
    ]  # fmt: skip
    for act in acts:
        for who in (auditor, school.actor("carol"), school.actor()):
            with pytest.raises(ForbiddenError):
                await act(who)
        with pytest.raises(NotFoundError):
            await act(elsewhere.actor("adam"))
    assert (await setup.overview(elsewhere.actor("adam"))).providers == []
    for who in (school.actor("carol"), school.actor()):
        with pytest.raises(ForbiddenError):
            await setup.overview(who)
        with pytest.raises(ForbiddenError):
            await setup.set_budget(who, "USD", "5000", "")


async def test_a_chain_is_put_in_order_and_a_key_is_not_taken_along(school: Classroom, server: LlmServer) -> None:
    adam = school.actor("adam")
    second = await setup.add(adam, draft(server, name="Second", small_model="tiny"))
    assert [one.name for one in await language_models.chain_of(school.school.tenant_id)] == ["Ours", "Second"]
    await setup.move(adam, second, up=True)
    chain = await language_models.chain_of(school.school.tenant_id)
    assert [one.name for one in chain] == ["Second", "Ours"] and chain[0].model_for(small=True) == "tiny"
    await setup.change(adam, second, draft(server, name="Renamed", key=""))
    assert (await language_models.chain_of(school.school.tenant_id))[0].key == KEY
    await setup.change(adam, second, draft(server, name="Moved", key="", base_url="https://other.example/v1/"))
    moved = (await language_models.chain_of(school.school.tenant_id))[0]
    assert (moved.key, moved.base_url) == ("", "https://other.example/v1")
    await setup.remove(adam, second)
    assert [one.name for one in await language_models.chain_of(school.school.tenant_id)] == ["Ours"]


WRONG = (
    {"base_url": "http://models.example/v1"}, {"base_url": "https://10.0.0.5/v1"}, {"base_url": "file:///etc/x"},
    {"base_url": "https://u:p@models.example/v1"}, {"base_url": "https://models.example/v1?a=b"},
    {"model": ""}, {"model": "a b"}, {"key": "two words"}, {"key": "ключ"}, {"price_in": "-1"}, {"name": " "},
    {"price_in": "nan"}, {"price_out": "much"},
)  # fmt: skip


async def test_bad_input_says_what_is_wrong(school: Classroom, server: LlmServer) -> None:
    for wrong in WRONG:
        with pytest.raises(InvalidInputError):
            await setup.add(school.actor("adam"), draft(server, **wrong))


async def test_a_server_of_our_own_network_has_to_be_named_by_who_runs_this(
    school: Classroom, server: LlmServer
) -> None:
    settings = school.services.settings
    school.services.settings = settings.model_copy(update={"language_model_hosts": "10.0.0.5:8000, models.lan:443"})
    for base in ("http://10.0.0.5:8000/v1", "https://models.lan/v1"):
        await setup.add(school.actor("adam"), draft(server, base_url=base))
    school.services.settings = settings
    for bad in (("US", "5000", ""), ("USD", "12", ""), ("USD", "many", ""), ("USD", "5000", "-3")):
        with pytest.raises(InvalidInputError):
            await setup.set_budget(school.actor("adam"), *bad)


async def test_a_trial_names_the_step_that_fails(school: Classroom, server: LlmServer) -> None:
    adam = school.actor("adam")
    (one,) = (await setup.overview(adam)).providers
    expected = {"key": "key", "model": "model", "moved": "model", "wrong_form": "answer", "garbage": "answer", "": ""}
    for fault, failing in expected.items():
        server.always = fault
        steps = await language_model_check.try_out(adam, one.row.provider_id)
        assert [step.name for step in steps] == list(language_model_check.STEPS)
        assert [step.name for step in steps if step.outcome == "failed"] == ([failing] if failing else [])
        assert all((step.reason != "") == (step.outcome == "failed") for step in steps)
        (after,) = (await setup.overview(adam)).providers
        assert (after.row.tried_at is not None) == (not fault) and bool(after.row.last_problem) == bool(fault)


async def test_a_trial_asks_the_small_model_too_and_help_beside_a_task_is_its_job(
    school: Classroom, course: UUID, server: LlmServer
) -> None:
    adam = school.actor("adam")
    (one,) = (await setup.overview(adam)).providers
    await setup.change(adam, one.row.provider_id, draft(server, small_model="tiny"))
    server.faults.extend(["", "model"])
    steps = await language_model_check.try_out(adam, one.row.provider_id)
    assert (steps[-1].name, steps[-1].outcome, steps[-1].reason) == ("small", "failed", "model")
    item = next(one.content_id for one in (await course_of(school, course, 1)).content.values() if one.steps)
    await tutor.ask(school.actor(), "help", content_id=item)
    await tutor.ask(school.actor(), WHY)
    assert [one["model"] for one in server.asked] == ["large", "tiny", "tiny", "large"]


async def test_a_trial_of_nobody_there_fails_at_the_address(school: Classroom, server: LlmServer) -> None:
    adam = school.actor("adam")
    provider_id = await setup.add(adam, draft(server, base_url="http://127.0.0.1:9/v1"))
    school.services.gateway.chain._sleep = _at_once  # noqa: SLF001 - three tries without waiting
    steps = await language_model_check.try_out(adam, provider_id)
    assert (steps[0].outcome, steps[0].reason, steps[1].outcome) == ("failed", "unreachable", "skipped")


async def _at_once(_seconds: float) -> None:
    return None
