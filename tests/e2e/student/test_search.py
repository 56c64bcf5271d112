"""Search in the browser: from the field to the reading, a link to a search, pages, who finds what, empty results."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ALICE, HENRY, CAROL, ADAM = (f"{name}@riverside.example" for name in ("alice", "henry", "carol", "adam"))
MALLORY = "mallory@northfield.example"
FIELD = "Search lessons and more"
pytestmark = pytest.mark.e2e


def _search(page: Page, said: str) -> None:
    page.get_by_label(FIELD).fill(said)
    page.get_by_role("search").get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_from_the_field_to_a_task(sign_in: SignIn, scheme: str, width: int) -> None:
    page = sign_in(ALICE, scheme=scheme, width=width)
    keep(page, f"field-{scheme}-{width}")
    page.get_by_label(FIELD).fill("adding fractions")
    page.get_by_label(FIELD).press("Enter")
    expect(page.get_by_role("status").filter(has_text="results for “adding fractions”")).to_be_visible()
    assert page.locator("mark").count() > 5
    keep(page, f"results-{scheme}-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Another search on the page itself, and the way back.
    _search(page, "equations")
    expect(page.get_by_text("results for “equations”").first).to_be_visible()
    page.go_back()
    expect(page.get_by_text("results for “adding fractions”").first).to_be_visible()
    readings = (
        page.get_by_role("region").or_(page.locator("section")).filter(has=page.get_by_role("heading", name="Readings"))
    )
    readings.get_by_role("link").filter(has_not_text="Show all").first.click()
    page.wait_for_url("**/learn/**")


def test_a_link_shows_one_kind_in_pages(sign_in: SignIn) -> None:
    page = sign_in(ALICE)
    page.goto("/search?q=fraction&kind=practice")
    expect(page.get_by_label(FIELD)).to_have_value("fraction")
    expect(page.get_by_role("link", name="Tasks")).to_have_attribute("aria-current", "page")
    pages = page.get_by_role("navigation", name="Pages of results")
    expect(pages.get_by_role("status")).to_contain_text("1")
    first = page.locator("li.result h3").first.inner_text()
    before = page.locator("li.result").all_inner_texts()
    keep(page, "kind-light-1280")
    pages.get_by_role("button", name="More").click()
    expect(pages.get_by_role("status")).to_contain_text("21")
    assert page.locator("li.result").all_inner_texts() != before and first
    assert violations(page) == []
    page.get_by_role("navigation", name="Kinds of results").get_by_role("link", name="All").click()
    expect(page.get_by_role("heading", name="Topics")).to_be_visible()


def test_nothing_found_says_what_to_try_and_hostile_searches_are_only_text(sign_in: SignIn) -> None:
    page = sign_in(ALICE, width=390)
    _search(page, "<img src=x onerror=alert(1)> qwertz")
    expect(page.get_by_text("Try fewer words")).to_be_visible()
    expect(page.get_by_role("heading", name="onerror=alert(1)")).to_be_visible()
    keep(page, "nothing-light-390")
    assert violations(page) == []
    for said in ("%25", "%27%22%3A*%20%26%20%7C", "%00", "x" * 5000, "%E2%80%AEabc"):
        page.goto(f"/search?q={said}&kind=%27&page=-1")
        expect(page.get_by_text("Try fewer words").or_(page.get_by_text("What are you looking for?"))).to_be_visible()
    page.goto("/search")
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()


def test_everybody_finds_what_is_theirs(sign_in: SignIn, site: Site) -> None:
    # The history class talks about a source; only its members and its teacher find that.
    said = "good source author wants"
    henry = sign_in(HENRY)
    _search(henry, said)
    expect(henry.get_by_role("heading", name="Posts of your class")).to_be_visible()
    _search(henry, "Douglass")
    expect(henry.locator("mark", has_text="Douglass").first).to_be_visible()
    carol = sign_in(CAROL)
    _search(carol, said)
    expect(carol.get_by_role("heading", name="Posts of your class")).to_be_visible()
    carol.get_by_role("listitem").filter(has_text="Can a book be a good").get_by_role("link").click()
    expect(carol.get_by_role("heading", name="Rules of this class")).to_be_visible()
    _search(carol, "fractions")
    expect(carol.get_by_role("heading", name="Readings")).to_be_visible()
    keep(carol, "teacher-light-1280")
    assert violations(carol) == []
    for who in (ALICE, MALLORY):
        page = sign_in(who)
        _search(page, said)
        expect(page.get_by_text("Try fewer words")).to_be_visible()
        _search(page, "Douglass")
        expect(page.get_by_text("Try fewer words")).to_be_visible()
    page = sign_in(ADAM)
    _search(page, "fractions")
    expect(page.get_by_role("heading", name="Topics")).to_be_visible()
    keep(page, "admin-light-1280")
    assert violations(page) == []


def test_in_spanish(sign_in: SignIn) -> None:
    page = sign_in(ALICE, width=390)
    page.get_by_role("combobox").first.select_option("es")
    page.get_by_label("Buscar lecciones y más").fill("fractions")
    page.get_by_label("Buscar lecciones y más").press("Enter")
    expect(page.get_by_text("resultados para «fractions»").first).to_be_visible()
    keep(page, "spanish-light-390")
    page.get_by_role("combobox").first.select_option("en")
