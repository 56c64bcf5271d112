"""Adam sets e-mail up, Grace agrees, Alice's letter arrives, and its link ends them; Mallory sees nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep_both
from tests.mail_sink import Sink, mail_sink, text_of

ADAM, CAROL, GRACE = "adam@riverside.example", "carol@riverside.example", "grace@riverside.example"
ALICE, MALLORY, CLASS = "alice@riverside.example", "mallory@northfield.example", "Grade 6 Mathematics A"
pytestmark = pytest.mark.e2e


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_sink() as one:
        yield one


def _run(site: Site, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(site.owner, autocommit=True) as conn:
        tenant = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'riverside'").fetchone()
        assert tenant is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant[0]),))
        cursor = conn.execute(statement.encode())
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture(scope="module")
def as_before(site: Site) -> Iterator[None]:
    """The walks after this one find all as it was."""
    yield
    for statement in (
        "DELETE FROM consent WHERE basis = 'guardian'", "DELETE FROM delivery", "DELETE FROM delivery_address",
        "DELETE FROM delivery_channel", "DELETE FROM delivery_template", "DELETE FROM notice_quiet",
        "DELETE FROM notice WHERE kind IN ('assignment', 'consent')",
        "DELETE FROM assignment WHERE words LIKE 'By e-mail%'",
    ):  # fmt: skip
        _run(site, statement)


def _until(what: Callable[[], object]) -> None:
    for _ in range(480):
        if what():
            return
        time.sleep(0.25)
    pytest.fail("it did not come")


def _assign(carol: Page, words: str, place: int) -> None:
    carol.goto("/teach")
    carol.get_by_role("link", name=CLASS).click()
    carol.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Assignments").click()
    carol.get_by_role("button", name="Assign or pin something").click()
    carol.get_by_label("Words in the title or the topic").fill("fraction")
    carol.get_by_label("Words in the title or the topic").press("Enter")
    carol.get_by_role("button", name="Assign: ").nth(place).click()
    carol.get_by_label("A sentence for your students").fill(words)
    carol.get_by_role("button", name="Assign", exact=True).click()
    expect(carol.get_by_role("listitem").filter(has_text=words)).to_be_visible()


def _about(sink: Sink, words: str) -> list[EmailMessage]:
    """Return the letters to Alice about one thing: the walks before may have told her of others."""
    return [one for one in sink.to(ALICE) if words in text_of(one)]


def test_a_letter_arrives_and_its_link_ends_them(
    sign_in: SignIn, sink: Sink, site: Site, as_before: None, worker: None
) -> None:
    adam = sign_in(ADAM)
    adam.goto("/admin/notifications")
    mail = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="E-mail", exact=True))
    expect(mail.get_by_text("Not set up", exact=True)).to_be_visible()
    mail.locator("summary").click()
    mail.get_by_label("Mail server").fill("127.0.0.1")
    mail.get_by_label("Port", exact=True).fill(str(sink.port))
    mail.get_by_label("Encryption").select_option("smtp")
    mail.get_by_label("Address that letters come from").fill("school@riverside.example")
    mail.get_by_role("button", name="Save").click()
    expect(mail.get_by_text("Set up here")).to_be_visible()
    mail.get_by_role("button", name="Send a trial to me").click()
    expect(mail.get_by_text("Works", exact=True)).to_have_count(6)
    assert len(sink.to(ADAM)) == 1
    adam.get_by_label("Text", exact=True).fill("Dear {name}, {sentence} **Look here:** {link}")
    adam.get_by_role("button", name="Look at it").click()
    shown = adam.frame_locator("iframe[title='Look at it']")
    expect(shown.get_by_text("Look here:")).to_be_visible()
    assert violations(adam) == []
    keep_both(adam, "notifications")
    adam.get_by_role("button", name="Keep these words").click()
    expect(adam.get_by_text("Your words", exact=True)).to_be_visible()

    grace = sign_in(GRACE)
    grace.goto("/family")
    grace.get_by_role("link", name="Alice Moreno").first.click()
    grace.get_by_role("button", name="Give my consent").click()
    expect(grace.get_by_text("Thank you. Your consent is recorded.").first).to_be_visible()
    alice = sign_in(ALICE)
    alice.goto("/account")
    alice.get_by_label("Keep the bell quiet for some hours").click()
    expect(alice.get_by_label("Keep the bell quiet for some hours")).not_to_be_checked()
    expect(alice.get_by_text(f"On: {ALICE}")).to_be_visible()
    expect(alice.get_by_label("New assignments: E-mail")).to_have_value("once")
    assert violations(alice) == []
    keep_both(alice, "account-ways")

    _assign(sign_in(CAROL), "By e-mail, the first", 0)
    _until(lambda: _about(sink, "There is a new assignment"))
    letter = _about(sink, "There is a new assignment")[-1]
    assert "Dear Alice Moreno," in text_of(letter) and "<strong>Look here:</strong>" in text_of(letter, "html")
    link = urlsplit(str(letter["List-Unsubscribe"]).strip("<>"))
    out = alice.context.browser.new_context(base_url=site.url).new_page()  # type: ignore[union-attr]
    out.goto(f"{link.path}?{link.query}")
    assert violations(out) == []
    keep_both(out, "unsubscribe")
    out.get_by_role("button", name="No more e-mail").click()
    expect(out.get_by_text("You get no more e-mail")).to_be_visible()
    out.context.close()
    before = len(sink.to(ALICE))
    _assign(sign_in(CAROL), "By e-mail, the second", 1)
    _until(lambda: _run(site, "SELECT 1 FROM delivery WHERE reason = 'unsubscribed' AND kind = 'assignment'"))
    assert len(sink.to(ALICE)) == before
    alice.reload()
    expect(alice.get_by_role("button", name="Switch e-mail on again")).to_be_visible()

    adam.goto("/admin/notifications")
    expect(adam.get_by_role("rowheader", name="They said no to e-mail")).to_be_visible()
    assert violations(adam) == []
    keep_both(adam, "notifications-went")
    mallory = sign_in(MALLORY)
    mallory.goto("/admin/notifications")
    expect(mallory).to_have_url(re.compile("/denied"))
    assert "riverside" not in mallory.content()
