"""Sealing of the audit trail: a Merkle root per batch, each chained to the one before.

Leaves and nodes are hashed as in RFC 6962 (prefix 0x00 and 0x01), so that a leaf can never pass for a node.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

GENESIS = bytes(32)
LEAF_FIELDS = (
    "seq",
    "tenant_id",
    "audit_id",
    "at",
    "actor_id",
    "actor_kind",
    "action",
    "subject_id",
    "object_type",
    "object_id",
    "outcome",
    "request_id",
    "detail",
)


@dataclass(frozen=True, slots=True)
class Seal:
    """One sealed batch: all entries with first_seq <= seq <= last_seq.

    Attributes:
        entries: How many entries the range held when it was sealed.
        root: Chained root, 32 bytes: covers the batch and, through `previous`, everything before it.
        previous: Root of the seal before, GENESIS for the first.
    """

    tenant_id: UUID
    seal_no: int
    first_seq: int
    last_seq: int
    entries: int
    root: bytes
    previous: bytes


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def canonical(entry: Mapping[str, object]) -> bytes:
    """Return the one encoding of an audit entry that is hashed: JSON, fixed fields, sorted keys, UTC times."""
    document = {name: _plain(entry[name]) for name in LEAF_FIELDS}
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def leaf_hash(entry: Mapping[str, object]) -> bytes:
    """Return the hash of one entry."""
    return hashlib.sha256(b"\x00" + canonical(entry)).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle root of leaf hashes in order; SHA-256 of nothing for none.

    An odd node at the end of a level moves up unchanged, which gives the tree of RFC 6962.
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def chain(
    tenant_id: UUID, seal_no: int, first_seq: int, last_seq: int, entries: int, merkle: bytes, previous: bytes
) -> bytes:
    """Return the chained root of a batch."""
    head = f"{tenant_id}|{seal_no}|{first_seq}|{last_seq}|{entries}|".encode()
    return hashlib.sha256(b"\x02" + head + merkle + previous).digest()


def make_seal(
    tenant_id: UUID,
    entries: Iterable[Mapping[str, object]],
    *,
    seal_no: int,
    first_seq: int,
    last_seq: int,
    previous: bytes,
) -> Seal:
    """Seal the entries of one range, given in the order of their `seq`."""
    leaves = [leaf_hash(entry) for entry in entries]
    root = chain(tenant_id, seal_no, first_seq, last_seq, len(leaves), merkle_root(leaves), previous)
    return Seal(tenant_id, seal_no, first_seq, last_seq, len(leaves), root, previous)


def matches(seal: Seal, entries: Iterable[Mapping[str, object]]) -> bool:
    """Return whether the entries found now are those that were sealed, unchanged."""
    again = make_seal(
        seal.tenant_id,
        entries,
        seal_no=seal.seal_no,
        first_seq=seal.first_seq,
        last_seq=seal.last_seq,
        previous=seal.previous,
    )
    return again.root == seal.root and again.entries == seal.entries


def broken_links(seals: Sequence[Seal]) -> list[int]:
    """Return numbers of seals that do not follow from the one before: wrong number, range or previous root.

    Args:
        seals: All seals of one tenant, in order, from the first.
    """
    wrong: list[int] = []
    number, last_seq, root = 0, 0, GENESIS
    for seal in seals:
        if seal.seal_no != number + 1 or seal.first_seq != last_seq + 1 or seal.previous != root:
            wrong.append(seal.seal_no)
        number, last_seq, root = seal.seal_no, seal.last_seq, seal.root
    return wrong
