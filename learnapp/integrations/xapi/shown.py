"""The forms in which statements are given out (part 3, 2.1.3): exact, ids only, or in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
_AROUND = ("parent", "grouping", "category", "other")
_INTERACTION = ("choices", "scale", "source", "target", "steps")


def ids_only(said: dict[str, Any]) -> dict[str, Any]:
    """Return a statement with just as much of everybody and everything as names them."""
    made = dict(said)
    made["actor"] = _named(said["actor"])
    made["verb"] = {"id": said["verb"]["id"]}
    about = said["object"]
    kind = about.get("objectType", "Activity")
    if kind == "SubStatement":
        made["object"] = ids_only(about)
    elif kind in ("Agent", "Group"):
        made["object"] = _named(about)
    elif kind == "Activity":
        made["object"] = {"objectType": "Activity", "id": about["id"]}
    if "context" in said:
        context = dict(said["context"])
        for name in ("instructor", "team"):
            if name in context:
                context[name] = _named(context[name])
        around = context.get("contextActivities", {})
        if around:
            context["contextActivities"] = {
                name: [{"objectType": "Activity", "id": one["id"]} for one in around[name]]
                for name in _AROUND if name in around
            }  # fmt: skip
        made["context"] = context
    return made


def _named(agent: dict[str, Any]) -> dict[str, Any]:
    kept = {name: agent[name] for name in ("objectType", *_IDENTIFIERS) if name in agent}
    if not any(name in kept for name in _IDENTIFIERS):
        kept["member"] = [_named(one) for one in agent.get("member", [])]
    return kept


def in_one_language(said: dict[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    """Return a statement with one language in each of its maps."""
    made = dict(said)
    made["verb"] = _one(said["verb"], ("display",), wanted)
    about = said["object"]
    kind = about.get("objectType", "Activity")
    if kind == "SubStatement":
        made["object"] = in_one_language(about, wanted)
    elif kind == "Activity":
        made["object"] = _activity(about, wanted)
    around = said.get("context", {}).get("contextActivities", {})
    if around:
        shown = {name: [_activity(one, wanted) for one in some] for name, some in around.items()}
        made["context"] = {**said["context"], "contextActivities": shown}
    if "attachments" in said:
        made["attachments"] = [_one(one, ("display", "description"), wanted) for one in said["attachments"]]
    return made


def _activity(one: dict[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    if "definition" not in one:
        return one
    definition = _one(one["definition"], ("name", "description"), wanted)
    for name in _INTERACTION:
        if name in definition:
            definition[name] = [_one(each, ("description",), wanted) for each in definition[name]]
    return {**one, "definition": definition}


def _one(thing: dict[str, Any], maps: Sequence[str], wanted: Sequence[str]) -> dict[str, Any]:
    made = dict(thing)
    for name in maps:
        words: dict[str, str] = made.get(name) or {}
        if len(words) > 1:
            chosen = next((tag for ask in wanted for tag in words if _fits(tag.lower(), ask)), next(iter(words)))
            made[name] = {chosen: words[chosen]}
    return made


def _fits(tag: str, ask: str) -> bool:
    return ask == "*" or tag == ask or tag.startswith(ask + "-") or ask.startswith(tag + "-")
