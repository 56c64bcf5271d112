"""Somebody comes again by a launch, and all is as it was: nearly every launch, in two exchanges with the database.

Whatever is new, refused or has to be asked goes through `lti_entering`, which decides it and has the words. Here is
only looked whether there is anything to decide, by the same rules.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from learnapp.integrations.lti import claims
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Launch
from learnapp.security.tokens import token_hash
from learnapp.services import current, lti_people, lti_targets, lti_things, sessions
from learnapp.services.lti_entering import LANDING_LASTS, SEEN_EVERY, land
from learnapp.services.lti_login import Place
from learnapp.services.lti_people import Door
from learnapp.services.lti_questions import Arrived, Entered
from learnapp.services.lti_targets import Standing
from learnapp.services.lti_things import Thing
from learnapp.storage.batch import Batch
from learnapp.storage.directory_lti import PUT_LTI_LANDING, LtiLanding, landing_values
from learnapp.storage.repositories import lti_returns as rows
from learnapp.storage.repositories.lti_returns import Met, Wanted


async def come_again(said: Launch, door: Door, state_hash: bytes, place: Place) -> Entered | None:
    """Use a launch up, and let somebody in who is known here as their platform says that they are.

    Args:
        said: What the platform has signed.
        door: Through which it comes.
        state_hash: Of the launch that was begun.
        place: Where pages are shown.

    Returns:
        What comes next, or None: the launch is used up, and `lti_entering.enter` goes on.

    Raises:
        LaunchRefusedError: `lti_nonce`: it was used up before.
    """
    services, tenant = current(), door.tenant.tenant_id
    now = services.clock.now()
    wanted = Wanted(
        door.registration.registration_id, said.deployment_id, said.context_id, door.lookup(said),
        said.resource_link_id, said.line_item_url,
    )  # fmt: skip
    async with services.db.batch(tenant) as batch:
        met = await rows.meet(batch, tenant, state_hash, wanted)
        if not met.taken:
            raise LaunchRefusedError("lti_nonce")
        at = _as_before(door, said, met)
        if at is None:
            return None
        _note(batch, said, met, wanted, at, now)
        signed_in = sessions.open_in_batch(
            batch, tenant, at.person.person_id, must_change=at.person.must_change_password, via="lti",
            studies=at.section if said.role == "student" else None,
        )  # fmt: skip
        target, code = lti_targets.begins(at, said), secrets.token_urlsafe(32)
        if target is not None:
            landing = LtiLanding(tenant, at.person.person_id, token_hash(signed_in.token), target)
            batch.add(PUT_LTI_LANDING, **landing_values(token_hash(code), landing, LANDING_LASTS))
    sessions.forget_person(at.person.person_id)
    return Arrived(signed_in, code, place) if target is not None else await land(at, signed_in, said, place)


def _as_before(door: Door, said: Launch, met: Met) -> Standing | None:
    """Return who has come and where, when nothing about them has to be asked, changed or refused; None otherwise."""
    role, context, person = said.role, met.context, met.person
    if role not in ("student", "instructor") or said.message != claims.RESOURCE_LAUNCH:
        return None
    if context is None or context.section_id is None or context.section_status != "active":
        return None
    if person is None or not lti_people.usable(person) or role not in person.roles:
        return None
    if met.enrolled[0] != role or met.enrolled[1] not in ("active", "waiting"):
        return None
    thing = lti_things.named(said.custom)
    if not _offered_before(said, met) or not _opened_before(said, met, thing):
        return None
    return Standing(door, person, context.section_id, met.enrolled[1] == "waiting", thing)


def _offers(said: Launch) -> bool:
    return bool(said.memberships_url or said.line_items_url or said.line_item_url)


def _offered_before(said: Launch, met: Met) -> bool:
    """Return whether a launch says nothing new of roster and gradebook."""
    told = (said.memberships_url, said.line_items_url, said.scopes)
    return not _offers(said) or (met.offered == told and (met.column or not said.line_item_url))


def _opened_before(said: Launch, met: Met, thing: Thing | None) -> bool:
    """Return whether a link opens what it opened before; what it says to be a copy of is looked up elsewhere."""
    if not said.resource_link_id:
        return True
    if thing is None:
        return not lti_things.history(said.custom, "link_history")
    return met.opens == (said.context_id, thing.kind, thing.id)


def _note(batch: Batch, said: Launch, met: Met, wanted: Wanted, at: Standing, now: datetime) -> None:
    """Note that somebody has come, and once a minute that their platform and course were launched from."""
    row, tenant = at.door.registration, at.door.tenant.tenant_id
    rows.note_person(batch, tenant, wanted.lookup, now)
    if row.last_launch_at is None or now - row.last_launch_at > SEEN_EVERY:
        rows.note_platform(batch, tenant, row.registration_id, now)
    title = said.context_title or row.name
    if met.context is None or not met.context.noted(title, now):
        rows.note_context(batch, tenant, wanted, title, now)
    if _offers(said):
        rows.send_what_waited(batch, tenant, at.person.person_id, now)
