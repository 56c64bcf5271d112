"""The guided first visit, the news, what people say, and whom it is not asked of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError
from learnapp.core.i18n import LOCALES, source
from learnapp.core.news import NEWS
from learnapp.services import Services, adoption
from learnapp.services.adoption import ASK_AFTER, ASK_AGAIN, plain_path, recommend
from learnapp.state.adoption import TOUR_STEPS
from tests.factories import School


@pytest.fixture
def school(riverside: School, services: Services, _fresh: None) -> Iterator[School]:
    yield riverside


async def test_a_first_visit_is_guided_once(school: School) -> None:
    carol = school.actor("carol")
    assert (await adoption.welcome(carol)).tour == "instructor"
    await adoption.toured(carol)
    assert (await adoption.welcome(carol)).tour == ""
    assert (await adoption.welcome(school.actor("alice"))).tour == "student"


async def test_news_are_new_until_they_were_read(school: School) -> None:
    alice = school.actor("alice")
    assert (await adoption.welcome(alice)).news
    first = await adoption.news(alice)
    assert first and all(one.fresh for one in first) and "news-feedback" not in {one.key for one in first}
    assert not any(one.fresh for one in await adoption.news(alice))
    assert not (await adoption.welcome(alice)).news


def test_all_news_have_their_words() -> None:
    for locale in ("en", "es"):
        for one in NEWS:
            assert f"\n{one.key} = " in source(locale) and f"\n{one.key}-text = " in source(locale)


async def test_teachers_are_asked_after_a_week_and_then_every_three_months(school: School, services: Services) -> None:
    carol, clock = school.actor("carol"), services.clock
    await adoption.toured(carol)
    assert not (await adoption.welcome(carol)).ask
    try:
        clock.at += ASK_AFTER + timedelta(days=1)  # type: ignore[attr-defined]
        assert (await adoption.welcome(carol)).ask
        await adoption.not_now(carol)
        assert not (await adoption.welcome(carol)).ask
        clock.at += ASK_AGAIN  # type: ignore[attr-defined]
        assert (await adoption.welcome(carol)).ask
        await adoption.tell(carol, "/teach", "It shows who is stuck.", score=9)
        assert not (await adoption.welcome(carol)).ask
        with pytest.raises(ConflictError):
            await adoption.tell(carol, "/teach", "", score=0)
    finally:
        clock.at -= ASK_AFTER + ASK_AGAIN + timedelta(days=1)  # type: ignore[attr-defined]
    alice = school.actor("alice")
    await adoption.toured(alice)
    assert not (await adoption.welcome(alice)).ask


async def test_what_is_said_is_kept_without_who_said_it(school: School, services: Services) -> None:
    alice, adam = school.actor("alice"), school.actor("adam")
    page = f"/learn/{school['alice'].person_id}"
    await adoption.tell(alice, page, "Write to me: alice.moreno@gmail.com\n<script>alert(1)</script>")
    found = await adoption.feedback(adam)
    assert found.total == 1 and found.rows[0].role == "student" and found.rows[0].page == "/learn/…"
    assert "alice.moreno@gmail.com" not in found.rows[0].said and "<script>" in found.rows[0].said
    with pytest.raises(ConflictError):
        await adoption.tell(alice, page, "And another one at once.")
    services.clock.at += timedelta(minutes=1)  # type: ignore[attr-defined]
    for said in ("", "   ", "x" * 1001):
        with pytest.raises(InvalidInputError):
            await adoption.tell(alice, page, said)
    with pytest.raises(InvalidInputError):
        await adoption.tell(school.actor("carol"), "/teach", "", score=11)


async def test_only_admins_read_it_and_only_their_own(school: School, hillview: School) -> None:
    await adoption.tell(school.actor("carol"), "/teach", "Clear.")
    for name in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await adoption.feedback(school.actor(name))
    assert (await adoption.feedback(hillview.actor("adam"))).total == 0


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/today", "/today"), ("/learn/<b>?x=1", "/learn/b"), ("", "/"), ("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f")],
)
def test_a_path_says_where_but_not_whose(path: str, shown: str) -> None:
    assert plain_path(path) == shown
    assert len(plain_path(path + "/x" * 500)) <= 80


def test_a_score_comes_with_its_doubt() -> None:
    assert recommend(0, 0, 0).count == 0
    one = recommend(1, 0, 1)
    assert one.score == 100 and one.low <= 0
    many = recommend(60, 10, 100)
    assert many.score == 50 and many.low < 50 < many.high and many.high - many.low < 30


async def test_assistants_are_guided_and_told_what_is_new_and_named_with_what_they_say(school: School) -> None:
    helper = replace(school.actor("carol"), roles=frozenset({"assistant"}))
    welcome = await adoption.welcome(helper)
    assert welcome.tour == "assistant" and welcome.news
    for locale in LOCALES:
        for step in range(1, TOUR_STEPS[welcome.tour] + 1):
            assert f"\ntour-assistant-{step} = " in source(locale) and f"\ntour-assistant-{step}-text = " in source(
                locale
            )
    assert "news-discussion" in {one.key for one in await adoption.news(helper)}
    await adoption.toured(helper)
    assert (await adoption.welcome(helper)).tour == ""
    await adoption.tell(helper, "/teach", "I see who waits.")
    (told,) = (await adoption.feedback(school.actor("adam"))).rows
    assert told.role == "assistant"


def test_every_role_that_is_guided_has_as_many_steps_as_words() -> None:
    assert set(TOUR_STEPS) == set(adoption.GUIDED)
    for role, steps in TOUR_STEPS.items():
        for locale in LOCALES:
            said = source(locale)
            assert f"\ntour-{role}-{steps}-text = " in said and f"\ntour-{role}-{steps + 1} = " not in said
