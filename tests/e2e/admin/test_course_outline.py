"""Carol writes a course from nothing, Adam approves it and gives it to a class; then its lessons are changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

ADAM, CAROL = "adam@riverside.example", "carol@riverside.example"
TITLE = "Ratios for beginners"
pytestmark = pytest.mark.e2e


def _lesson(page: Page, name: str) -> None:
    """Add a lesson with one topic of the same name, and leave its standard open."""
    page.get_by_role("button", name=re.compile("^Add a lesson")).click()
    page.get_by_label("Title of the lesson").fill(name)
    page.get_by_label("Title of the lesson").press("Enter")
    # The form for its first topic is open at once.
    page.get_by_label("Name of the topic").fill(f"Topic: {name}")
    page.get_by_label("Name of the topic").press("Enter")
    expect(page.get_by_role("heading", name=f"Standard of “Topic: {name}”")).to_be_visible()


def test_a_course_is_written_from_nothing_and_given_to_a_class(sign_in: SignIn) -> None:
    carol = sign_in(CAROL)
    carol.goto("/author")
    carol.get_by_text("Begin a course of your own").click()
    carol.get_by_label("Title of the course").fill(TITLE)
    carol.get_by_label("Subject").fill("mathematics")
    carol.get_by_label("From grade").select_option(label="Grade 6")
    keep(carol, "course-begin-light-1280")
    assert violations(carol) == []
    carol.get_by_role("button", name="Begin the course").click()
    expect(carol.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    expect(carol.get_by_text("Not published yet: no student sees it")).to_be_visible()
    expect(carol.get_by_text("This course has no lesson yet")).to_be_visible()
    # Nothing can be begun before there is a topic, which is said with the way to where one is added.
    carol.goto(carol.url.replace("/outline", "/add/reading"))
    expect(carol.get_by_text("Add a topic first: tasks, readings and videos belong to a topic.")).to_be_visible()
    assert violations(carol) == []
    carol.get_by_role("link", name="Lessons and topics").click()
    expect(carol.get_by_text("This course has no lesson yet")).to_be_visible()

    _lesson(carol, "What a ratio is")
    # Something else is looked up than what was suggested.
    carol.get_by_label("Look up by code or words").fill("6.RP")
    carol.get_by_role("button", name="Search", exact=True).click()
    expect(carol.get_by_text("Found for “6.RP”:")).to_be_visible()
    keep(carol, "course-standard-light-1280")
    assert violations(carol) == []
    carol.get_by_role("button", name=re.compile(r"^Use this one\s*: 6\.RP\.A\.1$")).click()
    expect(carol.get_by_text("6.RP.A.1 Understand what a ratio is")).to_be_visible()
    _lesson(carol, "Unit rates")
    carol.get_by_role("button", name="Close", exact=True).click()
    # By the keyboard alone a lesson goes up, and the focus stays with it.
    up = carol.get_by_role("button", name="Move “Unit rates” up")
    up.focus()
    carol.keyboard.press("Enter")
    expect(carol.get_by_role("heading", name="1. Unit rates")).to_be_visible()
    expect(carol.get_by_role("button", name="Move “Unit rates” down")).to_be_focused()
    carol.keyboard.press("Enter")
    expect(carol.get_by_role("heading", name="2. Unit rates")).to_be_visible()

    carol.get_by_role("button", name="Add a task to “What a ratio is”").click()
    carol.get_by_label("Title of the new item").fill("Cats and dogs")
    carol.get_by_role("button", name="Begin", exact=True).click()
    expect(carol.get_by_role("heading", name="Cats and dogs", level=1)).to_be_visible()
    carol.get_by_label("Question", exact=True).fill("There are 2 cats and 4 dogs. How many dogs for each cat?")
    carol.get_by_label("Right answers").fill("2")
    carol.get_by_role("button", name="Save draft").click()
    expect(carol.get_by_text("Saved.")).to_be_visible()
    carol.get_by_role("button", name="Hand in", exact=True).click()
    expect(carol.get_by_text("It waits for an administrator.", exact=False).first).to_be_visible()

    carol.get_by_role("link", name=TITLE).click()
    carol.get_by_role("link", name="Lessons and topics").click()
    expect(carol.get_by_role("link", name="Cats and dogs")).to_be_visible()
    # Unit rates open once ratios are mastered; by the keyboard the form closes to where it was opened.
    needs = carol.get_by_role("button", name=re.compile(r"^Needs first\s*: Topic: Unit rates$"))
    needs.click()
    needed = carol.get_by_label("It needs")
    expect(needed).to_be_focused()
    needed.select_option(label="Topic: What a ratio is")
    carol.get_by_role("button", name="Add", exact=True).click()
    away = carol.get_by_role("button", name="Take away: “Topic: Unit rates” needs “Topic: What a ratio is”")
    expect(away).to_be_visible()
    keep(carol, "course-needs-light-1280")
    assert violations(carol) == []
    # Nothing else is left to add, and the keyboard is not lost with the field; nor with what is taken away.
    expect(carol.get_by_role("button", name="Close", exact=True)).to_be_focused()
    away.press("Enter")
    expect(needed).to_be_focused()
    needed.select_option(label="Topic: What a ratio is")
    carol.get_by_role("button", name="Add", exact=True).click()
    expect(away).to_be_visible()
    carol.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(needs).to_be_focused()
    # The other way round would close a circle.
    carol.get_by_role("button", name=re.compile(r"^Needs first\s*: Topic: What a ratio is$")).click()
    carol.get_by_label("It needs").select_option(label="Topic: Unit rates")
    carol.get_by_role("button", name="Add", exact=True).click()
    expect(carol.get_by_text("This closes a circle", exact=False)).to_be_visible()
    carol.get_by_role("button", name="Close", exact=True).click()
    # A topic with a content stays, and it is said why.
    expect(carol.get_by_text("Cannot be removed: 1 content has it")).to_be_visible()
    carol.get_by_role("button", name="Hand in", exact=True).click()
    expect(carol.get_by_text("It waits for an administrator. Changing it again")).to_be_visible()
    keep(carol, "course-outline-light-1280")
    assert violations(carol) == []
    small = sign_in(CAROL, scheme="dark", width=390)
    small.goto(carol.url)
    expect(small.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    keep(small, "course-outline-dark-390")
    assert violations(small) == []

    adam = sign_in(ADAM)
    adam.goto(carol.url)
    adam.get_by_text(re.compile("^What this draft changes")).click()
    expect(adam.get_by_text("New lesson: Unit rates")).to_be_visible()
    expect(adam.get_by_text("“Topic: Unit rates” needs “Topic: What a ratio is” first")).to_be_visible()
    adam.get_by_role("button", name="Decide").click()
    expect(adam.get_by_text("Approved. It reaches students with the next version.")).to_be_visible()
    adam.get_by_role("link", name="Cats and dogs").click()
    adam.get_by_role("button", name="Decide").click()
    adam.get_by_role("link", name="Go and publish").click()
    expect(adam.get_by_role("heading", name="2 approved changes wait")).to_be_visible()
    adam.get_by_role("button", name="Publish a new version").click()
    expect(adam.get_by_text("Version 1 is published with 2 changes")).to_be_visible()
    adam.get_by_role("link", name="Lessons and topics").click()
    expect(adam.get_by_text("No class studies it yet.")).to_be_visible()

    # A lesson that goes asks what becomes of what it has.
    adam.get_by_role("button", name=re.compile(r"^Remove\s*: What a ratio is$")).click()
    adam.get_by_label("To this lesson").select_option(label="2. Unit rates")
    keep(adam, "course-remove-light-1280")
    assert violations(adam) == []
    adam.get_by_role("button", name="Remove the lesson").click()
    expect(adam.get_by_role("heading", name="1. Unit rates")).to_be_visible()
    adam.get_by_text(re.compile("^What this draft changes")).click()
    expect(adam.get_by_text("Lesson “What a ratio is” goes into “Unit rates”")).to_be_visible()
    adam.get_by_role("button", name=re.compile("^Throw the change away")).click()
    adam.get_by_role("button", name="Yes, throw it away").click()
    expect(adam.get_by_role("heading", name="1. What a ratio is")).to_be_visible()
    adam.get_by_role("button", name="What changed with earlier versions").click()
    expect(adam.get_by_role("heading", name=re.compile("^Version 1"))).to_be_visible()


def test_two_presses_begin_one_course_and_one_lesson(sign_in: SignIn) -> None:
    carol = sign_in(CAROL)
    carol.goto("/author")
    carol.get_by_text("Begin a course of your own").click()
    carol.get_by_label("Title of the course").fill("Pressed twice")
    carol.get_by_role("button", name="Begin the course").dblclick()
    expect(carol.get_by_role("heading", name="Pressed twice", level=1)).to_be_visible()
    carol.get_by_role("button", name=re.compile("^Add a lesson")).click()
    carol.get_by_label("Title of the lesson").fill("Only one")
    carol.get_by_role("button", name="Add a lesson", exact=True).dblclick()
    expect(carol.get_by_role("heading", name="1. Only one")).to_be_visible()
    expect(carol.get_by_role("heading", name="2. Only one")).to_have_count(0)
    carol.goto("/author")
    expect(carol.get_by_role("link", name="Pressed twice")).to_have_count(1)
