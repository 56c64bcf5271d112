"""Text messages, push and browsers: one's own numbers, services that may be called, messages that only one reads."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import http_ece
import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.integrations.notify import NotifyAwayError
from learnapp.services import (
    channel_check,
    channel_settings,
    delivery_addresses,
    delivery_choices,
    delivery_work,
    family_export,
    notice_board,
    notice_morning,
)
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_deliveries import deliver, states, tell, who
from tests.integration.learning.test_discussion import _born
from tests.mail_sink import Peer, http_peer

NUMBER = "+1 555 010 9999"


@pytest.fixture(scope="module")
def server() -> Iterator[Peer]:
    with http_peer() as peer:
        yield peer


@pytest.fixture
def peer(server: Peer) -> Peer:
    server.got.clear()
    server.status = 201
    return server


@pytest_asyncio.fixture(loop_scope="session")
async def here(classroom: Classroom, peer: Peer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Classroom]:
    """A school with text messages, push and browsers."""
    monkeypatch.setattr(classroom.services.settings, "public_url", "https://learn.oak.example")
    made = await new_classroom(classroom.services, guardians=("grace",))
    for channel in ("sms", "push"):
        await channel_settings.set_service(
            made.actor("adam"), channel, f"json://user:s3cret@127.0.0.1:{peer.port}/{channel}/{{to}}"
        )
    await channel_settings.set_web_push(made.actor("adam"))
    yield made


async def add(here: Classroom, peer: Peer, channel: str = "sms", to: str = NUMBER, name: str = "alice") -> None:
    await delivery_addresses.add(who(here, name), channel, to)
    (code,) = re.findall(r"\b\d{6}\b", peer.got[-1].document["message"])
    await delivery_addresses.confirm(who(here, name), channel, code)


async def test_a_number_is_used_once_a_code_has_shown_whose_it_is(here: Classroom, peer: Peer) -> None:
    alice = who(here, "alice")
    await delivery_addresses.add(alice, "sms", NUMBER)
    (sent,) = peer.got
    assert sent.path.endswith("/sms/+15550109999")
    await tell(here)
    await deliver(here)
    assert len(peer.got) == 1, "not before it is shown to be hers"
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            await delivery_addresses.confirm(alice, "sms", "12345x")
    (code,) = re.findall(r"\b\d{6}\b", sent.document["message"])
    with pytest.raises(InvalidInputError):
        await delivery_addresses.confirm(alice, "sms", code)
    with pytest.raises(InvalidInputError):
        await delivery_addresses.confirm(who(here, "bob"), "sms", code)
    await add(here, peer)
    peer.got.clear()
    await tell(here)
    await deliver(here)
    await deliver(here)
    (message,) = peer.got
    assert (
        "Fractions" in message.document["message"] and "https://learn.oak.example/today" in message.document["message"]
    )
    kept = await here.rows("SELECT sealed, lookup FROM delivery_address")
    assert all(b"5550109999" not in bytes(part) for row in kept for part in row)
    for wrong in ("0123", "+1", "hello", "+1555010999x"):
        with pytest.raises(InvalidInputError):
            await delivery_addresses.add(alice, "sms", wrong)
    (shown,) = (await delivery_choices.read(alice)).ways[0].addresses
    await delivery_addresses.remove(who(here, "bob"), "sms", UUID(shown.id))
    assert (await delivery_choices.read(alice)).ways[0].addresses == [shown]
    await delivery_addresses.remove(alice, "sms", UUID(shown.id))
    assert (await delivery_choices.read(alice)).ways[0].state == "no_address"


async def test_a_child_adds_no_number_without_a_guardian(here: Classroom, peer: Peer) -> None:
    await _born(here, "alice", "2016-05-17")
    with pytest.raises(ForbiddenError):
        await delivery_addresses.add(who(here, "alice"), "sms", NUMBER)
    assert peer.got == []


async def test_a_service_that_is_away_keeps_what_waits_and_one_that_refuses_does_not(
    here: Classroom, peer: Peer
) -> None:  # fmt: skip
    await add(here, peer, "push", "alice-at-school")
    peer.status = 503
    await tell(here)
    await deliver(here)
    assert await states(here) == [("waiting", "away")]
    ways = {one.channel: one.problem for one in (await channel_settings.overview(who(here, "adam")))[0]}
    assert ways["push"] == "service"
    peer.status = 200
    await deliver(here, after=timedelta(minutes=16))
    assert await states(here) == [("sent", "")] and peer.got[-1].document["title"].startswith("Oakfield")
    peer.status = 400
    await tell(here)
    await deliver(here)
    assert (await states(here))[0] == ("failed", "recipient")


async def test_only_services_of_the_list_are_offered_and_only_public_ones_are_called(
    here: Classroom, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    adam = who(here, "adam")
    refused = (
        "syslog://{to}", "dbus://{to}", "mailto://a:b@example.org?to={to}", "json://127.0.0.1/x", "file:///etc/passwd",
        "xml://127.0.0.1/{to}", "json://127.0.0.1/{to}/{to}", "jsons://a b/{to}",
    )  # fmt: skip
    for url in refused:
        with pytest.raises(InvalidInputError):
            await channel_settings.set_service(adam, "sms", url)
    failing = [one.name for one in await channel_check.try_out(adam, "sms", NUMBER) if one.outcome != "ok"]
    assert failing == [] and peer.got
    peer.status = 401
    (failed,) = [one for one in await channel_check.try_out(adam, "sms", NUMBER) if one.outcome == "failed"]
    assert failed.name == "key"
    monkeypatch.setattr(here.services.settings, "environment", "production")
    peer.got.clear()
    (failed,) = [one for one in await channel_check.try_out(adam, "sms", NUMBER) if one.outcome == "failed"]
    assert failed.name == "address" and peer.got == []
    # What looks public and leads home is found out when the connection stands.
    monkeypatch.setattr("learnapp.integrations.outbound.check_address", lambda url, **_: url)
    from learnapp.integrations import notify

    monkeypatch.setattr(notify, "check", lambda *_args, **_more: "json")
    with pytest.raises(NotifyAwayError) as away:
        notify.send("sms", f"json://127.0.0.1:{peer.port}/{{to}}", "+15550109999", "", "x")
    assert away.value.step == "private" and peer.got == []
    assert "s3cret" not in repr(await channel_settings.overview(adam))


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def test_a_browser_alone_reads_what_is_pushed_to_it(here: Classroom, peer: Peer) -> None:
    alice = who(here, "alice")
    key, auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    point = _text(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    browser = f"http://127.0.0.1:{peer.port}/browser"
    for wrong in ((browser, "x", _text(auth)), (browser, point, "x"), ("http://10.0.0.1/", point, _text(auth)),
                  (None, point, _text(auth))):  # fmt: skip
        with pytest.raises(InvalidInputError):
            await delivery_addresses.subscribe(alice, *wrong)
    await delivery_addresses.subscribe(alice, browser, point, _text(auth))
    await delivery_addresses.subscribe(alice, browser, point, _text(auth))
    await tell(here, title="Secret fractions")
    await deliver(here)
    (pushed,) = peer.got
    assert b"fractions" not in pushed.body
    said = json.loads(http_ece.decrypt(pushed.body, private_key=key, auth_secret=auth, version="aes128gcm"))
    assert "Secret fractions" in said["body"] and said["url"].startswith("https://learn.oak.example/today")
    token, public = re.fullmatch(r"vapid t=(.+),\s*k=(.+)", pushed.headers["authorization"]).groups()  # type: ignore[union-attr]
    (way,) = [one for one in (await delivery_choices.read(alice)).ways if one.channel == "web_push"]
    assert public == way.public_key
    verifier = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(public))
    claims = jwt.decode(token, verifier, algorithms=["ES256"], audience=f"http://127.0.0.1:{peer.port}")
    assert claims["sub"]
    peer.status = 410
    await tell(here)
    await deliver(here)
    (way,) = [one for one in (await delivery_choices.read(alice)).ways if one.channel == "web_push"]
    assert way.addresses == [] and (await states(here))[0] == ("failed", "recipient")


async def test_what_can_be_chosen_and_by_whom(here: Classroom) -> None:
    alice = who(here, "alice")
    found = {(one.kind, one.channel): one for one in (await delivery_choices.read(alice)).modes}
    assert found[("assignment", "sms")].mode == "once" and found[("helpful", "sms")].mode == "off"
    assert not {kind for kind, _ in found} & {"review", "delivery", "address"}
    for kind, channel, mode, error in (
        ("review", "sms", "once", NotFoundError), ("reply", "pigeon", "once", NotFoundError),
        ("reply", "sms", "hourly", InvalidInputError), ("account", "mail", "off", InvalidInputError),
        ("address", "mail", "once", InvalidInputError),
    ):  # fmt: skip
        with pytest.raises(error):
            await delivery_choices.choose(alice, kind, channel, mode)
    for hour in (-1, 24):
        with pytest.raises(InvalidInputError):
            await delivery_choices.set_habit(alice, digest_hour=hour, school_days=False)


async def test_teachers_are_told_on_monday_how_the_week_of_their_class_went(here: Classroom) -> None:
    await here.rows("UPDATE institution SET time_zone = 'America/Los_Angeles' RETURNING 1")
    # Two Sunday evenings there, when it is Monday in UTC: the first one is of the week before.
    for at, answers, right in (("03-02 05:00Z", 7, 7), ("03-04 18:00Z", 30, 21), ("03-09 05:00Z", 10, 9)):
        await here.rows(
            "INSERT INTO section_hour (tenant_id, section_id, at, events, answers, correct, students)"
            " VALUES (%s, %s, %s, 40, %s, %s, 5) RETURNING 1",
            here.school.tenant_id, here.school.section_id, f"2026-{at}", answers, right,
        )  # fmt: skip
    here.clock.at = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
    for _ in range(2):
        await notice_morning.morning(here.school.tenant_id)
    told = [one.notice for day in (await notice_board.read(who(here, "carol"))).days for one in day.notices]
    assert [(one.key, one.count, one.title) for one in told] == [("notice-class_week", 40, "75")]
    assert told[0].href == f"/teach/{here.school.section_id}"


async def test_old_deliveries_are_forgotten_and_addresses_are_in_the_export(here: Classroom, peer: Peer) -> None:
    import io
    import zipfile

    await add(here, peer)
    await tell(here)
    await deliver(here)
    package: Any = await family_export.record_zip(who(here, "grace"), here.school["alice"].person_id)
    assert "+15550109999" in zipfile.ZipFile(io.BytesIO(package)).read("ways.csv").decode()
    here.clock.at += timedelta(days=91)
    assert await delivery_work.prune() >= 1
    assert await states(here) == []
