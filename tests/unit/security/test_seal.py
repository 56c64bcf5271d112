"""Any change to sealed entries is visible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.security.seal import GENESIS, broken_links, leaf_hash, make_seal, matches, merkle_root

TENANT = UUID(int=7)


def entry(seq: int, action: str = "read") -> dict[str, object]:
    return {
        "seq": seq,
        "tenant_id": TENANT,
        "audit_id": UUID(int=seq),
        "at": datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(seconds=seq),
        "actor_id": UUID(int=1),
        "actor_kind": "person",
        "action": action,
        "subject_id": None,
        "object_type": "student_record",
        "object_id": None,
        "outcome": "ok",
        "request_id": "r",
        "detail": {"b": 1, "a": [1, 2]},
    }


@settings(max_examples=50, deadline=None)
@given(count=st.integers(1, 20), data=st.data())
def test_changed_removed_inserted_or_swapped_entries_do_not_match(count: int, data: st.DataObject) -> None:
    entries = [entry(n) for n in range(1, count + 1)]
    seal = make_seal(TENANT, entries, seal_no=1, first_seq=1, last_seq=count, previous=GENESIS)
    at = data.draw(st.integers(0, count - 1))
    assert matches(seal, entries)
    assert not matches(seal, [*entries[:at], entry(at + 1, "export"), *entries[at + 1 :]])
    assert not matches(seal, entries[:at] + entries[at + 1 :])
    assert not matches(seal, [*entries, entry(99)])
    if count > 1:
        other = (at + 1) % count
        swapped = list(entries)
        swapped[at], swapped[other] = swapped[other], swapped[at]
        assert not matches(seal, swapped)


def test_the_same_moment_in_another_zone_is_the_same_leaf() -> None:
    first = entry(1)
    second = dict(first, at=first["at"].astimezone(timezone(timedelta(hours=5))))  # type: ignore[attr-defined]
    assert leaf_hash(first) == leaf_hash(second)


def test_known_tree_shapes_differ() -> None:
    leaves = [bytes([n]) * 32 for n in range(4)]
    roots = {merkle_root(leaves[:n]) for n in range(5)}
    assert len(roots) == 5
    assert merkle_root(leaves[:1]) == leaves[0]


def test_the_chain_shows_a_missing_or_replaced_seal() -> None:
    seals = []
    previous = GENESIS
    for number in range(1, 4):
        seal = make_seal(TENANT, [entry(number)], seal_no=number, first_seq=number, last_seq=number, previous=previous)
        seals.append(seal)
        previous = seal.root
    assert broken_links(seals) == []
    assert broken_links([seals[0], seals[2]]) == [3]
    assert broken_links(seals[1:]) == [2]
    forged = make_seal(TENANT, [entry(2, "export")], seal_no=2, first_seq=2, last_seq=2, previous=seals[0].root)
    assert broken_links([seals[0], forged, seals[2]]) == [3]


def test_a_missing_field_is_an_error_not_a_silent_hash() -> None:
    short = entry(1)
    del short["outcome"]
    with pytest.raises(KeyError):
        leaf_hash(short)
