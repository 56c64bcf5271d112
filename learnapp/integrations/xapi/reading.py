"""What is read from a statement that has been checked: who and what is in it, and when two are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from learnapp.integrations.xapi.checking import moment_of
from learnapp.integrations.xapi.words import VOIDED

_AROUND = ("parent", "grouping", "category", "other")
# What a store adds itself, and what may differ between two that say the same (part 2, 2.3.1 and 2.3.2).
_NOT_COMPARED = frozenset({"id", "stored", "authority", "version", "attachments"})


@dataclass(slots=True)
class Read:
    """One statement.

    Attributes:
        actor: Identifier of its actor, see `identifier`.
        about: That of its object, where that is somebody.
        people: Identifiers of everybody in it.
        activity: Address of its object, where that is an activity.
        activities: Addresses of all in it.
        refers: Id of the statement that it is about; `voids` of the one that it voids.
    """

    document: dict[str, Any]
    statement_id: UUID
    actor: str
    verb: str
    about: str | None = None
    people: list[str] = field(default_factory=list)
    activity: str | None = None
    activities: list[str] = field(default_factory=list)
    registration: UUID | None = None
    refers: UUID | None = None
    voids: UUID | None = None


def identifier(agent: dict[str, Any]) -> str:
    """Return by what somebody is known, as one text; a group without an identifier is its members."""
    if "account" in agent:
        return f"account\n{agent['account']['homePage']}\n{agent['account']['name']}"
    for kind in ("mbox", "mbox_sha1sum", "openid"):
        if kind in agent:
            # Addresses of mail do not differ by case, nor does the hexadecimal form of a hash.
            return f"{kind}\n{agent[kind].lower() if kind != 'openid' else agent[kind]}"
    return "members\n" + "\n".join(sorted(identifier(one) for one in agent.get("member", [])))


def read(document: dict[str, Any], statement_id: UUID) -> Read:
    """Return what is in a statement; lists around it are put in order, as it will be given out.

    Args:
        document: Checked; changed in place.
        statement_id: Its own id, or a new one.
    """
    _put_lists(document)
    about, context = document["object"], document.get("context", {})
    found = Read(document, statement_id, identifier(document["actor"]), document["verb"]["id"])
    if about.get("objectType", "Activity") == "Activity":
        found.activity = about["id"]
    elif about["objectType"] in ("Agent", "Group"):
        found.about = identifier(about)
    if about.get("objectType") == "StatementRef":
        found.refers = UUID(about["id"])
        found.voids = found.refers if document["verb"]["id"] == VOIDED else None
    if "registration" in context:
        found.registration = UUID(context["registration"])
    people, activities = dict.fromkeys(_people(document)), dict.fromkeys(_activities(document))
    found.people, found.activities = list(people), list(activities)
    return found


def compared(document: dict[str, Any]) -> bytes:
    """Return what two statements with one id must have in common."""
    kept = {name: value for name, value in document.items() if name not in _NOT_COMPARED}
    return orjson.dumps(_bare(kept), option=orjson.OPT_SORT_KEYS)


def _bare(said: dict[str, Any]) -> dict[str, Any]:
    made = dict(said)
    made["verb"] = said["verb"]["id"]
    about = said["object"]
    kind = about.get("objectType", "Activity")
    if kind == "SubStatement":
        made["object"] = _bare(about)
    elif kind == "StatementRef":
        made["object"] = about["id"].lower()
    else:
        made["object"] = about["id"] if kind == "Activity" else _somebody(about)
    made["actor"] = _somebody(said["actor"])
    if "timestamp" in said:
        made["timestamp"] = moment_of(said["timestamp"]).timestamp()
    context = dict(said.get("context", {}))
    for name in ("instructor", "team"):
        if name in context:
            context[name] = _somebody(context[name])
    around = context.pop("contextActivities", {})
    for name in _AROUND:
        if name in around:
            context[name] = sorted(one["id"] for one in around[name])
    if "registration" in context:
        context["registration"] = context["registration"].lower()
    if context or "context" in said:
        made["context"] = context
    return made


def _somebody(agent: dict[str, Any]) -> list[Any]:
    members = sorted(identifier(one) for one in agent.get("member", []))
    return [agent.get("objectType", "Agent"), identifier(agent), agent.get("name"), members]


def _put_lists(said: dict[str, Any]) -> None:
    around = said.get("context", {}).get("contextActivities", {})
    for name in _AROUND:
        if isinstance(around.get(name), dict):
            around[name] = [around[name]]
    if said["object"].get("objectType") == "SubStatement":
        _put_lists(said["object"])


def _people(said: dict[str, Any]) -> Iterator[str]:
    context = said.get("context", {})
    about = said["object"]
    groups = [said["actor"], *(context[name] for name in ("instructor", "team") if name in context)]
    if about.get("objectType") in ("Agent", "Group"):
        groups.append(about)
    for one in groups:
        yield identifier(one)
        yield from (identifier(each) for each in one.get("member", []))
    if about.get("objectType") == "SubStatement":
        yield from _people(about)


def _activities(said: dict[str, Any]) -> Iterator[str]:
    about = said["object"]
    kind = about.get("objectType", "Activity")
    if kind == "Activity":
        yield about["id"]
    elif kind == "SubStatement":
        yield from _activities(about)
    for some in said.get("context", {}).get("contextActivities", {}).values():
        yield from (one["id"] for one in some)
