"""What an institution asks beyond a right password: its own provider instead, or a second step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from learnapp.core.errors import NotSignedInError
from learnapp.integrations.oidc.domains import read_domain
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.storage.repositories import second_factor as factor_rows
from learnapp.storage.repositories import sign_on as sign_on_rows
from learnapp.storage.repositories.identity import SealedPerson


class SignOnEnforcedError(NotSignedInError):
    """The institution of this address signs in at its provider; whether address or password is right is not said."""

    code = "sign_on_enforced"


class SecondStepError(NotSignedInError):
    """The password is right; a code of the authenticator app is asked for next.

    Attributes:
        token: For the cookie of the way in; it opens nothing but the second step.
    """

    code = "second_step"

    def __init__(self, token: str) -> None:
        super().__init__("Type the code of your authenticator app to go on.")
        self.token = token


SECOND_STEP = "second"
"""Kind of a step between the password and the code."""
SECOND_STEP_LASTS = timedelta(minutes=15)
SECOND_STEP_ROLES = frozenset({"admin", "auditor", "operator"})
"""Of whom an institution may demand the second step."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a right password and a session.

    Attributes:
        passwords: Passwords are taken from this person at all.
        then: code, set-up or "" for nothing more.
    """

    passwords: bool = True
    then: str = ""


async def gate_of(row: SealedPerson) -> Gate:
    """Return what stands between somebody's right password and a session; a refusal is told in the trail."""
    async with current().db.transaction(row.tenant_id) as tx:
        rule = await sign_on_rows.rule(tx.session, row.tenant_id)
        if rule.enforced and row.person_id not in await sign_on_rows.break_glass(tx.session, row.tenant_id):
            refused = Actor(row.tenant_id, row.person_id)
            await trail.audit(
                refused, "session.start", "session", subject_id=row.person_id, outcome="denied",
                detail={"why": "sign_on_enforced"}, session=tx.session,
            )  # fmt: skip
            return Gate(passwords=False)
        factor = await factor_rows.factor(tx.session, row.tenant_id, row.person_id)
        if rule.enforced:
            # The one way past the provider is told in the trail as what it is.
            opened = Actor(row.tenant_id, row.person_id)
            await trail.audit(opened, "sign_on.break_glass", "session", subject_id=row.person_id, session=tx.session)
    if factor is not None and factor.confirmed_at is not None:
        return Gate(then="code")
    return Gate(then="set-up" if rule.second_step and SECOND_STEP_ROLES & set(row.roles) else "")


async def enforced_for(email: str) -> bool:
    """Return whether an address is of a domain whose institution signs in at its provider; the address is not asked."""
    domain = read_domain(email.rpartition("@")[2])
    tenant_id = await current().db.directory.sign_in_domain(domain) if domain else None
    if tenant_id is None:
        return False
    async with current().db.transaction(tenant_id) as tx:
        return (await sign_on_rows.rule(tx.session, tenant_id)).enforced
