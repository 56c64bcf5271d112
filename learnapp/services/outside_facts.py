"""Facts from services outside: off until an administrator sets one up, and only evidence for people and solvers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import InvalidInputError, LearnAppError, NotFoundError
from learnapp.integrations.outbound import origin_of
from learnapp.knowledge.llm.chain import lasting
from learnapp.knowledge.outside_facts import KINDS, Fact, FactService, OutsideFacts, OutsideFault
from learnapp.security.access import Actor
from learnapp.security.placeholders import Placeholders
from learnapp.services import current, known_names, people, trail
from learnapp.services.language_model_settings import checked_address
from learnapp.services.sessions import limiter
from learnapp.storage.outbox import enqueue
from learnapp.storage.repositories import fact_services as rows

USUAL = {
    "wikipedia": "https://en.wikipedia.org/api/rest_v1",
    "wolfram_short": "https://api.wolframalpha.com",
    "wolfram_llm": "https://www.wolframalpha.com",
}
_NAMES = {"wikipedia": "Wikipedia", "wolfram_short": "Wolfram|Alpha", "wolfram_llm": "Wolfram|Alpha"}
_KEPT, _MOST = timedelta(hours=24), 10.0
_TRIAL = {"wikipedia": "Tell me about Ada Lovelace", "wolfram_short": "2 + 2", "wolfram_llm": "2 + 2"}


@dataclass(frozen=True)
class FactServiceView:
    """A service as the page shows it; its key is never shown again.

    Attributes:
        problem: Code of what was wrong when it was asked last, "" for nothing.
        tried: ISO time of the last trial, "" for none.
    """

    kind: str = ""
    base_url: str = ""
    has_key: bool = False
    on: bool = False
    problem: str = ""
    tried: str = ""


async def overview(actor: Actor) -> list[FactServiceView]:
    """Return every kind of service, set up or not.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "language_model")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = {one.kind: one for one in await rows.services(tx.session, actor.tenant_id)}
    return [
        FactServiceView(
            kind, one.base_url, one.key_enc is not None, one.is_on, one.last_problem,
            one.tried_at.isoformat() if one.tried_at else "",
        )
        if (one := found.get(kind)) is not None
        else FactServiceView(kind, USUAL[kind])
        for kind in KINDS
    ]  # fmt: skip


async def save(actor: Actor, kind: str, base_url: str, key: str, *, on: bool) -> None:
    """Set a service up, or change it; an empty key leaves the one that is kept, and none goes to another server.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: No such kind, or something typed is not acceptable.
    """
    await trail.authorise(actor, "update", "language_model")
    if kind not in KINDS:
        raise InvalidInputError("There is no such service. Choose one of the page.")
    address, secret = checked_address(base_url), key.strip()
    if len(secret) > 200 or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise InvalidInputError("Copy the whole key from the service's page, without spaces.")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        before = next((one for one in await rows.services(tx.session, tenant) if one.kind == kind), None)
        sealed = before.key_enc if before is not None and origin_of(before.base_url) == origin_of(address) else None
        if secret:
            sealed = (await people.tenant_key(tx.session, tenant)).seal(f"facts/{kind}", secret.encode())
        if on and kind != "wikipedia" and sealed is None:
            raise InvalidInputError("This service needs a key. Copy it from the service's page.")
        await rows.put(tx.session, tenant, kind, address, sealed, is_on=on)
        await trail.audit(
            actor, "fact_service.change", "fact_service", session=tx.session, detail={"kind": kind, "on": on}
        )


async def remove(actor: Actor, kind: str) -> None:
    """Forget a service and its key.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: It is not set up.
    """
    await trail.authorise(actor, "update", "language_model")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove(tx.session, actor.tenant_id, kind):
            raise NotFoundError("This service is not set up any more. Reload the page.")
        await trail.audit(actor, "fact_service.remove", "fact_service", session=tx.session, detail={"kind": kind})


async def try_out(actor: Actor, kind: str) -> str:
    """Ask a service one question of ours; return the code of what is wrong, "" where it answers.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: It is not set up.
        RateLimitedError: Too much is asked in a moment.
    """
    await trail.authorise(actor, "update", "language_model")
    tenant = actor.tenant_id
    service = next((one for one in await _set_up(tenant, off=True) if one.kind == kind), None)
    if service is None:
        raise NotFoundError("This service is not set up any more. Reload the page.")
    await _slow_down(tenant)
    facts: OutsideFacts = current().facts
    facts.forgive(service)
    try:
        problem = "" if await facts.about(service, _TRIAL[kind]) else "nothing"
    except OutsideFault as error:
        problem = error.why
    async with current().db.transaction(tenant) as tx:
        await rows.note(tx.session, tenant, kind, problem, current().clock.now())
        await trail.audit(
            actor, "fact_service.try", "fact_service", session=tx.session, detail={"kind": kind, "failed": problem}
        )
    return problem


async def _set_up(tenant: UUID, *, off: bool = False) -> list[FactService]:
    async with current().db.transaction(tenant) as tx:
        found = [one for one in await rows.services(tx.session, tenant) if one.is_on or off]
        key = await people.tenant_key(tx.session, tenant) if found else None
    return [
        FactService(
            one.kind, one.base_url,
            key.open(f"facts/{one.kind}", one.key_enc).decode() if one.key_enc is not None else "",
        )
        for one in found
        if key is not None
    ]  # fmt: skip


def _personal(text: str, names: tuple[str, ...]) -> bool:
    """Whether something would have to be taken out before the text may leave: then it makes no question any more."""
    hidden = Placeholders(names)
    hidden.take_all({"text": text})
    return len(hidden) > 0


async def _slow_down(tenant: UUID) -> None:
    await limiter().hit(current().settings.rate_limit_language_model, "facts", str(tenant))


async def about(tenant: UUID, text: str, *, kinds: tuple[str, ...] = KINDS) -> list[Fact]:
    """Return what the institution's services say of a sentence or a task; nothing where none is set up or answers.

    What has a name, an address or a number of a person in it is asked of nobody. What goes wrong is noted for the
    administrator and for nobody else.

    Args:
        tenant: The institution.
        text: A sentence, or a task.
        kinds: Only these services.
    """
    services = current()
    chosen = [one for one in await _set_up(tenant) if one.kind in kinds] if services.facts is not None else []
    if not chosen or await asyncio.to_thread(_personal, text, await known_names.of(tenant)):
        return []
    digest = hashlib.sha256("\n".join([text, *(f"{one.kind}{one.base_url}" for one in chosen)]).encode()).hexdigest()
    kept = await services.cache.get(f"facts:{tenant}:{digest}")
    if kept is not None:
        return [Fact(*one) for one in kept]
    try:
        await _slow_down(tenant)
    except LearnAppError:
        return []
    found: list[Fact] = []
    faults: dict[str, str] = {}
    try:
        async with asyncio.timeout(_MOST):
            for one in chosen:
                try:
                    found += await services.facts.about(one, text)
                except OutsideFault as error:
                    faults[one.kind] = error.why
    except TimeoutError:
        return found
    if any(lasting(why) for why in faults.values()):
        async with services.db.transaction(tenant) as tx:
            for kind, why in faults.items():
                if lasting(why):
                    await rows.note(tx.session, tenant, kind, why, None)
    if not faults:
        await services.cache.set(f"facts:{tenant}:{digest}", [[one.kind, one.title, one.text] for one in found], _KEPT)
    return found


async def look_up_later(tenant: UUID, reviews: Sequence[UUID]) -> None:
    """Let the worker look up what lines of the review queue are about; nobody who asked the tutor waits for that."""
    if not reviews or not await _set_up(tenant):
        return
    async with current().db.raw(tenant) as conn:
        for review in reviews:
            await enqueue(conn, "look_up_facts", tenant, lock="look_up_facts", review_id=review)


async def look_up(tenant: UUID, review_id: UUID) -> int:
    """Put what services outside say of a held sentence beside its line of the review queue; return how much."""
    async with current().db.transaction(tenant) as tx:
        sentence = await rows.held(tx.session, tenant, review_id)
    found = await about(tenant, sentence) if sentence else []
    if found:
        async with current().db.transaction(tenant) as tx:
            await rows.add(tx.session, tenant, review_id, [(_NAMES[one.kind], one.title, one.text) for one in found])
    return len(found)
