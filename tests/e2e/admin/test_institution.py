"""An admin sets up the institution, and its people see it: the look, the school year, switches, announcements."""

from __future__ import annotations

import io
import re

import psycopg
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

ADAM, ALICE, CAROL = "adam@riverside.example", "alice@riverside.example", "carol@riverside.example"
OSCAR, MALLORY = "oscar@northfield.example", "mallory@northfield.example"
pytestmark = pytest.mark.e2e


def _open(page: Page) -> None:
    page.goto("/admin/institution")
    expect(page.get_by_role("heading", name="Terms and days off")).to_be_visible()
    expect(page.get_by_role("switch", name="Discussion")).to_be_visible()


def _part(page: Page, name: str) -> Page:
    return page.get_by_role("region", name=name)  # type: ignore[return-value]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_page_can_be_read_in_both_themes(sign_in: SignIn, site: Site, scheme: str, width: int) -> None:
    page = sign_in(ADAM, scheme=scheme, width=width)
    _open(page)
    expect(page.get_by_role("row", name=re.compile("(Autumn|Spring) term"))).to_contain_text("Now")
    keep(page, f"institution-{scheme}-{width}")
    assert violations(page) == []


def test_the_school_year_stands_on_the_first_pages(sign_in: SignIn) -> None:
    admin = sign_in(OSCAR)
    _open(admin)
    part = _part(admin, "Terms and days off")
    part.get_by_label("Name of the term").fill("Long term")
    part.get_by_label("First day").first.fill("2020-01-01")
    part.get_by_label("Last day").first.fill("2035-12-31")
    part.get_by_role("button", name="Add the term").click()
    expect(admin.get_by_text("This is longer than a year.")).to_be_visible()
    expect(part.get_by_label("Name of the term")).to_have_value("Long term")
    today = admin.evaluate("new Date().toISOString().slice(0, 10)")
    part.get_by_label("First day").first.fill(today)
    part.get_by_label("Last day").first.fill(
        admin.evaluate("new Date(Date.now() + 90 * 864e5).toISOString().slice(0, 10)")
    )
    part.get_by_role("button", name="Add the term").click()
    expect(part.get_by_role("row", name="Long term")).to_contain_text("Now")
    expect(part.get_by_label("Name of the term")).to_have_value("")
    part.get_by_role("button", name="Change: Long term").click()
    expect(part.get_by_label("Name of the term")).to_have_value("Long term")
    part.get_by_label("Name of the term").fill("Winter term")
    part.get_by_role("button", name="Save", exact=True).click()
    expect(part.get_by_role("row", name="Winter term")).to_be_visible()
    part.get_by_label("What it is called").fill("Founders’ day")
    part.get_by_label("First day").last.fill(
        admin.evaluate("new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10)")
    )
    part.get_by_role("button", name="Add the day off").click()
    expect(part.get_by_role("row", name="Founders’ day")).to_contain_text("To come")
    student = sign_in(MALLORY, width=390)
    student.goto("/today")
    expect(student.get_by_text("Winter term, until")).to_contain_text("Next day off: Founders’ day")
    keep(student, "today-line-light-390")
    assert violations(student) == []


def _counted_once(site: Site) -> None:
    """Do as if the worker had counted Northfield before, by its zone; an old version, so that it does so again."""
    with psycopg.connect(site.owner) as conn:
        found = conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug = 'northfield'").fetchone()
        assert found is not None
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(found[0]),))
        conn.execute(
            "INSERT INTO rollup_rebuild (tenant_id, version, zone, moves, first_day, next_day, last_day, started_at,"
            " changed_at, finished_at) SELECT tenant_id, 0, coalesce(nullif(time_zone, ''), 'UTC'), false,"
            " current_date, current_date, current_date, now(), now(), now() FROM institution WHERE tenant_id = %s"
            " ON CONFLICT DO NOTHING",
            (found[0],),
        )


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_time_zone_of_the_school_is_chosen_and_figures_say_that_days_move(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    _counted_once(site)
    admin = sign_in(OSCAR, scheme=scheme, width=width)
    _open(admin)
    part = _part(admin, "Time zone of the school")
    zone = part.get_by_label("Time zone", exact=True)
    was = zone.input_value()
    expect(part.get_by_text(f"{was}: it is")).to_be_visible()
    zone.select_option("Pacific/Kiritimati")
    part.get_by_role("button", name="Save").click()
    expect(part.get_by_text("Pacific/Kiritimati: it is")).to_be_visible()
    expect(part.get_by_role("status")).to_contain_text("days are being counted again")
    expect(part.get_by_role("button", name="Save")).to_be_visible()
    keep(admin, f"school-zone-{scheme}-{width}")
    assert violations(admin) == []
    admin.goto("/admin/mission")
    expect(admin.get_by_text("days are being counted again")).to_be_visible()
    keep(admin, f"mission-moving-{scheme}-{width}")
    _open(admin)
    expect(zone).to_have_value("Pacific/Kiritimati")
    zone.select_option(was)
    part.get_by_role("button", name="Save").click()
    expect(part.get_by_text(f"{was}: it is")).to_be_visible()
    expect(part.get_by_text("days are being counted again")).to_have_count(0)


def test_an_announcement_is_read_put_away_and_withdrawn(sign_in: SignIn) -> None:
    admin = sign_in(ADAM)
    _open(admin)
    part = _part(admin, "Announcements")
    today = admin.evaluate("new Date().toISOString().slice(0, 10)")
    part.get_by_label("What should everybody know?").fill("Bring a ruler on Monday.\n<b>Thank you!</b>")
    part.get_by_label("For whom").select_option(label="Grade 6 Mathematics A")
    part.get_by_label("From").fill(today)
    part.get_by_label("Until").fill(today)
    part.get_by_role("button", name="Announce", exact=True).click()
    expect(part.get_by_role("listitem").filter(has_text="Bring a ruler")).to_contain_text("Grade 6 Mathematics A")

    alice = sign_in(ALICE, scheme="dark", width=390)
    alice.goto("/today")
    news = _part(alice, "From your school")
    expect(news.get_by_text("<b>Thank you!</b>")).to_be_visible()
    expect(news.get_by_text("The library has new books")).to_be_visible()
    keep(alice, "today-news-dark-390")
    assert violations(alice) == []
    news.get_by_role("button", name="Put away: Bring a ruler").click()
    expect(news.get_by_text("Bring a ruler")).to_have_count(0)
    alice.reload()
    expect(news.get_by_text("The library has new books")).to_be_visible()
    expect(news.get_by_text("Bring a ruler")).to_have_count(0)

    carol = sign_in(CAROL)
    carol.goto("/teach")
    expect(_part(carol, "From your school").get_by_text("Bring a ruler")).to_be_visible()
    keep(carol, "classes-news-light-1280")
    assert violations(carol) == []
    entry = part.get_by_role("listitem").filter(has_text="Bring a ruler")
    entry.get_by_role("button", name="Withdraw").click()
    expect(entry).to_contain_text("Withdrawn")
    carol.reload()
    expect(_part(carol, "From your school").get_by_text("The library has new books")).to_be_visible()
    expect(carol.get_by_text("Bring a ruler")).to_have_count(0)


def test_a_colour_is_measured_and_a_logo_takes_the_place_of_the_mark(sign_in: SignIn) -> None:
    admin = sign_in(OSCAR)
    _open(admin)
    part = _part(admin, "Look")
    part.get_by_label("Accent colour").fill("#ffcc00")
    expect(part.get_by_text("This colour is too light to read")).to_be_visible()
    expect(part.get_by_role("button", name="Save the colour")).to_be_disabled()
    keep(admin, "accent-refused-light-1280")
    assert violations(admin) == []
    part.get_by_role("button", name="Take #").click()
    expect(part.get_by_text("This colour can be read")).to_be_visible()
    part.get_by_role("button", name="Save the colour").click()
    expect(admin.get_by_text("Saved.").first).to_be_visible()
    part.get_by_label("Name that is shown").fill("Northfield College")
    part.get_by_role("button", name="Save the name").click()
    admin.set_input_files(
        "#logo-file",
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>"},
    )
    expect(part.get_by_role("alert")).to_contain_text("An SVG can hold programs")
    out = io.BytesIO()
    drawn = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((20, 20, 380, 180), fill=(30, 120, 60, 255))
    drawn.save(out, "PNG")
    admin.set_input_files("#logo-file", {"name": "logo.png", "mimeType": "image/png", "buffer": out.getvalue()})
    shown = admin.get_by_role("banner").get_by_role("img", name="Northfield College")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth") == 256
    keep(admin, "branding-light-1280")
    assert violations(admin) == []
    student = sign_in(MALLORY, scheme="dark", width=390)
    student.goto("/today")
    expect(student.get_by_role("banner").get_by_role("img", name="Northfield College")).to_be_visible()
    keep(student, "logo-dark-390")
    assert violations(student) == []
    part.get_by_role("button", name="Remove the logo").click()
    expect(shown).to_have_count(0)
    part.get_by_label("Name that is shown").fill("Northfield University")
    part.get_by_role("button", name="Save the name").click()
    expect(admin.get_by_role("banner").get_by_text("Northfield University")).to_be_visible()


def test_new_pages_begin_with_one_class_and_discussions_end_for_all(sign_in: SignIn) -> None:
    admin = sign_in(ADAM)
    _open(admin)
    part = _part(admin, "What is switched on")
    new = part.get_by_role("listitem").filter(has=admin.get_by_role("switch", name="New pages"))
    new.get_by_label("But on in").select_option(label="Grade 6 Mathematics A")
    new.get_by_role("button", name="Let it differ").click()
    expect(new.get_by_role("button", name="As the school: Grade 6 Mathematics A")).to_be_visible()
    part.get_by_role("switch", name="Discussion").click()
    expect(part.get_by_role("switch", name="Discussion")).not_to_be_checked()
    keep(admin, "switches-light-1280")
    assert violations(admin) == []
    alice = sign_in(ALICE)
    alice.goto("/today")
    alice.get_by_role("link", name="School calendar").click()
    expect(alice.get_by_text("Teachers’ study day")).to_be_visible()
    keep(alice, "calendar-light-1280")
    assert violations(alice) == []
    alice.goto("/discussion")
    expect(alice.get_by_text("Your school has switched discussions off.")).to_be_visible()
    part.get_by_role("switch", name="Discussion").click()
    expect(part.get_by_role("switch", name="Discussion")).to_be_checked()
    new.get_by_role("button", name="As the school").click()
    expect(new.get_by_role("button", name="As the school")).to_have_count(0)
    alice.goto("/calendar")
    expect(alice.get_by_text("This page is not open yet")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_new_pages_are_shared_out_and_taken_back(sign_in: SignIn, scheme: str, width: int) -> None:
    admin = sign_in(OSCAR, scheme=scheme, width=width)
    _open(admin)
    part = _part(admin, "What is switched on")
    new = part.get_by_role("listitem").filter(has=admin.get_by_role("switch", name="New pages"))
    share = new.get_by_label("Share of the sections, in per cent")
    share.fill("99")
    new.get_by_role("button", name="Share it out").click()
    expect(new.get_by_text("On in a share of the sections: 99 %.")).to_be_visible()
    have = new.get_by_role("list", name="Sections that have it")
    expect(have.get_by_role("listitem").first).to_contain_text(re.compile(r"since .*20\d\d"))
    have.get_by_role("button", name="Not here").first.click()
    expect(new.get_by_role("button", name="As the school")).to_be_visible()
    keep(admin, f"trial-{scheme}-{width}")
    assert violations(admin) == []
    new.get_by_role("button", name="As the school").click()
    expect(new.get_by_role("button", name="As the school")).to_have_count(0)
    new.get_by_role("button", name="Take it back everywhere").click()
    expect(new.get_by_text("Off everywhere.")).to_be_visible()
    expect(have).to_have_count(0)
