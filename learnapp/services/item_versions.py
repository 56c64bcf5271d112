"""Versions of an item, and what changed from one to the next, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from learnapp.engine.wording import compared
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.services.author_views import ChangeView, VersionsView, VersionView
from learnapp.services.draft_documents import ItemDocument, from_row
from learnapp.services.draft_forms import vary_text
from learnapp.services.film_forms import text_of
from learnapp.services.own_courses import desk
from learnapp.services.template_forms import check_text, let_text
from learnapp.storage.repositories import authoring as rows

PAGE = 5
_COLUMNS = 18
"""Of `repositories.authoring.DOCUMENT`."""


async def past(
    actor: Actor, course_id: UUID, content_id: UUID, names: Mapping[str, str], *, offset: int = 0
) -> VersionsView:
    """Return a page of the versions of an item, the newest first, each with what changed with it.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item.
        names: Topic -> its name.
        offset: Versions before the page.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
    """
    tenant, offset = actor.tenant_id, max(0, offset)
    async with current().db.transaction(tenant) as tx:
        await desk(tx, actor, course_id, "read")
        # One more than is shown: the last one on the page is compared with it.
        found = await rows.past(tx.session, tenant, course_id, content_id, offset, PAGE + 1)
    await trail.authorise(actor, "read", "answer_key", owner_tenant=tenant)
    known = await people.names(tenant, {who for row in found for who in row[-3:-1] if who is not None})
    documents = [from_row(row[2 : 2 + _COLUMNS]) for row in found]
    shown = []
    for place, row in enumerate(found[:PAGE]):
        before = documents[place + 1] if place + 1 < len(documents) else None
        at, by, approved, words = row[-4:]
        shown.append(
            VersionView(
                _number(int(row[1])), at.isoformat(), known.get(by, ""), known.get(approved, ""), words or "",
                documents[place].status, before is None,
                changes(before, documents[place], names) if before is not None else [],
            )
        )  # fmt: skip
    return VersionsView(shown, len(found) > PAGE, offset)


def _number(version: int) -> int:
    """Return a version as people count: those of a copied course begin above the shared course's ones."""
    return version - rows.COPIED_FROM if version > rows.COPIED_FROM else version


def changes(before: ItemDocument, after: ItemDocument, names: Mapping[str, str]) -> list[ChangeView]:
    """Return the parts of an item that differ, in the order of the form, word by word; CPU work of milliseconds."""
    old, new = _parts(before, names), _parts(after, names)
    found = []
    for key in dict.fromkeys((*old, *new)):
        one, other = old.get(key, ""), new.get(key, "")
        if one != other:
            found.append(ChangeView(f"part-{key[1]}", key[0], compared(one, other)))
    return found


_Key = tuple[int, str]
"""(step from 1, part); 0 is the item itself."""


def _parts(item: ItemDocument, names: Mapping[str, str]) -> dict[_Key, str]:
    age = "" if item.min_age is None else str(item.min_age)
    topics = ", ".join(names.get(kc, kc) for kc in item.kc_ids)
    found: dict[_Key, str] = {
        (0, "title"): item.title, (0, "body"): item.body, (0, "topics"): topics, (0, "age"): age,
        (0, "minutes"): f"{item.minutes:g}", (0, "status"): item.status,
    }  # fmt: skip
    beside = [part for one in item.public.get("explanations", ()) for part in (one["text"], str(one.get("alt", "")))]
    found[0, "explanations"] = "\n".join(filter(None, beside))
    if film := item.public.get("film"):
        found[0, "film"] = f"{str(film['video'])[:8]} ({round(float(film['seconds']))} s)"
        found[0, "captions"] = ", ".join(f"{spoken} {name[:8]}" for spoken, name in sorted(film["captions"].items()))
        found[0, "transcript"] = "\n".join(text_of(cues) for _, cues in sorted(film["transcript"].items()))
    if item.template is not None:
        found[0, "body"] = str(item.template.get("body") or "")
        found[0, "vary"], found[0, "where"] = vary_text(item)
        found[0, "let"] = let_text(item.template)
        # Its steps are stored with their keys, and their texts with terms: its example says less.
        return found | _of_steps([(step, step) for step in item.template["steps"]])
    keys = item.key.get("steps", {})
    return found | _of_steps([(step, keys.get(step["id"], {})) for step in item.steps])


def _of_steps(steps: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[_Key, str]:
    """Return the parts of steps, each given with its key."""
    found: dict[_Key, str] = {}
    for number, (step, key) in enumerate(steps, 1):
        found |= {
            (number, "prompt"): step["prompt"],
            (number, "kind"): step["answer_kind"],
            (number, "choices"): "\n".join(step.get("choices", ())),
            (number, "accepted"): "\n".join(str(one) for one in key.get("accepted", ())),
            (number, "tolerance"): f"{float(key.get('tolerance', 0.0)):g}",
            (number, "wrong"): "\n".join(f"{one[0]}: {one[1]}" for one in key.get("misconceptions", ())),
            (number, "hints"): "\n".join(hint["text"] for hint in step.get("hints", ())),
            (number, "solution"): key.get("solution", ""),
            # Only steps of templates have one.
            (number, "check"): check_text(key) if "check" in key else "",
        }
    return found
