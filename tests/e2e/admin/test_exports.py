"""Adam takes data out, a program is told of it, and what is for research waits for somebody else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep_both
from tests.webhook_peer import Peer, peer

ADAM = "adam@riverside.example"
pytestmark = pytest.mark.e2e
# What the worker does again and again.
_ROUND = """
import asyncio
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.services import export_work, rounds, webhook_sending
from learnapp.storage.repositories import exports
async def once():
    services = await bootstrap.build(Settings())
    async def make(tenant):
        async with services.db.raw(tenant) as conn:
            found, _ = await exports.runs(conn, tenant, 0, 50, exports.LIVE)
        for one in found:
            await export_work.work(tenant, one.run_id)
    await rounds.each_institution("exports", make)
    await webhook_sending.work()
    await bootstrap.close(services)
asyncio.run(once())
"""


@pytest.fixture(scope="module")
def program() -> Iterator[Peer]:
    with peer() as one:
        yield one


def test_data_is_taken_out_and_a_program_is_told(
    sign_in: SignIn, site_settings: dict[str, str], loaded: Loaded, program: Peer
) -> None:
    def work() -> None:
        loaded.run([sys.executable, "-c", _ROUND], site_settings)

    adam = sign_in(ADAM)
    adam.goto("/admin/webhooks")
    expect(adam.get_by_text("Nobody is told")).to_be_visible()
    new = adam.get_by_role("region", name="Add a receiver")
    new.get_by_label("Address").fill(program.url)
    new.get_by_label("An export is finished, or has failed").check()
    new.get_by_role("button", name="Add", exact=True).press("Enter")
    program.secret = adam.get_by_label("Secret", exact=True).input_value()
    adam.get_by_role("button", name="I have it").click()
    adam.get_by_role("button", name="Send a trial").click()
    expect(adam.get_by_text("It has taken the trial.")).to_be_visible()
    adam.get_by_role("switch").click()
    expect(adam.get_by_text("Is told", exact=True)).to_be_visible()
    assert program.kinds() == ["test"] and program.secret not in adam.content()

    adam.goto("/admin/exports")
    plan = adam.get_by_role("region", name="Make an export")
    for name in ("Answers", "Knowledge of topics", "People"):
        plan.get_by_label(name, exact=True).check()
    plan.get_by_role("button", name="Make the export").click()
    expect(adam.get_by_text("Waiting", exact=True)).to_be_visible()
    keep_both(adam, "exports-waiting")
    research = adam.get_by_role("region", name="Data for research")
    research.get_by_label("How many students have to look alike").fill("5")
    research.get_by_role("button", name="Make data for research").click()
    expect(adam.get_by_text("Waiting", exact=True)).to_have_count(2)
    work()
    card = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="Data ·"))
    card.get_by_text(re.compile(r"^\d+ files$")).click()
    with adam.expect_download() as got:
        card.get_by_role("button", name=re.compile("^Take ?: answers-00001.csv")).click()
    lines = got.value.path().read_text().splitlines()
    assert lines[0].startswith("event_id,student,class_id") and len(lines) > 10 and "lice" not in "".join(lines)
    report = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="For research ·"))
    expect(report.get_by_text("What was checked")).to_be_visible()
    expect(report.get_by_role("button", name="Release it")).to_have_count(0)
    assert violations(adam) == []
    keep_both(adam, "exports")

    adam.goto("/admin/webhooks")
    adam.get_by_role("button", name="Show messages").click()
    row = adam.get_by_role("row").filter(has_text="An export is finished")
    expect(row.get_by_text("Sent", exact=True).first).to_be_visible()
    row.first.get_by_role("button", name="Send again").click()
    expect(row.get_by_text("Waiting", exact=True).first).to_be_visible()
    work()
    adam.get_by_role("button", name="Count again").click()
    expect(row.get_by_text("Waiting", exact=True)).to_have_count(0)
    assert program.kinds()[1:].count("export.finished") >= 2
    adam.get_by_label("From", exact=True).fill("2020-01-01")
    adam.get_by_label("Until", exact=True).fill("2020-01-02")
    adam.get_by_role("button", name="Send these days again").click()
    expect(adam.get_by_text("Nothing is sent: of these days no message is kept")).to_be_visible()
    adam.get_by_role("switch").click()
    expect(adam.get_by_text("nothing is kept for it until it is switched on")).to_be_visible()
    adam.get_by_role("switch").click()
    expect(adam.get_by_text(re.compile("^From .* nothing was kept for it"))).to_be_visible()
    keep_both(adam, "webhooks-gap")
    assert violations(adam) == []
    keep_both(adam, "webhooks")

    mallory = sign_in("mallory@northfield.example")
    for address in ("/admin/exports", "/admin/webhooks"):
        mallory.goto(address)
        expect(mallory.get_by_role("heading", name="You cannot open this")).to_be_visible()
    adam.get_by_text("Change it").click()
    adam.get_by_role("button", name="Remove").click()
    adam.get_by_role("button", name="Remove for good, with its messages?").click()
    expect(adam.get_by_text("Nobody is told")).to_be_visible()
