"""What somebody is here, from the roles that the platform has signed (LTI 1.3 core, appendix A.2)."""

from __future__ import annotations

from collections.abc import Iterable

_CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_TEACHES = frozenset({"Instructor", "Administrator", "TeachingAssistant"})
_STUDIES = frozenset({"Learner", "Member"})
_WATCHES = "Mentor"


def context_roles(roles: Iterable[object]) -> frozenset[str]:
    """Return the principal roles within the course, `Learner` of `…/membership#Learner`.

    `…/membership/Instructor#TeachingAssistant` is a sub-role; a bare `Learner` is a context role too (A.2.3.1).
    Roles of the system and of the institution are left out: they say nothing about this course.
    """
    found: set[str] = set()
    for role in roles:
        if not isinstance(role, str) or len(role) > 200:
            continue
        if role.startswith(f"{_CONTEXT}#"):
            found.add(role.removeprefix(f"{_CONTEXT}#"))
        elif role.startswith(f"{_CONTEXT}/"):
            found.add(role.removeprefix(f"{_CONTEXT}/").partition("#")[0])
        elif role.isalpha():
            found.add(role)
    return frozenset(found)


def role_here(roles: Iterable[object]) -> str | None:
    """Return `instructor`, `student`, `mentor`, or None for roles that have nothing to do here (designers).

    Whoever teaches a course teaches it here, assistants too; an administrator of the course is no admin of the
    institution. A mentor watches over somebody's learning (a parent, in Canvas an observer): that makes nobody a
    guardian, but who is one already gets in. Nobody becomes more than that by a launch.
    """
    held = context_roles(roles)
    if held & _TEACHES:
        return "instructor"
    if held & _STUDIES:
        return "student"
    return "mentor" if _WATCHES in held else None
