"""Web push beside a service that keeps to the standards: what arrives is read by one browser, what fails is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

import pytest
import pytest_asyncio
from cryptography.exceptions import InvalidTag

from learnapp.services import channel_check, channel_settings, delivery_addresses, delivery_choices
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_deliveries import deliver, states, tell, who
from tests.mail_sink import free_port
from tests.peers.push_service import Browser, PushService, push_service, text_of


@pytest.fixture(scope="module")
def running() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def service(running: PushService) -> PushService:
    running.browsers.clear()
    running.expired.clear()
    running.statuses.clear()
    running.claims.clear()
    running.answer = None
    return running


@pytest_asyncio.fixture(loop_scope="session")
async def here(
    classroom: Classroom, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Classroom]:  # fmt: skip
    """Riverside, whose people let their browsers show notifications."""
    monkeypatch.setattr(classroom.services.settings, "public_url", "https://learn.oak.example")
    made = await new_classroom(classroom.services)
    await channel_settings.set_web_push(made.actor("adam"))
    yield made


async def subscribed(here: Classroom, service: PushService, name: str = "alice") -> Browser:
    """Do what the account page does: ask the browser for a subscription, and hand it in."""
    (way,) = [one for one in (await delivery_choices.read(who(here, name))).ways if one.channel == "web_push"]
    browser = service.subscribe(way.public_key)
    await delivery_addresses.subscribe(
        who(here, name), service.endpoint(browser), browser.p256dh, text_of(browser.auth)
    )  # fmt: skip
    return browser


async def known(here: Classroom, name: str = "alice") -> int:
    (way,) = [one for one in (await delivery_choices.read(who(here, name))).ways if one.channel == "web_push"]
    return len(way.addresses)


async def test_a_notice_arrives_and_one_browser_alone_reads_it(here: Classroom, service: PushService) -> None:
    alice, bob = await subscribed(here, service), await subscribed(here, service, "bob")
    await tell(here, title="Fractions of ñandúes")
    await deliver(here)
    await deliver(here)
    assert service.statuses == [201] and await states(here) == [("sent", "")]
    ((said,), (body,)) = alice.shown, alice.bodies
    assert "Fractions of ñandúes" in said["body"] and said["url"].startswith("https://learn.oak.example/today")
    assert b"Fractions" not in body and bob.bodies == []
    with pytest.raises(InvalidTag):
        bob.read(body)
    (claims,) = service.claims
    assert claims["sub"] == "https://learn.oak.example" and claims["aud"] == service.origin
    # A second one is encrypted anew: nothing of it is what was there before.
    await tell(here, title="Fractions of ñandúes")
    await deliver(here)
    first, second = alice.bodies
    assert first[:16] != second[:16] and first[21:86] != second[21:86]


@pytest.mark.parametrize("gone", [404, 410])
async def test_a_browser_that_is_gone_is_not_called_again(here: Classroom, service: PushService, gone: int) -> None:
    old, new = await subscribed(here, service), await subscribed(here, service)
    if gone == 410:
        service.expired.add(old.path)
    else:
        del service.browsers[old.path]
    await tell(here)
    await deliver(here)
    assert sorted(service.statuses) == [201, gone] and await known(here) == 1
    assert len(new.shown) == 1 and await states(here) == [("sent", "")]
    service.statuses.clear()
    await tell(here)
    await deliver(here)
    assert service.statuses == [201] and len(new.shown) == 2
    # When the last one is gone there is nobody to reach this way.
    service.expired.add(new.path)
    await tell(here)
    await deliver(here)
    assert await known(here) == 0 and (await states(here))[0] == ("failed", "recipient")


@pytest.mark.parametrize(
    ("status", "says", "wait"),
    [
        (429, "7200", timedelta(hours=2)), (503, "a moment", timedelta(hours=3)), (500, "", timedelta(minutes=4)),
        (502, "soon", timedelta(minutes=4)),
    ],
)  # fmt: skip
async def test_a_service_that_is_busy_is_asked_again_when_it_says(
    here: Classroom, service: PushService, status: int, says: str, wait: timedelta
) -> None:
    alice = await subscribed(here, service)
    if says == "a moment":
        says = format_datetime(datetime.now(UTC) + wait, usegmt=True)
    service.answer = (status, {"retry-after": says} if says else {})
    await tell(here)
    await deliver(here)
    assert service.statuses == [status] and await known(here) == 1
    await deliver(here, after=wait - timedelta(minutes=2))
    assert service.statuses == [status], "not before"
    service.answer = None
    await deliver(here, after=timedelta(minutes=3))
    assert service.statuses == [status, 201] and len(alice.shown) == 1 and (await states(here))[0] == ("sent", "")


async def test_a_service_that_stays_away_is_given_up_and_the_browser_is_kept(
    here: Classroom, service: PushService
) -> None:
    alice = await subscribed(here, service)
    service.answer = (503, {})
    await tell(here)
    for _ in range(7):
        await deliver(here, after=timedelta(days=1))
    assert set(service.statuses) == {503} and len(service.statuses) == 6
    assert (await states(here))[0] == ("failed", "service") and await known(here) == 1
    service.answer = None
    await tell(here, title="Later")
    await deliver(here)
    assert [one["body"] for one in alice.shown if "Later" in one["body"]]


@pytest.mark.parametrize("status", [400, 401, 403, 413])
async def test_what_a_service_does_not_take_from_us_ends_no_subscription(
    here: Classroom, service: PushService, status: int
) -> None:
    await subscribed(here, service)
    service.answer = (status, {})
    await tell(here)
    await deliver(here)
    await deliver(here, after=timedelta(hours=20))
    assert service.statuses == [status], "asking again would not help"
    assert await states(here) == [("failed", "service")] and await known(here) == 1


async def test_nobody_listens_where_the_service_was(here: Classroom, service: PushService) -> None:
    alice = await subscribed(here, service)
    port, service.port = service.port, free_port()
    (way,) = [one for one in (await delivery_choices.read(who(here, "alice"))).ways if one.channel == "web_push"]
    await delivery_addresses.remove(who(here, "alice"), "web_push", UUID(way.addresses[0].id))
    nowhere = await subscribed(here, service)
    service.port = port
    await tell(here)
    await deliver(here)
    assert service.statuses == [] and await known(here) == 1 and alice.bodies == nowhere.bodies == []
    assert (await states(here))[0] == ("waiting", "service")


async def test_new_keys_forget_the_browsers_of_the_old_ones(here: Classroom, service: PushService) -> None:
    old = await subscribed(here, service)
    await channel_settings.set_web_push(who(here, "adam"))
    assert await known(here) == 0
    new = await subscribed(here, service)
    await tell(here)
    await deliver(here)
    assert service.statuses == [201] and (len(old.bodies), len(new.shown)) == (0, 1)


@pytest.mark.parametrize("address", ["https://learn.oak.example:8443", ""])
async def test_who_sends_is_named_as_services_take_it(
    here: Classroom, service: PushService, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """An address with a port, and a machine for trying things out that has none."""
    monkeypatch.setattr(here.services.settings, "public_url", address)
    alice = await subscribed(here, service)
    await tell(here)
    await deliver(here)
    assert service.statuses == [201] and len(alice.shown) == 1
    assert service.claims[0]["sub"] == ("https://learn.oak.example" if address else "https://127.0.0.1")


async def test_an_admin_tries_it_out(here: Classroom, service: PushService) -> None:
    adam = who(here, "adam")
    mine = await subscribed(here, service, "adam")
    assert {one.outcome for one in await channel_check.try_out(adam, "web_push")} == {"ok"} and len(mine.shown) == 1
    service.answer = (403, {})
    assert [one.outcome for one in await channel_check.try_out(adam, "web_push")] == ["ok", "failed"]
    service.answer = (410, {})
    assert [one.outcome for one in await channel_check.try_out(adam, "web_push")] == ["failed", "skipped"]
