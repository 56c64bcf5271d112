"""Consent rules: which recorded basis allows a student's data to be stored. Default deny.

COPPA (16 CFR 312) lets a school consent in a parent's place for pupils under 13 when the use is educational;
from 13 on, and at universities, the contract with the institution is the basis (FERPA, 34 CFR 99.31(a)(1)).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Basis = Literal["institution_contract", "school_under_13", "guardian"]
BASES: tuple[Basis, ...] = ("institution_contract", "school_under_13", "guardian")
CHILD_AGE = 13
ANALYTICS = "analytics"
"""The purpose under which learning from a student's answers for others can be refused or taken back."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One recorded consent."""

    basis: str
    purpose: str = "learning"
    granted_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentDecision:
    """Whether data may be stored.

    Attributes:
        allowed: True only when a recorded basis suffices.
        basis: The basis that does.
        reason: `covered`, `no_consent`, `withdrawn` or `under_13_needs_school_or_guardian`.
    """

    allowed: bool
    basis: str | None
    reason: str


def age_on(birth_date: date, today: date) -> int:
    """Return full years of age."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def sufficient(birth_date: date | None, institution_kind: str, today: date) -> tuple[Basis, ...]:
    """Return the bases that suffice for this person, strongest first.

    A K-12 pupil whose birth date is unknown is treated as under 13: the stricter rule is the safe one.
    """
    if birth_date is None:
        child = institution_kind != "university"
    else:
        child = age_on(birth_date, today) < CHILD_AGE
    return ("guardian", "school_under_13") if child else ("guardian", "institution_contract")


def _stopped(consents: Iterable[Consent], purpose: str) -> datetime | None:
    """Return when a guardian last said no."""
    return max(
        (
            consent.withdrawn_at
            for consent in consents
            if consent.basis == "guardian" and consent.purpose == purpose and consent.withdrawn_at
        ),
        default=None,
    )


def in_force(consents: Iterable[Consent], purpose: str = "learning") -> list[Consent]:
    """Return the consents that count now: not withdrawn, and given after a guardian's last no."""
    relevant = [consent for consent in consents if consent.purpose == purpose]
    stopped = _stopped(relevant, purpose)
    return [
        consent
        for consent in relevant
        if consent.withdrawn_at is None
        and not (stopped and (consent.granted_at is None or consent.granted_at <= stopped))
    ]


def objected(consents: Iterable[Consent], purpose: str = "learning") -> bool:
    """Return whether a guardian has said no and not yes again since."""
    known = list(consents)
    said_yes = any(consent.basis == "guardian" for consent in in_force(known, purpose))
    return _stopped(known, purpose) is not None and not said_yes


def covers(
    consents: Iterable[Consent],
    *,
    birth_date: date | None,
    institution_kind: str,
    today: date,
    purpose: str = "learning",
) -> ConsentDecision:
    """Decide whether a student's data may be stored for `purpose`.

    A guardian's withdrawal wins over every basis given before it: what a parent has stopped, an older blanket
    consent of the school does not start again.

    Args:
        consents: All recorded consents of the student, withdrawn ones too.
        birth_date: The student's birth date, None when unknown.
        institution_kind: `k12` or `university`.
        today: The date in the institution's time zone.
        purpose: What the data is for.
    """
    relevant = [consent for consent in consents if consent.purpose == purpose]
    active = [consent.basis for consent in in_force(relevant, purpose)]
    allowed = sufficient(birth_date, institution_kind, today)
    for basis in allowed:
        if basis in active:
            return ConsentDecision(True, basis, "covered")
    if active:
        return ConsentDecision(False, None, "under_13_needs_school_or_guardian")
    return ConsentDecision(False, None, "withdrawn" if relevant else "no_consent")


def may_train(consents: Iterable[Consent], *, birth_date: date | None, institution_kind: str, today: date) -> bool:
    """Decide whether models may learn from a student's answers.

    What may not be stored may not be learned from; and whoever has taken back the purpose `analytics` is left out,
    although their own learning goes on being stored.

    Args:
        consents: All recorded consents of the student, withdrawn ones too.
        birth_date: The student's birth date, None when unknown.
        institution_kind: `k12` or `university`.
        today: The date in the institution's time zone.
    """
    known = list(consents)
    stored = covers(known, birth_date=birth_date, institution_kind=institution_kind, today=today).allowed
    asked = any(consent.purpose == ANALYTICS for consent in known)
    return stored and (not asked or bool(in_force(known, ANALYTICS)))
