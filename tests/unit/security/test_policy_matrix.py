"""The whole matrix, made from the policy file itself: each role does what a line says, and nothing that none says."""

from __future__ import annotations

from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError
from learnapp.security.access import ROLES, SCOPES, Actor, allow, require, rules, who_may
from learnapp.security.tenancy import LIBRARY_TENANT

TENANT, ME, SECTION, ELSEWHERE, STUDENT = (UUID(int=n) for n in range(20, 25))
RELATIONS = ("self", "child", "taught", "assisted", "trusted", "member", "supported", "tenant", "library")
QUESTIONS = sorted({(thing, action) for _, _, thing, action, _ in rules()})
LINES = {(subject, relation, thing, action) for subject, relation, thing, action, _ in rules()}
SUBJECTS = [*sorted(ROLES), *(f"scope:{scope}" for scope in sorted(SCOPES))]


def standing(subject: str, relation: str) -> tuple[Actor, dict[str, UUID | None], set[str]]:
    """Return an actor who stands in a relation, what is asked about, and every relation that they then stand in."""
    near = frozenset({SECTION})
    actor = Actor(
        TENANT,
        ME,
        kind="client" if subject.startswith("scope:") else "person",
        roles=frozenset() if subject.startswith("scope:") else frozenset({subject}),
        scopes=frozenset({subject.removeprefix("scope:")}) if subject.startswith("scope:") else frozenset(),
        sections=near if relation in ("taught", "assisted", "trusted", "member") else frozenset(),
        students=frozenset({STUDENT}) if relation == "child" else frozenset(),
        taught=near if relation == "taught" else frozenset(),
        assisted=near if relation in ("assisted", "trusted") else frozenset(),
        trusted=near if relation == "trusted" else frozenset(),
        supported=relation == "supported",
    )
    about: dict[str, UUID | None] = {
        "section_id": SECTION if relation in ("taught", "assisted", "trusted", "member") else None,
        "student_id": {"self": ME, "child": STUDENT}.get(relation),
        "owner_tenant": LIBRARY_TENANT if relation == "library" else None,
    }
    held = {relation, "tenant"} if relation != "library" else {"library"}
    if relation in ("assisted", "trusted", "taught"):
        held |= {"member"}
    if relation == "trusted":
        held |= {"assisted"}
    if (relation == "taught" and subject != "instructor") or (
        relation in ("assisted", "trusted") and subject != "assistant"
    ):
        held -= {"taught", "assisted", "trusted"}
    return actor, about, held


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_role_may_exactly_what_the_file_says(subject: str, relation: str) -> None:
    actor, about, held = standing(subject, relation)
    may = {(thing, action) for thing, action in QUESTIONS if allow(actor, action, thing, **about).allowed}
    said = {(thing, action) for role, how, thing, action in LINES if role == subject and how in held}
    assert may == said


@pytest.mark.parametrize("subject", sorted(ROLES))
def test_every_denial_says_who_may_and_whom_to_ask(subject: str) -> None:
    actor, about, _ = standing(subject, "tenant")
    for thing, action in QUESTIONS:
        decision = allow(actor, action, thing, **about)
        if decision.allowed:
            continue
        people = [(role, how) for role, how in who_may(thing, action) if role in ROLES]
        assert list(decision.needs) == people
        assert bool(decision.ask) == bool(people), (thing, action)
        with pytest.raises(ForbiddenError) as refused:
            require(actor, action, thing)
        document = refused.value.as_dict()["error"]
        assert isinstance(document, dict)
        assert document["detail"]["needs"] == [f"{role}:{how}" for role, how in people]
        assert document["message"].startswith(f"Your account may not {action} this")


def test_a_denial_is_told_in_words() -> None:
    helper = Actor(
        TENANT, ME, roles=frozenset({"assistant"}), sections=frozenset({SECTION}), assisted=frozenset({SECTION})
    )
    refused = allow(helper, "write", "path_rule", section_id=SECTION)
    assert refused.explanation == (
        "Your account may not write this (path rule). This is for teachers of this class and teaching assistants of "
        "this class whom its teacher lets change things and administrators. Ask a teacher of this class, or an "
        "administrator of your institution."
    )
    program = Actor(TENANT, ME, kind="client", scopes=frozenset({"events:write"}))
    assert "It needs the scope roster:read." in allow(program, "read", "roster").explanation
    assert allow(helper, "read", "no_such_thing").ask == ""


def test_an_assistant_of_one_class_sees_no_other() -> None:
    helper = Actor(
        TENANT, ME, roles=frozenset({"assistant"}), sections=frozenset({SECTION}), assisted=frozenset({SECTION})
    )
    for thing, action in QUESTIONS:
        if allow(helper, action, thing, section_id=ELSEWHERE).allowed:
            assert allow(helper, action, thing).allowed, "only what the whole school may see"
    assert not allow(helper, "write", "assessment", section_id=SECTION).allowed
    assert not allow(helper, "read", "class_export", section_id=SECTION).allowed


def test_an_auditor_and_an_operator_see_no_students_work() -> None:
    work = ("student_record", "class_board", "discussion", "goal", "note", "attempt", "learning_request", "assignment")
    for role in ("auditor", "operator"):
        actor, about, _ = standing(role, "tenant")
        assert not [thing for thing in work if allow(actor, "read", thing, **about).allowed]
    supported, about, _ = standing("operator", "supported")
    assert allow(supported, "read", "student_record", student_id=STUDENT).rule == "operator-supported"
    changing = {action for _, action in QUESTIONS} - {"read", "verify"}
    extra = {(thing, act) for thing, act in QUESTIONS if act in changing and allow(supported, act, thing).allowed}
    assert extra == {("content", "import")}
