"""The roster of a course, page by page (Names and Role Provisioning Services 2.0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from learnapp.integrations.lti.launch import MOST_SUBJECT
from learnapp.integrations.lti.roles import role_here
from learnapp.integrations.lti.services import Answer, Client, ServiceError, same_site

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_KIND = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
PAGE = 500
"""People that a page is asked to have; platforms give fewer, or all at once."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a roster.

    Attributes:
        subject: The `sub` of their launches.
        role: `student`, `instructor`, or None.
        here: False for who is not active in the course, or was taken out of it.
    """

    subject: str
    role: str | None
    name: str
    email: str
    here: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a roster.

    Attributes:
        next_url: Of the next page, "" after the last one.
        differences_url: What will have changed since, "" where it is not offered.
    """

    members: list[Member]
    next_url: str
    differences_url: str


def first_page(url: str) -> str:
    """Return the address of the first page."""
    parts = urlsplit(url)
    asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "limit"]
    return parts._replace(query=urlencode([*asked, ("limit", str(PAGE))])).geturl()


def read_page(client: Client, url: str) -> Page:
    """Return a page. It blocks.

    Raises:
        ServiceError: It could not be read.
    """
    answer = client.call("GET", url, (SCOPE,), accept=_KIND)
    listed = answer.body.get("members") if isinstance(answer.body, dict) else None
    if not isinstance(listed, list):
        raise ServiceError("unreadable")
    return Page(list(_members(listed)), _link(answer, "next", url), _link(answer, "differences", url))


def _link(answer: Answer, relation: str, url: str) -> str:
    found = answer.links.get(relation, "")
    known = same_site(found, url)
    if found and not known:
        # A roster that would end here would make everybody behind it leave.
        raise ServiceError("refused")
    return known


def _members(listed: list[Any]) -> Iterator[Member]:
    for one in listed:
        subject = one.get("user_id") if isinstance(one, dict) else None
        # Some platforms send numbers; in launches the same id is a text.
        subject = str(subject) if isinstance(subject, int) and not isinstance(subject, bool) else subject
        if not isinstance(subject, str) or not subject or len(subject) > MOST_SUBJECT or not subject.isprintable():
            continue
        roles = one.get("roles")
        role = role_here(roles if isinstance(roles, list) else [])
        name = _text(one, "name", 200) or " ".join(
            part for part in (_text(one, "given_name", 100), _text(one, "family_name", 100)) if part
        )
        yield Member(
            subject,
            # Who watches over somebody is in no class of theirs.
            None if role == "mentor" else role,
            name,
            _text(one, "email", 254),
            str(one.get("status", "Active")) == "Active",
        )


def _text(one: dict[str, Any], name: str, most: int) -> str:
    value = one.get(name)
    return value[:most] if isinstance(value, str) and value.isprintable() else ""
