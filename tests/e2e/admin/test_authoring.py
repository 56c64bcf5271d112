"""Adam makes shared courses his school's, rewrites items and templates, tries them, approves and publishes them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.admin.test_authoring_media import own_course
from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

ADAM, ALICE = "adam@riverside.example", "alice@riverside.example"
ITEM, TEMPLATE = "Which came first", "Two things to undo"
pytestmark = pytest.mark.e2e


def test_an_item_is_rewritten_tried_and_published(sign_in: SignIn) -> None:
    adam = sign_in(ADAM)
    adam.goto("/admin")
    adam.get_by_role("link", name="Edit courses").click()
    expect(adam.get_by_text("There is no course of your own yet")).to_be_visible()
    adam.get_by_text("Make a shared course your own").click()
    shared = adam.get_by_label("Shared course")
    title = next(one for one in shared.locator("option").all_inner_texts() if "Civil War" in one)
    shared.select_option(label=title)
    keep(adam, "author-light-1280")
    assert violations(adam) == []
    adam.get_by_role("button", name="Copy this course").click()
    expect(adam.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(adam.get_by_text("studied by 0 classes")).to_be_visible()
    adam.get_by_label("Find an item").fill(ITEM)
    adam.get_by_role("button", name="Search", exact=True).click()
    expect(adam.get_by_role("row")).to_have_count(2)
    adam.get_by_label(f"Choose “{ITEM}”").click()
    expect(adam.get_by_role("heading", name="1 item chosen")).to_be_visible()
    keep(adam, "author-course-light-1280")
    assert violations(adam) == []
    adam.get_by_label("Youngest age").select_option(label="From 11 years")
    adam.get_by_role("button", name="Change them").click()
    expect(adam.get_by_text("1 draft written.")).to_be_visible()

    adam.get_by_role("link", name=ITEM).click()
    expect(adam.get_by_role("heading", name=ITEM, level=1)).to_be_visible()
    expect(adam.locator(".topics-to-choose")).to_contain_text("RH.6-8.1: Cite evidence from primary")
    preview = adam.get_by_role("region", name="As students see it")
    # What is typed stands in the preview before it is saved.
    adam.get_by_label("Question", exact=True).fill("Which of these four came first of all?")
    expect(preview.get_by_text("Which of these four came first of all?")).to_be_visible()
    adam.get_by_label("One more hint").fill("It was in 1787.")
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("Saved.")).to_be_visible()
    expect(preview.get_by_text("Which of these four came first of all?")).to_be_visible()
    preview.get_by_label("The Missouri Compromise").check()
    preview.get_by_role("button", name="Check my answer").click()
    expect(preview.get_by_text("That was in 1820.")).to_be_visible()
    adam.get_by_text(re.compile("^What this draft changes")).click()
    expect(adam.locator("ins").filter(has_text="of all?")).to_be_visible()
    keep(adam, "author-item-light-1280")
    assert violations(adam) == []
    small = sign_in(ADAM, scheme="dark", width=390)
    small.goto(adam.url)
    expect(small.get_by_role("heading", name=ITEM, level=1)).to_be_visible()
    keep(small, "author-item-dark-390")
    assert violations(small) == []

    adam.get_by_role("button", name="Hand in", exact=True).click()
    adam.get_by_label("A word to its author").fill("Clearer.")
    adam.get_by_role("button", name="Decide").click()
    expect(adam.get_by_text("Approved. It reaches students with the next version.")).to_be_visible()
    adam.get_by_role("link", name="Go and publish").click()
    expect(adam.get_by_role("heading", name="1 approved change waits")).to_be_visible()
    keep(adam, "author-publish-light-1280")
    adam.get_by_role("button", name="Publish a new version").click()
    expect(adam.get_by_text("Version 2 is published with 1 change")).to_be_visible()
    small.goto(adam.url)
    expect(small.get_by_role("heading", name=title, level=1)).to_be_visible()
    keep(small, "author-course-dark-390")
    assert violations(small) == []
    adam.get_by_label("Find an item").fill(ITEM)
    adam.get_by_role("button", name="Search", exact=True).click()
    expect(adam.get_by_role("row")).to_have_count(2)
    adam.get_by_role("link", name=ITEM).click()
    adam.get_by_role("button", name="Versions", exact=True).click()
    newest = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name=re.compile("^Version ")))
    expect(newest.first).to_contain_text("Clearer.")
    expect(newest.first.locator("ins").filter(has_text="of all?")).to_be_visible()
    keep(adam, "author-versions-light-1280")

    # A student reads what an answer was given to.
    alice = sign_in(ALICE, scheme="dark", width=390)
    alice.goto("/progress")
    alice.get_by_role("button", name=re.compile(r"of \d+ right")).first.click()
    alice.get_by_role("link", name=re.compile("^What was asked")).first.click()
    expect(alice.get_by_role("heading", name="Your answer")).to_be_visible()
    keep(alice, "asked-dark-390")
    assert violations(alice) == []


def test_the_texts_of_a_template_are_written_beside_its_tasks(sign_in: SignIn) -> None:
    adam = sign_in(ADAM)
    adam.goto("/author")
    adam.get_by_text("Make a shared course your own").click()
    shared = adam.get_by_label("Shared course")
    title = next(one for one in shared.locator("option").all_inner_texts() if "linear equations" in one)
    shared.select_option(label=title)
    adam.get_by_role("button", name="Copy this course").click()
    expect(adam.get_by_role("heading", name=title, level=1)).to_be_visible()
    adam.get_by_label("Find an item").fill(TEMPLATE)
    adam.get_by_role("button", name="Search", exact=True).click()
    adam.get_by_role("link", name=TEMPLATE).click()
    expect(adam.get_by_role("heading", name=TEMPLATE, level=1)).to_be_visible()
    tasks, preview = (
        adam.get_by_role("region", name=name) for name in ("Examples of tasks", "As students see it")
    )  # fmt: skip
    question, hint = adam.get_by_label("Question", exact=True), adam.get_by_label("Hint 1", exact=True)
    expect(question).to_have_value(re.compile(re.escape("[[a]][[v]]")))
    # What is typed stands in tasks of the template's own and in the preview, before it is saved.
    question.fill("Which number is $[[v]]$ in $[[a]][[v]] [[b|signed]] = [[a*x+b]]$?")
    expect(tasks.get_by_text("Which number is").first).to_be_visible()
    expect(preview.get_by_text("Which number is")).to_be_visible()
    # What would not hold for every task is said at once; it cannot be saved, and nothing of it is lost.
    hint.fill("It is [[x]], for [[zz]] goes.")
    wrong = tasks.get_by_text("“zz” does not vary in this item.")
    expect(wrong).to_be_visible()
    hint.fill("Why not try [[x]]?")
    expect(tasks.get_by_text("It gives the answer away before the last hint")).to_be_visible()
    expect(wrong).to_have_count(0)
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("The texts of this item do not hold for all its tasks")).to_be_visible()
    expect(hint).to_have_value("Why not try [[x]]?")
    keep(adam, "author-template-wrong-light-1280")
    assert violations(adam) == []
    hint.fill("Which step comes last on the way from $[[v]]$? Undo that first.")
    expect(tasks.get_by_text("Which step comes last").first).to_be_attached()
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("Saved.")).to_be_visible()
    preview.get_by_role("button", name=re.compile("hint", re.IGNORECASE)).first.click()
    expect(preview.get_by_text("Which step comes last")).to_be_visible()
    adam.get_by_text(re.compile("^What this draft changes: 2")).click()
    expect(adam.locator("ins").filter(has_text="Which number is")).to_be_visible()
    keep(adam, "author-template-light-1280")
    assert violations(adam) == []
    small = sign_in(ADAM, scheme="dark", width=390)
    small.goto(adam.url)
    expect(small.get_by_role("heading", name=TEMPLATE, level=1)).to_be_visible()
    keep(small, "author-template-dark-390")
    assert violations(small) == []

    adam.get_by_role("button", name="Hand in", exact=True).click()
    adam.get_by_role("button", name="Decide").click()
    expect(adam.get_by_text("Approved. It reaches students with the next version.")).to_be_visible()
    adam.get_by_role("link", name="Go and publish").click()
    adam.get_by_role("button", name="Publish a new version").click()
    expect(adam.get_by_text("Version 2 is published with 1 change")).to_be_visible()


def test_two_authors_lose_nothing_and_a_draft_goes_only_after_a_question(sign_in: SignIn) -> None:
    adam, other = sign_in(ADAM), sign_in(ADAM, scheme="dark", width=390)
    own_course(adam, "Civil War")
    course = adam.url
    adam.get_by_role("row").nth(3).get_by_role("link").first.click()
    title = adam.get_by_label("Title", exact=True)
    expect(title).to_be_visible()
    item, name = adam.url, title.input_value()
    other.goto(item)
    other.get_by_label("Title", exact=True).fill(f"{name}, said otherwise")
    other.get_by_role("button", name="Save draft").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    # Who was overtaken sees what saving would change; what was typed is still there.
    title.fill(f"{name}, my way")
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("Somebody else has saved this item since you opened it.")).to_be_visible()
    expect(title).to_have_value(f"{name}, my way")
    keep(adam, "author-overtaken-light-1280")
    assert violations(adam) == []
    adam.get_by_label("Save mine over theirs").check()
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("Saved.")).to_be_visible()
    expect(adam.get_by_role("heading", name=f"{name}, my way", level=1)).to_be_visible()

    # Approved together are those that were seen.
    adam.get_by_role("button", name="Hand in", exact=True).click()
    expect(adam.get_by_role("button", name="Decide")).to_be_visible()
    adam.goto(course)
    adam.get_by_label("Draft", exact=True).select_option(label="In review")
    adam.get_by_role("button", name="Search", exact=True).click()
    adam.get_by_label(f"Choose “{name}, my way”").click()
    other.goto(item)
    other.get_by_label("Title", exact=True).fill(f"{name}, at last")
    other.get_by_role("button", name="Save draft").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    adam.get_by_role("button", name="Approve what nothing speaks against").click()
    expect(adam.get_by_role("heading", name="1 stays as it was")).to_be_visible()
    expect(adam.get_by_text("Somebody has changed it since you saw it.")).to_be_visible()
    keep(adam, "author-left-light-1280")
    assert violations(adam) == []

    # A link away asks first where something is not saved, and so does the button that throws the draft away.
    other.get_by_label("Title", exact=True).fill("Not saved")
    other.once("dialog", lambda asked: asked.dismiss())
    other.get_by_role("link", name=re.compile("^← ")).click()
    expect(other.get_by_label("Title", exact=True)).to_have_value("Not saved")
    other.get_by_role("button", name="Throw the draft away").click()
    expect(other.get_by_text("It does not come back.", exact=False)).to_be_visible()
    assert violations(other) == []
    other.get_by_role("button", name="Cancel", exact=True).press("Enter")
    expect(other.get_by_role("button", name="Throw the draft away")).to_be_focused()
    other.get_by_role("button", name="Throw the draft away").click()
    other.get_by_role("button", name="Yes, throw it away").click()
    expect(other.get_by_text("The draft is gone.")).to_be_visible()
    expect(other.get_by_label("Title", exact=True)).to_have_value(name)
