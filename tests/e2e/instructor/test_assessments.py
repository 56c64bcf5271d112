"""A teacher makes a test; a student takes it and goes on elsewhere without connection; the teacher sees the results."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect

from learnapp.storage.embedded import Urls
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep

BOB, CAROL = "bob@riverside.example", "carol@riverside.example"
CLASS, TITLE = "Grade 6 Mathematics A", "Friday's test"
pytestmark = pytest.mark.e2e


def _answer(page: Page, said: str) -> None:
    """Answer the open question, whatever its form, and go on."""
    field = page.locator("#answer-field")
    if field.count():
        field.fill(said)
    else:
        page.locator(".choices input, .picture input").first.check()
    page.get_by_role("button", name=re.compile("^Save")).click()


def test_made_taken_interrupted_and_seen(sign_in: SignIn, site: Site, postgres: Urls) -> None:
    carol = sign_in(CAROL)
    carol.goto("/teach/assessments")
    carol.get_by_label("Title").fill(TITLE)
    carol.get_by_label("Class", exact=True).select_option(label=CLASS)
    carol.get_by_role("button", name="Make it").click()
    expect(carol.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(carol.get_by_text("It asks nothing yet.")).to_be_visible()
    carol.get_by_role("button", name="Choose questions").click()
    for count in (1, 2, 3):
        carol.get_by_role("button", name=re.compile("^Put in: ")).first.click()
        expect(carol.locator("ol.order > li")).to_have_count(count)
    carol.get_by_label("Minutes (0: no limit)").fill("30")
    carol.get_by_label("When are results shown?").select_option("released")
    carol.get_by_role("button", name="Save", exact=True).first.click()
    expect(carol.get_by_text("It is saved.")).to_be_visible()
    keep(carol, "assessment-draft-light-1280")
    assert violations(carol) == []
    carol.get_by_role("button", name="Give it to the class").click()
    carol.get_by_role("button", name="Yes, give it").press("Enter")
    expect(carol.get_by_text("Nobody has handed it in yet.")).to_be_visible()

    bob = sign_in(BOB, scheme="dark", width=390)
    bob.goto("/today")
    bob.get_by_role("region", name="Your tests").get_by_role("link", name=TITLE).click()
    expect(bob.get_by_text("You have 30 minutes.")).to_be_visible()
    keep(bob, "quiz-intro-dark-390")
    assert violations(bob) == []
    bob.get_by_role("button", name="Begin now").click()
    expect(bob.get_by_role("timer")).to_contain_text(re.compile(r"^(30:00|29:5\d)$"))
    expect(bob.get_by_role("heading", name="Question 1 of 3")).to_be_visible()
    keep(bob, "quiz-question-dark-390")
    assert violations(bob) == []
    assert bob.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _answer(bob, "3")
    expect(bob.get_by_role("heading", name="Question 2 of 3")).to_be_visible()
    bob.get_by_role("button", name="Hide the clock").click()
    expect(bob.get_by_role("timer")).to_have_count(0)
    address = bob.url
    # The connection is gone in the middle of the test; another device goes on where it was.
    bob.context.set_offline(True)
    bob.close()
    again = sign_in(BOB)
    again.goto(address)
    expect(again.get_by_role("heading", name="Question 2 of 3")).to_be_visible()
    expect(again.get_by_role("button", name="Question 1, answered")).to_be_visible()
    again.get_by_role("button", name="Mark to come back").click()
    expect(again.get_by_role("button", name="Question 2, open, marked")).to_be_visible()
    keep(again, "quiz-question-light-1280")
    assert violations(again) == []
    _answer(again, "3")
    expect(again.get_by_role("heading", name="Question 3 of 3")).to_be_visible()
    again.get_by_role("button", name="Hand in").click()
    expect(again.get_by_role("alert")).to_contain_text("One question has no answer yet: 3")
    again.get_by_role("button", name="Yes, hand it in").press("Enter")
    expect(again.get_by_text("Your test is handed in.")).to_be_visible()
    keep(again, "quiz-handed-in-light-1280")

    carol.reload()
    row = carol.get_by_role("row").filter(has_text="Bob")
    expect(row).to_contain_text("Handed in")
    row.get_by_role("button", name=re.compile("^Look at the test of Bob")).click()
    expect(carol.get_by_role("region", name=re.compile("^Bob"))).to_contain_text("Question 1")
    # A review that is opened in a learning management system names the attempt: the same work is open at once.
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?")) as conn:
        made = carol.url.rstrip("/").rpartition("/")[2]
        kept = conn.execute("SELECT attempt_id FROM attempt WHERE assessment_id = %s", (made,)).fetchone()
    assert kept is not None
    carol.goto(f"{carol.url}?attempt={kept[0]}")
    expect(carol.get_by_role("region", name=re.compile("^Bob"))).to_contain_text("Question 1")
    carol.get_by_role("button", name="Show results now").click()
    carol.get_by_role("button", name="Yes, show them").press("Enter")
    expect(row).to_contain_text("Results shown")
    keep(carol, "assessment-results-light-1280")
    assert violations(carol) == []

    again.reload()
    expect(again.get_by_role("heading", name="Topic by topic")).to_be_visible()
    expect(again.get_by_text("No answer")).to_be_visible()
    keep(again, "quiz-result-light-1280")
    assert violations(again) == []
    expect(again.get_by_role("link", name=re.compile("^Practise")).first).to_be_visible()


def test_given_to_one_student_for_a_day_and_half_made_answers_survive(sign_in: SignIn) -> None:
    carol = sign_in(CAROL)
    carol.goto("/teach/assessments")
    carol.get_by_label("Title").fill("For Bob alone")
    carol.get_by_label("Class", exact=True).select_option(label=CLASS)
    carol.get_by_role("button", name="Make it").click()
    carol.get_by_role("button", name="Choose questions").click()
    carol.get_by_label("Words").fill("Who belongs together?")
    carol.get_by_role("button", name="Search", exact=True).click()
    carol.get_by_role("button", name="Put in: Who belongs together?").click()
    expect(carol.locator("ol.order > li")).to_have_count(1)
    carol.get_by_role("button", name="Give it to the class").click()
    carol.get_by_label("Chosen students", exact=True).click()
    carol.get_by_label(re.compile("^Bob")).click()
    expect(carol.get_by_role("alert")).to_contain_text("1 ")
    keep(carol, "assessment-give-light-1280")
    assert violations(carol) == []
    carol.get_by_role("button", name="Yes, give it").click()
    expect(carol.get_by_text("Nobody has handed it in yet.")).to_be_visible()
    expect(carol.get_by_role("row").filter(has_text="Bob")).to_have_count(1)
    # More time is found by name.
    carol.get_by_role("button", name="Show", exact=True).click()
    carol.get_by_label("Name").fill("bob")
    carol.get_by_role("button", name="Search", exact=True).last.click()
    expect(carol.get_by_role("button", name=re.compile("^Save for "))).to_have_count(1)
    keep(carol, "assessment-extra-light-1280")
    assert violations(carol) == []
    carol.get_by_role("link", name="Assign it with a day").click()
    expect(carol.get_by_role("heading", name="For Bob alone")).to_be_visible()
    carol.get_by_label("Until which day?").fill((datetime.now(tz=UTC) + timedelta(days=3)).date().isoformat())
    carol.get_by_role("button", name="Assign", exact=True).click()
    expect(carol.get_by_text("It is assigned.")).to_be_visible()
    keep(carol, "assignments-test-light-1280")
    assert violations(carol) == []

    bob = sign_in(BOB, scheme="dark", width=390)
    bob.goto("/today")
    keep(bob, "today-assigned-test-dark-390")
    expect(bob.get_by_role("link", name="For Bob alone")).to_have_count(1)
    bob.get_by_role("region", name="Assigned by your teacher").get_by_role("link", name="For Bob alone").click()
    bob.get_by_role("button", name="Begin now").click()
    lists = bob.locator(".pair select")
    expect(lists).to_have_count(3)
    lists.nth(0).select_option(index=1)
    expect(bob.get_by_text("What you have so far is kept.")).to_be_visible()
    # The connection is gone for a moment; what was chosen meanwhile is sent when it is back.
    bob.context.set_offline(True)
    bob.wait_for_timeout(300)
    lists.nth(1).select_option(index=2)
    chosen = lists.nth(1).input_value()
    assert chosen
    bob.wait_for_timeout(700)
    bob.context.set_offline(False)
    bob.wait_for_timeout(2000)
    expect(lists.nth(1)).to_have_value(chosen)
    keep(bob, "quiz-half-dark-390")
    assert violations(bob) == []
    again = sign_in(BOB)
    again.goto(bob.url)
    expect(again.locator(".pair select").nth(1)).to_have_value(chosen)
    expect(again.locator(".pair select").nth(2)).to_have_value("")
    again.get_by_role("button", name="Hand in").click()
    expect(again.get_by_role("alert")).to_contain_text("One question has no answer yet")
    again.get_by_role("button", name="Yes, hand it in").press("Enter")
    expect(again.get_by_role("heading", name="Topic by topic")).to_be_visible()
    again.goto("/today")
    expect(again.get_by_role("region", name="Assigned by your teacher")).to_contain_text("Done")


def test_a_break_shows_what_is_left_of_it_and_ends_by_itself(sign_in: SignIn, postgres: Urls) -> None:
    carol = sign_in(CAROL)
    carol.goto("/teach/assessments")
    carol.get_by_label("Title").fill("With a break")
    carol.get_by_label("Class", exact=True).select_option(label=CLASS)
    carol.get_by_role("button", name="Make it").click()
    carol.get_by_role("button", name="Choose questions").click()
    carol.get_by_role("button", name=re.compile("^Put in: ")).first.click()
    expect(carol.locator("ol.order > li")).to_have_count(1)
    carol.get_by_label("Minutes (0: no limit)").fill("20")
    carol.get_by_role("button", name="Save", exact=True).first.click()
    expect(carol.get_by_text("It is saved.")).to_be_visible()
    carol.get_by_role("button", name="Give it to the class").click()
    carol.get_by_role("button", name="Yes, give it").press("Enter")
    expect(carol.get_by_text("Nobody has handed it in yet.")).to_be_visible()
    made = carol.url.rstrip("/").rpartition("/")[2]

    bob = sign_in(BOB, width=390)
    bob.goto(f"/quiz/{made}")
    bob.get_by_role("button", name="Begin now").click()
    expect(bob.get_by_role("heading", name="Question 1 of 1")).to_be_visible()
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?")) as conn:
        conn.execute("UPDATE attempt SET breaks = 1, break_minutes = 1 WHERE assessment_id = %s", (made,))
    bob.reload()
    bob.get_by_role("button", name=re.compile("^Take a break")).click()
    expect(bob.get_by_role("heading", name="You are on a break")).to_be_visible()
    expect(bob.get_by_role("timer")).to_contain_text(re.compile(r"^(1:00|0:5\d)$"))
    expect(bob.get_by_text(re.compile("^After it you have (19|20) minutes of the test"))).to_be_visible()
    keep(bob, "quiz-break-light-390")
    assert violations(bob) == []
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?")) as conn:
        conn.execute(
            "UPDATE attempt SET pauses = jsonb_set(pauses, '{taken,0,0}',"
            " to_jsonb(to_char(((pauses #>> '{taken,0,0}')::timestamptz - interval '50 s') AT TIME ZONE 'UTC',"
            " 'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00'))), started_at = started_at - interval '60 s'"
            " WHERE assessment_id = %s",
            (made,),
        )
    bob.reload()
    expect(bob.get_by_role("timer")).to_contain_text(re.compile(r"^0:(10|0\d)$"))
    # Nobody presses anything: the page leaves the break, says so, and the clock of the test is there again.
    expect(bob.locator("#break-over")).to_have_text("The break is over. The clock runs.", timeout=20_000)
    expect(bob.get_by_role("heading", name="Question 1 of 1")).to_be_visible()
    expect(bob.get_by_role("timer")).to_contain_text(re.compile(r"^(18|19):\d\d$"))
    assert violations(bob) == []


def test_an_adaptive_test_ends_at_its_line(sign_in: SignIn) -> None:
    carol = sign_in(CAROL)
    carol.goto("/teach/assessments")
    carol.get_by_label("Title").fill("Passed or not yet")
    carol.get_by_label("Class", exact=True).select_option(label=CLASS)
    carol.get_by_label(re.compile("^Adaptive test")).check()
    carol.get_by_role("button", name="Make it").click()
    carol.get_by_label("How exact?").select_option("0")
    carol.get_by_role("button", name="Save", exact=True).first.click()
    expect(carol.get_by_text("To end at the line, say from which per cent it is passed.")).to_be_visible()
    carol.get_by_label(re.compile("^Passed from")).fill("60")
    carol.get_by_label("Questions at most").fill("6")
    carol.get_by_role("button", name="Save", exact=True).first.click()
    expect(carol.get_by_text("It ends as soon as it is clear whether a student would get 60 %")).to_be_visible()
    keep(carol, "assessment-line-light-1280")
    assert violations(carol) == []
    carol.get_by_role("button", name="Give it to the class").click()
    carol.get_by_role("button", name="Yes, give it").press("Enter")
    expect(carol.get_by_text("Nobody has handed it in yet.")).to_be_visible()
    made = carol.url.rstrip("/").rpartition("/")[2]

    bob = sign_in(BOB, scheme="dark", width=390)
    bob.goto(f"/quiz/{made}")
    expect(bob.get_by_text("It ends as soon as it is clear whether you would get 60 %")).to_be_visible()
    bob.get_by_role("button", name="Begin now").click()
    expect(bob.get_by_role("heading", name=re.compile("^Question 1"))).to_be_visible()
    bob.get_by_role("button", name="Hand in").click()
    bob.get_by_role("button", name="Yes, hand it in").press("Enter")
    expect(bob.get_by_text("Your answers do not tell for sure")).to_be_visible()
    keep(bob, "quiz-result-line-dark-390")
    assert violations(bob) == []
    carol.reload()
    expect(carol.get_by_role("row").filter(has_text="Bob")).to_contain_text("Not sure")
    keep(carol, "assessment-line-results-light-1280")
    assert violations(carol) == []


def test_two_presses_leave_one_question_and_a_test_is_taken_away_and_given_back(sign_in: SignIn) -> None:
    carol = sign_in(CAROL)
    carol.goto("/teach/assessments")
    carol.get_by_label("Title").fill("Pressed twice")
    carol.get_by_label("Class", exact=True).select_option(label=CLASS)
    carol.locator("input[name=kind][value=mastery_check]").check()
    carol.get_by_role("button", name="Make it").click()
    carol.get_by_role("button", name="Choose topics").click()
    for count in (1, 2):
        carol.get_by_role("button", name=re.compile("^Put in: ")).first.click()
        expect(carol.locator("ul.order > li")).to_have_count(count)
    carol.get_by_role("button", name="Give it to the class").click()
    carol.get_by_role("button", name="Yes, give it").press("Enter")
    expect(carol.get_by_text("Nobody has handed it in yet.")).to_be_visible()
    # Nobody has begun: the limits are still there to be changed.
    carol.get_by_label("Minutes (0: no limit)").fill("25")
    carol.get_by_role("button", name="Save", exact=True).first.click()
    expect(carol.get_by_text("It is saved.")).to_be_visible()
    keep(carol, "assessment-unbegun-light-1280")
    assert violations(carol) == []
    made = carol.url.rstrip("/").rpartition("/")[2]

    bob = sign_in(BOB, scheme="dark", width=390)
    bob.goto(f"/quiz/{made}")
    expect(bob.get_by_text("You have 25 minutes.")).to_be_visible()
    bob.get_by_role("button", name="Begin now").click()
    expect(bob.get_by_role("heading", name=re.compile("^Question 1"))).to_be_visible()
    bob.get_by_role("button", name="Go on without an answer").dblclick()
    expect(bob.get_by_role("heading", name=re.compile("^Question 2"))).to_be_visible()
    bob.wait_for_timeout(1000)
    expect(bob.get_by_role("heading", name=re.compile("^Question 2"))).to_be_visible()
    bob.get_by_role("button", name="Hand in").click()
    bob.get_by_role("button", name="Yes, hand it in").press("Enter")
    expect(bob.get_by_role("heading", name="Topic by topic")).to_be_visible()
    bob.goto("/results")
    expect(bob.get_by_role("link", name="Pressed twice")).to_be_visible()
    keep(bob, "results-dark-390")
    assert violations(bob) == []
    assert bob.evaluate("document.documentElement.scrollWidth <= innerWidth")

    carol.reload()
    expect(carol.get_by_text("Somebody has begun, so only its title")).to_be_visible()
    carol.get_by_role("button", name="Take the test away").click()
    carol.get_by_role("button", name="Yes, take it away").press("Enter")
    carol.wait_for_url("**/teach/assessments")
    carol.get_by_role("button", name="Taken away", exact=True).click()
    back = carol.get_by_role("button", name="Give back: Pressed twice")
    expect(back).to_be_visible()
    keep(carol, "assessments-taken-away-light-1280")
    assert violations(carol) == []
    back.click()
    expect(carol.get_by_role("heading", name="Pressed twice")).to_be_visible()
    carol.get_by_role("button", name="Duplicate as a draft").click()
    expect(carol.get_by_text("Draft", exact=True)).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_who_missed_a_test_is_let_in_later(sign_in: SignIn, postgres: Urls, scheme: str, width: int) -> None:
    title = f"Missed, {scheme}"
    carol = sign_in(CAROL, scheme=scheme, width=width)
    carol.goto("/teach/assessments")
    carol.get_by_label("Title").fill(title)
    carol.get_by_label("Class", exact=True).select_option(label=CLASS)
    carol.get_by_role("button", name="Make it").click()
    carol.get_by_role("button", name="Choose questions").click()
    carol.get_by_role("button", name=re.compile("^Put in: ")).first.click()
    expect(carol.locator("ol.order > li")).to_have_count(1)
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    carol.get_by_label("Closes on (empty: never)").fill(day)
    carol.get_by_role("button", name="Save", exact=True).first.click()
    expect(carol.get_by_text("It is saved.")).to_be_visible()
    carol.get_by_role("button", name="Give it to the class").click()
    carol.get_by_role("button", name="Yes, give it").press("Enter")
    expect(carol.get_by_text("Nobody has handed it in yet.")).to_be_visible()
    made = carol.url.rstrip("/").rpartition("/")[2]
    with psycopg.connect(postgres.superuser.replace("@/postgres?", "@/learnapp?"), autocommit=True) as conn:
        conn.execute("UPDATE assessment SET closes_at = now() - interval '1 hour' WHERE assessment_id = %s", (made,))
    bob = sign_in(BOB, scheme=scheme, width=width)
    bob.goto("/today")
    expect(bob.get_by_role("link", name=title)).to_have_count(0)
    carol.reload()
    row = carol.get_by_role("row").filter(has_text="Bob")
    row.get_by_role("button", name=re.compile("^Later for Bob")).press("Enter")
    form = carol.get_by_role("region", name=re.compile("^Later for Bob"))
    form.get_by_label("They may take it until").fill(day)
    form.get_by_label("Why").fill("He was ill.")
    keep(carol, f"assessment-late-{scheme}-{width}")
    assert violations(carol) == []
    form.get_by_role("button", name="Let them take it").click()
    expect(row).to_contain_text("May take it until")
    expect(row).to_contain_text("He was ill.")
    bob.reload()
    bob.get_by_role("region", name="Your tests").get_by_role("link", name=title).click()
    bob.get_by_role("button", name="Begin now").click()
    expect(bob.get_by_role("heading", name="Question 1 of 1")).to_be_visible()
