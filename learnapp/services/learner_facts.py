"""What the guardrail has to know of a learner: enrolment, consent and age, opened from sealed fields."""

from __future__ import annotations

import time
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.agents.ports import Assigned, Facts
from learnapp.engine.request import Request, rules_from_json
from learnapp.security.consent import Consent, age_on
from learnapp.security.crypto import Keyring
from learnapp.storage.batch import Batch
from learnapp.storage.repositories import learning as rows
from learnapp.storage.repositories.learning import Loaded
from learnapp.storage.repositories.learning_requests import RequestRow

ROSTER_SECONDS = 300.0


@lru_cache(maxsize=20_000)
def _birth_date(
    keyring: Keyring, tenant: UUID, person: UUID, wrapped_tenant: bytes, wrapped_person: bytes, sealed: bytes
) -> date:
    """Open a birth date; kept by its ciphertext, so a changed or erased one is never answered from memory."""
    key = keyring.tenant(tenant, wrapped_tenant).open_person_key(person, wrapped_person)
    return date.fromisoformat(key.decrypt("birth_date", sealed))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def request_of(row: RequestRow) -> Request:
    """Return what a student has asked for, as the engine reads it."""
    return Request(row.request_id, row.title, row.targets, row.path, row.gap, row.gap_for, rules_from_json(row.rules))


def facts_of(keyring: Keyring, tenant: UUID, student: UUID, loaded: Loaded, now: datetime) -> Facts:
    """Return the facts that the guardrail rules on."""
    born: date | None = None
    if loaded.birth_date_enc is not None and loaded.person_key is not None and loaded.tenant_key is not None:
        born = _birth_date(keyring, tenant, student, loaded.tenant_key, loaded.person_key, loaded.birth_date_enc)
    kind, zone = loaded.institution or ("k12", "UTC")
    today = now.astimezone(_zone(zone)).date()
    status, locale = loaded.person or ("unknown", "en")
    here = loaded.time_zone or zone
    asked_on, more = loaded.more_reviews
    return Facts(
        tenant_id=tenant,
        enrolled=loaded.enrolment == ("student", "active") and loaded.section_status == "active",
        active=status == "active",
        consents=tuple(Consent(*consent) for consent in loaded.consents),
        birth_date=born,
        age=age_on(born, today) if born else None,
        institution_kind=kind,
        today=today,
        locale=locale,
        discussion=loaded.discussion,
        withdrawn=loaded.withdrawn,
        voided=loaded.voided,
        assigned=tuple(Assigned(*one) for one in loaded.assigned),
        zone=here,
        reviews=loaded.reviews_per_day,
        more_reviews=more if asked_on is not None and asked_on == now.astimezone(_zone(here)).date() else 0,
        goals=loaded.goals,
        under_test=loaded.under_test,
        rules=loaded.rules,
        request=request_of(loaded.request) if loaded.request is not None else None,
    )


class Rosters:
    """Names of classes, for taking them out of what students write; kept for five minutes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[UUID, UUID], tuple[float, tuple[str, ...]]] = {}

    async def names(
        self, batch: Batch, keyring: Keyring, tenant: UUID, section: UUID, wrapped_tenant: bytes | None
    ) -> tuple[str, ...]:
        """Return the names of a section's people.

        Raises:
            UnavailableError: A name cannot be opened.
        """
        moment = time.monotonic()
        kept = self._kept.get((tenant, section))
        if kept is not None and moment - kept[0] < ROSTER_SECONDS:
            return kept[1]
        if wrapped_tenant is None:
            return ()
        key = keyring.tenant(tenant, wrapped_tenant)
        names = tuple(
            key.open_person_key(person, wrapped).decrypt("name", sealed)
            for person, sealed, wrapped in await rows.roster(batch, tenant, section)
        )
        if len(self._kept) > 2000:
            self._kept.clear()
        self._kept[(tenant, section)] = (moment, names)
        return names
