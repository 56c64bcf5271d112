"""Every event handler is a public endpoint: each one, called by everybody who has no business there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import LearnAppError, NotSignedInError
from tests.integration.security.browser import AppState, arguments, browser, call, forged, handlers, shown, states
from tests.integration.security.neighbours import Neighbour, Riverside

# These need nobody to be signed in, each for its reason. A handler that is not here must refuse strangers.
OPEN = {
    "base.AppState.choose_language": "a visitor may read in another language",
    "base.AppState.choose_theme": "a visitor may read in the dark",
    "base.AppState.tell": "shows a message on the own page only",
    "base.AppState.tell_denied": "shows a message on the own page only",
    "base.AppState.thank": "shows a message on the own page only",
    "public.SignInState.load": "the way in",
    "public.SignInState.look_up": "the way in: it asks whose a domain is, and nothing of addresses",
    "sign_in_steps.SecondStepState.load": "the way in",
    "public.HomeState.load": "sends a stranger to the way in",
    "sign_up.StartState.load": "the way in of a new school",
    "joining.JoinState.load": "the way in by a link",
    "student.today.PathState.choose": "picks from what the page already shows",
    "student.learn.LearnState.go_to_step": "picks from what the page already shows",
    "class_preview.PreviewTaskState.go_to_step": "picks from what the page already shows",
    "student.learn.LearnState.toggle_report": "opens a form",
    "author_item.AuthorItemState.go_to_step": "picks from what the page already shows",
    "student.quiz.QuizState.go_to_step": "picks from what the page already shows",
    "admin.people.PeopleState.put_away": "hides what the page shows",
    "admin.people.RosterState.set_attest": "ticks a box of the own form",
}
# Whose pages these are; everybody else of the same institution is refused as well.
WELCOME = {"student": {"student"}, "instructor": {"instructor"}, "admin": {"admin", "auditor"}}
FOUND = handlers()
CURIOUS = ["", "mallory", "gus", "ivan", "ada", "otto"]


def _path(ids: dict[str, UUID], name: str) -> str:
    """A page of Riverside's that the event claims to come from."""
    kind = "content" if ".learn." in name else "student" if "student" in name.lower() else "section"
    query = "&".join(f"{key}={value}" for key, value in ids.items())
    return f"/learn/{ids[kind]}?from={ids['decision']}&next=/learn/{ids['content']}&{query}"


def _words(neighbour: Neighbour) -> dict[str, str]:
    somebody = neighbour.who("student")
    line = f"{somebody.email},{somebody.name},student,,2004-05-17,"
    return {
        "email": somebody.email,
        "name": somebody.name,
        "query": somebody.name,
        "role": "student",
        "title": "Ours",
        "term": "spring",
        "course": f"{neighbour.ids['tenant']}/{neighbour.ids['course']}",
        "text": f"email,name,role,section,birth_date,guardian_email\n{line}",
        "answer": "7",
        "answer-0": "7",
    }


async def _try(name: str, cookie: str, ids: dict[str, UUID], words: dict[str, str], fallback: str) -> tuple[Any, Any]:
    """Call a handler once with forged arguments and a forged state; return the error, and all that came out."""
    state_class, handler = FOUND[name]
    root = browser(cookie, _path(ids, name))
    state = await root.get_state(state_class)
    forged(state, ids)
    error = None
    sent: list[Any] = []
    try:
        sent = await call(handler, state, arguments(handler, ids, words, fallback))
    except LearnAppError as refused:
        error = refused
    said = (error.message, error.detail) if error is not None else None
    return error, (shown(root), sent, said)


@pytest.mark.parametrize("name", sorted(FOUND))
async def test_nothing_of_riverside_comes_out_and_nothing_of_it_changes(
    name: str, riverside_rows: Riverside, mallorys: Neighbour
) -> None:
    ids, words = riverside_rows.home.ids, _words(riverside_rows.home)
    before = riverside_rows.changes()
    handler = FOUND[name][1]
    given = {kind: arguments(handler, ids, words, str(ids[kind])) for kind in ("person", "section", "content")}
    # A handler that takes no text of unknown meaning is given the same each time: once is enough.
    fallbacks = [kind for kind in given if kind == "person" or given[kind] != given["person"]]
    for who in CURIOUS:
        for fallback in fallbacks:
            _, out = await _try(name, mallorys.cookies.get(who, ""), ids, words, str(ids[fallback]))
            leaked = riverside_rows.leaks(out, [*ids.values(), *words.values()])
            assert not leaked, f"{name} as {who or 'nobody'} shows {leaked}"
    assert riverside_rows.changes() == before


@pytest.mark.parametrize("name", sorted(FOUND))
async def test_a_stranger_and_a_wrong_role_are_refused(name: str, riverside_rows: Riverside) -> None:
    home = riverside_rows.home
    if name in OPEN:
        error, _ = await _try(name, "", home.ids, _words(home), str(home.ids["person"]))
        assert not isinstance(error, NotSignedInError), f"{name} is listed as open and is not"
        return
    before = riverside_rows.changes()
    refused, _ = await _try(name, "", home.ids, _words(home), str(home.ids["person"]))
    assert isinstance(refused, NotSignedInError), f"{name} does not ask who is there"
    refused, _ = await _try(name, "A" * 43, home.ids, _words(home), str(home.ids["person"]))
    assert isinstance(refused, NotSignedInError), f"{name} takes a cookie that no session has"
    welcome = WELCOME.get(name.split(".")[0])
    if welcome is not None:
        for who, person in home.school.people.items():
            if person.role not in welcome:
                refused, _ = await _try(name, home.cookies[who], home.ids, _words(home), str(home.ids["person"]))
                assert isinstance(refused, LearnAppError), f"{name} lets a {person.role} in"
    assert _without_denials(before) == _without_denials(riverside_rows.changes())


def _without_denials(changes: dict[str, int]) -> dict[str, int]:
    """A denial is written to the trail: that table may grow."""
    return {table: found for table, found in changes.items() if table != "public.audit_entry"}


async def test_the_list_of_open_handlers_has_nothing_that_is_gone() -> None:
    assert set(OPEN) <= set(FOUND)
    assert len(FOUND) >= 40, "the walk has lost its way"


async def test_no_browser_may_set_a_var(mallorys: Neighbour) -> None:
    """Reflex gives each state a handler `setvar`; without automatic setters it sets nothing."""
    for state_class in states():
        root = browser(mallorys.cookies["mallory"], "/")
        state = await root.get_state(state_class)
        before = shown(root)
        handler = vars(state_class)["event_handlers"]["setvar"]
        for var in [*state_class.base_vars, "_owner", "is_admin"]:
            if f"set_{var}" in vars(state_class)["event_handlers"]:
                continue  # one of our own, walked above
            with pytest.raises(AttributeError):
                handler.fn(state, var, "x")
        assert shown(root) == before


async def test_the_owner_of_a_page_sees_it(riverside_rows: Riverside) -> None:
    """The same calls show Riverside's own people their rows: the walk looks in the right place."""
    home = riverside_rows.home
    root = browser(home.cookies["zebedee"], "/admin/people")
    state_class, handler = FOUND["admin.people.PeopleState.load"]
    await call(handler, await root.get_state(state_class), {})
    assert "xanthippe" in riverside_rows.leaks(shown(root))
    assert (await root.get_state(AppState)).name == "Zebedee"
