"""What people are told goes out: once, when they want it, only where they may be written to, and never twice."""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from learnapp.api.app import build_api
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError, NotSignedInError
from learnapp.security.access import Actor, system_actor
from learnapp.security.webhooks import new_secret
from learnapp.services import (
    announcements,
    channel_check,
    channel_settings,
    delivery_choices,
    delivery_log,
    delivery_routing,
    delivery_work,
    family_export,
    message_templates,
    notice_board,
    notice_choices,
    notices,
    privacy,
    returned_letters,
    unsubscribing,
)
from learnapp.storage.repositories import deliveries as delivery_rows
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_discussion import _born
from tests.mail_sink import Sink, mail_sink, text_of
from tests.webhooks import signed


@pytest.fixture(scope="module")
def server() -> Iterator[Sink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def sink(server: Sink) -> Sink:
    server.letters.clear()
    server.raw.clear()
    server.answers.clear()
    return server


@pytest_asyncio.fixture(loop_scope="session")
async def here(
    classroom: Classroom, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Classroom]:  # fmt: skip
    """A school with Grace as everybody's guardian, whose mail goes to the sink."""
    monkeypatch.setattr(classroom.services.settings, "public_url", "https://learn.oak.example")
    made = await new_classroom(classroom.services, guardians=("grace",))
    await channel_settings.set_mail(
        made.actor("adam"), host="127.0.0.1", port=str(sink.port), user="", password="", sender="no@oak.example",
        tls="smtp",
    )  # fmt: skip
    yield made


def who(here: Classroom, name: str) -> Actor:
    actor = here.actor(name)
    return replace(actor, taught=frozenset({here.school.section_id})) if name == "carol" else actor


def address(here: Classroom, name: str = "alice") -> str:
    return here.school[name].email


async def tell(here: Classroom, kind: str = "assignment", name: str = "alice", title: str = "Fractions") -> None:
    tenant = here.school.tenant_id
    here.clock.at += timedelta(seconds=1)
    async with here.services.db.transaction(tenant) as tx:
        await notices.tell(
            tx.session, tenant, kind, [here.school[name].person_id], about=uuid4(), section=here.school.section_id,
            arguments={"title": title} if kind != "account" else {"state": "password"},
        )  # fmt: skip


async def deliver(here: Classroom, *, after: timedelta = timedelta()) -> None:
    here.clock.at += after
    await delivery_work.deliver(here.school.tenant_id)


async def states(here: Classroom, name: str = "alice") -> list[tuple[str, str]]:
    page = await delivery_log.of_person(who(here, "adam"), here.school[name].person_id)
    return [(one.state, one.reason) for one in page.rows]


def link_in(letter: Any) -> str:
    return str(letter["List-Unsubscribe"]).strip("<>").split("?t=")[1]


# --- mail ------------------------------------------------------------------------------------------------


async def test_a_slow_server_gives_the_next_school_its_turn_and_the_rest_goes_later(
    here: Classroom, sink: Sink
) -> None:
    for title in ("One", "Two", "Three"):
        await tell(here, title=title)
    await delivery_work.deliver(here.school.tenant_id, seconds=0.0)
    assert sink.letters == [], "no message is begun when the time is over"
    sink.slow = 0.3
    await delivery_work.deliver(here.school.tenant_id, seconds=0.2)
    assert len(sink.letters) == 1, "what is under way is finished, and nothing else is begun"
    assert sorted(await states(here)) == [("sent", ""), ("waiting", ""), ("waiting", "")]
    sink.slow = 0.0
    await deliver(here)
    assert len(sink.letters) == 3
    assert {one[0] for one in await states(here)} == {"sent"}


async def test_a_notice_arrives_once_with_its_place_and_a_way_out(here: Classroom, sink: Sink) -> None:
    await tell(here)
    await tell(here, name="bob", title="<b>Bold & {link}</b>")
    await asyncio.gather(deliver(here), deliver(here))
    await deliver(here)
    (letter,) = sink.to(address(here))
    assert "Fractions" in letter["Subject"] and letter["From"].endswith("<no@oak.example>")
    assert all(b"\r\nList-Unsubscribe: <https://learn.oak.example/unsubscribe?t=" in one for one in sink.raw)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    place = f"https://learn.oak.example/today?class={here.school.section_id}"
    assert place in text_of(letter) and f'href="{place}"' in text_of(letter, "html")
    (other,) = sink.to(address(here, "bob"))
    assert "&lt;b&gt;Bold &amp; {link}&lt;/b&gt;" in text_of(other, "html"), "words are never read as a template"
    assert await states(here) == [("sent", "")]
    # What is read on the page needs no letter.
    await tell(here, title="Read soon")
    await notice_board.mark_all_read(who(here, "alice"))
    await deliver(here)
    assert len(sink.to(address(here))) == 1 and (await states(here))[0] == ("dropped", "read")


async def test_what_takes_the_place_of_an_unread_notice_goes_out_again_and_once(here: Classroom, sink: Sink) -> None:
    tenant, carol, section = here.school.tenant_id, here.school["carol"].person_id, here.school.section_id

    async def messages(count: int) -> None:
        for _ in range(count):
            here.clock.at += timedelta(seconds=1)
            async with here.services.db.transaction(tenant) as tx:
                await notices.tell(
                    tx.session, tenant, "message", [carol], about=uuid4(), section=section, merge=f"message:{section}"
                )

    await messages(1)
    await deliver(here)
    await messages(3)
    await asyncio.gather(deliver(here), deliver(here))
    await deliver(here)
    assert len(sink.to(address(here, "carol"))) == 2, "another message is another letter, three at once are one"
    # A worker is killed while it sends: nobody knows whether it went out, and what comes next goes out by itself.
    await messages(1)
    await delivery_routing.route(tenant)
    async with here.services.db.transaction(tenant) as tx:
        await delivery_rows.claim(tx.session, tenant, "mail", here.clock.now(), 20)
    await messages(1)
    await deliver(here)
    await deliver(here, after=timedelta(minutes=30))
    assert len(sink.to(address(here, "carol"))) == 3
    # What still waits says what it is by now, once.
    await messages(1)
    await delivery_routing.route(tenant)
    await messages(1)
    await deliver(here)
    await deliver(here)
    assert len(sink.to(address(here, "carol"))) == 4
    board = await notice_board.read(who(here, "carol"))
    assert (board.total, board.days[0].notices[0].notice.count) == (1, 8)


async def test_an_outage_is_waited_for_shown_and_told_and_nothing_goes_out_twice(
    here: Classroom, sink: Sink
) -> None:  # fmt: skip
    await channel_settings.set_mail(
        who(here, "adam"), host="127.0.0.1", port="9", user="", password="", sender="no@oak.example", tls="smtp"
    )
    await tell(here)
    for _ in range(3):
        await deliver(here, after=timedelta(minutes=16))
    (mail, *_), _ = await channel_settings.overview(who(here, "adam"))
    assert (mail.problem, bool(mail.retry)) == ("address", True)
    assert await states(here) == [("waiting", "away")]
    told = [one.notice.key for day in (await notice_board.read(who(here, "adam"))).days for one in day.notices]
    assert told == ["notice-delivery-away-mail"]
    async with here.services.db.transaction(here.school.tenant_id) as tx:
        from learnapp.services import mailing
        from learnapp.services.people import tenant_key
        from learnapp.storage.repositories import delivery_setup

        key = await tenant_key(tx.session, here.school.tenant_id)
        sealed = key.seal(f"{mailing.SEALED}/mail", sink.url.encode())
        await delivery_setup.set_channel(
            tx.session, here.school.tenant_id, "mail", sealed, "no@oak.example", "", here.clock.now()
        )
    await deliver(here)
    await deliver(here)
    assert len(sink.letters) == 1 and await states(here) == [("sent", "")]
    # A worker was killed while it sent: nobody knows, so it is not sent again before somebody says so.
    await here.rows("UPDATE delivery SET state = 'sending' RETURNING 1")
    await deliver(here, after=timedelta(minutes=11))
    assert len(sink.letters) == 1 and await states(here) == [("failed", "interrupted")]
    (line,) = (await delivery_log.failed(who(here, "adam"))).rows
    assert line.name == "Alice"
    await delivery_log.again(who(here, "adam"), UUID(line.id))
    await deliver(here)
    assert len(sink.letters) == 2


async def test_who_says_no_gets_no_more_but_what_is_about_their_account(here: Classroom, sink: Sink) -> None:
    await tell(here)
    await deliver(here)
    token = link_in(sink.letters[0])
    assert not (await unsubscribing.look(token)).stopped, "a mail program looks by itself: that changes nothing"
    for forged in (token[:-4] + "AAAA", "x", "", "A" * 70):
        with pytest.raises(NotFoundError):
            await unsubscribing.stop(forged)
    await tell(here, title="On its way")
    await delivery_routing.route(here.school.tenant_id)
    await unsubscribing.stop(token)
    await unsubscribing.stop(token)
    await tell(here, title="Another")
    await deliver(here)
    assert len(sink.letters) == 1
    await tell(here, "account")
    await deliver(here)
    (_, letter) = sink.letters
    assert "password" in text_of(letter) and letter["List-Unsubscribe"] is None
    from learnapp.services import delivery_addresses

    await delivery_addresses.resume_mail(who(here, "alice"))
    await tell(here, title="Again")
    await deliver(here)
    assert len(sink.letters) == 3


async def test_the_doors_of_letters_ask_for_no_session(here: Classroom, sink: Sink) -> None:
    await tell(here)
    await deliver(here)
    (letter,) = sink.letters
    token = link_in(letter)
    secret = await channel_settings.new_bounce_secret(who(here, "adam"))
    body, tenant = report_of(letter, "5.2.2"), here.school.tenant_id
    head = signed(secret, body, kind="message/rfc822")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_api()), base_url="https://learn.oak.example"
    ) as http:  # fmt: skip
        assert (await http.get("/unsubscribe?t=nothing")).status_code == 404
        shown = await http.get(f"/unsubscribe?t={token}")
        assert shown.status_code == 200 and "No more e-mail" in shown.text and "Alice" not in shown.text
        assert not (await unsubscribing.look(token)).stopped
        told = await http.post(f"/hooks/bounces?school={tenant}", content=body, headers=head)
        assert (told.status_code, told.json()) == (202, {"known": True})
        for refused in (
            http.post(f"/hooks/bounces?school={tenant}", content=body),
            http.post("/hooks/bounces", content=body, headers=head),
            http.post(f"/hooks/bounces?school={tenant}", content=body + b" ", headers=head),
        ):
            assert (await refused).status_code == 401
        one_click = {"List-Unsubscribe": "One-Click"}
        assert (await http.post(f"/unsubscribe?t={token}", data=one_click)).status_code == 200
        assert (await unsubscribing.look(token)).stopped
        assert "You get no more" in (await http.post("/unsubscribe", data={"t": token})).text


async def test_digests_quiet_hours_days_of_school_and_too_many(here: Classroom, sink: Sink) -> None:
    alice = who(here, "alice")
    await delivery_choices.choose(alice, "assignment", "mail", "daily")
    await delivery_choices.set_habit(alice, digest_hour=17, school_days=False)
    await tell(here, title="One")
    await tell(here, title="Two")
    await deliver(here)
    assert sink.letters == []
    await deliver(here, after=timedelta(hours=5))
    (digest,) = sink.letters
    said = text_of(digest)
    assert "One" in said and "Two" in said and "(2)" in digest["Subject"]
    assert text_of(digest, "html").count("<li>") == 2
    # Weekly: on Monday; the 2nd of March 2026 is one.
    await delivery_choices.choose(alice, "assignment", "mail", "weekly")
    await tell(here, title="Three")
    await deliver(here)
    await deliver(here, after=timedelta(days=6))
    assert len(sink.letters) == 1
    await deliver(here, after=timedelta(days=1))
    assert len(sink.letters) == 2
    # At once, but not at night.
    await delivery_choices.choose(alice, "assignment", "mail", "once")
    await notice_choices.set_quiet(alice, quiet=True, first_hour=21, last_hour=6)
    here.clock.at = datetime(2026, 3, 12, 22, 0, tzinfo=UTC)
    await tell(here, title="Late")
    await deliver(here)
    assert len(sink.letters) == 2
    await deliver(here, after=timedelta(hours=8, minutes=1))
    assert len(sink.letters) == 3
    here.clock.at = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)
    for number in range(22):
        await tell(here, title=f"Many {number}")
    await deliver(here)
    assert len(sink.letters) == 3 + 19, "twenty on a day; the others come in the digest"
    await deliver(here, after=timedelta(hours=6))
    assert len(sink.letters) == 3 + 20 and "Many 21" in text_of(sink.letters[-1])
    # Nothing on a day without school.
    await delivery_choices.set_habit(alice, digest_hour=17, school_days=True)
    await here.rows(
        "INSERT INTO day_off (tenant_id, day_off_id, label, first_day, last_day)"
        " VALUES (%s, %s, 'Break', '2026-03-16', '2026-03-17') RETURNING 1",
        here.school.tenant_id, uuid4(),
    )  # fmt: skip
    here.clock.at = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
    await tell(here, title="In the break")
    await deliver(here)
    assert len(sink.letters) == 23
    await deliver(here, after=timedelta(days=2))
    assert len(sink.letters) == 24


async def test_after_weekends_and_long_holidays_everything_comes_together(here: Classroom, sink: Sink) -> None:
    await delivery_choices.set_habit(who(here, "alice"), digest_hour=15, school_days=True)
    here.clock.at = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)
    await tell(here, title="On Saturday")
    await deliver(here)
    here.clock.at = datetime(2026, 3, 21, 15, 1, tzinfo=UTC)
    await deliver(here)
    await deliver(here, after=timedelta(days=1))
    assert sink.letters == [], "Saturday and Sunday are no days of school"
    await deliver(here, after=timedelta(hours=20))
    assert sink.letters == [], "nor does it come before the hour of the digest"
    await deliver(here, after=timedelta(hours=4))
    assert len(sink.letters) == 1 and "On Saturday" in text_of(sink.letters[0])
    await here.rows(
        "INSERT INTO day_off (tenant_id, day_off_id, label, first_day, last_day)"
        " VALUES (%s, %s, 'Spring', '2026-03-24', '2026-04-07') RETURNING 1",
        here.school.tenant_id, uuid4(),
    )  # fmt: skip
    for number in range(3):
        here.clock.at = datetime(2026, 3, 24 + number, 12, 0, tzinfo=UTC)
        await tell(here, title=f"Holiday {number}")
        await deliver(here)
    for day in range(27, 32):
        here.clock.at = datetime(2026, 3, day, 23, 30, tzinfo=UTC)
        await deliver(here)
    here.clock.at = datetime(2026, 4, 7, 23, 30, tzinfo=UTC)
    await deliver(here)
    assert len(sink.letters) == 1
    here.clock.at = datetime(2026, 4, 8, 15, 1, tzinfo=UTC)
    await deliver(here)
    (_, digest) = sink.letters
    assert all(f"Holiday {number}" in text_of(digest) for number in range(3)), "two weeks old, and not lost"


async def test_a_child_is_written_to_only_with_a_guardians_consent(here: Classroom, sink: Sink) -> None:
    alice = here.school["alice"].person_id
    await _born(here, "alice", "2016-05-17")
    await tell(here)
    await deliver(here)
    assert sink.to(address(here)) == [] and await states(here) == [("dropped", "consent")]
    assert (await delivery_choices.read(who(here, "alice"))).ways[0].state == "consent"
    await tell(here, "account")
    await deliver(here)
    assert len(sink.to(address(here))) == 1, "the safety of the account"
    await privacy.give_consent(who(here, "grace"), alice, "guardian")
    await tell(here)
    await deliver(here)
    assert len(sink.to(address(here))) == 2
    await privacy.withdraw_consent(who(here, "grace"), alice, "guardian")
    await tell(here)
    await deliver(here)
    assert len(sink.to(address(here))) == 2


async def test_an_emergency_reaches_everybody_at_any_hour(here: Classroom, sink: Sink) -> None:
    here.clock.at = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
    days: dict[str, Any] = {"first": here.clock.at.date(), "last": here.clock.at.date()}
    await announcements.save(who(here, "adam"), None, "No hurry.", audience="all", **days)
    await announcements.save(
        who(here, "adam"), None, "The building is <closed>.", audience="students", urgent=True, **days
    )
    await deliver(here)
    assert {one["To"] for one in sink.letters} == {address(here, "alice"), address(here, "bob")}
    assert all("The building is &lt;closed&gt;." in text_of(one, "html") for one in sink.letters)
    assert all(one["List-Unsubscribe"] is None for one in sink.letters)


# --- mail that comes back --------------------------------------------------------------------------------


def report_of(letter: Any, status: str = "5.1.1", action: str = "failed") -> bytes:
    """Return what another server sends back (RFC 3464)."""
    return f"""From: <>
To: no@oak.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.home.example

Final-Recipient: rfc822; somebody@home.example
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: {letter["Message-ID"]}
Subject: x

--b--
""".replace("\n", "\r\n").encode()


async def told_to(here: Classroom, name: str) -> list[str]:
    return [one.notice.key for day in (await notice_board.read(who(here, name))).days for one in day.notices]


async def test_hard_returns_switch_an_address_off_and_soft_or_forged_ones_do_not(here: Classroom, sink: Sink) -> None:
    tenant = here.school.tenant_id
    await tell(here)
    await deliver(here)
    secret = await channel_settings.new_bounce_secret(who(here, "adam"))

    async def hear(
        body: bytes, *, by: str = secret, at: datetime | None = None, kind: str = "message/rfc822"
    ) -> bool:  # fmt: skip
        return await returned_letters.hear(tenant, signed(by, body, at=at), kind, body)

    right = report_of(sink.letters[0])
    for forged in (hear(right, by=new_secret()), hear(right, at=datetime.now(UTC) - timedelta(seconds=400))):
        with pytest.raises(NotSignedInError):
            await forged
    with pytest.raises(NotSignedInError):
        await returned_letters.hear(uuid4(), signed(secret, right), "", right)
    for strange in (b"", b"hello", b"\xff" * 50, b"Content-Type: multipart/report\r\n\r\n"):
        with pytest.raises(InvalidInputError):
            await hear(strange)
    assert not await hear(right.replace(tenant.hex.encode(), uuid4().hex.encode())), "no letter of ours"
    for soft in (report_of(sink.letters[0], "4.4.1"), report_of(sink.letters[0], "5.2.2")):
        assert await hear(soft)
    assert (await delivery_choices.read(who(here, "alice"))).ways[0].state == "on"
    assert await hear(right)
    assert (await delivery_choices.read(who(here, "alice"))).ways[0].state == "bounced"
    assert "notice-address-bounced" in await told_to(here, "alice")
    assert await told_to(here, "adam") == ["notice-delivery-bounced"]
    await tell(here, "account")
    await deliver(here)
    assert len(sink.letters) == 1, "not even what is always sent: it would only come back"
    # As JSON, and an address that the server refuses at once.
    await tell(here, name="bob")
    await deliver(here)
    document = f'{{"message_id": "{sink.letters[1]["Message-ID"]}", "status": "5.1.10"}}'.encode()
    assert await hear(document, kind="application/json")
    assert (await delivery_choices.read(who(here, "bob"))).ways[0].state == "bounced"
    sink.answers[address(here, "carol")] = "550 no such mailbox"
    sink.answers[address(here, "grace")] = "451 come again"
    await tell(here, "message", "carol")
    await tell(here, "account", "grace")
    await deliver(here)
    assert await states(here, "carol") == [("failed", "recipient")]
    assert await states(here, "grace") == [("waiting", "recipient")]
    sink.answers.clear()
    await deliver(here, after=timedelta(minutes=5))
    assert await states(here, "grace") == [("sent", "")]


# --- who sets it up, and who does not --------------------------------------------------------------------


async def test_a_trial_names_the_step_that_fails_and_nothing_typed_is_shown_again(here: Classroom, sink: Sink) -> None:
    adam = who(here, "adam")
    assert {one.outcome for one in await channel_check.try_out(adam, "mail")} == {"ok"}
    (letter,) = sink.to(address(here, "adam"))
    assert "trial" in letter["Subject"]
    sink.answers["oak"] = "550 not here"
    sink.answers[address(here, "adam")] = "550 not here"
    found = {one.name: one.outcome for one in await channel_check.try_out(adam, "mail")}
    assert (found["sender"], found["recipient"], found["message"]) == ("ok", "failed", "skipped")
    await channel_settings.set_mail(
        adam, host="127.0.0.1", port=str(sink.port), user="school", password="s3cret-of-oak", sender="no@oak.example",
        tls="smtp",
    )  # fmt: skip
    found = {one.name: one.outcome for one in await channel_check.try_out(adam, "mail")}
    assert (found["tls"], found["sign_in"]) == ("ok", "failed")
    assert "s3cret" not in repr(await channel_settings.overview(adam))
    stored = await here.rows("SELECT secret_enc FROM delivery_channel")
    assert b"s3cret" not in bytes(stored[0][0])
    for wrong in ({"host": "smtp.oak.example/x"}, {"port": "0"}, {"sender": "nobody"}, {"tls": "plain"}, {"host": ""}):
        values = {"host": "smtp.oak.example", "port": "465", "user": "", "password": "", "sender": "a@oak.example",
                  "tls": "smtps", **wrong}  # fmt: skip
        with pytest.raises(InvalidInputError):
            await channel_settings.set_mail(adam, **values)


async def test_in_production_no_mail_server_of_our_own_network_is_called(
    here: Classroom, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here.services.settings, "environment", "production")
    (step, *_) = await channel_check.try_out(who(here, "adam"), "mail")
    assert (step.name, step.outcome, step.reason) == ("address", "failed", "private")
    assert sink.letters == []


async def test_letters_are_written_by_the_institution_and_run_nothing(here: Classroom, sink: Sink) -> None:
    adam = who(here, "adam")
    hostile = "Hi {name}: {sentence} <script>alert(1)</script> [x](javascript:alert(1)) ![p](https://spy.example/p.png)"
    await message_templates.save(adam, "notice", "en", "{{7*7}} ${7*7} {sentence}", hostile + " {{ config }}")
    await tell(here)
    await deliver(here)
    html, subject = text_of(sink.letters[0], "html"), sink.letters[0]["Subject"]
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert "{{7*7}}" in subject and "{{ config }}" in html
    for wrong in ("no sentence", "{sentence} {password}", "{sentence} [x]({name})", "", "{sentence}" + "x" * 5_000):
        with pytest.raises(InvalidInputError):
            await message_templates.save(adam, "notice", "en", "Subject", wrong)
    shown = await message_templates.preview(adam, "digest", "es", "Hola", "**{items}**")
    assert "<ul>" in shown.html and "Matemáticas" in shown.text
    await message_templates.reset(adam, "notice", "en")
    assert not any(one.own for one in await message_templates.read(adam))


async def test_mallory_sees_nothing_and_does_nothing(here: Classroom, sink: Sink) -> None:
    away = (await new_classroom(here.services)).actor("adam")
    await tell(here)
    await deliver(here)
    assert (await delivery_log.board(away)).days == [] and (await delivery_log.failed(away)).total == 0
    assert (await delivery_log.of_person(away, here.school["alice"].person_id)).total == 0
    assert [one.state for one in (await channel_settings.overview(away))[0]] == ["none"] * 4
    with pytest.raises(NotFoundError):
        await channel_check.try_out(away, "mail")
    for name in ("alice", "carol", "grace"):
        for refused in (
            delivery_log.board(who(here, name)), channel_settings.overview(who(here, name)),
            message_templates.save(who(here, name), "notice", "en", "a", "{sentence}"),
            channel_check.try_out(who(here, name), "mail"), channel_settings.new_bounce_secret(who(here, name)),
        ):  # fmt: skip
            with pytest.raises(ForbiddenError):
                await refused
    token = link_in(sink.letters[0])
    mallory = (await unsubscribing.look(token)).tenant_id
    assert mallory == here.school.tenant_id


async def test_who_is_erased_leaves_nothing_and_the_export_has_it(
    here: Classroom, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    alice = here.school["alice"].person_id
    with caplog.at_level(logging.DEBUG):
        await tell(here)
        await deliver(here)
        await unsubscribing.stop(link_in(sink.letters[0]))
    # The sink itself logs what it is given.
    logged = "\n".join(one.getMessage() for one in caplog.records if one.name != "mail.log")
    assert address(here) not in logged and "Alice" not in logged
    await delivery_choices.choose(who(here, "alice"), "report", "mail", "weekly")
    await delivery_choices.set_habit(who(here, "alice"), digest_hour=16, school_days=True)
    files = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(who(here, "grace"), alice)))
    assert "E-mail" in files.read("deliveries.csv").decode()
    ways = files.read("ways.csv").decode()
    assert "unsubscribed" in ways and "Weekly" in ways and "16:00" in ways
    await privacy.erase_person(system_actor(here.school.tenant_id), alice)
    for table in ("delivery_address", "delivery_choice", "delivery_habit"):
        assert await here.count(table) == 0
    assert await here.rows("SELECT 1 FROM delivery WHERE person_id = %s", alice) == []
