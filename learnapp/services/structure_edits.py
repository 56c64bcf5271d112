"""What authors do with the structure of a course, one function each: a structure and what is asked for give the next.

Each raises `InvalidInputError` with what to do instead, or `NotFoundError` for what is not there (any more).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.i18n import LOCALES
from learnapp.engine.graph_edit import checked
from learnapp.knowledge import standards
from learnapp.services.structure_documents import GoneLesson, LessonPart, Structure, TopicPart

MOST_LESSONS, MOST_TOPICS, MOST_IN_LESSON = 200, 1_000, 40
MOST_TITLE, MOST_NAME, MOST_DESCRIPTION = 200, 120, 1_000
LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC-SA 4.0", "CC0 1.0", "All rights reserved")
"""Under which a course of one's own may stand; the last one: it stays within the institution."""
GRADES = tuple(range(13))
"""Kindergarten is 0."""
_NO_LESSON = "This course has no such lesson any more. Reload the page."
_NO_TOPIC = "This course has no such topic any more. Reload the page."
_NO_OTHER = "There is no such lesson to move it to. Choose one of the list."


def said(form: Mapping[str, Any], name: str, most: int, *, lines: bool = False) -> str:
    """Return a text of a form without needless blanks.

    Raises:
        InvalidInputError: It is too long.
    """
    text = str(form.get(name) or "").replace("\x00", "").encode("utf-8", "ignore").decode()
    text = text.replace("\r\n", "\n").strip() if lines else " ".join(text.split())
    if len(text) > most:
        raise InvalidInputError(f"A text is longer than {most:,} characters. Shorten it.")
    return text


def facts(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a course is called and whom it is for, from its form.

    Raises:
        InvalidInputError: The title is missing, or something is not of its list.
    """
    title = said(form, "title", MOST_TITLE)
    if not title:
        raise InvalidInputError("Give the course a title.")
    licence = str(form.get("license") or LICENCES[0])
    if licence not in LICENCES:
        raise InvalidInputError("There is no such licence. Choose one of the list.")
    return {
        "title": title,
        "subject": said(form, "subject", MOST_NAME),
        "description": said(form, "description", MOST_DESCRIPTION, lines=True),
        "grade_band": _grades(form),
        "license": licence,
        "attribution": said(form, "attribution", MOST_TITLE),
    }


def language(form: Mapping[str, Any]) -> str:
    """Return the language of a new course.

    Raises:
        InvalidInputError: It is not one of the app's.
    """
    found = str(form.get("language") or "")
    if found not in LOCALES:
        raise InvalidInputError("There is no such language here. Choose one of the list.")
    return found


def _grades(form: Mapping[str, Any]) -> str:
    low, high = (str(form.get(name) or "") for name in ("grade_from", "grade_to"))
    if not low and not high:
        return ""
    known = {str(one) for one in GRADES}
    low, high = low or high, high or low
    if low not in known or high not in known:
        raise InvalidInputError("There is no such grade. Choose one of the list.")
    if int(low) > int(high):
        raise InvalidInputError("The first grade comes after the last one. Change one of them.")
    return low if low == high else f"{low}-{high}"


def describe(here: Structure, form: Mapping[str, Any]) -> Structure:
    """Change what the course is called and whom it is for; its language stays, for its contents are written in it."""
    # A licence of a course that was brought in is not on our list, and stays unless another one is chosen.
    kept = str(form.get("license") or "") == here.license
    found = facts({**form, "license": LICENCES[0]} if kept else form)
    return replace(here, **{**found, "license": here.license} if kept else found)


def add_lesson(here: Structure, lesson: str, title: str) -> Structure:
    """Add a lesson at the end."""
    if len(here.lessons) >= MOST_LESSONS:
        raise InvalidInputError(f"A course has at most {MOST_LESSONS} lessons. Remove one first.")
    return replace(here, lessons=(*here.lessons, LessonPart(lesson, _title(title))))


def _title(title: str) -> str:
    title = said({"title": title}, "title", MOST_TITLE)
    if not title:
        raise InvalidInputError("Give the lesson a title.")
    return title


def rename_lesson(here: Structure, lesson: str, title: str) -> Structure:
    """Give a lesson another title."""
    found = _lesson(here, lesson)
    return _with(here, replace(found, title=_title(title)))


def move_lesson(here: Structure, lesson: str, step: int) -> Structure:
    """Move a lesson one place back (-1) or on (1); at the end it stays."""
    place = here.lessons.index(_lesson(here, lesson))
    other = place + (1 if step > 0 else -1)
    if not 0 <= other < len(here.lessons):
        return here
    order = list(here.lessons)
    order[place], order[other] = order[other], order[place]
    return replace(here, lessons=tuple(order))


def remove_lesson(
    here: Structure, lesson: str, to: str, *, used: Mapping[str, Sequence[str]], contents: int
) -> Structure:
    """Take a lesson away.

    Args:
        here: The structure.
        lesson: The lesson.
        to: The lesson that gets its topics and contents; "": they leave the course.
        used: Topic -> the lessons in which contents practise it.
        contents: How many contents the lesson has.

    Raises:
        ConflictError: What would leave the course is practised elsewhere; the message says where.
    """
    gone = _lesson(here, lesson)
    rest = tuple(one for one in here.lessons if one is not gone)
    topics, needs = here.topics, here.needs
    if to:
        target = next((one for one in rest if one.id == to), None)
        if target is None:
            raise NotFoundError(_NO_OTHER)
        both = tuple(dict.fromkeys((*target.topics, *gone.topics)))
        _room(both)
        rest = tuple(replace(one, topics=both) if one is target else one for one in rest)
    else:
        left = [kc for kc in gone.topics if all(kc not in one.topics for one in rest)]
        for kc in left:
            other = next((one for one in used.get(kc, ()) if one != lesson), None)
            if other is not None:
                name, title = _topic(here, kc).name, next((one.title for one in rest if one.id == other), "")
                raise ConflictError(
                    f"“{name}” is practised in “{title}” too. Move that topic to another lesson first, or move all of"
                    " this lesson."
                )
        topics = tuple(one for one in topics if one.id not in left)
        needs = _without(needs, left)
    # Where it was never published and holds nothing there is nothing to tell.
    noted = (*here.gone, GoneLesson(gone.id, gone.title, to)) if contents or gone.topics or not to else here.gone
    # What came here from a lesson that was taken away before goes on with it.
    noted = tuple(replace(one, to=to) if one.to == lesson else one for one in noted)
    return replace(here, lessons=rest, topics=topics, needs=needs, gone=noted)


def add_topic(here: Structure, lesson: str, topic: TopicPart) -> Structure:
    """Add a topic to a lesson; its name and description are looked at."""
    found = _lesson(here, lesson)
    if len(here.topics) >= MOST_TOPICS:
        raise InvalidInputError(f"A course has at most {MOST_TOPICS} topics. Remove one first.")
    made = _named(here, topic, topic.name, topic.description)
    _room((*found.topics, made.id))
    return _with(replace(here, topics=(*here.topics, made)), replace(found, topics=(*found.topics, made.id)))


def change_topic(here: Structure, topic: str, name: str, description: str) -> Structure:
    """Give a topic another name and description."""
    found = _topic(here, topic)
    made = _named(here, found, name, description)
    return replace(here, topics=tuple(made if one is found else one for one in here.topics))


def set_standard(here: Structure, topic: str, code: str) -> Structure:
    """Say which standard a topic serves; "" for none."""
    found = _topic(here, topic)
    code = code.strip()
    if code and code != found.standard:
        code = standards.written(code)
        if not code:
            raise InvalidInputError("There is no such standard. Look it up by its code or by words.")
    return replace(here, topics=tuple(replace(one, standard=code) if one is found else one for one in here.topics))


def move_topic(here: Structure, topic: str, lesson: str) -> Structure:
    """Let another lesson teach a topic; contents that stand where their first topic is taught go along."""
    _topic(here, topic)
    target = next((one for one in here.lessons if one.id == lesson), None)
    if target is None:
        raise NotFoundError(_NO_OTHER)
    if topic in target.topics:
        return here
    _room((*target.topics, topic))
    lessons = tuple(
        replace(one, topics=(*one.topics, topic))
        if one is target
        else replace(one, topics=tuple(kc for kc in one.topics if kc != topic))
        for one in here.lessons
    )
    return replace(here, lessons=lessons)


def order_topic(here: Structure, lesson: str, topic: str, step: int) -> Structure:
    """Move a topic one place back (-1) or on (1) within its lesson; at the end it stays."""
    found, order = _lesson(here, lesson), list(_lesson(here, lesson).topics)
    if topic not in order:
        raise NotFoundError(_NO_TOPIC)
    place = order.index(topic)
    other = place + (1 if step > 0 else -1)
    if not 0 <= other < len(order):
        return here
    order[place], order[other] = order[other], order[place]
    return _with(here, replace(found, topics=tuple(order)))


def remove_topic(here: Structure, topic: str, items: int) -> Structure:
    """Take a topic away that no content has.

    Args:
        here: The structure.
        topic: The topic.
        items: Contents that have it, drafts too.

    Raises:
        ConflictError: Contents have it; the message says how many.
    """
    found = _topic(here, topic)
    if items:
        raise ConflictError(
            f"“{found.name}” stays, for it has contents: {items}. Give them another topic or take them out first."
        )
    lessons = tuple(replace(one, topics=tuple(kc for kc in one.topics if kc != topic)) for one in here.lessons)
    rest = tuple(one for one in here.topics if one is not found)
    return replace(here, lessons=lessons, topics=rest, needs=_without(here.needs, [topic]))


def add_need(here: Structure, topic: str, needed: str, practised: Container[str]) -> Structure:
    """Let a topic need another one first; `practised` has the topics with tasks, those of drafts too.

    What speaks against it is what speaks against it on the page of a class.
    """
    _topic(here, topic), _topic(here, needed)
    names = {UUID(one.id): one.name for one in here.topics}
    known = [(UUID(one), UUID(other)) for one, other in here.needs]
    before = {pair for pair in known if pair[0] in names and pair[1] in names}
    wanted = UUID(topic), UUID(needed)
    if wanted in before:
        return here
    checked([*sorted(before), wanted], before, names, {one for one in names if str(one) in practised})
    return replace(here, needs=(*here.needs, (topic, needed)))


def remove_need(here: Structure, topic: str, needed: str) -> Structure:
    """Let a topic need another one no more."""
    _topic(here, topic)
    return replace(here, needs=tuple(pair for pair in here.needs if pair != (topic, needed)))


def _lesson(here: Structure, lesson: str) -> LessonPart:
    found = here.lesson(lesson)
    if found is None:
        raise NotFoundError(_NO_LESSON)
    return found


def _topic(here: Structure, topic: str) -> TopicPart:
    found = here.topic(topic)
    if found is None:
        raise NotFoundError(_NO_TOPIC)
    return found


def _with(here: Structure, lesson: LessonPart) -> Structure:
    return replace(here, lessons=tuple(lesson if one.id == lesson.id else one for one in here.lessons))


def _room(topics: Sequence[str]) -> None:
    if len(topics) > MOST_IN_LESSON:
        raise InvalidInputError(f"A lesson has at most {MOST_IN_LESSON} topics. Add another lesson.")


def _named(here: Structure, topic: TopicPart, name: str, description: str) -> TopicPart:
    name = said({"name": name}, "name", MOST_NAME)
    if not name:
        raise InvalidInputError("Give the topic a name.")
    if any(one.name.casefold() == name.casefold() and one.id != topic.id for one in here.topics):
        raise InvalidInputError(f"This course has a topic “{name}” already. Choose another name.")
    about = said({"description": description}, "description", MOST_DESCRIPTION, lines=True)
    return replace(topic, name=name, description=about)


def _without(needs: tuple[tuple[str, str], ...], topics: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in needs if pair[0] not in topics and pair[1] not in topics)
