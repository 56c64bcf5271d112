"""Reading content providers: daily, on request, or what a webhook names; page by page, so that it can go on later."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, NotFoundError, UnavailableError
from learnapp.integrations.content_providers.pages import Source, read_item, read_page
from learnapp.integrations.content_providers.records import Record, record_of
from learnapp.integrations.content_providers.wire import ProviderFault
from learnapp.security.access import Actor
from learnapp.services import content_providers, current, notices, people, provider_publishing, rounds, trail
from learnapp.services.provider_reading import Made, content_id_of, make
from learnapp.storage.repositories import licences as licence_rows
from learnapp.storage.repositories import provider_items as item_rows
from learnapp.storage.repositories import providers as rows
from learnapp.storage.repositories.notice_sources import Source as Told
from learnapp.storage.repositories.providers import ProviderRow, RunRow

DAILY, WHOLE_AFTER = timedelta(hours=23), timedelta(days=7)
OVERLAP = timedelta(minutes=10)
"""Clocks differ: what changed shortly before the newest change is read again."""
RESUMED = timedelta(days=3)
MOST_FAILED, MOST_PAGES, MOST_ITEMS, MOST_NAMED = 5, 5_000, 50_000, 200
_FEW, _PLACES, _PART = 10, 10, 500
COUNTS = ("new", "changed", "unchanged", "withdrawn", "refused")
_AWAY = "The provider does not answer now. The worker tries again."


@dataclass(slots=True)
class _Run:
    """A reading under way; `cursor` and `report` are what is stored with each page."""

    row: RunRow
    provider: ProviderRow
    source: Source
    cursor: dict[str, Any]
    counts: Counter[str]
    notes: Counter[str]
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, reason: str, where: str) -> None:
        self.notes[reason] += 1
        places = self.examples.setdefault(reason, [])
        if len(places) < _PLACES and where not in places:
            places.append(where[:200])

    def report(self) -> dict[str, Any]:
        return {
            **{name: self.counts[name] for name in COUNTS}, "notes": dict(self.notes), "examples": self.examples,
            "pages": int(self.cursor.get("pages", 0)),
        }  # fmt: skip


async def start(actor: Actor, provider_id: UUID) -> UUID:
    """Let a provider be read now, by the worker; an interrupted reading goes on where it was. Return its id.

    Raises:
        ConflictError: It is being read.
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "content_provider")
    async with current().db.transaction(actor.tenant_id) as tx:
        provider = await rows.find(tx.session, actor.tenant_id, provider_id)
        if provider is None:
            raise NotFoundError(content_providers.GONE)
        if await rows.live_run(tx.session, actor.tenant_id, provider_id) is not None:
            raise ConflictError("This provider is being read already. Wait until that is done.")
        run_id = await begin(tx.session, actor.tenant_id, provider, "now", by=actor.person_id)
        await trail.audit(actor, "content_provider.sync", "content_provider", object_id=provider_id, session=tx.session)
    return run_id


async def begin(
    session: AsyncSession, tenant: UUID, provider: ProviderRow, cause: str, *, by: UUID | None = None,
    named: list[str] | None = None,
) -> UUID:  # fmt: skip
    """Write down that a provider is to be read, and ask the worker.

    Args:
        session: The transaction.
        tenant: The institution.
        provider: The provider.
        cause: daily, now or webhook.
        by: Who asked.
        named: Ids of the only items to read; None: what has changed, and once a week everything.

    Returns:
        The reading: a new one, or one that failed lately and goes on.
    """
    now = current().clock.now()
    whole = named is None and (
        provider.since is None or provider.full_at is None or now - provider.full_at >= WHOLE_AFTER
    )
    if named is None:
        old = next(iter(await rows.runs(session, tenant, provider.provider_id, 0, 1)), None)
        if old is not None and old.status == "failed" and old.cursor.get("at") and now - old.started_at < RESUMED:
            cursor = {**old.cursor, "failed": 0}
            await rows.save_run(session, tenant, old.run_id, status="waiting", cursor=cursor, report=old.report)
            await rows.change(session, tenant, provider.provider_id, {"begun_at": now})
            await rows.enqueue(session, tenant, old.run_id, provider.provider_id)
            return old.run_id
        await rows.change(session, tenant, provider.provider_id, {"begun_at": now})
    run_id = uuid7()
    cursor = {"named": named} if named is not None else {}
    await rows.begin_run(
        session, tenant, run_id, provider.provider_id, cause=cause, whole=whole, cursor=cursor, by=by, now=now
    )
    await rows.enqueue(session, tenant, run_id, provider.provider_id)
    return run_id


async def daily() -> None:
    """Begin the daily readings that are due, at every institution; for the worker."""
    await rounds.each_institution("content providers", daily_in)


async def daily_in(tenant: UUID) -> int:
    """Do so at one institution; return how many were begun."""
    now, begun = current().clock.now(), 0
    async with current().db.transaction(tenant) as tx:
        for one in await rows.providers(tx.session, tenant):
            due = one.begun_at is None or now - one.begun_at >= DAILY
            if one.daily and due and await rows.live_run(tx.session, tenant, one.provider_id) is None:
                await begin(tx.session, tenant, one, "daily")
                begun += 1
        await rows.forget_messages(tx.session, tenant, now - timedelta(days=1))
    return begun


async def work(tenant: UUID, run_id: UUID) -> None:
    """Do a reading; called by the job. A killed one goes on with the page after the last that was stored.

    Raises:
        UnavailableError: The provider or the database is away for a moment: the job is to be done again.
    """
    async with current().db.transaction(tenant) as tx:
        row = await rows.find_run(tx.session, tenant, run_id)
        provider = await rows.find(tx.session, tenant, row.provider_id) if row is not None else None
        key = await people.tenant_key(tx.session, tenant) if provider is not None else None
    if row is None or provider is None or key is None or row.status in ("done", "failed"):
        return
    run = _Run(
        row, provider, content_providers.source_of(provider, key), dict(row.cursor),
        Counter({name: int(row.report.get(name, 0)) for name in COUNTS}), Counter(row.report.get("notes", {})),
        {reason: list(places) for reason, places in row.report.get("examples", {}).items()},
    )  # fmt: skip
    try:
        if "named" in run.cursor:
            await _read_named(tenant, run)
        else:
            await _read_list(tenant, run)
    except ProviderFault as fault:
        await _failed(tenant, run, fault)
        return
    await _finish(tenant, run)


async def _read_list(tenant: UUID, run: _Run) -> None:
    provider, cursor = run.provider, run.cursor
    since = None if run.row.whole or provider.since is None else provider.since - OVERLAP
    met: set[str] = set()
    while not cursor.get("ended"):
        page = await read_page(
            content_providers.wire(), run.source, str(cursor.get("at", "")), since=since,
            etag=provider.etag if not cursor.get("pages") else "",
        )  # fmt: skip
        if page.unchanged:
            cursor |= {"ended": True, "same": True}
            return
        cursor["pages"] = int(cursor.get("pages", 0)) + 1
        size = len(page.nodes)
        # A mark stands for one page: only where that is all does it say that nothing has changed.
        cursor["etag"] = page.etag if cursor["pages"] == 1 else "" if size else cursor.get("etag", "")
        # Pages by number, cut anew while we read them, may have let items slip through between two of them.
        if run.source.paging == "page" and run.source.kind == "rest" and page.following:
            if size != cursor.setdefault("size", size) and cursor.get("short"):
                cursor["uneven"] = True
            cursor["short"] = size < int(cursor["size"])
            cursor["uneven"] = bool(cursor.get("uneven")) or size > int(cursor["size"])
        if page.following and page.following == cursor.get("at"):
            raise ProviderFault("loop")
        cursor["items"] = int(cursor.get("items", 0)) + size
        if int(cursor["pages"]) > MOST_PAGES or int(cursor["items"]) > MOST_ITEMS:
            raise ProviderFault("too_much")
        cursor |= {"at": page.following, "failed": 0} if page.following else {"ended": True, "failed": 0}
        await _take(tenant, run, _records(run, page.nodes, met), [])


async def _read_named(tenant: UUID, run: _Run) -> None:
    named: list[str] = list(run.cursor["named"])
    for place in range(int(run.cursor.get("done", 0)), len(named)):
        node = await read_item(content_providers.wire(), run.source, named[place])
        record = record_of(node, run.source.mapping) if node is not None else None
        if record is not None and record.item_id != named[place]:
            run.note("provider-other-item", named[place])
            record = None
        elif node is not None and record is None:
            run.note("provider-no-id", named[place])
        run.cursor |= {"done": place + 1, "failed": 0}
        gone = [named[place]] if node is None else []
        await _take(tenant, run, [record] if record is not None else [], gone)


def _records(run: _Run, nodes: list[Any], met: set[str]) -> list[Record]:
    found = []
    for place, node in enumerate(nodes):
        record = record_of(node, run.source.mapping)
        if record is None:
            run.note("provider-no-id", f"{run.cursor.get('pages', 1)}.{place + 1}")
            run.counts["refused"] += 1
        elif record.item_id in met:
            run.note("named-twice", record.item_id)
        else:
            met.add(record.item_id)
            found.append(record)
    return found


async def _take(tenant: UUID, run: _Run, records: list[Record], gone: list[str]) -> None:
    """Store a page with the place to go on from, in one transaction."""
    provider, now = run.provider, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        known = await item_rows.known(tx.session, tenant, provider.provider_id, [one.item_id for one in records])
    made: list[tuple[Record, Made]] = []
    same: list[str] = []
    for record in records:
        if record.updated is not None:
            run.cursor["high"] = max(str(run.cursor.get("high", "")), record.updated.isoformat())
        old = known.get(record.item_id)
        if record.withdrawn:
            gone = [*gone, record.item_id]
        elif old is not None and old.mark == record.mark and old.state != "withdrawn":
            same.append(record.item_id)
        else:
            made.append((record, await make(tenant, provider, run.source, record)))
    run.counts["unchanged"] += len(same)
    async with current().db.transaction(tenant) as tx:
        for record, one in made:
            await _put(tx.session, tenant, run, record, one, now, new=record.item_id not in known)
        await item_rows.seen(tx.session, tenant, provider.provider_id, [*same, *gone], run.row.run_id)
        codes = {record.licence or provider.licence for record, one in made if not one.reason}
        await licence_rows.meet(tx.session, tenant, provider.provider_id, sorted(codes), now)
        await rows.save_run(
            tx.session, tenant, run.row.run_id, status="running", cursor=run.cursor, report=run.report()
        )
    await _withdraw(tenant, run, gone)


async def _put(
    session: AsyncSession, tenant: UUID, run: _Run, record: Record, made: Made, now: datetime, *, new: bool
) -> None:
    if made.reason:
        run.counts["refused"] += 1
        run.note(f"refused-{made.reason}", record.item_id)
    else:
        run.counts["new" if new else "changed"] += 1
    for reason in made.notes:
        run.note(reason, record.item_id)
    values = {
        "kind": record.kind, "title": record.title, "code": record.code,
        "licence": record.licence or run.provider.licence, "state": "refused" if made.reason else "held",
        "reason": made.reason, "mark": record.mark,
    }  # fmt: skip
    await item_rows.put(
        session, tenant, run.provider.provider_id, record.item_id, content_id_of(run.provider.provider_id,
        record.item_id), values=values, waiting=made.document, report=made.report, run=run.row.run_id, now=now,
    )  # fmt: skip


async def _withdraw(tenant: UUID, run: _Run, gone: list[str]) -> None:
    if not gone:
        return
    async with current().db.transaction(tenant) as tx:
        contents = await item_rows.withdraw(tx.session, tenant, run.provider.provider_id, gone, current().clock.now())
    run.counts["withdrawn"] += len(contents)
    await provider_publishing.take_out(tenant, run.provider.provider_id, contents)


async def _finish(tenant: UUID, run: _Run) -> None:
    """Withdraw what a whole reading has missed, and write down how far this institution knows the provider now."""
    provider, run_id, now = run.provider, run.row.run_id, current().clock.now()
    listed = "named" not in run.cursor
    sound = listed and not run.cursor.get("uneven") and not run.cursor.get("same")
    if run.cursor.get("uneven"):
        run.note("provider-uneven-pages", provider.name)
    if run.row.whole and sound:
        await _missed(tenant, run)
    changes: dict[str, Any] = {"last_problem": ""}
    if listed and not run.cursor.get("uneven"):
        high = str(run.cursor.get("high", ""))
        if high:
            newest = datetime.fromisoformat(high)
            # A provider whose clock is ahead must not make us deaf until then.
            changes["since"] = min(max(newest, provider.since or newest), now)
        if run.row.whole:
            changes |= {"full_at": now, "etag": str(run.cursor.get("etag", provider.etag))}
    async with current().db.transaction(tenant) as tx:
        await rows.change(tx.session, tenant, provider.provider_id, changes)
        await rows.save_run(
            tx.session, tenant, run_id, status="done", cursor={}, report=run.report() | {"same": not sound and listed
            and bool(run.cursor.get("same"))}, finished=now,
        )  # fmt: skip
        if run.counts["new"] or run.counts["changed"] or run.counts["withdrawn"]:
            await _tell(tx.session, tenant, run, "waiting")


async def _missed(tenant: UUID, run: _Run) -> None:
    provider_id, run_id = run.provider.provider_id, run.row.run_id
    async with current().db.transaction(tenant) as tx:
        met, there = await item_rows.how_many(tx.session, tenant, provider_id, run_id)
    if there >= _FEW and met < there / 2:
        # More likely a fault of theirs than the end of half their library.
        run.note("provider-too-few", run.provider.name)
        return
    while True:
        async with current().db.transaction(tenant) as tx:
            gone = await item_rows.missed(tx.session, tenant, provider_id, run_id, _PART)
        if not gone:
            return
        await _withdraw(tenant, run, [item for item, _ in gone])


async def _failed(tenant: UUID, run: _Run, fault: ProviderFault) -> None:
    """Write down that a reading stopped; what passes by itself is tried again by the worker.

    Raises:
        UnavailableError: It is to be tried again.
    """
    again = not fault.lasting and fault.why not in ("form", "garbled", "loop", "too_much")
    failed = int(run.cursor.get("failed", 0)) + 1
    # The page was not stored: the cursor goes back to that of the last one which was.
    async with current().db.transaction(tenant) as tx:
        kept = await rows.find_run(tx.session, tenant, run.row.run_id)
        cursor = {**(kept.cursor if kept is not None else {}), "failed": failed}
        over = not again or failed >= MOST_FAILED
        await rows.save_run(
            tx.session, tenant, run.row.run_id, status="failed" if over else "waiting", cursor=cursor,
            report=kept.report if kept is not None else {}, problem=fault.why,
            finished=current().clock.now() if over else None,
        )  # fmt: skip
        await rows.change(tx.session, tenant, run.provider.provider_id, {"last_problem": fault.why})
        if over:
            await _tell(tx.session, tenant, run, "failed")
    if not over:
        raise UnavailableError(_AWAY)


async def _tell(session: AsyncSession, tenant: UUID, run: _Run, state: str) -> None:
    await notices.tell(
        session, tenant, "provider", Told.ADMINS, about=run.provider.provider_id,
        arguments={"state": state, "title": run.provider.name[:200]},
        merge=f"provider:{run.provider.provider_id}:{state}", once=f"provider:{run.row.run_id}:{state}",
    )  # fmt: skip
