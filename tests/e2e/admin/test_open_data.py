"""Adam lets a record store be told, tries it out, and Alice's answer arrives there; Mallory sees nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep_both
from tests.lrs import KEY, SECRET, Lrs, lrs

# A tool that names nothing of ours stores a statement.
_TOOL = """
import asyncio
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.security.access import Actor
from learnapp.services import api_clients, xapi_store
async def once():
    services = await bootstrap.build(Settings())
    scopes = ["statements:write"]
    client, _ = await api_clients.create_api_client_as_system("riverside", "Maths game", scopes)
    tenant = (await services.db.directory.find_tenant("riverside")).tenant_id
    tool = Actor(tenant, client, kind="client", scopes=frozenset(scopes))
    await xapi_store.store(tool, [{
        "actor": {"mbox": "mailto:alice@riverside.example"}, "verb": {"id": "https://game.example/verbs/won"},
        "object": {"id": "https://game.example/levels/3"},
    }])
    await bootstrap.close(services)
asyncio.run(once())
"""


ADAM, ALICE = "adam@riverside.example", "alice@riverside.example"
pytestmark = pytest.mark.e2e
# What the worker does again and again.
_ROUND = """
import asyncio
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.services import open_data_sending
async def once():
    services = await bootstrap.build(Settings())
    await open_data_sending.work()
    await bootstrap.close(services)
asyncio.run(once())
"""


@pytest.fixture(scope="module")
def store() -> Iterator[Lrs]:
    with lrs() as one:
        yield one


def test_a_record_store_is_set_up_tried_and_told_what_alice_answers(
    sign_in: SignIn, site: Site, site_settings: dict[str, str], loaded: Loaded, store: Lrs
) -> None:
    adam = sign_in(ADAM)
    adam.goto("/admin/open-data")
    expect(adam.get_by_text("Nobody is told")).to_be_visible()
    new = adam.get_by_role("region", name="Add a receiver")
    new.get_by_label("Address").fill(store.url)
    new.get_by_label("Key or user name").fill(KEY)
    new.get_by_label("Secret or token").fill(SECRET)
    new.get_by_role("button", name="Add", exact=True).press("Enter")
    card = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="xAPI record store (LRS)"))
    expect(card).to_contain_text("Kept, and never shown again")
    store.faults.append("key")
    card.get_by_role("button", name="Send a trial").click()
    expect(card.get_by_text("It refuses key and secret.").first).to_be_visible()
    keep_both(adam, "open-data-failing")
    card.get_by_role("button", name="Send a trial").click()
    expect(card.get_by_text("Works", exact=True)).to_have_count(5)
    card.get_by_role("switch").click()
    expect(card.get_by_text("Is told", exact=True)).to_be_visible()
    assert len(store.statements) == 1 and SECRET not in adam.content()

    alice = sign_in(ALICE)
    item = site.practice_item("numeric", 10)
    alice.goto(f"/learn/{item}")
    alice.get_by_role("button", name="Check my answer").wait_for()
    alice.fill("#answer-field", "987654")
    alice.get_by_role("button", name="Check my answer").click()
    expect(alice.locator("#feedback .note.bad")).to_be_visible()
    loaded.run([sys.executable, "-c", _ROUND], site_settings)
    answered = [one for one in store.statements.values() if one["verb"]["id"].endswith("/answered")]
    assert [one["result"]["response"] for one in answered] == ["987654"] and item in answered[0]["object"]["id"]
    assert b"lice" not in store.taken
    card.get_by_role("button", name="Count again").click()
    expect(card.locator("dl > div", has_text=re.compile(r"^Waiting\s*0$"))).to_be_visible()
    expect(card.locator("dl > div", has_text=re.compile(r"^Sent\s*[1-9]"))).to_be_visible()
    came = adam.get_by_role("region", name="What other tools have sent")
    expect(came.get_by_text("Nothing came.")).to_be_visible()
    loaded.run([sys.executable, "-c", _TOOL], site_settings)
    came.get_by_role("button", name="Count again").press("Enter")
    expect(came.get_by_role("row")).to_have_count(2)
    expect(came.get_by_text("It is about nothing of ours.")).to_be_visible()
    expect(came.get_by_role("row").last).to_contain_text("Maths game")
    came.get_by_label("What became of it").select_option("event")
    expect(came.get_by_text("Nothing came.")).to_be_visible()
    came.get_by_label("What became of it").select_option("")
    assert violations(adam) == []
    keep_both(adam, "open-data")

    mallory = sign_in("mallory@northfield.example")
    mallory.goto("/admin/open-data")
    expect(mallory.get_by_text(store.url)).to_have_count(0)
    adam.get_by_text("Change it").click()
    adam.get_by_role("button", name="Remove").click()
    adam.get_by_role("button", name="Remove for good, with what waits?").click()
    expect(adam.get_by_text("Nobody is told")).to_be_visible()
