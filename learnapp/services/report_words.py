"""A report for a family in plain words of its language, ready for paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from learnapp.core.i18n import known_locale, translate
from learnapp.integrations.paper import Block, Cell, Document, Part, list_of, table_of
from learnapp.services.report_facts import NoteFact, ReportFacts, TopicFact, WeekFact

_HOW = ("range", "sure", "counts", "fading", "time", "days")
_QUIET = 2
"""Weeks without anything at the beginning that still have a line each."""


class _Words:
    """Sentences and dates of one language."""

    def __init__(self, locale: str) -> None:
        self.locale = known_locale(locale)

    def __call__(self, key: str, **args: Any) -> str:
        return translate(self.locale, f"report-{key}", **args)

    def day(self, day: date) -> str:
        """Return a date as it is written, with its year."""
        return format_date(day, "d MMMM y" if self.locale == "en" else "d 'de' MMMM 'de' y", locale=self.locale)

    def short(self, day: date) -> str:
        """Return a date without its year."""
        return format_date(day, "d MMM", locale=self.locale)


def document(facts: ReportFacts, locale: str) -> Document:
    """Return a report as a document.

    Args:
        facts: What it tells.
        locale: Language of who reads it; any other than English and Spanish becomes English.
    """
    say = _Words(locale)
    about = [
        (say("who"), facts.student),
        (say("class"), facts.section if facts.section == facts.course else f"{facts.section} · {facts.course}"),
        (say("days"), say("days-of", first=say.day(facts.first), last=say.day(facts.last))),
    ]
    if facts.teachers:
        about.append((say("teachers", count=len(facts.teachers)), ", ".join(facts.teachers)))
    about.append((say("made"), say.day(facts.made)))
    parts = [
        Part(say("short"), _short(facts, say)),
        *([Part(say("note"), _note(facts.note, say))] if facts.note else []),
        Part(say("mastered"), _mastered(facts, say)),
        Part(say("practised"), _practised(facts, say)),
        Part(say("next"), _next(facts, say)),
        Part(say("activity"), _activity(facts, say)),
        Part(say("assigned"), _assigned(facts, say)),
        Part(say("how"), [list_of([say(f"how-{part}") for part in _HOW])]),
        Part(say("evidence"), _evidence(facts, say)),
    ]
    footer = say("footer", name=facts.student, section=facts.section, school=facts.school)
    return Document(say.locale, facts.school, say("title"), about, parts, footer)


def _short(facts: ReportFacts, say: _Words) -> list[Block]:
    done = sum(one.days for one in facts.weeks)
    school = sum(one.school_days for one in facts.weeks)
    minutes = sum(one.minutes for one in facts.weeks)
    if facts.answers_in_all == 0 and done == 0:
        return [Block("lead", say("short-nothing", name=facts.student))]
    new = [one.name for one in facts.mastered if one.new]
    said = [
        say("short-days", name=facts.student, days=done, school=school),
        say("short-work", answers=facts.answers_in_all, right=facts.right_in_all, time=_time(minutes, say)),
        say("short-mastered", count=len(facts.mastered), topics=facts.topics),
        say("short-new", count=len(new), names=_named(new, say)) if new else say("short-none-new"),
    ]
    return [Block("lead", " ".join(said))]


def _named(names: Sequence[str], say: _Words, most: int = 4) -> str:
    said = ", ".join(f"“{name}”" if say.locale == "en" else f"«{name}»" for name in names[:most])
    return said if len(names) <= most else say("and-more", names=said, count=len(names) - most)


def _time(minutes: int, say: _Words) -> str:
    return say("minutes", count=minutes) if minutes < 90 else say("hours", hours=minutes // 60, minutes=minutes % 60)


def _note(note: NoteFact, say: _Words) -> list[Block]:
    return [Block("note", note.text), Block("small", say("note-by", who=note.who, day=say.day(note.on)))]


def _bar(one: TopicFact) -> Cell:
    return {"low": one.low, "value": one.value, "high": one.high} if one.enough else ""


def _mastered(facts: ReportFacts, say: _Words) -> list[Block]:
    if not facts.mastered:
        return [Block("text", say("mastered-none"))]
    lines: list[list[Cell]] = [
        [one.name + (f" · {say('new')}" if one.new else ""), _bar(one), _sure(one, say)] for one in facts.mastered
    ]
    head = [say("topic"), say("bar"), say("sure")]
    return [Block("text", say("mastered-what")), table_of(head, lines, [4, 2, 6])]


def _sure(one: TopicFact, say: _Words) -> str:
    key = "sure-fading" if one.band == "fading" else "sure-mastered"
    if one.low == one.high:
        # Numbers are never shown as certain, so both ends may meet at 99 %.
        key += "-narrow"
    return say(key, value=one.value, low=one.low, high=one.high, answers=one.in_all)


def _estimate(one: TopicFact, say: _Words) -> str:
    if not one.enough:
        return say("too-few")
    if one.low == one.high:
        return say("about", value=one.value)
    return say("between", low=one.low, high=one.high)


def _practised(facts: ReportFacts, say: _Words) -> list[Block]:
    if not facts.practised:
        return [Block("text", say("practised-none"))]
    lines: list[list[Cell]] = [
        [
            one.name,
            say("right-of", right=one.right, answers=one.answers),
            translate(say.locale, f"band-{one.band}"),
            _estimate(one, say),
        ]
        for one in facts.practised
    ]
    head = [say("topic"), say("right"), say("stands"), say("estimate")]
    blocks = [Block("text", say("practised-what")), table_of(head, lines, [5, 3, 3, 4])]
    return [*blocks, Block("small", say("more", count=facts.more))] if facts.more else blocks


def _next(facts: ReportFacts, say: _Words) -> list[Block]:
    blocks = []
    if facts.ready:
        blocks += [Block("text", say("next-ready")), list_of(facts.ready)]
    if facts.offered:
        blocks += [Block("text", say("next-offered")), list_of(facts.offered)]
    return blocks or [Block("text", say("next-none"))]


def _days(week: WeekFact, say: _Words) -> str:
    """Say on how many of the school days there was work, and on how many others: of five there are never six."""
    said = say("of", count=week.days - week.free, of=week.school_days)
    return say("of-free", said=said, free=week.free) if week.free else said


def _activity(facts: ReportFacts, say: _Words) -> list[Block]:
    begun = next((place for place, week in enumerate(facts.weeks) if week.days), len(facts.weeks))
    shown = facts.weeks[begun if begun > _QUIET else 0 :]
    lines: list[list[Cell]] = []
    if begun > _QUIET:
        # Weeks before anything began are one line: a column of noughts is read as a reproach.
        quiet = facts.weeks[:begun]
        name = say("weeks", first=say.short(quiet[0].monday), count=len(quiet))
        lines.append([name, say("of", count=0, of=sum(week.school_days for week in quiet)), "0", "0"])
    lines += [
        [
            say("week-of", day=say.short(week.monday)),
            _days(week, say),
            str(week.minutes),
            str(week.answers),
        ]
        for week in shown
    ]
    head = [say("week"), say("active-days"), say("minutes-head"), say("answers")]
    return [Block("text", say("activity-what")), table_of(head, lines, [3, 4, 2, 2], 2, 3)]


def _assigned(facts: ReportFacts, say: _Words) -> list[Block]:
    if not facts.assigned:
        return [Block("text", say("assigned-none"))]
    done = sum(one.state == "done" for one in facts.assigned)
    lines: list[list[Cell]] = [
        [one.title, say.day(one.due) if one.due else say("no-due"), say(f"assigned-{one.state}")]
        for one in facts.assigned
    ]
    head = [say("task"), say("due"), say("state")]
    return [Block("text", say("assigned-of", done=done, count=len(lines))), table_of(head, lines, [5, 3, 2])]


def _evidence(facts: ReportFacts, say: _Words) -> list[Block]:
    if not facts.answers:
        return [Block("text", say("evidence-none"))]
    lines: list[list[Cell]] = [
        [
            say.short(one.on),
            one.task,
            one.topic,
            say("yes") if one.right else say("no"),
            str(one.hints) if one.hints else "–",
        ]
        for one in facts.answers
    ]
    head = [say("day"), say("task"), say("topic"), say("right-head"), say("hints")]
    what = say("evidence-what", count=len(lines), all=facts.answers_in_all)
    return [Block("text", what), table_of(head, lines, [2, 5, 5, 2, 2], 4), Block("small", say("evidence-all"))]
