"""The policy as people meet it: who may do what, and that nothing else is possible."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import ForbiddenError, NotSignedInError
from learnapp.security.access import ROLES, SCOPES, Actor, allow, refused, require, rules, system_actor
from learnapp.security.tenancy import LIBRARY_TENANT

TENANT, OTHER, SECTION, ELSEWHERE, STUDENT = (UUID(int=n) for n in range(10, 15))
RESOURCES = sorted({rule[2] for rule in rules()})
ACTIONS = sorted({rule[3] for rule in rules()})


def person(*roles: str, **more: object) -> Actor:
    return Actor(tenant_id=TENANT, person_id=uuid4(), roles=frozenset(roles), **more)  # type: ignore[arg-type]


def test_student_sees_only_the_own_record() -> None:
    student = person("student", sections=frozenset({SECTION}))
    assert allow(student, "read", "student_record", student_id=student.person_id).rule == "student-own-record"
    assert not allow(student, "read", "student_record", student_id=STUDENT, section_id=SECTION).allowed


def test_student_writes_events_only_in_an_own_section() -> None:
    student = person("student", sections=frozenset({SECTION}))
    me = student.person_id
    assert allow(student, "write", "learning_event", student_id=me, section_id=SECTION).allowed
    assert not allow(student, "write", "learning_event", student_id=me, section_id=ELSEWHERE).allowed
    assert not allow(student, "assert", "learning_event", student_id=me, section_id=SECTION).allowed


def test_instructor_reads_records_of_taught_sections_only() -> None:
    teacher = person("instructor", sections=frozenset({SECTION}))
    assert allow(teacher, "read", "student_record", student_id=STUDENT, section_id=SECTION).allowed
    assert not allow(teacher, "read", "student_record", student_id=STUDENT, section_id=ELSEWHERE).allowed
    assert not allow(teacher, "read", "student_record", student_id=STUDENT).allowed


def test_assistant_who_also_studies_does_not_read_classmates() -> None:
    assistant = person("student", "instructor", sections=frozenset({SECTION, ELSEWHERE}), taught=frozenset({ELSEWHERE}))
    assert allow(assistant, "read", "class_board", section_id=ELSEWHERE).allowed
    assert not allow(assistant, "read", "class_board", section_id=SECTION).allowed


def test_guardian_sees_and_decides_for_own_children_only() -> None:
    guardian = person("guardian", students=frozenset({STUDENT}))
    assert allow(guardian, "read", "student_record", student_id=STUDENT).allowed
    assert allow(guardian, "withdraw", "consent", student_id=STUDENT).allowed
    assert not allow(guardian, "read", "student_record", student_id=uuid4()).allowed


def test_auditor_changes_nothing() -> None:
    auditor = person("auditor")
    changing = {"write", "create", "update", "erase", "give", "withdraw", "decide", "import", "revoke", "moderate"}
    assert allow(auditor, "verify", "audit").allowed
    assert not [(a, r) for a in changing for r in RESOURCES if allow(auditor, a, r).allowed]


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_scope_opens_only_what_it_names(scope: str) -> None:
    client = Actor(TENANT, uuid4(), kind="client", scopes=frozenset({scope}), roles=frozenset({"admin"}))
    opened = {(a, r) for a in ACTIONS for r in RESOURCES if allow(client, a, r).allowed}
    assert opened == {(rule[3], rule[2]) for rule in rules() if rule[0] == f"scope:{scope}" and rule[1] == "tenant"}
    assert len(opened) == 1


def test_everyone_may_only_read_the_library() -> None:
    for role in ROLES:
        for action in set(ACTIONS) - {"read"}:
            for resource in RESOURCES:
                assert not allow(person(role), action, resource, owner_tenant=LIBRARY_TENANT).allowed
    assert allow(person("student"), "read", "content", owner_tenant=LIBRARY_TENANT).allowed
    assert not allow(person("student"), "read", "answer_key", owner_tenant=LIBRARY_TENANT).allowed


def test_refusal_says_what_to_do_and_nobody_signed_in_is_told_so() -> None:
    with pytest.raises(ForbiddenError, match="This is for administrators and auditors. Ask an administrator"):
        require(person("student"), "read", "audit")
    with pytest.raises(NotSignedInError):
        require(None, "read", "audit")


def test_unknown_roles_and_things_are_denied() -> None:
    assert allow(person("superuser", "root"), "read", "audit").rule == "default-deny"
    assert not allow(person("admin"), "read", "no_such_thing").allowed
    assert not allow(person("admin"), "'; drop", "audit || true").allowed


@settings(max_examples=100, deadline=None)
@given(
    roles=st.frozensets(st.sampled_from(sorted(ROLES))),
    scopes=st.frozensets(st.sampled_from(sorted(SCOPES))),
    kind=st.sampled_from(["person", "client", "system"]),
    action=st.sampled_from(ACTIONS),
    resource=st.sampled_from(RESOURCES),
    section=st.sampled_from([None, SECTION]),
    student=st.sampled_from([None, STUDENT, TENANT]),
)
def test_another_tenants_things_are_always_denied(
    roles: frozenset[str],
    scopes: frozenset[str],
    kind: str,
    action: str,
    resource: str,
    section: UUID | None,
    student: UUID | None,
) -> None:
    actor = Actor(
        TENANT,
        TENANT,
        kind=kind,  # type: ignore[arg-type]
        roles=roles,
        scopes=scopes,
        sections=frozenset({SECTION}),
        students=frozenset({STUDENT}),
        taught=frozenset({SECTION}),
    )
    decision = allow(actor, action, resource, section_id=section, student_id=student, owner_tenant=OTHER)
    assert not decision.allowed
    assert decision.rule == "other-tenant"


def test_the_system_works_for_one_institution_only() -> None:
    system = system_actor(TENANT)
    assert allow(system, "seal", "audit").allowed
    assert not allow(system, "seal", "audit", owner_tenant=OTHER).allowed
    assert not allow(system, "read", "student_record", student_id=STUDENT).allowed


def test_a_page_knows_what_would_be_refused_in_its_class() -> None:
    near = frozenset({SECTION})
    helper = person("assistant", sections=near, assisted=near)
    assert {"assignment:write", "class_export:read", "review_item:decide"} <= set(refused(helper, near))
    trusted = person("assistant", sections=near, assisted=near, trusted=near)
    assert "class_export:read" in refused(trusted, near)
    assert not {"assignment:write", "review_item:decide"} & set(refused(trusted, near))
    assert "assignment:write" not in refused(trusted, {SECTION, ELSEWHERE})
    teacher = person("instructor", sections=near, taught=near)
    assert refused(teacher, near) == []
    assert "class_board:read" in refused(teacher, {ELSEWHERE})
    assert refused(helper, ()) == []
