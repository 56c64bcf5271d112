"""Which recorded basis lets a student's data be stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from learnapp.security.consent import Consent, age_on, covers, may_train

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TWELVE, THIRTEEN = date(2013, 3, 2), date(2013, 3, 1)


def decide(*consents: Consent, birth: date | None, kind: str = "k12") -> tuple[bool, str]:
    decision = covers(consents, birth_date=birth, institution_kind=kind, today=TODAY)
    return decision.allowed, decision.reason


def test_birthday_decides_to_the_day() -> None:
    assert (age_on(TWELVE, TODAY), age_on(THIRTEEN, TODAY)) == (12, 13)


def test_nothing_recorded_means_no() -> None:
    assert decide(birth=THIRTEEN) == (False, "no_consent")


def test_under_thirteen_needs_school_or_guardian() -> None:
    assert decide(Consent("institution_contract"), birth=TWELVE) == (False, "under_13_needs_school_or_guardian")
    assert decide(Consent("school_under_13"), birth=TWELVE)[0]
    assert decide(Consent("guardian"), birth=TWELVE)[0]


def test_from_thirteen_the_contract_suffices() -> None:
    assert decide(Consent("institution_contract"), birth=THIRTEEN)[0]
    assert not decide(Consent("school_under_13"), birth=THIRTEEN)[0]


def test_unknown_birth_date_takes_the_stricter_rule_at_school_only() -> None:
    assert not decide(Consent("institution_contract"), birth=None)[0]
    assert decide(Consent("institution_contract"), birth=None, kind="university")[0]


def test_withdrawal_counts_and_a_guardians_no_beats_the_schools_earlier_yes() -> None:
    withdrawn = Consent("guardian", granted_at=NOW - timedelta(days=9), withdrawn_at=NOW)
    assert decide(withdrawn, birth=TWELVE) == (False, "withdrawn")
    earlier = Consent("school_under_13", granted_at=NOW - timedelta(days=30))
    assert decide(withdrawn, earlier, birth=TWELVE) == (False, "withdrawn")
    later = Consent("guardian", granted_at=NOW + timedelta(days=1))
    assert decide(withdrawn, earlier, later, birth=TWELVE)[0]


def test_consent_for_another_purpose_does_not_count() -> None:
    assert decide(Consent("guardian", purpose="research"), birth=TWELVE) == (False, "no_consent")


def test_models_learn_from_nobody_who_may_not_be_stored_or_has_taken_analytics_back() -> None:
    def train(*consents: Consent) -> bool:
        return may_train(consents, birth_date=THIRTEEN, institution_kind="k12", today=TODAY)

    stored = Consent("institution_contract", granted_at=NOW - timedelta(days=30))
    asked = Consent("guardian", purpose="analytics", granted_at=NOW - timedelta(days=20))
    taken_back = Consent("guardian", purpose="analytics", granted_at=NOW - timedelta(days=20), withdrawn_at=NOW)
    again = Consent("guardian", purpose="analytics", granted_at=NOW + timedelta(days=1))
    assert train(stored) and train(stored, asked) and train(stored, taken_back, again)
    assert not train() and not train(asked) and not train(stored, taken_back)
