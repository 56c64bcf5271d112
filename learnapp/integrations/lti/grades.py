"""Columns of a gradebook and the scores in them (Assignment and Grade Services 2.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from learnapp.integrations.lti.services import Client, ServiceError, same_site

_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM, LINE_ITEM_READ, SCORE = f"{_SCOPE}lineitem", f"{_SCOPE}lineitem.readonly", f"{_SCOPE}score"
SCOPES = (LINE_ITEM, LINE_ITEM_READ, SCORE)
_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE = "application/vnd.ims.lis.v1.score+json"
TAG = "learnapp"
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is wanted.

    Attributes:
        resource: Our own name for what it is about: by it the column is found again.
    """

    resource: str
    label: str
    maximum: float


@dataclass(frozen=True, slots=True)
class Score:
    """A score of somebody.

    Attributes:
        subject: The `sub` of their launches.
        given: Points; None: none to be seen yet.
        activity: `Initialized`, `Started`, `InProgress`, `Submitted` or `Completed`.
        grading: `FullyGraded`, `Pending`, `PendingManual`, `Failed` or `NotReady`.
        at: When it came about; each one of a person in a column is later than the one before.
    """

    subject: str
    given: float | None
    maximum: float
    activity: str
    grading: str
    at: datetime


def find_or_make(client: Client, container: str, scopes: frozenset[str], column: Column) -> str:
    """Return the address of a column, made where there is none yet. It blocks.

    Args:
        client: Of the platform.
        container: Address of the gradebook's columns.
        scopes: What the platform lets us do.
        column: What is wanted.

    Raises:
        ServiceError: It has not worked; `forbidden` also when the platform lets nobody make columns.
    """
    may = LINE_ITEM if LINE_ITEM in scopes else LINE_ITEM_READ
    if may not in scopes:
        raise ServiceError("forbidden")
    url = _with(container, resource_id=column.resource)
    for _ in range(_MOST_PAGES):
        answer = client.call("GET", url, (may,), accept=_ITEMS)
        for one in answer.body if isinstance(answer.body, list) else []:
            # Some platforms leave the filter out.
            if isinstance(one, dict) and one.get("resourceId") == column.resource:
                return _address(one, container)
        url = same_site(answer.links.get("next", ""), container)
        if not url:
            break
    if may != LINE_ITEM:
        raise ServiceError("forbidden")
    wanted = {
        "scoreMaximum": column.maximum, "label": column.label, "resourceId": column.resource, "tag": TAG,
    }  # fmt: skip
    made = client.call("POST", container, (LINE_ITEM,), body=wanted, kind=_ITEM, accept=_ITEM)
    return _address(made.body, container)


def _address(one: Any, container: str) -> str:
    found = same_site(str(one.get("id", "")), container) if isinstance(one, dict) else ""
    if not found:
        raise ServiceError("unreadable")
    return found


def put_score(client: Client, url: str, score: Score) -> None:
    """Send a score. It blocks.

    Raises:
        ServiceError: It has not worked; `older`: the platform has this one, or one of a later moment.
    """
    said: dict[str, Any] = {
        "userId": score.subject,
        "activityProgress": score.activity,
        "gradingProgress": score.grading,
        "timestamp": score.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if score.given is not None:
        said |= {"scoreGiven": score.given, "scoreMaximum": score.maximum}
    parts = urlsplit(url)
    client.call("POST", parts._replace(path=f"{parts.path}/scores").geturl(), (SCORE,), body=said, kind=_SCORE)


def _with(url: str, **more: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query=urlencode([*parse_qsl(parts.query, keep_blank_values=True), *more.items()])).geturl()
