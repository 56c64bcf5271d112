"""A launch from a learning management system, from its first redirect to a page of ours.

1. `lti_login.begin`: the platform sends somebody here; we send them back with a state and a nonce, and leave a proof
   in the browser (a cookie, or the platform's own storage where cookies are blocked).
2. `launch`: they come back with a signed token. State and nonce count once, and only in the browser with the proof.
3. `lti_returning.come_again`: they have been here before, and nothing has changed. Otherwise `lti_entering.enter`: who
   they are here, in which class, and what their link opens. Where that has to be asked, a ticket goes on with the
   answer: `link` (whose account), `connect` (which class), `lti_picking` (what to link).
4. `lti_landing`: the session's cookie has been taken, or a new window exchanges a code for one.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import LearnAppError
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Addressed, CheckedLaunch, Launch, addressed
from learnapp.integrations.lti.starlette import Fields
from learnapp.security.tokens import token_hash
from learnapp.services import current, lms, lti_tickets, second_step, sessions
from learnapp.services.lti_entering import again, enter
from learnapp.services.lti_login import PER_ADDRESS, Place, Storage, failed, load, place_of, require_on, storage_of
from learnapp.services.lti_people import Door
from learnapp.services.lti_questions import CONNECT, LINK, Answers, Choosing, Entered
from learnapp.services.lti_returning import come_again
from learnapp.services.sign_in import sign_in
from learnapp.services.sign_in_gate import SecondStepError
from learnapp.storage.directory_lti import LtiPlace
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories.lti import Begun, RegistrationRow
from learnapp.storage.repositories.sections import Institution


@dataclass(frozen=True, slots=True)
class Unproved:
    """The browser came back without the cookie.

    Attributes:
        storage: Where its proof may lie instead.
        asked: What the platform sent at the beginning: with it a new window begins anew.
    """

    storage: Storage | None
    asked: dict[str, str]
    place: Place


# --- the launch itself -----------------------------------------------------------------------------------


async def launch(fields: Mapping[str, str], *, proofs: list[str], address: str) -> Entered | Unproved:
    """Check a launch and sign somebody in.

    Args:
        fields: What the browser has posted: `id_token` and `state`, or an `error` of the platform.
        proofs: What the browser has to show, by cookie or out of the platform's storage.
        address: Network address of the browser.

    Raises:
        LaunchFailedError: Refused; the trail has an entry where the institution is known.
        RateLimitedError: Too many from this network address.
    """
    services = current()
    await sessions.limiter().hit(PER_ADDRESS, "lti", services.keyring.lookup("address", address[:64]).hex())
    state = token_hash(fields.get("state", "")[:200])
    login = await services.db.directory.find_lti_login(state)
    if login is None:
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    named = _named(fields.get("id_token", ""))
    deployment = named.deployment_id if isinstance(named, Addressed) else ""
    async with services.db.reading(login.tenant_id) as batch:
        known = await rows.begun(batch, login.tenant_id, login.registration_id, deployment or "-")
    if known is None:
        raise await failed(LaunchRefusedError("lti_unknown_platform"), None, None)
    begun, institution = known.row, known.institution
    place = place_of(begun, institution)
    if not any(hmac.compare_digest(token_hash(proof), login.proof_hash) for proof in proofs):
        return Unproved(storage_of(login.asked.get("storage", ""), begun), login.asked, place)
    at = (institution.tenant_id, begun)
    try:
        if fields.get("error"):
            raise LaunchRefusedError("lti_platform")
        if isinstance(named, LaunchRefusedError):
            raise named
        row, institution, deployed = await _meant(named, known)
        place, at = place_of(row, institution), (institution.tenant_id, row)
        require_on(row)
        if not deployed:
            raise LaunchRefusedError("lti_deployment")
        said = await _checked(CheckedLaunch(Fields(fields), lms.platform_of(row), lms.key_sets()))
        place = place_of(row, institution, said)
        if not hmac.compare_digest(token_hash(said.nonce), login.nonce_hash):
            raise LaunchRefusedError("lti_nonce")
        if row is begun:
            door = Door(services.keyring.tenant(institution.tenant_id, known.wrapped), institution, row)
            come = await come_again(said, door, state, place)
            if come is not None:
                return come
        elif not await services.db.directory.take_lti_login(state):
            raise LaunchRefusedError("lti_nonce")
        return await enter(said, row, institution, place)
    except LearnAppError as refused:
        raise await failed(refused, at, place) from refused


def _named(id_token: str) -> Addressed | LaunchRefusedError:
    """Return whom a token names, or why it is refused once it is known to whom it was sent."""
    try:
        return addressed(id_token)
    except LaunchRefusedError as refused:
        return refused


async def _checked(launch: CheckedLaunch) -> Launch:
    """Return what a platform has signed. Only where it has to be asked for its keys, a thread waits for them."""
    if launch.key_at_hand():
        launch.validate()
    else:
        await asyncio.to_thread(launch.validate)
    return launch.checked()


async def _meant(named: Addressed, known: Begun) -> tuple[RegistrationRow, Institution, bool]:
    """Return the registration that a token names, and whether its deployment is entered there.

    It must be of the issuer and client that the launch was begun with: a token of one platform in a launch that was
    begun by another is a mix-up of the two.
    """
    begun, asked = known.row, known.institution
    if named.issuer != begun.issuer or begun.client_id not in named.client_ids:
        raise LaunchRefusedError("lti_audience")
    if known.places:
        same = known.places[0] == LtiPlace(asked.tenant_id, begun.registration_id)
        row, institution = (begun, asked) if same else await load(known.places[0])
        return row, institution, named.deployment_id in row.deployments
    everybody = await current().db.directory.find_lti(begun.issuer, begun.client_id)
    mine = next((one for one in everybody if one.registration_id == begun.registration_id), None)
    if mine is None:
        raise LaunchRefusedError("lti_unknown_platform")
    return *await load(mine), False


# --- what had to be asked --------------------------------------------------------------------------------


async def link(ticket: str, *, password: str | None, address: str, code: str = "") -> Entered:
    """Connect the account whose password is given, or make a new one.

    Args:
        ticket: Of `Choosing`.
        password: Of the account with the same address; None: a new account.
        address: Network address of the browser.
        code: Of the authenticator app, where the account has a second step.

    Raises:
        LaunchFailedError: The ticket has expired or was used; open the link again.
        LearnAppError: The password is wrong, or was tried too often: the page asks again.
    """
    opened = await lti_tickets.open_ticket(ticket, LINK)
    if opened is None:
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    at = (opened.institution.tenant_id, opened.row)
    place = place_of(opened.row, opened.institution, opened.said)
    if not await opened.valid():
        raise await failed(LaunchRefusedError("lti_state"), at, place)
    account = None
    if password is not None:
        try:
            begun = await sign_in(opened.said.email, password, address=address, institution=opened.institution.slug)
        except SecondStepError as more:
            if not code:
                raise
            begun = await second_step.finish(more.token, code)
        await sessions.sign_out(begun.token)
        account = begun.person_id
    return await again(opened, Answers(account, new=password is None))


async def choosing_again(ticket: str) -> Choosing | None:
    """Return the choice of a ticket once more, after a wrong password; None when there is none any more."""
    opened = await lti_tickets.open_ticket(ticket, LINK)
    if opened is None:
        return None
    return Choosing(ticket, opened.said.email, place_of(opened.row, opened.institution, opened.said))


async def connect(ticket: str, *, choice: str, course: str, title: str) -> Entered:
    """Let the course that was launched stand for a class, and go on.

    Args:
        ticket: Of `Connecting`.
        choice: Id of one of the teacher's classes; anything else: a new one.
        course: `tenant/course` that the new class studies, "" for none yet.
        title: Of the new class.

    Raises:
        LaunchFailedError: The ticket has expired or was used, or that class or course is not to be had.
    """
    opened = await lti_tickets.open_ticket(ticket, CONNECT)
    if opened is None:
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    account = UUID(opened.more["account"]) if opened.more.get("account") else None
    return await again(
        opened,
        Answers(account, new=opened.more.get("new") == "yes", choice=choice, course=course, title=title[:120]),
    )
