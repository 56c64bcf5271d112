"""What a student types is understood or asked about: topics, tests, days, slips of the keyboard, two languages."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.services.request_days import named_days
from learnapp.services.request_words import GUESSES, Thing, Understood, understand

MONDAY = date(2026, 3, 2)
THINGS = (
    Thing("topic:lines", "Straight lines", "Draw and read a line from its slope and its start: y = ax + b. 8.F.A.3"),
    Thing("topic:compare", "Comparing fractions", "Decide which of two fractions is larger."),
    Thing("topic:divide", "Dividing fractions", "Divide by a fraction; how often it fits."),
    Thing("topic:one", "One-step equations", "Undo one operation on both sides."),
    Thing("topic:two", "Two-step equations", "Undo two operations in the right order."),
    Thing("lesson:adding", "Adding and subtracting fractions"),
    Thing("test:fractions", "Fractions check", day=date(2026, 3, 6)),
    Thing("test:lines", "Lines quiz", day=date(2026, 3, 11)),
    Thing("test:old", "Warm-up", day=date(2026, 2, 27), over=True),
    Thing("assignment:two", "Two-step equations practice", day=date(2026, 3, 4)),
)


def of(said: str, things: tuple[Thing, ...] = THINGS, locale: str = "en") -> Understood:
    return understand(said, things, MONDAY, locale)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("teach me slope", "topic:lines"),
        ("Teach me SLOP!!", "topic:lines"),
        ("enséñame la pendiente", "topic:lines"),
        ("8.F.A.3", "topic:lines"),
        ("I want to be ready for Friday's quiz", "test:fractions"),
        ("be ready for the fractions test", "test:fractions"),
        ("quiero prepararme para el examen del viernes", "test:fractions"),
        ("the lines quiz", "test:lines"),
        ("March 11", "test:lines"),
        ("my homework", "assignment:two"),
        ("ayúdame con los deberes", "assignment:two"),
        ("two step equations", "topic:two"),
        ("ecuaciones de dos pasos", "topic:two"),
        ("sumar fracciones", "lesson:adding"),
        ("dividing fractions by friday", "topic:divide"),
        ("comprae fractions", "topic:compare"),
    ],
)
def test_what_is_clear_is_understood(said: str, meant: str) -> None:
    assert [one.key for one in of(said).sure] == [meant]


@pytest.mark.parametrize(
    "said", ["fractions", "equations", "be ready for the test", "test on thursday", "quiz about slope"]
)
def test_what_may_mean_several_things_is_asked_about(said: str) -> None:
    found = of(said)
    assert not found.sure and 1 <= len(found.guesses) <= GUESSES
    assert not any(one.over for one in found.guesses)


@pytest.mark.parametrize(
    "said", ["", "   ", "the", "quantum physics", "1/2 + 3/4", "<script>alert(1)</script>", "🙂🙂", "\x00"]
)
def test_what_is_not_there_is_not_made_up(said: str) -> None:
    assert of(said)[:2] == ((), ())


def test_two_topics_are_two_and_a_day_is_kept() -> None:
    found = of("slope and dividing fractions until 2026-03-20")
    assert [one.key for one in found.sure] == ["topic:lines", "topic:divide"]
    assert found.day == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("said", "locale", "day"),
    [
        ("by friday", "en", date(2026, 3, 6)),
        ("para el miercoles", "es", date(2026, 3, 4)),
        ("on monday", "en", date(2026, 3, 2)),
        ("tomorrow", "en", date(2026, 3, 3)),
        ("pasado manana", "es", date(2026, 3, 4)),
        ("hoy", "es", date(2026, 3, 2)),
        ("3 de abril", "es", date(2026, 4, 3)),
        ("april 3rd", "en", date(2026, 4, 3)),
        ("1 march", "en", date(2027, 3, 1)),
        ("3/14", "en", date(2026, 3, 14)),
        ("14/3", "es", date(2026, 3, 14)),
    ],
)
def test_days_are_read_in_both_languages(said: str, locale: str, day: date) -> None:
    assert named_days(said, MONDAY, locale)[0][0] == day


@pytest.mark.parametrize("said", ["february 31", "2026-13-45", "1/2", "march on", "the sun"])
def test_what_is_no_day_is_none(said: str) -> None:
    assert named_days(said, MONDAY)[0] == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_harm(said: str) -> None:
    found = of(said)
    assert len(found.sure) <= GUESSES and len(found.guesses) <= GUESSES
    assert not (found.sure and found.guesses)


def test_a_course_of_two_thousand_topics_is_read_within_a_second() -> None:
    words = ["alpha", "bravo", "carbon", "delta", "enzyme", "fossil", "genome", "helium", "isotope", "joule"]
    many = tuple(
        Thing(f"topic:{n}", f"{words[n % 10]} {words[n // 10 % 10]}{n}", f"about {words[n // 7 % 10]} term{n % 997}")
        for n in range(2_000)
    )
    start = time.perf_counter()
    assert of("teach me everything about helium genomes and fossil enzymes please", many).sure
    assert time.perf_counter() - start < 3.0
