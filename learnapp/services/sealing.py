"""Sealing the audit trail, exporting the roots outside the database, and finding what was tampered with."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.i18n import translate
from learnapp.security.access import Actor, system_actor
from learnapp.security.seal import GENESIS, Seal, broken_links, make_seal, matches
from learnapp.services import current, rounds, trail
from learnapp.storage.repositories import audit as rows

BATCH = 5_000
"""Entries per seal at most."""
_seen: dict[UUID, tuple[int, int]] = {}
"""Tenant → (highest seq, next transaction number) seen while transactions were running."""
_exported: dict[UUID, int] = {}
"""Tenant → last seal that this process knows to be in the file."""


@dataclass(slots=True)
class Verification:
    """What a check of the whole trail found.

    Attributes:
        sound: True when every sealed entry is as it was.
        seals: Seals checked.
        entries: Entries checked.
        unsealed: Entries written since the last seal, not yet covered.
        exported: Roots in the file outside the database.
        first, last: Numbers of the first and the last sealed entry; 0 when nothing is sealed.
        root: The last root, hexadecimal.
        findings: What is wrong: key of the catalogue (after `audit-problem-`) and its facts.
    """

    sound: bool = True
    seals: int = 0
    entries: int = 0
    unsealed: int = 0
    exported: int = 0
    first: int = 0
    last: int = 0
    root: str = ""
    findings: list[tuple[str, dict[str, int]]] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What is wrong, one English sentence each."""
        return self.sentences("en")

    def sentences(self, locale: str) -> list[str]:
        """Return what is wrong, one sentence each, in a language."""
        return [translate(locale, f"audit-problem-{code}", **facts) for code, facts in self.findings]

    def found(self, code: str, **facts: int) -> None:
        """Note one problem."""
        self.sound = False
        self.findings.append((code, facts))

    def summary(self) -> str:
        """Return the outcome for a terminal: one line, and one more per problem."""
        checked = f"{self.entries} entries under {self.seals} seals checked, {self.unsealed} not sealed yet"
        if self.sound:
            return f"sound ({checked})"
        return "\n  ".join([f"TAMPERED WITH ({checked})", *self.problems])


# --- sealing ---------------------------------------------------------------------------------------------


async def _settled(session: AsyncSession, tenant_id: UUID, patience: float) -> int | None:
    """Return the seq up to which nothing can appear any more, or None when another sealer is at work.

    Numbers are given out before transactions commit, so a lower one may still appear. Every transaction that
    held a number up to the highest visible one had its own number below `upcoming`; once the oldest running one
    is past that, the range is final. What was seen at an earlier call may have become final since.
    """
    if not await rows.try_seal_lock(session, tenant_id):
        return None
    seq, upcoming, oldest = await rows.horizon(session, tenant_id)
    waited = 0.0
    while oldest < upcoming and waited < patience:
        await asyncio.sleep(0.02)
        waited += 0.02
        _, _, oldest = await rows.horizon(session, tenant_id)
    seen_seq, seen_upcoming = _seen.get(tenant_id, (0, 0))
    if oldest >= upcoming:
        _seen.pop(tenant_id, None)
        return seq
    if oldest >= seen_upcoming:
        _seen[tenant_id] = (seq, upcoming)
        return seen_seq
    return 0


async def seal_pending(tenant_id: UUID, *, patience: float = 2.0) -> list[Seal]:
    """Seal what has been written since the last seal and export the new roots.

    One sealer per tenant works at a time (advisory lock); a second one returns at once with nothing. Entries of
    transactions that have not ended stay for the next call.

    Args:
        tenant_id: The institution.
        patience: How long to wait for transactions that are still running, seconds.
    """
    services = current()
    made: list[Seal] = []
    async with services.db.transaction(tenant_id) as tx:
        highest, sealed_to, seal_no = await rows.progress(tx.session, tenant_id)
        if highest > sealed_to:
            settled = await _settled(tx.session, tenant_id, patience)
            if settled is None:
                return []
            made = await _seal_up_to(tx.session, tenant_id, settled)
    if made and _exported.get(tenant_id) == made[0].seal_no - 1:
        # The file ends where these begin, as far as this process knows; the file itself has the last word.
        before = made[0].seal_no - 1
        _exported[tenant_id] = await asyncio.to_thread(_append_roots, roots_file(tenant_id), made, after=before)
    if _exported.get(tenant_id, 0) < (made[-1].seal_no if made else seal_no):
        _exported[tenant_id] = await _export(tenant_id)
    return made


def forget_exports() -> None:
    """Look at the files again at the next sealing: after a restart, or when a file was moved."""
    _exported.clear()


async def _seal_up_to(session: AsyncSession, tenant_id: UUID, settled: int) -> list[Seal]:
    """Seal in batches what lies between the last seal and `settled`."""
    made: list[Seal] = []
    last = await rows.last_seal(session, tenant_id)
    while True:
        previous, number, after = (last.root, last.seal_no, last.last_seq) if last else (GENESIS, 0, 0)
        entries = await rows.entries_after(session, tenant_id, after, settled, BATCH) if after < settled else []
        if not entries:
            return made
        upto = int(str(entries[-1]["seq"]))
        last = await asyncio.to_thread(
            make_seal, tenant_id, entries, seal_no=number + 1, first_seq=after + 1, last_seq=upto, previous=previous
        )
        await rows.add_seal(session, last, current().clock.now())
        made.append(last)
        if len(entries) < BATCH:
            return made


async def seal_all() -> int:
    """Seal every institution; returns how many seals were made. The worker calls it every second."""
    made = await rounds.each_institution("sealing", partial(seal_pending, patience=0.0), library=True)
    return sum(map(len, made))


# --- the file outside the database -----------------------------------------------------------------------


def roots_file(tenant_id: UUID) -> Path:
    """Return where the roots of an institution are exported, one JSON line per seal."""
    return Path(current().settings.data_dir) / "audit" / f"{tenant_id}.roots"


def _read_roots(path: Path) -> Iterator[dict[str, object]]:
    if path.exists():
        with path.open(encoding="ascii") as lines:
            for line in lines:
                if line.endswith("\n"):
                    yield json.loads(line)


def _append_roots(path: Path, seals: list[Seal], *, after: int | None = None) -> int:
    """Append the seals that are not in the file yet; return the last number that is in it then.

    Safe against a second process and a torn last line. With `after`, only to a file that ends with that number.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end, last = _end(file)
        if after is not None and last != after:
            return last
        file.seek(end)
        file.truncate()
        for seal in seals:
            if seal.seal_no > last:
                last = seal.seal_no
                line = {
                    "seal_no": seal.seal_no,
                    "first_seq": seal.first_seq,
                    "last_seq": seal.last_seq,
                    "entries": seal.entries,
                    "root": seal.root.hex(),
                }
                file.write(json.dumps(line).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return last


def _end(file: IO[bytes]) -> tuple[int, int]:
    """Return where the last whole line ends and the number in it, reading only the end of the file."""
    size = file.seek(0, os.SEEK_END)
    tail_from = max(0, size - 4096)
    file.seek(tail_from)
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    lines = [line for line in tail[:whole].splitlines() if line.startswith(b"{")]
    return tail_from + whole, int(json.loads(lines[-1])["seal_no"]) if lines else 0


def _last_exported(path: Path) -> int:
    """Return the number in the last whole line of the file, 0 without one."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return _end(file)[1]


async def _export(tenant_id: UUID) -> int:
    """Bring the file up to the database, also what an earlier crash left out; return its last seal."""
    path = roots_file(tenant_id)
    exported = await asyncio.to_thread(_last_exported, path)
    while True:
        async with current().db.transaction(tenant_id) as tx:
            seals = await rows.seals_after(tx.session, tenant_id, exported)
        if not seals:
            return exported
        await asyncio.to_thread(_append_roots, path, seals)
        exported = seals[-1].seal_no


# --- verification ----------------------------------------------------------------------------------------


async def verify(tenant_id: UUID) -> Verification:
    """Check the whole trail of one institution against its seals and the exported roots.

    Finds changed, removed and inserted entries, and removed or rewritten seals. What was written after the last
    seal (at most a few seconds) is counted as `unsealed`, because nothing vouches for it yet.
    """
    report = Verification()
    exported = {
        int(str(line["seal_no"])): str(line["root"])
        for line in await asyncio.to_thread(lambda: list(_read_roots(roots_file(tenant_id))))
    }
    report.exported = len(exported)
    seals: list[Seal] = []
    async with current().db.transaction(tenant_id) as tx:
        while batch := await rows.seals_after(tx.session, tenant_id, seals[-1].seal_no if seals else 0):
            seals += batch
        for seal in seals:
            entries = await rows.entries_between(tx.session, tenant_id, seal.first_seq, seal.last_seq)
            report.entries += len(entries)
            if not await asyncio.to_thread(matches, seal, entries):
                _what_changed(report, seal, len(entries))
        last = seals[-1].last_seq if seals else 0
        highest, _, _ = await rows.horizon(tx.session, tenant_id)
        report.unsealed = len(await rows.entries_between(tx.session, tenant_id, last + 1, max(last, highest)))
        early = await rows.entries_between(tx.session, tenant_id, -(2**62), 0)
        if early:
            report.found("early", count=len(early))
    report.seals = len(seals)
    if seals:
        report.first, report.last, report.root = seals[0].first_seq, seals[-1].last_seq, seals[-1].root.hex()
    for number in broken_links(seals):
        report.found("chain", seal=number)
    stored = {seal.seal_no: seal.root.hex() for seal in seals}
    for number, root in exported.items():
        if number not in stored:
            report.found("seal-gone", seal=number)
        elif stored[number] != root:
            report.found("seal-differs", seal=number)
    return report


def _what_changed(report: Verification, seal: Seal, now: int) -> None:
    span = {"first": seal.first_seq, "last": seal.last_seq, "seal": seal.seal_no}
    if now < seal.entries:
        report.found("removed", count=seal.entries - now, **span)
    elif now > seal.entries:
        report.found("inserted", count=now - seal.entries, **span)
    else:
        report.found("changed", **span)


async def audit_verify(actor: Actor) -> Verification:
    """Check the actor's institution; the check itself is written to the trail.

    Raises:
        ForbiddenError: The actor may not verify the trail.
    """
    await trail.authorise(actor, "verify", "audit")
    report = await verify(actor.tenant_id)
    await trail.audit(
        actor,
        "audit.verify",
        "audit",
        outcome="ok" if report.sound else "error",
        detail={"seals": report.seals, "entries": report.entries, "problems": len(report.problems)},
    )
    return report


async def audit_verify_as_system(tenant_id: UUID) -> Verification:
    """Check an institution from the command line."""
    return await audit_verify(system_actor(tenant_id))
