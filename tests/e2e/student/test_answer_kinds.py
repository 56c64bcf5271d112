"""Every way to answer, by pointing and by keyboard alone, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, formulas, violations
from tests.e2e.pictures import keep

DAVID = "alice@riverside.example"
pytestmark = pytest.mark.e2e


def _open(page: Page, site: Site, title: str) -> None:
    page.goto(f"/learn/{site.template_item(title)}")
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()


def _send(page: Page) -> None:
    page.get_by_role("button", name="Check my answer").click()


def _formula(page: Page) -> str:
    return formulas(page)[0]


def _fractions(page: Page) -> list[tuple[str, str]]:
    return re.findall(r"\\frac\{(\d+)\}\{(\d+)\}", "".join(formulas(page)))


def _right(page: Page) -> None:
    expect(page.locator("#feedback .note.good")).to_be_visible()


def test_one_choice_is_sent_as_it_was_chosen(sign_in: SignIn, site: Site) -> None:
    page = sign_in(DAVID)
    _open(page, site, "Same top")
    right = max(_fractions(page), key=_size)
    page.locator(".choice", has=page.locator(f"annotation:text-is('\\\\frac{{{right[0]}}}{{{right[1]}}}')")).click()
    _send(page)
    _right(page)


def test_several_choices_are_sent_together(sign_in: SignIn, site: Site) -> None:
    page = sign_in(DAVID, width=390)
    _open(page, site, "All that are equal")
    asked, *offered = _fractions(page)
    assert len(offered) == 4
    choices = page.locator(".choice")
    for place, one in enumerate(offered):
        if abs(_size(one) - _size(asked)) < 1e-9:
            choices.nth(place).click()
    _send(page)
    _right(page)


def _size(fraction: tuple[str, str]) -> float:
    return int(fraction[0]) / int(fraction[1])


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_an_order_is_made_with_buttons_and_kept_on_another_device(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    page = sign_in(DAVID, scheme=scheme, width=width)
    _open(page, site, "From small to large")
    rows = page.locator(".order li")
    expect(rows).to_have_count(4)
    page.get_by_role("button", name=re.compile(r"^▲?\s*Move up")).nth(3).focus()
    last = rows.nth(3).locator(".prose").inner_text()
    for place in (3, 2):
        button = rows.nth(place).get_by_role("button", name=re.compile("Move up"))
        button.focus()
        page.keyboard.press("Enter")
        expect(rows.nth(place - 1).locator(".prose")).to_have_text(last)
    keep(page, f"ordering-{scheme}-{width}")
    assert violations(page) == []
    other = sign_in(DAVID, width=768)
    other.goto(page.url)
    expect(other.locator(".order li").nth(1).locator(".prose")).to_have_text(last)
    values = sorted((row for row in rows.locator(".prose").all_inner_texts()), key=_value)
    for place, text in enumerate(values):
        while rows.nth(place).locator(".prose").inner_text() != text:
            at = rows.locator(".prose").all_inner_texts().index(text)
            rows.nth(at).get_by_role("button", name=re.compile("Move up")).click()
            expect(rows.nth(at - 1).locator(".prose")).to_have_text(text)
    _send(page)
    _right(page)


def _value(text: str) -> float:
    top, _, bottom = text.strip().partition("/")
    return float(top) / float(bottom or 1)


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 390)])
def test_pairs_are_chosen_from_lists(sign_in: SignIn, site: Site, scheme: str, width: int) -> None:
    page = sign_in(DAVID, scheme=scheme, width=width)
    _open(page, site, "Who belongs together?")
    _send(page)
    expect(page.locator("#feedback")).to_contain_text("Something is still empty")
    lists = page.locator(".pair select")
    expect(lists).to_have_count(3)
    choices = [text for text in lists.first.locator("option").all_inner_texts() if "/" in text]
    formulas(page)
    rows = [
        re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", text)
        for text in page.locator(".pair annotation").all_text_contents()
    ]
    for place, row in enumerate(rows):
        lists.nth(place).select_option(next(one for one in choices if abs(_value(one) - _value(row)) < 1e-9))
    keep(page, f"matching-{scheme}-{width}")
    assert violations(page) == []
    _send(page)
    _right(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_table_is_filled_by_keyboard_and_sent_from_its_last_cell(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    page = sign_in(DAVID, scheme=scheme, width=width)
    _open(page, site, "A table of values")
    found = re.search(r"(\d+)x([+-]\d+)", _formula(page))
    assert found is not None
    xs = [int(text) for text in page.locator(".to-fill tr").first.locator("th .sr").all_text_contents()[1:]]
    cells = page.locator(".input.cell")
    cells.first.focus()
    for x in xs:
        page.keyboard.type(str(int(found[1]) * x + int(found[2])))
        if x != xs[-1]:
            page.keyboard.press("Tab")
    keep(page, f"table-{scheme}-{width}")
    assert violations(page) == []
    page.keyboard.press("Enter")
    _right(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_place_on_a_picture_is_chosen_with_the_arrow_keys(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    page = sign_in(DAVID, scheme=scheme, width=width)
    _open(page, site, "A place on the line")
    tenths = re.findall(r"\\frac\{(\d+)\}\{(\d+)\}", _formula(page))
    steps = round(10 * int(tenths[0][0]) / int(tenths[0][1]))
    page.get_by_role("radio", name="A", exact=True).focus()
    page.keyboard.press("Space")
    for _ in range(steps - 1):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="ABCDEFGHI"[steps - 1], exact=True)).to_be_checked()
    keep(page, f"picture-{scheme}-{width}")
    assert violations(page) == []
    _send(page)
    _right(page)


def _line(page: Page) -> tuple[int, int]:
    found = re.search(r"y=(-?\d*)x([+-]\d+)", _formula(page))
    assert found is not None
    slope = {"": 1, "-": -1}.get(found[1]) or int(found[1])
    return slope, int(found[2])


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_line_is_drawn_by_pointing_and_by_coordinates(sign_in: SignIn, site: Site, scheme: str, width: int) -> None:
    page = sign_in(DAVID, scheme=scheme, width=width)
    _open(page, site, "Draw the line")
    slope, start = _line(page)
    box = page.locator(".plane").bounding_box()
    assert box is not None
    unit = box["width"] / 480
    for x in (0, 1):
        y = slope * x + start
        page.mouse.click(box["x"] + (24 + (6 + x) * 36) * unit, box["y"] + (24 + (6 - y) * 36) * unit)
        expect(page.locator(".plane .point")).to_have_count(x + 1)
    expect(page.locator(".plane .drawn")).to_have_count(1)
    expect(page.locator("[name=y-0]")).to_have_value(str(start))
    keep(page, f"line-{scheme}-{width}")
    assert violations(page) == []
    _send(page)
    _right(page)
    page.get_by_role("button", name="Another one like this").click()
    expect(page.locator(".plane .point")).to_have_count(0)
    slope, start = _line(page)
    for name, value in (("x-0", 0), ("y-0", start), ("x-1", -1), ("y-1", start - slope)):
        page.locator(f"[name={name}]").fill(str(value))
    page.keyboard.press("Enter")
    _right(page)


def test_a_word_is_forgiven_a_slip_and_the_slip_is_named(sign_in: SignIn, site: Site) -> None:
    page = sign_in(DAVID)
    _open(page, site, "What is it called?")
    top, bottom = _fractions(page)[0]
    asked = re.search(r"the number (\d+) called", page.locator("main").inner_text())
    assert asked is not None
    word = "denominator" if asked[1] == bottom and top != bottom else "numerator"
    page.fill("#answer-field", word.replace("t", "tt"))
    _send(page)
    expect(page.locator("#feedback .note.good")).to_contain_text(re.compile(f"spelling.*{word}", re.S))
