"""Adam sets a language model up, tries it and switches it on; Alice reads that it helps, and what it wrote."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.forked import Loaded
from tests.e2e.pictures import keep, keep_both
from tests.llm_server import LlmServer, faithful, llm_server

ADAM, ALICE = "adam@riverside.example", "alice@riverside.example"
CHECKED, SAID = "You can always multiply the two bottoms.", "Siempre puedes multiplicar los dos de abajo."
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def model() -> Iterator[LlmServer]:
    with llm_server() as one:
        yield one


@pytest.fixture(scope="module", autouse=True)
def _indexed(site: Site, site_settings: dict[str, str], loaded: Loaded) -> None:
    """Index the demo's courses, as the worker does where one runs."""
    loaded.run([sys.executable, "-m", "learnapp.cli", "index", "--tenant", "library"], site_settings)


def _switch(page: Page, *, on: bool) -> None:
    page.goto("/admin/institution")
    switch = page.get_by_role("switch", name="Tutor with a language model")
    switch.click()
    expect(switch).to_be_checked(checked=on)


def _in_spanish(alice: Page, model: LlmServer) -> None:
    """Ask in Spanish about the English course: the answer is in Spanish, and what was checked opens below it."""

    def answers(data: dict[str, Any]) -> dict[str, Any] | None:
        if "passages" in data:
            return None
        return {"question": "Why can you always multiply the two bottoms?", "sentences": [{"number": 1, "text": SAID}]}

    model.writes = lambda data: [(CHECKED, [one["number"]]) for one in data["passages"] if CHECKED in one["text"]][:1]
    model.answers = answers
    alice.get_by_role("combobox").first.select_option("es")
    alice.get_by_label("Tu pregunta").fill("¿Por qué puedo multiplicar siempre los dos de abajo?")
    alice.get_by_role("button", name="Preguntar", exact=True).click()
    log = alice.get_by_role("log")
    expect(log.get_by_text("Buscado en tu curso como:")).to_be_visible()
    expect(log.locator("[lang=es]").get_by_text(SAID)).to_be_visible()
    log.get_by_text("La frase comprobada, en el idioma de tu curso").last.click()
    expect(log.locator("details [lang=en]").last).to_be_visible()
    assert violations(alice) == []
    keep_both(alice, "model-tutor-spanish")
    alice.get_by_role("combobox").first.select_option("en")
    expect(alice.get_by_label("Your question")).to_be_visible()


def test_a_model_is_set_up_tried_and_helps_the_tutor(sign_in: SignIn, model: LlmServer) -> None:
    adam = sign_in(ADAM)
    adam.goto("/admin/language-model")
    expect(adam.get_by_text("No language model is set up")).to_be_visible()
    keep_both(adam, "model-empty")
    new = adam.get_by_role("region", name="Add a provider")
    new.get_by_label("Name", exact=True).fill("District models")
    new.get_by_label("Base address").fill(model.url)
    new.get_by_label("Key", exact=True).fill("sk-district")
    new.get_by_label("Model", exact=True).fill("large")
    new.get_by_label("Price of a million tokens in").fill("2.5")
    new.get_by_role("button", name="Add", exact=True).press("Enter")
    card = adam.get_by_role("listitem").filter(has=adam.get_by_role("heading", name="District models"))
    expect(card).to_contain_text("Kept, and never shown again")
    model.faults.append("key")
    card.get_by_role("button", name="Try it out").click()
    expect(card.get_by_text("It refuses the key.").first).to_be_visible()
    keep_both(adam, "model-failing")
    card.get_by_role("button", name="Try it out").click()
    expect(card.get_by_text("Works", exact=True)).to_have_count(5)
    expect(card.get_by_text("It refuses the key.")).to_have_count(0)
    tokens = adam.get_by_label("Tokens", exact=True)
    tokens.fill("250000")
    adam.get_by_role("region", name="Budget of an hour").get_by_role("button", name="Save").click()
    expect(adam.get_by_text("of 250,000 tokens")).to_be_visible()
    expect(adam.get_by_role("rowheader", name="Trials on this page")).to_be_visible()
    assert violations(adam) == [] and "sk-district" not in adam.content()
    keep_both(adam, "model")
    _switch(adam, on=True)

    alice = sign_in(ALICE)
    alice.goto("/tutor")
    expect(alice.get_by_text("A language model helps the tutor")).to_be_visible()
    model.taken.clear()
    reading = threading.Event()
    model.writes = lambda data: faithful(data) if reading.wait(20) else []
    alice.get_by_label("Your question").fill("Why do fractions need the same bottom number before they are added?")
    alice.get_by_role("button", name="Ask", exact=True).click()
    log = alice.get_by_role("log")
    # While the model is at work the course's own sentences are there already, each with its place.
    expect(log.get_by_text("A language model is reading")).to_be_visible()
    expect(log.locator("blockquote").first).to_be_visible()
    expect(log.get_by_role("listitem").get_by_role("link").first).to_be_visible()
    expect(log.get_by_text("Written by a language model")).to_have_count(0)
    assert violations(alice) == []
    keep(alice, "model-tutor-reading-light-1280")
    reading.set()
    expect(log.get_by_text("Written by a language model from your course.")).to_be_visible()
    expect(log.get_by_role("listitem").get_by_role("link").first).to_be_visible()
    assert violations(alice) == [] and b"same bottom number" in model.taken and b"lice" not in model.taken
    keep_both(alice, "model-tutor")
    expect(log.get_by_text("A language model is reading")).to_have_count(0)
    _in_spanish(alice, model)
    _switch(adam, on=False)
    adam.goto("/admin/language-model")
    adam.get_by_text("Change it").click()
    adam.get_by_role("button", name="Remove : District models").click()
    adam.get_by_role("button", name="Remove for good? : District models").click()
    expect(adam.get_by_text("No language model is set up")).to_be_visible()
