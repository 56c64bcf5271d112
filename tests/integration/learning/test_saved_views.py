"""Views of figures: kept, shared, compared, told of without names, and taken along as tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import polars as pl
import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.security.crypto import PersonKey
from learnapp.services import (
    Services,
    analytics_figures,
    analytics_files,
    analytics_institution,
    channel_settings,
    delivery_work,
    learning,
    message_templates,
    notice_board,
    notice_figures,
    operations,
    saved_views,
    sections,
    view_letters,
)
from learnapp.services.analytics_views import Asked
from learnapp.services.delivery_messages import Message
from learnapp.services.delivery_people import Reachable
from learnapp.services.impact_views import FigureView
from learnapp.services.saved_views import CompareLine, ViewDraft
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories.delivery_setup import Habit
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.mail_sink import mail_sink


async def _colleague(classroom: Classroom) -> Actor:
    """Bob teaches the class too."""
    return Actor(
        classroom.school.tenant_id, classroom.school["bob"].person_id, "person", frozenset({"instructor"}),
        frozenset({classroom.school.section_id}),
    )  # fmt: skip


async def _answers(classroom: Classroom, *said: str) -> None:
    since = classroom.clock.now()
    for place, response in enumerate(said):
        event = classroom.event(
            content=classroom.course.practice[0][place % 5], step_id="s1", response=response, duration_ms=60_000
        )
        await learning.record_event(event, classroom.actor())
        classroom.clock.at += timedelta(minutes=1)
    await operations.activity(classroom.school.tenant_id, since)


async def test_a_view_is_kept_shared_renamed_and_removed(classroom: Classroom) -> None:
    carol, section, bob = classroom.actor("carol"), classroom.school.section_id, await _colleague(classroom)
    own = await saved_views.keep(carol, section, ViewDraft("Mondays", "week"))
    assert [one.name for one in (await saved_views.listed(carol, section)).rows] == ["Mondays"]
    assert (await saved_views.listed(bob, section)).total == 0
    with pytest.raises(NotFoundError):
        await saved_views.opened(bob, own)
    await saved_views.change(carol, own, name="Each week", shared=True)
    (seen,) = (await saved_views.listed(bob, section)).rows
    assert (seen.name, seen.own, seen.who) == ("Each week", False, "Carol")
    assert (await saved_views.opened(bob, own)).card.name == "Each week"
    await saved_views.want(bob, own, "day")
    for act in (saved_views.change(bob, own, name="Mine", shared=True), saved_views.remove(bob, own)):
        with pytest.raises(NotFoundError):
            await act
    await saved_views.change(carol, own, name="Each week", shared=False)
    assert await classroom.count("view_letter") == 0, "what is not shared is told to nobody else"
    await saved_views.remove(carol, own)
    assert await classroom.count("saved_view") == 0
    for draft in (ViewDraft("", "week"), ViewDraft("a", "year"), ViewDraft("a", "custom", "2026-02-03", "2026-01-01"),
                  ViewDraft("a", "week", other_first="2026-01-01")):  # fmt: skip
        with pytest.raises(InvalidInputError):
            await saved_views.keep(carol, section, draft)
    for number in range(saved_views.MOST):
        await saved_views.keep(carol, section, ViewDraft(f"View {number}"))
    with pytest.raises(ConflictError):
        await saved_views.keep(carol, section, ViewDraft("One more"))


async def test_only_who_may_see_the_figures(classroom: Classroom) -> None:
    section, adam = classroom.school.section_id, classroom.actor("adam")
    theirs = await saved_views.keep(classroom.actor("carol"), section, ViewDraft("Mondays", "week", shared=True))
    whole = await saved_views.keep(adam, None, ViewDraft("All", "month", shared=True))
    stranger = (await new_classroom(classroom.services)).actor("carol")
    elsewhere = Actor(
        classroom.school.tenant_id, uuid7(), roles=frozenset({"instructor"}), sections=frozenset({uuid4()})
    )
    week = Asked("week")
    for who in (stranger, elsewhere, classroom.actor("alice")):
        acts: list[Awaitable[Any]] = [
            saved_views.listed(who, section), saved_views.keep(who, section, ViewDraft("x")),
            saved_views.opened(who, theirs), saved_views.want(who, theirs, "day"), saved_views.opened(who, whole),
            analytics_files.of_class(who, section, "students", "csv", week),
            analytics_files.of_all(who, "classes", "csv", week),
        ]  # fmt: skip
        for act in acts:
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act
    with pytest.raises(ForbiddenError):
        await saved_views.opened(classroom.actor("carol"), whole)
    assert (await saved_views.opened(adam, whole)).lines == [], "too few students to say anything"


async def test_other_days_stand_beside_and_shared_days_say_nothing(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    await _answers(classroom, "7", "7")
    beside = ViewDraft("a", "custom", "2026-03-01", "2026-03-02", "2026-02-01", "2026-02-02")
    shown = await saved_views.opened(carol, await saved_views.keep(carol, section, beside))
    assert (shown.other_first, shown.other_last, shown.overlap) == ("2026-02-01", "2026-02-02", False)
    assert {one.change for one in shown.lines} == {"few"} and not any(one.known for one in shown.lines)
    both = ViewDraft("b", "custom", "2026-03-01", "2026-03-02", "2026-02-01", "2026-03-01")
    assert (await saved_views.opened(carol, await saved_views.keep(carol, section, both))).overlap
    now = FigureView("first_try", "share", True, 70, 64, 76, 100, 30)
    was = FigureView("first_try", "share", True, 50, 44, 56, 100, 30)
    line = saved_views.beside(now, was, overlap=False)
    assert line.change == "up" and 11 < line.by_low < 20 < line.by_high < 29
    assert saved_views.beside(now, was, overlap=True).change == "early"
    assert saved_views.beside(was, now, overlap=False).change == "down"


async def test_tables_are_safe_typed_and_in_the_trail(classroom: Classroom) -> None:
    carol, section, tenant = classroom.actor("carol"), classroom.school.section_id, classroom.school.tenant_id
    await _answers(classroom, "7", "7")
    async with classroom.services.db.transaction(tenant) as tx:
        person = await people_rows.person(tx.session, tenant, classroom.school["alice"].person_id)
        assert person is not None and person.person_key is not None
        key = classroom.services.keyring.tenant(tenant, person.tenant_key).open_person_key(
            person.person_id, person.person_key
        )
        await tx.session.execute(
            text("UPDATE person SET name_enc = :n WHERE tenant_id = :t AND person_id = :p"),
            {"n": key.encrypt("name", "=HYPERLINK(1)"), "t": tenant, "p": person.person_id},
        )
    week = Asked("week")
    plain = await analytics_files.of_class(carol, section, "students", "csv", week)
    lines = list(csv.DictReader(io.StringIO(plain.data.decode("utf-8-sig"))))
    assert {one["name"] for one in lines} == {"'=HYPERLINK(1)", "Bob"} and plain.kind.startswith("text/csv")
    typed = await analytics_files.of_class(carol, section, "students", "parquet", week)
    table = pl.read_parquet(io.BytesIO(typed.data))
    assert table.schema["answers"] == pl.Int64 and table.height == 2 and table["answers"].sum() == 2
    for what in ("topics", "days", "figures"):
        assert pl.read_parquet(
            io.BytesIO((await analytics_files.of_class(carol, section, what, "parquet", week)).data)
        ).height
    for what in analytics_files.OF_ALL:
        whole = await analytics_files.of_all(classroom.actor("adam"), what, "csv", week)
        assert b"Bob" not in whole.data and whole.data.startswith(b"\xef\xbb\xbf")
    for what, kind in (("students", "xls"), ("names", "csv")):
        with pytest.raises(InvalidInputError):
            await analytics_files.of_class(carol, section, what, kind, week)
    kept = await classroom.rows(
        "SELECT detail ->> 'what', detail ->> 'kind' FROM audit_entry WHERE action = 'class_export.read'"
        " AND outcome = 'ok' ORDER BY seq"
    )
    assert [tuple(row) for row in kept][:2] == [("students", "csv"), ("students", "parquet")]
    # A table for people speaks their language; one for programs keeps the names of its columns.
    spanish = replace(carol, locale="es")
    for kind, named in (("csv", b"id de estudiante,nombre,minutos,respuestas,"), ("parquet", b"student_id")):
        assert named in (await analytics_files.of_class(spanish, section, "students", kind, week)).data


async def test_followers_are_told_once_in_the_morning_without_names(classroom: Classroom) -> None:
    carol, section, tenant = classroom.actor("carol"), classroom.school.section_id, classroom.school.tenant_id
    view = await saved_views.keep(carol, section, ViewDraft("What Bob needs", "week", shared=True))
    await saved_views.want(carol, view, "week")
    assert classroom.clock.now().weekday() == 0
    classroom.clock.at = datetime.fromisoformat("2026-03-03T15:00:00+00:00")
    assert await view_letters.letters(tenant) == 0, "on Mondays only"
    await saved_views.want(carol, view, "day")
    classroom.clock.at = datetime.fromisoformat("2026-03-04T15:00:00+00:00")
    assert (await view_letters.letters(tenant), await view_letters.letters(tenant)) == (1, 0)
    board = await notice_board.read(carol)
    told = [one.notice for day in board.days for one in day.notices]
    assert [(one.key, one.href) for one in told] == [("notice-view-class-none", f"/teach/{section}/views")]
    (kept,) = await classroom.rows("SELECT arguments::text FROM notice WHERE kind = 'view'")
    assert "Bob" not in kept[0]
    async with classroom.services.db.transaction(tenant) as tx:
        await tx.session.execute(
            text("UPDATE enrolment SET status = 'removed' WHERE tenant_id = :t AND person_id = :p"),
            {"t": tenant, "p": carol.person_id},
        )
    classroom.clock.at += timedelta(days=1)
    assert await view_letters.letters(tenant) == 0 and await classroom.count("view_letter") == 0


async def test_of_a_closed_class_nobody_is_told_until_it_is_open_again(classroom: Classroom) -> None:
    carol, section, tenant = classroom.actor("carol"), classroom.school.section_id, classroom.school.tenant_id
    await saved_views.want(carol, await saved_views.keep(carol, section, ViewDraft("Each day")), "day")
    classroom.clock.at = datetime.fromisoformat("2026-03-03T15:00:00+00:00")
    await sections.close_section(classroom.actor("adam"), section)
    assert await view_letters.letters(tenant) == 0 and await classroom.count("view_letter") == 1
    await sections.close_section(classroom.actor("adam"), section, reopen=True)
    assert await view_letters.letters(tenant) == 1


async def test_who_travels_back_over_midnight_is_not_told_twice(classroom: Classroom) -> None:
    carol, section, tenant = classroom.actor("carol"), classroom.school.section_id, classroom.school.tenant_id
    await saved_views.want(carol, await saved_views.keep(carol, section, ViewDraft("Each day")), "day")
    east, west = "Pacific/Auckland", "America/Los_Angeles"
    for zone, day, told in ((east, "03T20", 1), (west, "03T22", 0), (west, "04T22", 0), (west, "05T22", 1)):
        await classroom.rows("UPDATE person SET time_zone = %s WHERE person_id = %s RETURNING 1", zone, carol.person_id)
        classroom.clock.at = datetime.fromisoformat(f"2026-03-{day}:00:00+00:00")
        assert await view_letters.letters(tenant) == told, (zone, day)


async def test_a_view_goes_out_on_each_day_whether_the_last_letter_was_looked_at_or_not(services: Services) -> None:
    names = ("alice", *(f"pupil{number:02}" for number in range(9)))
    here = await new_classroom(services, students=names)
    carol, tenant = here.actor("carol"), here.school.tenant_id
    view = await saved_views.keep(carol, here.school.section_id, ViewDraft("Each day"))
    await saved_views.want(carol, view, "day")
    with pytest.MonkeyPatch.context() as patched, mail_sink() as sink:
        patched.setattr(services.settings, "public_url", "https://learn.oak.example")
        await channel_settings.set_mail(
            here.actor("adam"), host="127.0.0.1", port=str(sink.port), user="", password="", sender="no@oak.example",
            tls="smtp",
        )  # fmt: skip
        said: list[str] = []
        for day in (3, 4, 5):
            here.clock.at = datetime.fromisoformat(f"2026-03-0{day}T15:00:00+00:00")
            assert await view_letters.letters(tenant) == 1
            for _ in range(2):
                await delivery_work.deliver(tenant)
            assert len(sink.to(here.school["carol"].email)) == day - 2, "one for each day, and none twice"
            shown = await notice_board.read(carol)
            said.append(f"{shown.days[0].notices[0].notice.count}")
            assert shown.unread == 1, "the newest stands for those before it"
    assert len(set(said)) == 1, "how many students there are grows with no letter"
    await saved_views.looked_at(carol, view)
    assert (await notice_board.read(carol)).unread == 0


async def test_a_view_of_the_institution_is_of_its_course_and_term_and_so_are_its_files(services: Services) -> None:
    names = tuple(f"pupil{number:02}" for number in range(10))
    here = await new_classroom(services, students=names)
    adam, tenant, term = here.actor("adam"), here.school.tenant_id, "Spring & summer #1"
    await here.rows("UPDATE section SET term = %s RETURNING 1", term)
    here.clock.at += timedelta(minutes=1)
    await operations.activity(tenant, here.clock.at)
    (only,), (season,) = await analytics_institution.choices(adam)
    course = only.value
    assert (course, season.value) == (str(here.course.course_id), term)
    whole = await saved_views.keep(adam, None, ViewDraft("All"))
    narrow = await saved_views.keep(adam, None, ViewDraft("Spring", course=course, term=term))
    none = await saved_views.keep(adam, None, ViewDraft("Autumn", term="Autumn"))
    students = [(await saved_views.opened(adam, one)).students for one in (whole, narrow, none)]
    assert students == [10, 10, 0]
    card = (await saved_views.opened(adam, narrow)).card
    assert card.course and card.course != course and card.term == term
    asked = dict(parse_qsl(card.files, strict_parsing=True))
    assert asked == {"period": "month", "course": course, "term": term}
    with pytest.raises(InvalidInputError):
        await saved_views.keep(adam, None, ViewDraft("Mallory's", course=str(uuid7())))
    # A class is one of a course and a term already.
    carol, section = here.actor("carol"), here.school.section_id
    own = await saved_views.keep(carol, section, ViewDraft("Ours", course=course, term="Autumn"))
    assert (await saved_views.opened(carol, own)).card.files == "period=month"
    for who in (carol, here.actor("pupil00")):
        with pytest.raises(ForbiddenError):
            await analytics_institution.choices(who)


async def test_a_letter_has_every_figure_with_its_change_and_no_name(services: Services) -> None:
    names = tuple(f"pupil{number:02}" for number in range(10))
    here = await new_classroom(services, students=names)
    carol, section, tenant = here.actor("carol"), here.school.section_id, here.school.tenant_id
    start = here.clock.at
    for who in names:
        for item in here.course.practice[0][:2]:
            event = here.event(content=item, response="7", student_id=here.school[who].person_id, duration_ms=60_000)
            await learning.record_event(event, here.actor(who))
    here.clock.at += timedelta(minutes=1)
    await operations.activity(tenant, start)
    async with here.services.db.raw(tenant) as conn:
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'tenant_id' = %s", (str(tenant),))
    await saved_views.want(carol, await saved_views.keep(carol, section, ViewDraft("What pupil03 needs")), "day")
    here.clock.at = datetime.fromisoformat("2026-03-03T15:00:00+00:00")
    assert await view_letters.letters(tenant) == 1
    ((told,),) = [[one.notice for one in day.notices] for day in (await notice_board.read(carol)).days]
    assert [one.key for one in told.figures] == list(analytics_figures.KEYS)
    known = {one.key for one in told.figures if one.known}
    assert {"engaged", "minutes", "first_try", "finished"} <= known
    said = {one.key: notice_figures.line("en", one) for one in told.figures}
    assert said["first_try"].startswith("Right at the first try: 100 % (")
    assert said["followed"] == "Suggestions followed, of those decided on: too few to say"
    assert said["finished"].endswith("not compared: what was begun earlier had longer to be finished")
    assert all(
        f"{{{one}}}" not in line and "notice-" not in line for one in ("name", "value") for line in said.values()
    )
    less = CompareLine("minutes", "minutes", True, 30, 25, 35, change="down", by_low=-12, by_high=-3)
    assert notice_figures.line("en", less).endswith("less than in the days before, by 3 to 12 minutes")
    spanish = [notice_figures.line("es", one) for one in told.figures]
    assert len(set(spanish) & set(said.values())) == 0
    ((kept,),) = await here.rows("SELECT arguments::text FROM notice WHERE kind = 'view'")
    assert "pupil" not in kept
    key = PersonKey(tenant, carol.person_id, bytes(32))
    reader = Reachable(carol.person_id, "Carol", "en", "UTC", True, "", "", Habit(), None, key)
    usual = {("notice", "en"): message_templates.usual("notice", "en")}
    letter = Message(reader, "Oakfield", [told], templates=usual).letter()
    assert "\n" not in letter.subject and letter.subject.count("%") == 1
    assert all(f"- {line}" in letter.text for line in said.values())
    assert letter.html.count("<li>") == len(said)
