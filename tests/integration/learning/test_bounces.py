"""Mail that comes back to a mailbox: known by the address that it came back to, read by IMAP, believed if marked."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio
from pydantic import SecretStr

from learnapp.core.errors import UnavailableError
from learnapp.integrations.returned_mail import MOST_BYTES, Returned
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    bounce_reading,
    bulk_invitations,
    channel_settings,
    delivery_addresses,
    delivery_choices,
    delivery_work,
    returned_letters,
)
from tests.conftest import free_port
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_deliveries import deliver, states, tell, told_to, who
from tests.mail_sink import Sink, mail_sink
from tests.peers.certificates import Authority
from tests.peers.pymap import PASSWORD, USER, Mailbox, pymap

MAILBOX = "bounces@mail.example"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_sink() as one:
        yield one


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with pymap(tmp_path) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def here(
    classroom: Classroom, sink: Sink, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Classroom]:  # fmt: skip
    """A school whose letters leave by the server of whoever runs all this."""
    url = f"imap://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{box.port}"
    for name, value in {
        "public_url": "https://learn.oak.example", "smtp_url": SecretStr(sink.url), "mail_from": "no@mail.example",
        "bounce_address": MAILBOX, "bounce_imap_url": SecretStr(url),
    }.items():  # fmt: skip
        monkeypatch.setattr(classroom.services.settings, name, value)
    yield await new_classroom(classroom.services, guardians=("grace",))


def report(to: str, status: str = "5.1.1", *, head: str = "Delivered-To", more: str = "") -> bytes:
    """Return a report as a server writes it that returns nothing of the letter, not even its id."""
    return f"""{head}: {to}
From: MAILER-DAEMON@mx.home.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.{more}

--b1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.home.example
X-Postfix-Queue-ID: 3F1B2C4D5E
Arrival-Date: Mon,  2 Mar 2026 12:00:00 +0000 (UTC)

Final-Recipient: rfc822; somebody@home.example
Original-Recipient: rfc822;somebody@home.example
Action: failed
Status: {status}
Remote-MTA: dns; mx.home.example
Diagnostic-Code: smtp; 550 {status} User unknown

--b1--
""".replace("\n", "\r\n").encode()


async def mail(here: Classroom, name: str = "alice") -> str:
    return (await delivery_choices.read(who(here, name))).ways[0].state


async def test_a_report_without_our_letter_is_known_by_its_address_and_switches_mail_off(
    here: Classroom, sink: Sink, box: Mailbox
) -> None:
    await tell(here)
    await tell(here, name="bob")
    await deliver(here)
    (back, other) = sink.envelopes
    assert back != other and back.startswith("bounces+") and back.endswith("@mail.example")
    assert len(back.partition("@")[0]) <= 64 and all(one["From"].endswith("<no@mail.example>") for one in sink.letters)
    box.put(report(back.upper(), head="X-Original-To"))
    assert await bounce_reading.work() == 1 and box.left() == 0
    assert (await mail(here), await mail(here, "bob")) == ("bounced", "on")
    assert await states(here) == [("failed", "bounced")]
    assert "notice-address-bounced" in await told_to(here, "alice")
    assert await told_to(here, "adam") == ["notice-delivery-bounced"]
    await tell(here, title="Again")
    await deliver(here)
    assert len(sink.letters) == 2
    box.put(report(back))
    assert await bounce_reading.work() == 1 and await told_to(here, "adam") == ["notice-delivery-bounced"]


async def test_what_is_forged_too_large_or_no_report_changes_nothing_and_stays_for_people(
    here: Classroom, sink: Sink, box: Mailbox
) -> None:
    await tell(here)
    await deliver(here)
    (back,) = sink.envelopes
    mark = back[8:53]
    turned = mark[::-1]
    # Of nobody: who keeps what all share is an institution without people and letters, and its id is known.
    library = bytes(16) + hashlib.sha256(LIBRARY_TENANT.bytes).digest()[:4] + bytes(8)
    shared = base64.b32encode(library).decode().rstrip("=").lower()
    for strange in (
        report(f"bounces+{turned}@mail.example"), report("bounces@mail.example"),
        report(f"bounces+{shared}@mail.example"),
        report(back.replace(mark, "c" + mark[1:] if mark[0] != "c" else "d" + mark[1:])),
        report(back.replace(mark, mark[:-6] + ("aaaaaa" if not mark.endswith("aaaaaa") else "bbbbbb"))),
        report(back, more="x" * (MOST_BYTES + 1)),
        f"To: {back}\r\nSubject: Out of office\r\n\r\nI am away until Monday.\r\n".encode(),
        b"To: " + back.encode() + b"\r\nContent-Type: multipart/report; boundary=\"\r\n\r\n\xff\xfe--",
    ):  # fmt: skip
        box.put(strange)
    assert await bounce_reading.work() == 0
    assert (box.left(), box.left("SEEN")) == (8, 8) and await mail(here) == "on"
    assert await states(here) == [("sent", "")] and await told_to(here, "adam") == []
    assert await bounce_reading.work() == 0, "what was read is not looked at again"


async def test_another_school_cannot_be_reached_by_a_mark_of_ones_own(
    here: Classroom, sink: Sink, box: Mailbox
) -> None:
    elsewhere = await new_classroom(here.services)
    await tell(here)
    await deliver(here)
    await tell(elsewhere)
    await deliver(elsewhere)
    (_, theirs) = sink.envelopes
    box.put(report(theirs))
    assert await bounce_reading.work() == 1
    assert (await mail(here), await mail(elsewhere)) == ("on", "bounced")


async def test_soft_returns_count_by_days_and_five_are_too_many(here: Classroom, sink: Sink, box: Mailbox) -> None:
    for day in range(5):
        assert await mail(here) == "on"
        await tell(here, title=f"Day {day}")
        await deliver(here)
        for _ in range(3):
            box.put(report(sink.envelopes[-1], "4.4.7" if day % 2 else "5.2.2"))
        assert await bounce_reading.work() == 3
        here.clock.at += timedelta(days=1)
    assert await mail(here) == "bounced"
    assert "notice-address-bounced" in await told_to(here, "alice")
    # Who has emptied their mailbox and switched it on again begins anew.
    await delivery_addresses.resume_mail(who(here, "alice"))
    await tell(here, title="Full once more")
    await deliver(here)
    box.put(report(sink.envelopes[-1], "5.2.2"))
    assert await bounce_reading.work() == 1 and await mail(here) == "on"


async def invited(here: Classroom) -> bulk_invitations.PersonalView:
    (row,) = (await bulk_invitations.list_personal(here.actor("adam"))).rows
    return row


async def test_an_invitation_that_comes_back_is_shown_and_told_until_it_is_sent_again(
    here: Classroom, sink: Sink, box: Mailbox
) -> None:
    adam, tenant = here.actor("adam"), here.school.tenant_id
    done = await bulk_invitations.invite(
        adam, "ann@home.example", role="student", section_id=here.school.section_id
    )  # fmt: skip
    await bulk_invitations.work(tenant, done.batch_id)
    assert (await invited(here)).sent_at is not None and (await invited(here)).returned_at is None
    (back,) = sink.envelopes
    elsewhere = await new_classroom(here.services)
    assert not await returned_letters.take(elsewhere.school.tenant_id, Returned("", True, "5.1.1", back[8:53]))
    here.clock.at += timedelta(hours=1)
    for _ in range(2):
        box.put(report(back))
    assert await bounce_reading.work() == 2 and box.left() == 0
    row = await invited(here)
    assert (row.returned_at, row.state) == (here.clock.at, "open")
    assert await told_to(here, "adam") == ["notice-delivery-invitation"], "once, however often it is reported"
    again = await bulk_invitations.resend(adam, row.invitation_id)
    await bulk_invitations.work(tenant, again.batch_id)
    box.put(report(back))
    await bounce_reading.work()
    assert (await invited(here)).returned_at is None, "the first letter says nothing of the second"
    first, second = (str(one["Message-ID"]).strip("<>") for one in sink.letters)
    assert first != second and sink.envelopes[1] != back
    # By the signed door, where the institution's own mail server tells; a full mailbox has not got it either.
    assert await returned_letters.take(tenant, Returned(second, False, "5.2.2"))
    assert (await invited(here)).returned_at == here.clock.at


async def test_a_school_with_a_server_of_its_own_keeps_its_own_sender(here: Classroom, sink: Sink) -> None:
    await channel_settings.set_mail(
        here.actor("adam"), host="127.0.0.1", port=str(sink.port), user="", password="", sender="no@oak.example",
        tls="smtp",
    )  # fmt: skip
    await tell(here)
    await delivery_work.deliver(here.school.tenant_id)
    done = await bulk_invitations.invite(
        here.actor("adam"), "ann@home.example", role="student", section_id=here.school.section_id
    )
    await bulk_invitations.work(here.school.tenant_id, done.batch_id)
    assert sink.envelopes == ["no@oak.example"] * 2


async def test_a_mailbox_that_is_away_or_shut_is_tried_again(
    here: Classroom, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = here.services.settings
    for url in (f"imap://{USER}:wrong@127.0.0.1:{box.port}", "imap://x:y@127.0.0.1:9", "https://x.example", "imap://["):
        monkeypatch.setattr(settings, "bounce_imap_url", SecretStr(url))
        with pytest.raises(UnavailableError) as caught:
            await bounce_reading.work()
        assert "wrong" not in str(caught.value)
    monkeypatch.setattr(settings, "bounce_imap_url", None)
    assert await bounce_reading.work() == 0


async def test_over_tls_the_mailbox_is_read_where_its_certificate_is_trusted_and_nowhere_else(
    here: Classroom, sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    context = authority.server("127.0.0.2")
    (pem,) = tmp_path.glob("server-*.pem")
    await tell(here)
    await deliver(here)
    with pymap(tmp_path, pem) as box:

        async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # This server knows STARTTLS only: TLS from the first byte ends before it.
            within_reader, within_writer = await asyncio.open_connection("127.0.0.1", plain.port)
            await asyncio.gather(_pump(reader, within_writer), _pump(within_reader, writer))

        with pymap(tmp_path) as plain:
            port = free_port()
            async with await asyncio.start_server(relay, "127.0.0.2", port, ssl=context):
                access = f"{USER}:{quote(PASSWORD, safe='')}@127.0.0.2"
                ways = {f"imap://{access}:{box.port}": box, f"imaps://{access}:{port}": plain}
                for url, one in ways.items():
                    monkeypatch.setattr(here.services.settings, "bounce_imap_url", SecretStr(url))
                    one.put(report(sink.envelopes[0]))
                    assert await bounce_reading.work() == 1 and one.left() == 0
                    one.put(report(sink.envelopes[0]))
                monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path, "Mallory's").pem))
                for url in ways:
                    monkeypatch.setattr(here.services.settings, "bounce_imap_url", SecretStr(url))
                    with pytest.raises(UnavailableError):
                        await bounce_reading.work()
                assert plain.left() == 1


async def test_a_message_that_the_server_cannot_give_does_not_keep_the_others_from_being_read(
    here: Classroom, sink: Sink, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tell(here)
    await deliver(here)
    box.put(report("bounces@mail.example"))
    box.put(report(sink.envelopes[0]))
    refused: list[bytes] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # As servers do whose store has lost one: it is listed with its size, and cannot be fetched.
        within_reader, within_writer = await asyncio.open_connection("127.0.0.1", box.port)
        answers = asyncio.create_task(_pump(within_reader, writer))
        while line := await reader.readline():
            words = line.split()
            if b"BODY.PEEK[]" in line and words[3] == (refused[0] if refused else words[3]):
                refused.append(words[3])
                writer.write(words[0] + b" NO The message could not be retrieved.\r\n")
                continue
            within_writer.write(line)
        within_writer.close()
        await answers

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"imap://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"
        monkeypatch.setattr(here.services.settings, "bounce_imap_url", SecretStr(url))
        assert await bounce_reading.work() == 1 and len(refused) == 1
        assert (box.left(), box.left("SEEN")) == (1, 1) and await mail(here) == "bounced"
        assert await bounce_reading.work() == 0 and len(refused) == 1, "it stays for people, and is asked for once"


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await reader.read(65_536):
            writer.write(block)
            await writer.drain()
    writer.close()
