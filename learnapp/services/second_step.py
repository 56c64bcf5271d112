"""The second step of signing in: codes of an authenticator app (RFC 6238), recovery codes, and the lost device."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, NotSignedInError
from learnapp.security.access import Actor
from learnapp.security.crypto import PersonKey, TenantKey
from learnapp.security.tokens import read_recovery_code, recovery_codes
from learnapp.services import current, notices, people, sessions, steps, trail
from learnapp.services.sessions import SignedIn
from learnapp.services.sign_in_gate import SECOND_STEP, SECOND_STEP_LASTS, SECOND_STEP_ROLES
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import second_factor as rows
from learnapp.storage.repositories import sign_on as rule_rows
from learnapp.storage.repositories.second_factor import FactorRow

STAFF = SECOND_STEP_ROLES | {"instructor", "assistant"}
"""Who may set a second step up."""
PERIOD = 30
DRIFT = 1
"""So many periods before and after the present one are taken: clocks of phones are not exact."""
CODES = 10
ATTEMPTS = ("10/minute", "40/day")
"""Wrong codes per person; a right one gives its attempt back."""
_FIELD = "second-factor"


class WrongCodeError(InvalidInputError):
    """The code is wrong, too old, or was used already; which one is not said."""

    code = "wrong_code"


class StepOverError(NotSignedInError):
    """Too long ago, or finished: sign in again from the start."""

    code = "step_over"


@dataclass(frozen=True, slots=True)
class FactorView:
    """How somebody stands to the second step.

    Attributes:
        may: Their role and their password make it of use to them.
        on: It is asked for when they sign in with the password.
        needed: Their institution demands it of them.
    """

    may: bool = False
    on: bool = False
    needed: bool = False
    since: datetime | None = None
    codes_left: int = 0


@dataclass(frozen=True, slots=True)
class SetUp:
    """What is shown once, to be scanned or typed into the app.

    Attributes:
        secret: Base 32, in groups of four.
        picture: The same as a QR code: an SVG as a data address.
    """

    secret: str
    picture: str


def _now() -> float:
    return current().clock.now().timestamp()


def step_of(secret: str, code: str, at: float) -> int | None:
    """Return the time step of a code that is right at `at` (seconds since 1970), None for a wrong one."""
    plain = code.replace(" ", "").strip()
    if len(plain) != 6 or not plain.isascii() or not plain.isdigit():
        return None
    totp, present = pyotp.TOTP(secret, interval=PERIOD), int(at // PERIOD)
    right = [
        step
        for step in range(present - DRIFT, present + DRIFT + 1)
        if hmac.compare_digest(totp.generate_otp(step), plain)
    ]
    return right[-1] if right else None


def set_up_of(secret: str, account: str, issuer: str) -> SetUp:
    """Return a secret as it is shown."""
    address = pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=account, issuer_name=issuer)
    drawn = segno.make(address, error="m").svg_data_uri(scale=4, border=4, light="#ffffff", dark="#000000")
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return SetUp(grouped, drawn)


async def _keys(session: AsyncSession, actor: Actor) -> tuple[PersonKey, TenantKey]:
    row = await people_rows.person(session, actor.tenant_id, actor.person_id)
    key = people.open_key(current().keyring, row) if row is not None else None
    if key is None:
        raise NotFoundError("This account does not exist any more. Sign in again.")
    return key, await people.tenant_key(session, actor.tenant_id)


async def standing(actor: Actor) -> FactorView:
    """Return how the actor stands to the second step.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    if not actor.roles & STAFF:
        return FactorView()
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.factor(tx.session, actor.tenant_id, actor.person_id)
        rule = await rule_rows.rule(tx.session, actor.tenant_id)
        row = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
    needed = rule.second_step and bool(actor.roles & SECOND_STEP_ROLES)
    may = row is not None and row.password_hash is not None
    if found is None or found.confirmed_at is None:
        return FactorView(may=may, needed=needed)
    return FactorView(may, True, needed, found.confirmed_at, found.codes_left)


async def begin(actor: Actor) -> SetUp:
    """Return a fresh secret for the actor's app; it counts once a code of it has been typed in.

    Raises:
        ConflictError: There is one that counts already.
        ForbiddenError: It is for those who work at the institution.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    if not actor.roles & STAFF:
        raise ForbiddenError("The second step is for teachers and administrators. Your password alone is enough.")
    services = current()
    secret = pyotp.random_base32()
    async with services.db.transaction(actor.tenant_id) as tx:
        key, _ = await _keys(tx.session, actor)
        sealed = key.encrypt(_FIELD, secret)
        if not await rows.begin_factor(tx.session, actor.tenant_id, actor.person_id, sealed, services.clock.now()):
            raise ConflictError("The second step is set up already. Turn it off first.")
        row = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
    account = people.reveal(services.keyring, row).email if row is not None else ""
    return set_up_of(secret, account or "learnapp", "learnapp")


async def confirm(actor: Actor, code: str) -> list[str]:
    """Let the secret count from now on; return ten recovery codes, which are shown once.

    Raises:
        ConflictError: Nothing was begun, or it counts already.
        RateLimitedError: Too many wrong codes.
        WrongCodeError: The code is not the app's.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    await _count(actor)
    now = current().clock.now()
    codes = recovery_codes(CODES)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.factor(tx.session, actor.tenant_id, actor.person_id)
        if found is None or found.confirmed_at is not None:
            raise ConflictError("Show the picture again, scan it, and type the code that your app shows.")
        key, tenant = await _keys(tx.session, actor)
        await _use(tx.session, actor, key, found, code)
        await rows.confirm_factor(tx.session, actor.tenant_id, actor.person_id, now)
        hashes = [tenant.lookup("recovery-code", actor.person_id.hex, one) for one in codes]
        await rows.put_codes(tx.session, actor.tenant_id, actor.person_id, hashes)
        await trail.audit(
            actor, "second_step.set_up", "person", object_id=actor.person_id, subject_id=actor.person_id,
            session=tx.session,
        )  # fmt: skip
    await _count(actor, -1)
    return codes


async def new_codes(actor: Actor, code: str) -> list[str]:
    """Return ten new recovery codes; the ones before work no more.

    Raises:
        NotFoundError: The second step is not set up.
        RateLimitedError: Too many wrong codes.
        WrongCodeError: The code is not the app's.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    await _count(actor)
    codes = recovery_codes(CODES)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, key, tenant = await _counting(tx.session, actor)
        await _use(tx.session, actor, key, found, code)
        hashes = [tenant.lookup("recovery-code", actor.person_id.hex, one) for one in codes]
        await rows.put_codes(tx.session, actor.tenant_id, actor.person_id, hashes)
        await trail.audit(
            actor, "second_step.new_codes", "person", object_id=actor.person_id, subject_id=actor.person_id,
            session=tx.session,
        )  # fmt: skip
    await _count(actor, -1)
    return codes


async def turn_off(actor: Actor, code: str) -> None:
    """Ask for the password alone again.

    Args:
        actor: Whose it is.
        code: Of the app, or a recovery code.

    Raises:
        ConflictError: The institution demands it.
        NotFoundError: It is not set up.
        RateLimitedError: Too many wrong codes.
        WrongCodeError: The code is wrong.
    """
    if (await standing(actor)).needed:
        raise ConflictError("Your school asks for the second step. With a new phone, ask another administrator.")
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    await _count(actor)
    async with current().db.transaction(actor.tenant_id) as tx:
        await _any(tx.session, actor, code)
        await rows.remove_factor(tx.session, actor.tenant_id, actor.person_id)
        await trail.audit(
            actor, "second_step.turn_off", "person", object_id=actor.person_id, subject_id=actor.person_id,
            session=tx.session,
        )  # fmt: skip
        await notices.tell(tx.session, actor.tenant_id, "account", [actor.person_id], arguments={"state": "step"})
    await _count(actor, -1)


async def reset(actor: Actor, person_id: UUID) -> bool:
    """Take the second step from somebody who has lost app and codes; their sessions end. False: there was none.

    Raises:
        ForbiddenError: The actor may not change people.
        InvalidInputError: It is the actor's own.
    """
    await trail.authorise(actor, "update", "person")
    if person_id == actor.person_id:
        raise InvalidInputError("You cannot reset your own second step here. Use a recovery code on your account page.")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_factor(tx.session, actor.tenant_id, person_id):
            return False
        await trail.audit(
            actor, "second_step.reset", "person", object_id=person_id, subject_id=person_id, session=tx.session
        )
        await notices.tell(
            tx.session, actor.tenant_id, "account", [person_id], by=actor.person_id, arguments={"state": "step"}
        )
    await sessions.end_all(actor.tenant_id, person_id)
    return True


# --- between the password and the session ----------------------------------------------------------------


async def waiting(token: str | None) -> str:
    """Return what somebody on the way in has to do: code, set-up, or passed when nothing is left.

    Raises:
        StepOverError: Nobody is on the way in with this token.
    """
    return str((await _waiting(token))[1]["mode"])


async def _waiting(token: str | None) -> tuple[Actor, dict[str, object]]:
    step = await steps.find(token, SECOND_STEP)
    found = step and await sessions.actor_for_person(step.tenant_id, UUID(str(step.payload["person"])))
    if step is None or not found:
        raise StepOverError("This took too long, or is finished. Sign in again.")
    return found, step.payload


async def begin_waiting(token: str | None) -> SetUp:
    """Like `begin`, for somebody whose institution demands the second step before the first session."""
    actor, payload = await _waiting(token)
    if payload["mode"] != "set-up":
        raise StepOverError("This took too long, or is finished. Sign in again.")
    return await begin(actor)


async def confirm_waiting(token: str | None, code: str) -> list[str]:
    """Like `confirm`, for somebody on the way in; `finish` then needs no code."""
    actor, payload = await _waiting(token)
    if payload["mode"] != "set-up":
        raise StepOverError("This took too long, or is finished. Sign in again.")
    codes = await confirm(actor, code)
    step = await steps.take(token, SECOND_STEP)
    if step is not None and token:
        await steps.put(actor.tenant_id, SECOND_STEP, {**payload, "mode": "passed"}, SECOND_STEP_LASTS, token=token)
    return codes


async def finish(token: str | None, code: str) -> SignedIn:
    """Start the session of somebody whose password was right and whose code is.

    Args:
        token: Of the cookie that was set after the password.
        code: Of the app, or a recovery code.

    Raises:
        RateLimitedError: Too many wrong codes.
        StepOverError: Nobody is on the way in with this token.
        WrongCodeError: The code is wrong or was used.
    """
    actor, payload = await _waiting(token)
    if payload["mode"] == "set-up":
        raise StepOverError("Set the second step up first. Sign in again.")
    if payload["mode"] == "code":
        await _count(actor)
        try:
            async with current().db.transaction(actor.tenant_id) as tx:
                await _any(tx.session, actor, code)
        except WrongCodeError:
            await trail.audit(
                actor, "session.start", "session", subject_id=actor.person_id, outcome="denied",
                detail={"why": "wrong_code"},
            )  # fmt: skip
            raise
        await _count(actor, -1)
    if await steps.take(token, SECOND_STEP) is None:
        raise StepOverError("This took too long, or is finished. Sign in again.")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await sessions.open_session(
            tx.session, actor.tenant_id, actor.person_id, must_change=bool(payload["must"]), via="second_step"
        )


# --- codes -----------------------------------------------------------------------------------------------


async def _count(actor: Actor, cost: int = 1) -> None:
    for limit in ATTEMPTS:
        await sessions.limiter().hit(limit, "second-step", actor.person_id.hex, cost=cost)


async def _counting(session: AsyncSession, actor: Actor) -> tuple[FactorRow, PersonKey, TenantKey]:
    found = await rows.factor(session, actor.tenant_id, actor.person_id)
    if found is None or found.confirmed_at is None:
        raise NotFoundError("The second step is not set up. Reload the page.")
    return found, *await _keys(session, actor)


async def _use(session: AsyncSession, actor: Actor, key: PersonKey, found: FactorRow, code: str) -> None:
    step = step_of(key.decrypt(_FIELD, found.secret_enc), code, _now())
    if step is None or not await rows.use_step(session, actor.tenant_id, actor.person_id, step):
        raise WrongCodeError("This code is wrong or was used already. Wait for the next one and type it.")


async def _any(session: AsyncSession, actor: Actor, code: str) -> None:
    """Use a code of the app, or else a recovery code."""
    found, key, tenant = await _counting(session, actor)
    plain = read_recovery_code(code)
    if plain is None:
        await _use(session, actor, key, found, code)
        return
    mark = tenant.lookup("recovery-code", actor.person_id.hex, plain)
    if not await rows.use_code(session, actor.tenant_id, actor.person_id, mark, current().clock.now()):
        raise WrongCodeError("This code is wrong or was used already. Wait for the next one and type it.")
    await trail.audit(
        actor, "second_step.recovery_code", "person", object_id=actor.person_id, subject_id=actor.person_id,
        detail={"left": found.codes_left - 1}, session=session,
    )  # fmt: skip
