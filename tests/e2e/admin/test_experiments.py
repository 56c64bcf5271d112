"""An admin plans an experiment, starts it and ends it; a student may say no."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

OSCAR, MALLORY = "oscar@northfield.example", "mallory@northfield.example"
pytestmark = pytest.mark.e2e


def test_an_experiment_is_planned_started_stopped_and_concluded(sign_in: SignIn) -> None:
    page = sign_in(OSCAR)
    page.goto("/admin/experiments")
    page.get_by_text("Plan an experiment").click()
    form = page.locator("form").filter(has_text="What do you want to know?")
    form.get_by_label("Short name").fill("Closer to the level")
    form.get_by_label("The question, in plain words").fill("Do tasks closer to the right level help more?")
    form.get_by_label("As now").fill("20")
    keep(page, "experiment-form-light-1280")
    assert violations(page) == []
    form.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("The shares add up to 100 %, not to 85 %.")).to_be_visible()
    expect(form.get_by_label("Short name")).to_have_value("Closer to the level")
    form.get_by_label("As now").fill("35")
    form.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("heading", name="Closer to the level", exact=True)).to_be_visible()
    page.get_by_role("button", name="Start the experiment").click()
    expect(page.get_by_text("Too early to say. Each way needs at least 30")).to_be_visible()
    page.get_by_label("Students in the experiment, in per cent").fill("60")
    page.get_by_role("button", name="Let more in").click()
    expect(page.get_by_text("60 % of the students are in it")).to_be_visible()
    page.get_by_role("button", name="Stop: By chance").click()
    expect(page.get_by_role("row", name="By chance").get_by_text("by an administrator")).to_be_visible()
    page.get_by_role("button", name="Stop the experiment").click()
    page.get_by_label("What came of it?").fill("We stopped before anything could be said.")
    page.get_by_role("button", name="Conclude it").click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    page.reload()
    expect(page.get_by_text("We stopped before anything could be said.")).to_be_visible()


def test_a_student_says_no(sign_in: SignIn) -> None:
    page = sign_in(MALLORY)
    page.goto("/account")
    choice = page.get_by_role("checkbox", name="Try new ways with me")
    expect(choice).to_be_checked()
    choice.click()
    expect(choice).not_to_be_checked()
    page.reload()
    expect(page.get_by_role("checkbox", name="Try new ways with me")).not_to_be_checked()
    assert violations(page) == []
