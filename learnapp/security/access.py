"""Who acts and what they may do: one actor for every door, one policy for every service, default deny."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Literal
from uuid import UUID

import casbin

from learnapp.core.errors import ForbiddenError, NotSignedInError
from learnapp.security.tenancy import LIBRARY_TENANT

Role = Literal["student", "guardian", "instructor", "assistant", "admin", "auditor", "operator"]
ROLES: frozenset[str] = frozenset({"student", "guardian", "instructor", "assistant", "admin", "auditor", "operator"})
SCOPES: frozenset[str] = frozenset(
    {
        "events:write",
        "events:read",
        "assert_results",
        "records:read",
        "roster:read",
        "roster:write",
        "content:read",
        "statements:write",
        "statements:read",
        "exports:read",
        "exports:write",
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """An authenticated person, API client or the system, always of exactly one tenant.

    Attributes:
        person_id: The person, or the API client's id, or the tenant id for the system.
        roles: Roles within the tenant.
        sections: Sections in which the actor studies or teaches.
        students: For guardians: their children.
        scopes: For API clients.
        taught: Sections in which the actor teaches. None: all of `sections` for one who is not also a student.
        assisted: Sections in which the actor is an assistant.
        trusted: Those of them in which the teacher lets the assistant change things.
        supported: For operators: whether an admin lets them look at people now.
    """

    tenant_id: UUID
    person_id: UUID
    kind: Literal["person", "client", "system"] = "person"
    roles: frozenset[str] = frozenset()
    sections: frozenset[UUID] = frozenset()
    students: frozenset[UUID] = frozenset()
    scopes: frozenset[str] = frozenset()
    session_hash: bytes = b""
    locale: str = "en"
    request_id: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    taught: frozenset[UUID] | None = None
    assisted: frozenset[UUID] = frozenset()
    trusted: frozenset[UUID] = frozenset()
    supported: bool = False

    @property
    def led(self) -> frozenset[UUID]:
        """Sections in whose pages for teachers the actor has a place: as teacher or as assistant."""
        return (self.taught or frozenset()) | (self.assisted if "assistant" in self.roles else frozenset())

    def teaches(self, section_id: UUID) -> bool:
        """Return whether the actor teaches this section."""
        if "instructor" not in self.roles:
            return False
        if self.taught is not None:
            return section_id in self.taught
        return "student" not in self.roles and section_id in self.sections


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one access question.

    Attributes:
        allowed: Whether it may be done.
        rule: Name of the policy rule that allowed it, or `default-deny`, `other-tenant`.
        explanation: One sentence or two, without personal data, that say why and what to do.
        needs: Of a denial: (role, relation) that would have been allowed, as the policy lists them.
        ask: Of a denial: whom to ask, `teacher`, `admin`, `operator`, or "" when nobody can give it.
    """

    allowed: bool
    rule: str
    explanation: str
    needs: tuple[tuple[str, str], ...] = ()
    ask: str = ""

    def detail(self, action: str, resource_type: str) -> dict[str, object]:
        """Return what an error document tells of a denial."""
        return {
            "rule": self.rule, "action": action, "resource": resource_type, "ask": self.ask,
            "needs": [f"{role}:{relation}" for role, relation in self.needs],
        }  # fmt: skip


_OTHER_TENANT = Decision(False, "other-tenant", "This belongs to another institution. Sign in there to open it.")
_WHO = {
    "student": "students", "guardian": "guardians", "instructor": "teachers", "assistant": "teaching assistants",
    "admin": "administrators", "auditor": "auditors", "operator": "the operator of this server",
}  # fmt: skip
_WHERE = {
    "self": " themselves", "child": " of this student", "taught": " of this class", "assisted": " of this class",
    "trusted": " of this class whom its teacher lets change things", "member": " of this class",
    "supported": " while an administrator lets them look", "tenant": "", "library": "",
}  # fmt: skip
_ASK = {
    "teacher": "Ask a teacher of this class, or an administrator of your institution.",
    "admin": "Ask an administrator of your institution.",
    "operator": "Ask the operator of this server.",
    "": "Nobody can give this to an account: use another way.",
}


@lru_cache(maxsize=1)
def _enforcer() -> casbin.Enforcer:
    folder = files("learnapp.security")
    with as_file(folder / "policy.conf") as model, as_file(folder / "policy.csv") as policy:
        return casbin.Enforcer(str(model), str(policy))


@lru_cache(maxsize=1024)
def _about(resource_type: str, action: str) -> casbin.Enforcer | None:
    """Enforcer of the few rules that name this thing and action: asking all of them takes two milliseconds."""
    named = [list(rule) for rule in rules() if rule[2:4] == (resource_type, action)]
    if not named:
        return None
    with as_file(files("learnapp.security") / "policy.conf") as model:
        enforcer = casbin.Enforcer(str(model))
    enforcer.add_policies(named)
    return enforcer


@lru_cache(maxsize=8192)
def _rule(subject: str, relation: str, resource_type: str, action: str) -> str | None:
    """Name of the rule that allows this, or None; cached, for the question has few different forms."""
    enforcer = _about(resource_type, action)
    if enforcer is None:
        return None
    allowed, why = enforcer.enforce_ex(subject, relation, resource_type, action)
    return str(why[4]) if allowed else None


def rules() -> list[tuple[str, str, str, str, str]]:
    """Return the whole policy as (subject, relation, resource, action, rule)."""
    return [(p[0], p[1], p[2], p[3], p[4]) for p in _enforcer().get_policy()]


@lru_cache(maxsize=4096)
def who_may(resource_type: str, action: str) -> tuple[tuple[str, str], ...]:
    """Return (role, relation) of everybody whom the policy lets do this, in its own order; API clients as scopes."""
    return tuple(
        dict.fromkeys(
            (subject, relation)
            for subject, relation, resource, act, _ in rules()
            if resource == resource_type and act == action and subject != "system" and relation != "library"
        )
    )


def _denied(actor: Actor, action: str, resource_type: str) -> Decision:
    """Return a denial that says who may, and whom to ask."""
    needs = who_may(resource_type, action)
    what = f"{action} this ({resource_type.replace('_', ' ')})"
    if actor.kind == "client":
        scopes = [role.removeprefix("scope:") for role, _ in needs if role.startswith("scope:")]
        more = f"It needs the scope {' or '.join(scopes)}." if scopes else "No scope opens it."
        ask = "admin" if scopes else ""
        return Decision(False, "default-deny", f"This credential may not {what}. {more} {_ASK[ask]}", needs, ask)
    people = tuple((role, relation) for role, relation in needs if role in ROLES)
    may = " and ".join(dict.fromkeys(f"{_WHO[role]}{_WHERE[relation]}" for role, relation in people))
    if not people:
        ask, said = "", ""
    else:
        near = {relation for _, relation in people} & {"taught", "trusted", "assisted"}
        roles = {role for role, _ in people}
        ask = "teacher" if near and actor.roles & {"assistant", "student", "instructor"} else "admin"
        ask = "operator" if roles == {"operator"} else ask
        said = f" This is for {may}."
    return Decision(False, "default-deny", f"Your account may not {what}.{said} {_ASK[ask]}", people, ask)


def _subjects(actor: Actor) -> list[str]:
    if actor.kind == "client":
        return sorted(f"scope:{scope}" for scope in actor.scopes)
    if actor.kind == "system":
        return ["system"]
    return sorted(actor.roles & ROLES)


def relations_of(actor: Actor, section_id: UUID | None, student_id: UUID | None, owner: UUID) -> list[str]:
    """Return how the actor stands to the thing asked about, closest first.

    Args:
        actor: Who asks.
        section_id: The section it happens in. The caller has made sure that the student is enrolled there.
        student_id: The student whose record it is.
        owner: The tenant that owns the thing; the library's tenant gives only the relation `library`.
    """
    if owner == LIBRARY_TENANT and actor.tenant_id != LIBRARY_TENANT:
        return ["library"]
    held: list[str] = []
    if (
        student_id is not None
        and student_id == actor.person_id
        and (section_id is None or section_id in actor.sections)
    ):
        held.append("self")
    if student_id is not None and student_id in actor.students:
        held.append("child")
    if section_id is not None and actor.teaches(section_id):
        held.append("taught")
    if section_id is not None and "assistant" in actor.roles and section_id in actor.assisted:
        held.append("assisted")
        if section_id in actor.trusted:
            held.append("trusted")
    if section_id is not None and section_id in actor.sections:
        held.append("member")
    if actor.supported:
        held.append("supported")
    held.append("tenant")
    return held


def allow(
    actor: Actor,
    action: str,
    resource_type: str,
    *,
    section_id: UUID | None = None,
    student_id: UUID | None = None,
    owner_tenant: UUID | None = None,
) -> Decision:
    """Decide whether `actor` may do `action` on a `resource_type`.

    Args:
        actor: Who asks.
        action: A verb of the policy: read, write, create, update, decide, verify …
        resource_type: A thing of the policy: student_record, section, audit …
        section_id: The section it belongs to. For a student's record the caller has made sure, by its query,
            that this student is enrolled in that section.
        student_id: Whose record it is.
        owner_tenant: The tenant that owns it; None for the actor's own.

    Returns:
        The decision with the rule's name; never an exception.
    """
    owner = owner_tenant or actor.tenant_id
    if owner not in (actor.tenant_id, LIBRARY_TENANT):
        return _OTHER_TENANT
    relations = relations_of(actor, section_id, student_id, owner)
    for subject in _subjects(actor):
        for relation in relations:
            rule = _rule(subject, relation, resource_type, action)
            if rule is not None:
                return Decision(True, rule, f"Allowed by the rule {rule}.")
    return _denied(actor, action, resource_type)


def require(
    actor: Actor | None,
    action: str,
    resource_type: str,
    *,
    section_id: UUID | None = None,
    student_id: UUID | None = None,
    owner_tenant: UUID | None = None,
) -> Decision:
    """Return the decision when it is allowed; see `allow` for the arguments.

    Raises:
        NotSignedInError: There is no actor.
        ForbiddenError: The policy does not allow it; `detail['rule']` names the rule.
    """
    if actor is None:
        raise NotSignedInError("Sign in to go on.")
    decision = allow(
        actor, action, resource_type, section_id=section_id, student_id=student_id, owner_tenant=owner_tenant
    )
    if not decision.allowed:
        raise ForbiddenError(decision.explanation, detail=decision.detail(action, resource_type))
    return decision


@lru_cache(maxsize=1)
def class_permissions() -> tuple[tuple[str, str], ...]:
    """Return every (thing, action) that the policy gives to who teaches a class or helps in it, in its own order."""
    near, staff = ("taught", "assisted", "trusted", "tenant"), ("instructor", "assistant")
    return tuple(
        dict.fromkeys(
            (thing, action) for subject, relation, thing, action, _ in rules() if subject in staff and relation in near
        )
    )


def refused(actor: Actor, sections: Iterable[UUID]) -> list[str]:
    """Return what the policy gives to others of these classes and to `actor` in none of them, as `thing:action`.

    Pages leave out the controls for it; the services ask again.
    """
    places = list(sections)
    return [
        f"{thing}:{action}"
        for thing, action in class_permissions()
        if places and not any(allow(actor, action, thing, section_id=place).allowed for place in places)
    ]


def system_actor(tenant_id: UUID, *, request_id: str = "") -> Actor:
    """Return the actor of background work for one institution."""
    return Actor(tenant_id=tenant_id, person_id=tenant_id, kind="system", request_id=request_id)
