"""Adam writes a reading with a picture, brings a video with its captions, and writes a template with a proof."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from learnapp.integrations.content_packages import courses
from tests.e2e.conftest import SignIn, violations
from tests.e2e.pictures import keep

ADAM = "adam@riverside.example"
FILMS = Path(courses.__path__[0]) / "fractions_to_linear_equations" / "films"
pytestmark = pytest.mark.e2e


def own_course(page: Page, part: str) -> None:
    """Open a course of the school's own, copied where there is no copy yet."""
    page.goto("/author")
    expect(page.get_by_role("heading", name="Edit courses", level=1)).to_be_visible()
    there = page.get_by_role("row").get_by_role("link", name=re.compile(part))
    if not there.count():
        page.get_by_text("Make a shared course your own").click()
        shared = page.get_by_label("Shared course")
        title = next(one for one in shared.locator("option").all_inner_texts() if part in one)
        shared.select_option(label=title)
        page.get_by_role("button", name="Copy this course").click()
    else:
        there.click()
    expect(page.get_by_role("heading", name=re.compile(part), level=1)).to_be_visible()


def begin(page: Page, link: str, title: str) -> None:
    """Begin something in the first lesson."""
    page.get_by_role("link", name=link, exact=True).click()
    expect(page.get_by_role("heading", name=link, level=1)).to_be_visible()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def publish(page: Page) -> None:
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Approved. It reaches students with the next version.")).to_be_visible()
    page.get_by_role("link", name="Go and publish").click()
    page.get_by_role("button", name="Publish a new version").click()
    expect(page.get_by_text(re.compile("Version \\d+ is published with 1 change"))).to_be_visible()


def picture() -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (320, 180), "teal").save(out, "PNG")
    return {"name": "map.png", "mimeType": "image/png", "buffer": out.getvalue()}


def film_of(seconds: int) -> bytes:
    """The frame of an MP4 that says how long it is, and shows nothing."""
    header = struct.pack(">I4sIIIII", 28, b"mvhd", 0, 0, 0, 1000, seconds * 1000)
    return (
        struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + struct.pack(">I4s", 8 + len(header), b"moov") + header
    )  # fmt: skip


def test_a_reading_is_written_with_formulas_and_a_picture(sign_in: SignIn) -> None:
    adam = sign_in(ADAM)
    own_course(adam, "Civil War")
    adam.get_by_role("link", name="Add a reading", exact=True).click()
    expect(adam.get_by_role("heading", name="Add a reading", level=1)).to_be_visible()
    keep(adam, "author-begin-light-1280")
    assert violations(adam) == []
    adam.get_by_label("Title", exact=True).fill("What a map shows")
    adam.get_by_label("Lesson", exact=True).select_option(index=1)
    adam.get_by_role("button", name="Begin").click()
    expect(adam.get_by_role("heading", name="What a map shows", level=1)).to_be_visible()
    # Without a text it is not handed in.
    adam.get_by_role("button", name="Hand in", exact=True).click()
    expect(adam.get_by_text("The reading has no text yet.")).to_be_visible()
    preview, text = adam.get_by_role("region", name="As students see it"), adam.get_by_label("Text", exact=True)
    text.fill("## Two halves\n\nEach half is $\\frac{1}{2}$ of it.\n\n#### Too deep\n\nLook:\n\n")
    # Beside the form as students see it, before anything is saved.
    expect(preview.get_by_role("heading", name="Two halves")).to_be_visible()
    expect(preview.locator(".katex").first).to_be_visible()
    expect(adam.get_by_text("A heading is left out between two others")).to_be_visible()
    text.fill("## Two halves\n\nEach half is $\\frac{1}{2}$ of it.\n\n### An example\n\nLook:\n\n")
    expect(adam.get_by_text("A heading is left out between two others")).to_have_count(0)
    adam.get_by_text("Put a picture into a text").click()
    put = adam.get_by_role("button", name="Put it in", exact=True)
    adam.locator("#picture-file").set_input_files(picture())
    put.click()
    expect(adam.get_by_text("Say what the picture shows, for who does not see it.")).to_be_visible()
    adam.get_by_label("What it shows, in words").fill("A map in one colour")
    put.click()
    expect(adam.get_by_text("The picture stands in the text now.")).to_be_visible()
    expect(text).to_have_value(re.compile(r"!\[A map in one colour\]\(media:[0-9a-f]{64}\.png\)"))
    expect(preview.get_by_role("img", name="A map in one colour")).to_be_visible()
    hostile: FilePayload = {"name": "map.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"}
    adam.get_by_label("What it shows, in words").fill("A map")
    adam.locator("#picture-file").set_input_files(hostile)
    put.click()
    expect(adam.get_by_text("An SVG can hold programs and links to other sites")).to_be_visible()
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("Saved.")).to_be_visible()
    expect(preview.get_by_role("img", name="A map in one colour")).to_be_visible()
    keep(adam, "author-reading-light-1280")
    assert violations(adam) == []
    small = sign_in(ADAM, scheme="dark", width=390)
    small.goto(adam.url)
    expect(small.get_by_role("heading", name="What a map shows", level=1)).to_be_visible()
    keep(small, "author-reading-dark-390")
    assert violations(small) == []
    publish(adam)


def test_a_video_needs_its_captions_before_it_is_handed_in(sign_in: SignIn) -> None:
    adam = sign_in(ADAM)
    own_course(adam, "Civil War")
    begin(adam, "Add a video", "A fair balance")
    expect(adam.get_by_text("No video yet")).to_be_visible()
    adam.get_by_label("Text beside the video").fill("Watch both sides.")
    wrong: FilePayload = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"<html>no film</html>"}
    adam.locator("#film-file").set_input_files(wrong)
    expect(adam.get_by_text("This is no MP4 or WebM.")).to_be_visible()
    adam.locator("#film-file").set_input_files(FILMS / "fair-balance.mp4")
    expect(adam.get_by_text("The video stands in the draft now.")).to_be_visible()
    adam.get_by_role("button", name="Hand in", exact=True).click()
    expect(adam.get_by_text("The video has no captions yet.")).to_be_visible()
    adam.locator("#captions-file").set_input_files(FILMS / "fair-balance.en.vtt")
    expect(adam.get_by_text("The captions stand in the draft now.")).to_be_visible()
    # What was typed before the files came is still there.
    expect(adam.get_by_label("Text beside the video")).to_have_value("Watch both sides.")
    preview = adam.get_by_role("region", name="As students see it")
    expect(preview.locator("video track[srclang=en]")).to_have_count(1)
    adam.get_by_text("Text of the video", exact=True).click()
    said = adam.get_by_label("What is said and shown: English")
    expect(said).to_have_value(re.compile("^0:00 "))
    # Captions of a longer film are said to be so, and fit again once that is back.
    short: FilePayload = {"name": "short.mp4", "mimeType": "video/mp4", "buffer": film_of(1)}
    adam.locator("#film-file").set_input_files(short)
    late = adam.get_by_text("They go on after this video has ended", exact=False)
    expect(late).to_be_visible()
    expect(adam.get_by_text("Captions of a longer video: English", exact=True)).to_be_visible()
    wide = adam.viewport_size
    adam.set_viewport_size({"width": 390, "height": 844})
    place = late.bounding_box()
    assert place is not None and place["x"] >= 0 and place["x"] + place["width"] <= 390
    if wide is not None:
        adam.set_viewport_size(wide)
    expect(adam.get_by_text("Captions go on after the video has ended", exact=True)).to_be_visible()
    adam.locator("#film-file").set_input_files(FILMS / "fair-balance.mp4")
    expect(late).to_have_count(0)
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("Saved.")).to_be_visible()
    preview.get_by_text("What is said", exact=False).first.click()
    keep(adam, "author-video-light-1280")
    assert violations(adam) == []
    small = sign_in(ADAM, scheme="dark", width=390)
    small.goto(adam.url)
    expect(small.get_by_role("heading", name="A fair balance", level=1)).to_be_visible()
    keep(small, "author-video-dark-390")
    assert violations(small) == []
    publish(adam)


def test_a_template_is_written_from_its_example_and_proved_with_a_thousand_tasks(sign_in: SignIn) -> None:
    adam = sign_in(ADAM)
    own_course(adam, "linear equations")
    begin(adam, "Add a task with new numbers", "Sharing marbles")
    tasks, preview = (adam.get_by_role("region", name=name) for name in ("Examples of tasks", "As students see it"))
    expect(tasks.get_by_text("What is").first).to_be_visible()
    adam.get_by_label("Names for terms, one on each line").fill("all = a * b")
    adam.get_by_label("Question", exact=True).fill("[[all]] marbles for [[a]] friends: how many for each?")
    adam.get_by_label("Right answers, one on each line").fill("[[all / a]]")
    adam.get_by_label("How the answer can be proved otherwise").fill("[[a]] * x = [[all]]")
    adam.get_by_label("A mistake leads to").first.fill("[[all - a]]")
    adam.get_by_label("they read").first.fill("Sharing divides; nothing is taken away.")
    adam.get_by_label("Hint 1", exact=True).fill("Give one to each, again and again.")
    adam.get_by_label("Hint 2, which tells all").fill("Each gets [[b]].")
    adam.get_by_label("Worked solution").fill("$[[all]] : [[a]] = [[b]]$.")
    expect(tasks.get_by_text("marbles for").first).to_be_visible()
    expect(preview.get_by_text("marbles for")).to_be_visible()
    # Conditions that no numbers meet are said at once, and nothing is saved.
    where = adam.get_by_label("Conditions, one on each line")
    where.fill("a > 100")
    expect(tasks.get_by_text("No numbers meet the conditions of this template.")).to_be_visible()
    where.fill("a != b")
    expect(tasks.get_by_text("No numbers meet the conditions of this template.")).to_have_count(0)
    tasks.get_by_role("button", name="Check 1,000 tasks").click()
    expect(tasks.get_by_text("All of 1,000 tasks hold")).to_be_visible(timeout=120_000)
    keep(adam, "author-new-template-light-1280")
    assert violations(adam) == []
    adam.get_by_role("button", name="Save draft").click()
    expect(adam.get_by_text("Saved.")).to_be_visible()
    small = sign_in(ADAM, scheme="dark", width=390)
    small.goto(adam.url)
    expect(small.get_by_role("heading", name="Sharing marbles", level=1)).to_be_visible()
    keep(small, "author-new-template-dark-390")
    assert violations(small) == []
    publish(adam)
