"""Adam adds a content provider, tries it until it works, has it read, and looks at what waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.content_server import KEY, ContentServer, article, content_server
from tests.e2e.conftest import SignIn, Site
from tests.e2e.pictures import keep_both

ADAM = "adam@riverside.example"
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def provider() -> Iterator[ContentServer]:
    with content_server() as one:
        yield one


def _look_until(page: Page, text: str) -> None:
    """Press "Look again" until a reading has come to its end."""
    for _ in range(120):
        if page.get_by_text(text).first.is_visible():
            return
        again = page.get_by_role("button", name="Look again")
        if again.is_visible():
            again.click()
        page.wait_for_timeout(250)
    pytest.fail(f"no reading says {text}")


def test_a_provider_is_tried_and_read_and_its_items_wait(
    sign_in: SignIn, provider: ContentServer, worker: None, site: Site
) -> None:
    provider.items += [article(1), article(2), provider.film(1), article(3, kind="game")]
    adam = sign_in(ADAM)
    adam.goto("/admin/content-providers")
    expect(adam.get_by_text("No provider is set up")).to_be_visible()
    new = adam.get_by_role("region", name="Add a provider")
    new.get_by_label("Name", exact=True).fill("Open Shelf")
    new.get_by_label("Address of its items").fill(provider.url)
    new.get_by_label("Key", exact=True).fill("wrong")
    keep_both(adam, "providers-empty")
    new.get_by_role("button", name="Add", exact=True).press("Enter")
    secret = adam.get_by_label("Secret that signs them").input_value()
    keep_both(adam, "providers-secret")
    adam.get_by_role("button", name="I have noted it").click()
    expect(adam.get_by_text(secret)).to_have_count(0)
    card = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="Open Shelf"))
    card.get_by_role("button", name="Try it out").click()
    expect(card.get_by_text("It refuses the key.").first).to_be_visible()
    card.get_by_text("Change it").click()
    card.get_by_label("Key", exact=True).fill(KEY)
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_text("It refuses the key.")).to_have_count(0)
    card.get_by_role("button", name="Try it out").click()
    expect(card.get_by_role("cell", name="Site 2026").first).to_be_visible()
    keep_both(adam, "providers-tried")
    card.get_by_role("button", name="Read now").click()
    # The line of the reading stands there before its film has been fetched.
    _look_until(adam, "Look at 3 items that wait")
    expect(card.get_by_text("3 new, 0 changed, 0 as before, 0 withdrawn, 1 left out")).to_be_visible()
    expect(card.get_by_text("It is of a kind that cannot be shown here.")).to_be_visible()
    card.get_by_role("button", name="Look at 3 items that wait").click()
    held = adam.get_by_role("region", name="Waiting from Open Shelf")
    held.get_by_text("Show it").first.click()
