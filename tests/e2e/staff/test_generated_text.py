"""A sentence that the checks have held: an admin certifies the teacher, who reads the sources and corrects it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from learnapp.storage.embedded import Urls
from tests.e2e.conftest import SignIn, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep

pytestmark = pytest.mark.e2e
ADAM, CAROL = "adam@riverside.example", "carol@riverside.example"
CLASS = "Grade 6 Mathematics A"
CLAIM = "The cotton gin was first shown to the public at a fair in Savannah."
# What the tutor's service does with a model's answer.
_HELD = """
import asyncio, sys
from uuid import UUID
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.core.drafts import Draft, DraftSentence, Evidence
from learnapp.knowledge.verification.check import Verification
from learnapp.services import generated

async def work() -> None:
    services = await bootstrap.build(Settings())
    text = "In 1793 Eli Whitney built the cotton gin. Cotton became a crop that paid."
    passage = Evidence(UUID(int=7), text, "reading")
    draft = Draft(sys.argv[3], (DraftSentence(sys.argv[3], (0,), -0.1),), ())
    await generated.verified(
        Verification(), UUID(sys.argv[1]), UUID(sys.argv[2]), draft, [passage], title="The cotton gin"
    )
    await bootstrap.close(services)

asyncio.run(work())
"""


@pytest.fixture
def _held(site_settings: dict[str, str], postgres: Urls, site: object, loaded: Loaded) -> Iterator[None]:
    owner = postgres.superuser.replace("@/postgres?", "@/learnapp?")
    with psycopg.connect(owner) as conn:
        row = conn.execute("SELECT tenant_id, section_id FROM section WHERE title = %s", (CLASS,)).fetchone()
    assert row is not None
    loaded.run([sys.executable, "-c", _HELD, str(row[0]), str(row[1]), CLAIM], site_settings)
    yield
    with psycopg.connect(owner) as conn:
        conn.execute("DELETE FROM review_item WHERE kind = 'generated' AND tenant_id = %s", (row[0],))
        conn.execute("DELETE FROM text_ruling WHERE tenant_id = %s", (row[0],))
        conn.execute("DELETE FROM certified_reviewer WHERE tenant_id = %s", (row[0],))


def _dark_phone(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    keep(page, name)
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def test_a_held_sentence_is_corrected_by_a_certified_reviewer(sign_in: SignIn, _held: None) -> None:
    carol = sign_in(CAROL)
    carol.goto("/teach/reviews")
    carol.select_option("#review-kind", "generated")
    entry = carol.get_by_role("listitem").filter(has_text=CLAIM).first
    expect(entry.get_by_text("Only certified reviewers decide about this.")).to_be_visible()
    expect(entry.get_by_role("button", name="It is right")).to_have_count(0)

    adam = sign_in(ADAM)
    adam.goto("/admin/reviews")
    adam.get_by_role("button", name="Show certified reviewers").click()
    expect(adam.get_by_text("Nobody is certified yet")).to_be_visible()
    adam.get_by_label("E-mail address of a teacher, assistant or administrator").fill(CAROL)
    adam.get_by_role("button", name="Certify", exact=True).click()
    expect(adam.get_by_role("button", name="Take back the certificate of Carol")).to_be_visible()
    keep(adam, "generated-admin-light")
    assert violations(adam) == []
    _dark_phone(adam, "generated-admin-dark-390")

    carol.reload()
    carol.select_option("#review-kind", "generated")
    entry.get_by_text("What it was checked with").click()
    expect(entry.get_by_text("In 1793 Eli Whitney built the cotton gin.")).to_be_visible()
    keep(carol, "generated-teacher-light")
    assert violations(carol) == []
    entry.get_by_role("button", name="Correct").click()
    carol.get_by_label("What should it have said?").fill("Eli Whitney built the cotton gin in 1793.")
    _dark_phone(carol, "generated-teacher-dark-390")
    carol.get_by_role("button", name="Keep the corrected sentence").click()
    # Other sentences may wait: one in twenty of those that passed is drawn.
    expect(carol.get_by_role("listitem").filter(has_text=CLAIM)).to_have_count(0)
    carol.get_by_role("button", name="Rejected", exact=True).click()
    expect(carol.get_by_text("Eli Whitney built the cotton gin in 1793.").first).to_be_visible()

    adam.get_by_role("button", name="Take back the certificate of Carol").click()
    expect(adam.get_by_text("Nobody is certified yet")).to_be_visible()
