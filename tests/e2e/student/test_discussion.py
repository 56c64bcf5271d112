"""A passage with its source, the timeline, and the discussion of a class, from the question to the teacher's eye."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

HENRY, CAROL, MALLORY = "henry@riverside.example", "carol@riverside.example", "mallory@northfield.example"
PASSAGE = "A man tells his own life"
pytestmark = pytest.mark.e2e


def _history(page: Page) -> None:
    page.goto("/teach")
    page.get_by_role("link", name="Grade 8 History").click()
    page.get_by_role("navigation", name="Views of this class").get_by_role("link", name="Discussion").click()
    expect(page.get_by_role("heading", name="Rules of this class")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_passage_says_where_it_comes_from_and_the_timeline_is_a_list(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    page = sign_in(HENRY, scheme=scheme, width=width)
    page.goto(f"/learn/{site.titled(PASSAGE)}")
    expect(page.locator(".source")).to_contain_text("First-hand source")
    expect(page.locator(".source")).to_contain_text("Frederick Douglass")
    expect(page.get_by_text("A question to discuss")).to_be_visible()
    keep(page, f"passage-{scheme}-{width}")
    assert violations(page) == []
    page.goto(f"/learn/{site.titled('The road to war, 1787 to 1861')}")
    entries = page.locator(".timeline > li")
    expect(entries.first).to_contain_text("1787")
    expect(entries.last).to_contain_text("1861")
    keep(page, f"timeline-{scheme}-{width}")
    assert violations(page) == []


def test_a_class_talks_under_a_passage_and_its_teacher_keeps_watch(sign_in: SignIn, site: Site) -> None:
    carol = sign_in(CAROL)
    _history(carol)
    carol.get_by_label("After you have seen them").click()
    henry = sign_in(HENRY, width=390)
    henry.goto(f"/learn/{site.titled(PASSAGE)}")
    henry.get_by_role("button", name="Discuss this with your class").click()
    expect(henry.get_by_text("Can a book be a good source")).to_be_visible()
    keep(henry, "discussion-light-390")
    assert violations(henry) == []
    henry.get_by_label("Write to the class").fill("Why did he leave out how he fled?\n<b>I wonder.</b>")
    henry.get_by_role("button", name="Post", exact=True).click()
    expect(henry.get_by_text("Sent. Your teacher looks at it")).to_be_visible()
    # What is written stands as it was written, and the form is empty again.
    expect(henry.get_by_text("<b>I wonder.</b>")).to_be_visible()
    expect(henry.get_by_label("Write to the class")).to_have_value("")

    carol.goto("/teach/reviews")
    entry = carol.get_by_role("listitem").filter(has_text="Why did he leave out")
    expect(entry).to_contain_text("only after you have seen them")
    entry.get_by_role("button", name="Approve").first.click()
    carol.get_by_role("button", name="Approve", exact=False).last.click()
    _history(carol)
    expect(carol.get_by_text("Why did he leave out how he fled?")).to_be_visible()
    keep(carol, "discussion-teacher-light-1280")
    assert violations(carol) == []
    thread = carol.locator("li.card").filter(has_text="Why did he leave out")
    thread.get_by_role("button", name="Reply to Henry Walker").click()
    carol.get_by_label("Your reply").fill("Read the end of the passage again.")
    # A post that is sent meanwhile empties its own field alone, and the reply moves with what it answers.
    carol.get_by_label("Write to the class").fill("We talk about this on Monday.")
    carol.get_by_role("button", name="Post", exact=True).click()
    expect(carol.get_by_role("listitem").filter(has_text="We talk about this on Monday.").first).to_be_visible()
    expect(carol.get_by_label("Write to the class")).to_have_value("")
    expect(carol.get_by_label("Your reply")).to_have_value("Read the end of the passage again.")
    carol.get_by_role("button", name="Reply", exact=True).last.click()
    expect(carol.get_by_text("Read the end of the passage again.")).to_be_visible()

    henry.goto("/discussion")
    reply = henry.locator(".reply").filter(has_text="Read the end of the passage again.")
    expect(reply.get_by_text("Teacher", exact=True)).to_be_visible()
    reply.get_by_role("button", name="This helped me").press("Enter")
    expect(reply.get_by_role("button", name="This helped me")).to_have_attribute("aria-pressed", "true")
    henry.reload()
    expect(reply.get_by_role("button", name="Helped 1 person")).to_have_attribute("aria-pressed", "true")
    other = henry.get_by_role("listitem").filter(has_text="Which passage should I read first").first
    other.get_by_role("button", name="Report").click()
    henry.get_by_label("What is wrong with this post?").fill("It is off the subject.")
    henry.get_by_role("button", name="Send").click()
    expect(henry.get_by_text("Thank you. Your teacher will look at it.")).to_be_visible()
    carol.goto("/teach/reviews")
    expect(carol.get_by_role("listitem").filter(has_text="It is off the subject.").first).to_be_visible()

    _history(carol)
    thread.get_by_role("button", name="Hide the post of Henry Walker").click()
    expect(thread.get_by_role("button", name="Show the post of Henry Walker again")).to_be_visible()
    carol.get_by_label("No discussion").click()
    expect(carol.get_by_label("No discussion")).to_be_checked()
    henry.goto("/discussion")
    expect(henry.get_by_text("This class has no discussion.")).to_be_visible()
    carol.get_by_label("At once").click()
    expect(carol.get_by_label("At once")).to_be_checked()


def test_another_school_finds_neither_the_class_nor_its_posts(sign_in: SignIn, site: Site) -> None:
    carol = sign_in(CAROL)
    _history(carol)
    address = carol.url
    mallory = sign_in(MALLORY)
    mallory.goto(address)
    mallory.wait_for_timeout(1500)
    assert "Can a book be a good source" not in mallory.content()
    mallory.goto(f"/learn/{site.titled(PASSAGE)}")
    expect(mallory.get_by_text("This is not part of your courses").first).to_be_attached()


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_a_student_changes_a_post_of_theirs_and_takes_it_back(
    sign_in: SignIn, site: Site, scheme: str, width: int
) -> None:
    carol = sign_in(CAROL)
    _history(carol)
    carol.get_by_label("At once").click()
    page = sign_in(HENRY, scheme=scheme, width=width)
    page.goto("/discussion")
    said, better = f"What was the Missouri compromise, {scheme}?", f"Why was the Missouri compromise made, {scheme}?"
    page.get_by_label("Write to the class").fill(said)
    page.get_by_role("button", name="Post", exact=True).click()
    post = page.locator("li.card").filter(has_text=said)
    expect(post).to_be_visible()
    # What is half written to the class outlasts the change of another post.
    page.get_by_label("Write to the class").fill("And then")
    post.get_by_role("button", name=f"Change your post: {said}").press("Enter")
    field = page.get_by_label("Your post", exact=True)
    expect(field).to_have_value(said)
    field.fill(better)
    keep(page, f"discussion-change-{scheme}-{width}")
    assert violations(page) == []
    page.get_by_role("button", name="Save the change").click()
    post = page.locator("li.card").filter(has_text=better)
    expect(post.get_by_text("Changed on")).to_be_visible()
    expect(page.get_by_label("Write to the class")).to_have_value("And then")
    post.get_by_role("button", name=f"Remove your post: {better}").click()
    expect(post.get_by_text("Remove this post?")).to_be_visible()
    assert violations(page) == []
    post.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_text(better)).to_have_count(0)
    expect(page.get_by_label("Write to the class")).to_have_value("And then")
