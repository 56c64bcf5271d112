"""A launch from a learning management system, from its first redirect to a page of ours.

1. `lti_login.begin`: the platform sends somebody here; we send them back with a state and a nonce, and leave a proof
   in the browser (a cookie, or the platform's own storage where cookies are blocked).
2. `launch`: they come back with a signed token. State and nonce count once, and only in the browser with the proof.
3. `link`: when an account has the same e-mail address, its password connects the two, or a new account is made.
4. `lti_landing`: the session's cookie has been taken, or a new window exchanges a code for one.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Addressed, CheckedLaunch, Launch, addressed
from learnapp.integrations.lti.starlette import Fields
from learnapp.security.tokens import token_hash
from learnapp.services import current, lms, lti_people, lti_services, people, second_step, sessions
from learnapp.services.lti_login import PER_ADDRESS, Place, Storage, failed, load, place_of, storage_of
from learnapp.services.lti_people import Door
from learnapp.services.sessions import SignedIn
from learnapp.services.sign_in_gate import SecondStepError
from learnapp.storage.directory import LtiLanding, LtiLogin, LtiPlace
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.sections import Institution

LANDING_LASTS, TICKET_LASTS = timedelta(seconds=60), timedelta(minutes=10)
_TICKET = "lti-ticket"


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


@dataclass(frozen=True, slots=True)
class Choosing:
    """Somebody new has the e-mail address of an account.

    Attributes:
        ticket: What comes back with their choice.
        email: The address, which their own LMS has told.
    """

    ticket: str
    email: str
    place: Place


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody is signed in.

    Attributes:
        code: Opens a session in a new window, once, for a minute.
    """

    signed_in: SignedIn
    code: str
    place: Place


# --- the launch itself -----------------------------------------------------------------------------------


async def launch(fields: Mapping[str, str], *, proofs: list[str], address: str) -> Arrived | Choosing | Unproved:
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
    try:
        begun, institution = await load(LtiPlace(login.tenant_id, login.registration_id))
    except LaunchRefusedError as refused:
        raise await failed(refused, None, None) from refused
    place = place_of(begun, institution)
    if not any(hmac.compare_digest(token_hash(proof), login.proof_hash) for proof in proofs):
        return Unproved(storage_of(login.asked.get("storage", ""), begun), login.asked, place)
    at = (institution.tenant_id, begun)
    try:
        if fields.get("error"):
            raise LaunchRefusedError("lti_platform")
        row, institution, known = await _meant(addressed(fields.get("id_token", "")), begun)
        place, at = place_of(row, institution), (institution.tenant_id, row)
        if row.status != "active":
            raise LaunchRefusedError("lti_off")
        if not known:
            raise LaunchRefusedError("lti_deployment")
        checked = CheckedLaunch(Fields(fields), lms.platform_of(row), lms.key_sets())
        # The signature, and now and then a call to the platform for its keys.
        await asyncio.to_thread(checked.validate)
        said = checked.checked()
        place = place_of(row, institution, said)
        if not hmac.compare_digest(token_hash(said.nonce), login.nonce_hash):
            raise LaunchRefusedError("lti_nonce")
        if not await services.db.directory.take_lti_login(state):
            raise LaunchRefusedError("lti_nonce")
        return await _enter(said, row, institution, place)
    except LearnAppError as refused:
        raise await failed(refused, at, place) from refused


async def _meant(named: Addressed, begun: RegistrationRow) -> tuple[RegistrationRow, Institution, bool]:
    """Return the registration that a token names, and whether its deployment is entered there.

    It must be of the issuer and client that the launch was begun with: a token of one platform in a launch that was
    begun by another is a mix-up of the two.
    """
    if named.issuer != begun.issuer or begun.client_id not in named.client_ids:
        raise LaunchRefusedError("lti_audience")
    found = await current().db.directory.find_lti(begun.issuer, begun.client_id, named.deployment_id or "-")
    if found:
        row, institution = await load(found[0])
        return row, institution, named.deployment_id in row.deployments
    everybody = await current().db.directory.find_lti(begun.issuer, begun.client_id)
    mine = next((one for one in everybody if one.registration_id == begun.registration_id), None)
    if mine is None:
        raise LaunchRefusedError("lti_unknown_platform")
    return *await load(mine), False


async def _enter(
    said: Launch, row: RegistrationRow, institution: Institution, place: Place, *,
    account: UUID | None = None, new: bool = False,
) -> Arrived | Choosing:  # fmt: skip
    """Sign in whoever launches, in the class that they launch from.

    Args:
        said: The checked launch.
        row: The platform.
        institution: Its institution.
        place: Where pages are shown.
        account: The account whose password was just given, to be connected.
        new: They have chosen a new account.
    """
    services = current()
    now, tenant = services.clock.now(), institution.tenant_id
    if said.role is None:
        raise LaunchRefusedError("lti_role")
    context = None
    async with services.db.transaction(tenant) as tx:
        await rows.launched(tx.session, tenant, row.registration_id, now)
        if said.context_id:
            # Seen even where the launch does not go on: an admin connects it then.
            context = await rows.see_context(
                tx.session, tenant, row.registration_id, said.deployment_id, said.context_id,
                said.context_title or row.name, now,
            )  # fmt: skip
    try:
        async with services.db.transaction(tenant) as tx:
            door = Door(await people.tenant_key(tx.session, tenant), institution, row)
            person = await lti_people.find(tx.session, door, said)
            if context is None and person is None:
                raise LaunchRefusedError("lti_context")
            section = await lti_people.class_of(tx.session, door, said, context, now) if context else None
            if person is None:
                if account is None and not new:
                    namesake = await lti_people.namesake(tx.session, door, said)
                    if namesake is not None:
                        email = people.reveal(services.keyring, namesake).email
                        return Choosing(await _ticket(door, said, now), email, place)
                if account is None:
                    account = await lti_people.create(tx.session, door, said, said.role, now)
                else:
                    await lti_people.identify(tx.session, door, said, account, now)
                person = await people_rows.person(tx.session, tenant, account)
                if person is None:
                    raise LaunchRefusedError("lti_suspended")
                lti_people.require_usable(person)
            else:
                await rows.person_launched(tx.session, tenant, door.lookup(said), now)
            if section is not None:
                await lti_people.enrol(tx.session, door, person, section, said.role, now)
                await lti_services.noted(tx.session, door, said, section, person.person_id, now)
            signed_in = await sessions.open_session(
                tx.session, tenant, person.person_id, must_change=person.must_change_password, via="lti"
            )
    except IntegrityError as error:
        # The same person launched twice at the same moment: the other one has made the account.
        raise LaunchRefusedError("lti_state") from error
    sessions.forget_person(person.person_id)
    code = secrets.token_urlsafe(32)
    landing = LtiLanding(tenant, person.person_id, token_hash(signed_in.token), _target(said, section))
    await services.db.directory.put_lti_landing(token_hash(code), landing, LANDING_LASTS)
    return Arrived(signed_in, code, place)


def _target(said: Launch, section: UUID | None) -> str:
    """Return the page that a launch opens: what the link's custom parameters name, or where one begins."""
    content, test = (_id(said.custom.get(name, "")) for name in ("content", "test"))
    if said.role == "instructor":
        if section is not None and content:
            return f"/teach/{section}/preview/{content}"
        if test:
            return f"/teach/assessments/{test}"
        return f"/teach/{section}" if section is not None else "/"
    if content:
        return f"/learn/{content}"
    if test:
        return f"/quiz/{test}"
    return "/today" if section is not None else "/"


def _id(text: str) -> str:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return ""


# --- connecting an account -------------------------------------------------------------------------------


async def _ticket(door: Door, said: Launch, now: datetime) -> str:
    """Return a checked launch, sealed, so that it goes on with the next form; it counts once."""
    once = secrets.token_urlsafe(32)
    tenant = door.tenant.tenant_id
    body = {"launch": asdict(said), "registration": str(door.registration.registration_id), "once": once}
    await current().db.directory.put_lti_login(
        token_hash(once), LtiLogin(b"", b"", tenant, door.registration.registration_id, {}), TICKET_LASTS
    )
    sealed = door.tenant.seal(_TICKET, json.dumps(body).encode())
    return f"{tenant.hex}.{base64.urlsafe_b64encode(sealed).decode()}"


async def link(ticket: str, *, password: str | None, address: str, code: str = "") -> Arrived | Choosing:
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
    services = current()
    opened = await _open(ticket)
    if opened is None:
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    said, once, row, institution = opened
    at, place = (institution.tenant_id, row), place_of(row, institution, said)
    if await services.db.directory.find_lti_login(once) is None:
        raise await failed(LaunchRefusedError("lti_state"), at, place)
    account = None
    if password is not None:
        try:
            begun = await sessions.sign_in(said.email, password, address=address, institution=institution.slug)
        except SecondStepError as more:
            if not code:
                raise
            begun = await second_step.finish(more.token, code)
        await sessions.sign_out(begun.token)
        account = begun.person_id
    try:
        if row.status != "active":
            raise LaunchRefusedError("lti_off")
        if not await services.db.directory.take_lti_login(once):
            raise LaunchRefusedError("lti_state")
        return await _enter(said, row, institution, place, account=account, new=password is None)
    except LearnAppError as refused:
        raise await failed(refused, at, place) from refused


async def choosing_again(ticket: str) -> Choosing | None:
    """Return the choice of a ticket once more, after a wrong password; None when there is none any more."""
    opened = await _open(ticket)
    if opened is None:
        return None
    said, _, row, institution = opened
    return Choosing(ticket, said.email, place_of(row, institution, said))


async def _open(ticket: str) -> tuple[Launch, bytes, RegistrationRow, Institution] | None:
    tenant_hex, _, sealed = ticket[:20_000].partition(".")
    try:
        tenant = UUID(hex=tenant_hex)
        async with current().db.transaction(tenant) as tx:
            key = await people.tenant_key(tx.session, tenant)
        body = json.loads(key.open(_TICKET, base64.urlsafe_b64decode(sealed)))
        row, institution = await load(LtiPlace(tenant, UUID(body["registration"])))
    except (ValueError, binascii.Error, LearnAppError) as error:
        if isinstance(error, UnavailableError) and error.detail:
            raise
        return None
    return Launch(**body["launch"]), token_hash(body["once"]), row, institution
