"""Signing in with an address and a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotSignedInError
from learnapp.security.access import Actor
from learnapp.security.crypto import Keyring
from learnapp.services import current, sessions, steps, trail
from learnapp.services.sessions import SignedIn, SuspendedError
from learnapp.services.sign_in_gate import (
    SECOND_STEP,
    SECOND_STEP_LASTS,
    SecondStepError,
    SignOnEnforcedError,
    enforced_for,
    gate_of,
)
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories.identity import SealedPerson

_WRONG = "The e-mail address or the password is wrong. Check both and try again."


class SignInFailedError(NotSignedInError):
    """Wrong address or password; which one is not said."""

    code = "sign_in_failed"


class TemporaryPasswordOverError(ForbiddenError):
    """The password is right, but it was a temporary one, and its time is over."""

    code = "temporary_password_over"


class ChooseInstitutionError(ConflictError):
    """The same address and password belong to several institutions: `detail['institutions']` lists their slugs."""

    code = "choose_institution"


async def sign_in(email: str, password: str, *, address: str, institution: str | None = None) -> SignedIn:
    """Check an address and password and start a session.

    Takes the same time whether or not the account exists. Every attempt counts against the account and the
    network address; a right password gives its attempt back.

    Args:
        email: As typed.
        password: As typed.
        address: Network address of the browser.
        institution: Slug, when the address belongs to several institutions.

    Raises:
        ChooseInstitutionError: Right at several institutions: ask which one.
        RateLimitedError: Too many attempts.
        SignInFailedError: Wrong address or password.
        SecondStepError: Right; a code of the authenticator app is needed besides, or one has to be set up.
        SignOnEnforcedError: The institution of this address signs in at its provider; nothing else is said.
        SuspendedError: Right, but suspended.
        TemporaryPasswordOverError: Right, but a temporary one that has ended.
    """
    services = current()
    keyring: Keyring = services.keyring
    limit = services.settings.rate_limit_sign_in
    try:
        lookups = keyring.email_lookups(email)
    except InvalidInputError:
        lookups = (keyring.lookup("no-address", email),)
    account_key = ("sign-in", "account", lookups[0].hex())
    address_key = ("sign-in", "address", keyring.lookup("address", address).hex())
    await sessions.limiter().hit(limit, *address_key, times=sessions.ATTEMPTS_PER_ADDRESS)
    await sessions.limiter().hit(limit, *account_key)
    try:
        right = await _matching(lookups, password, institution)
        gates = {row.person_id: await gate_of(row) for row in right}
        right = [row for row in right if gates[row.person_id].passwords]
        if not right:
            raise SignInFailedError(_WRONG)
    except SignInFailedError:
        if await enforced_for(email):
            raise SignOnEnforcedError(
                "Your school signs in on its own page. Choose its button, or ask an administrator."
            ) from None
        raise
    await sessions.limiter().hit(limit, *address_key, times=sessions.ATTEMPTS_PER_ADDRESS, cost=-1)
    await sessions.limiter().hit(limit, *account_key, cost=-1)
    living = [row for row in right if row.status == "active"]
    if not living:
        raise SuspendedError("This account is suspended. Ask your school's administrator to open it again.")
    now = services.clock.now()
    living = [row for row in living if row.password_until is None or now < row.password_until]
    if not living:
        raise TemporaryPasswordOverError(
            "This temporary password has ended. Ask your school's administrator for a new one."
        )
    if len(living) > 1:
        tenants = {tenant.tenant_id: tenant.slug for tenant in await services.db.directory.tenants()}
        raise ChooseInstitutionError(
            "Your address belongs to several institutions. Choose one and sign in again.",
            detail={"institutions": sorted(tenants[row.tenant_id] for row in living if row.tenant_id in tenants)},
        )
    one = living[0]
    if gates[one.person_id].then:
        payload = {"person": str(one.person_id), "must": one.must_change_password, "mode": gates[one.person_id].then}
        raise SecondStepError(await steps.put(one.tenant_id, SECOND_STEP, payload, SECOND_STEP_LASTS))
    begun = await sessions.start_session(one.tenant_id, one.person_id, must_change=one.must_change_password)
    return replace(begun, theme=one.theme)


async def _matching(lookups: Sequence[bytes], password: str, institution: str | None) -> list[SealedPerson]:
    """Return the people of that address whose password this is; at least one hash is always computed."""
    services = current()
    logins = [login for lookup in lookups for login in await services.db.directory.find_logins(lookup)]
    if institution:
        tenant = await services.db.directory.find_tenant(institution)
        logins = [login for login in logins if tenant is not None and login.tenant_id == tenant.tenant_id]
    rows: list[SealedPerson] = []
    for login in logins:
        async with services.db.transaction(login.tenant_id) as tx:
            row = await people_rows.person(tx.session, login.tenant_id, login.person_id)
        if row is not None and row.status != "erased":
            rows.append(row)
    right: list[SealedPerson] = []
    if not rows:
        await sessions.verify_password(password, None)
    for row in rows:
        matches, renewed = await sessions.verify_password(password, row.password_hash)
        if matches:
            right.append(row)
        if renewed:
            async with services.db.transaction(row.tenant_id) as tx:
                await people_rows.update_person(tx.session, row.tenant_id, row.person_id, {"password_hash": renewed})
    if not right:
        for row in rows:
            failed = Actor(row.tenant_id, row.person_id)
            await trail.audit(failed, "session.start", "session", subject_id=row.person_id, outcome="denied")
        raise SignInFailedError(_WRONG)
    return right
