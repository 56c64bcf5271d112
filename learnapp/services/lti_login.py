"""The beginning of a launch: a platform sends somebody here, and is asked to sign who they are."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pylti1p3.exception import LtiException, OIDCException

from learnapp.core import logging as logs
from learnapp.core import telemetry
from learnapp.core.errors import LearnAppError
from learnapp.core.i18n import known_locale
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Launch
from learnapp.integrations.lti.platform import OnePlatform
from learnapp.integrations.lti.starlette import Fields, Login
from learnapp.integrations.outbound import origin_of
from learnapp.security.access import system_actor
from learnapp.security.tokens import token_hash
from learnapp.services import current, lms, sessions, trail
from learnapp.storage.directory_lti import LtiLogin, LtiPlace
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.sections import Institution

PER_ADDRESS = "3000/minute"
"""A whole school may share one address, and its day begins within a minute."""
LASTS = timedelta(minutes=10)
_ASKED = ("iss", "login_hint", "target_link_uri", "lti_message_hint", "client_id", "lti_deployment_id")
_log = logs.get("learnapp.lti")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is when a page of ours has to be shown within their LMS.

    Attributes:
        name: What the institution calls its LMS, "" when that is not known.
        locale: Language of the page.
        frames: Origins that may frame it.
        back: Address at the LMS to go back to, checked; "" for none.
    """

    name: str = ""
    locale: str = "en"
    frames: frozenset[str] = frozenset()
    back: str = ""


class LaunchFailedError(Exception):
    """A launch was refused: why, and where to say so."""

    def __init__(self, reason: LearnAppError, place: Place) -> None:
        super().__init__(reason.code)
        self.reason, self.place = reason, place


@dataclass(frozen=True, slots=True)
class Storage:
    """The platform's storage (1EdTech LTI platform storage 1.0).

    Attributes:
        target: Name of its frame, `_parent` for the frame around us.
        origin: Who may read and answer our messages: the origin of its login address.
    """

    target: str
    origin: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser is told at the beginning.

    Attributes:
        address: Where it goes now.
        proof: What it has to show when it comes back.
    """

    address: str
    state: str
    proof: str
    storage: Storage | None
    place: Place


async def begin(fields: Mapping[str, str], *, origin: str, address: str) -> Begun:
    """Answer a third-party initiated login (1EdTech security framework 1.0, 5.1.1.1).

    Args:
        fields: What the platform has sent.
        origin: Address at which people use this server.
        address: Network address of the browser.

    Raises:
        LaunchFailedError: It is not known, or switched off.
        RateLimitedError: Too many from this network address.
    """
    services = current()
    await sessions.limiter().hit(PER_ADDRESS, "lti", services.keyring.lookup("address", address[:64]).hex())
    fields = {name: value if value.isprintable() else "" for name, value in fields.items()}
    asked = {name: fields.get(name, "")[:2000] for name in _ASKED}
    # Canvas had its own name for it before the standard gave it one.
    asked["lti_deployment_id"] = asked["lti_deployment_id"] or fields.get("deployment_id", "")[:2000]
    try:
        row, institution = await load(await _meant(asked["iss"], asked["client_id"], asked["lti_deployment_id"]))
    except LaunchRefusedError as refused:
        raise await failed(refused, None, None) from refused
    place = place_of(row, institution)
    try:
        require_on(row)
    except LaunchRefusedError as refused:
        raise await failed(refused, (institution.tenant_id, row), place) from refused
    state, nonce, proof = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        login = Login(Fields(asked | {"client_id": row.client_id}), OnePlatform(lms.platform_of(row)),
                      state=state, nonce=nonce)  # fmt: skip
        to = login.redirect(f"{origin}/lti/launch")
    except (OIDCException, LtiException) as error:
        raise await failed(LaunchRefusedError("lti_platform"), (institution.tenant_id, row), place) from error
    target = fields.get("lti_storage_target", "")[:100]
    kept = asked | {"storage": target, "client_id": row.client_id}
    await services.db.directory.put_lti_login(
        token_hash(state),
        LtiLogin(token_hash(nonce), token_hash(proof), institution.tenant_id, row.registration_id, kept),
        LASTS,
    )
    return Begun(to, state, proof, storage_of(target, row), place)


def require_on(row: RegistrationRow) -> None:
    """Refuse launches of a platform that is switched off, or has registered and was not switched on yet.

    Raises:
        LaunchRefusedError: `lti_off` or `lti_pending`.
    """
    if row.status != "active":
        raise LaunchRefusedError("lti_pending" if row.status == "pending" else "lti_off")


def storage_of(target: str, row: RegistrationRow) -> Storage | None:
    """Return the platform's storage, when it has told the name of its frame."""
    return Storage(target, origin_of(row.auth_url)) if target else None


async def _meant(issuer: str, client: str, deployment: str) -> LtiPlace:
    """Return the registration that is meant; a deployment that is not entered yet does not hide its client.

    Where institutions share issuer and client (a vendor's key for all its customers), the deployment has to say which.
    """
    find = current().db.directory.find_lti
    if not issuer:
        raise LaunchRefusedError("lti_unknown_platform")
    found = await find(issuer, client, deployment)
    found = found or (await find(issuer, client) if deployment else [])
    if len(found) != 1:
        raise LaunchRefusedError("lti_unknown_platform" if not found else "lti_deployment")
    return found[0]


async def load(place: LtiPlace) -> tuple[RegistrationRow, Institution]:
    """Return a registration and its institution.

    Raises:
        LaunchRefusedError: `lti_unknown_platform`: it has just been removed.
    """
    async with current().db.reading(place.tenant_id) as batch:
        found = await rows.met(batch, place.tenant_id, place.registration_id)
    if found is None:
        raise LaunchRefusedError("lti_unknown_platform")
    return found


def place_of(row: RegistrationRow, institution: Institution, launch: Launch | None = None) -> Place:
    """Return where somebody is; an address to go back to is believed only on the platform's own site."""
    locale = known_locale(launch.locale) if launch is not None and launch.locale else known_locale(institution.locale)
    back = launch.return_url if launch is not None and origin_of(launch.return_url) == row.site else ""
    return Place(row.name, locale, frozenset({row.site}), back)


async def failed(
    reason: LearnAppError, at: tuple[UUID, RegistrationRow] | None, place: Place | None
) -> LaunchFailedError:
    """Write down that a launch was refused, where it is known to whom it was made."""
    telemetry.denials.labels(reason.code).inc()
    if at is not None:
        await trail.audit(
            system_actor(at[0]), "lms.launch", "lms", object_id=at[1].registration_id, outcome="denied",
            detail={"code": reason.code},
        )  # fmt: skip
    else:
        _log.warning("launch refused", code=reason.code)
    return LaunchFailedError(reason, place or Place())
