"""Language models of an institution: its providers, its budget by the hour, and what was used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.changes import change_row

_COLUMNS = (
    "provider_id, place, name, base_url, key_enc, model, small_model, price_in, price_out, tried_at, last_problem"
)
_PROVIDERS = text(
    f"SELECT {_COLUMNS} FROM language_model_provider WHERE tenant_id = :tenant"  # noqa: S608 - constants
    " ORDER BY place, provider_id LIMIT 50"
)
_ADD = text("""
INSERT INTO language_model_provider (tenant_id, provider_id, place, name, base_url, key_enc, model, small_model,
                                     price_in, price_out, made_at)
SELECT :tenant, :provider, coalesce(max(place) + 1, 0), :name, :base_url, :key_enc, :model, :small_model, :price_in,
       :price_out, :now
  FROM language_model_provider WHERE tenant_id = :tenant
""")
_CHANGEABLE = frozenset(
    "place name base_url key_enc model small_model price_in price_out tried_at last_problem".split()
)
_BUDGET = text("SELECT currency, tokens, cost FROM language_model_budget WHERE tenant_id = :tenant")
_SET_BUDGET = text("""
INSERT INTO language_model_budget (tenant_id, currency, tokens, cost) VALUES (:tenant, :currency, :tokens, :cost)
ON CONFLICT (tenant_id) DO UPDATE SET currency = excluded.currency, tokens = excluded.tokens, cost = excluded.cost
""")
# One statement, so that two at once never spend the same rest.
_RESERVE = text("""
INSERT INTO language_model_hour AS h (tenant_id, hour, tokens, cost)
SELECT :tenant, :hour, :tokens, :cost
 WHERE EXISTS (SELECT 1 FROM language_model_hour e WHERE e.tenant_id = :tenant AND e.hour = :hour)
    OR (:tokens <= :most_tokens AND (cast(:most_cost AS bigint) IS NULL OR :cost <= cast(:most_cost AS bigint)))
ON CONFLICT (tenant_id, hour) DO UPDATE SET tokens = h.tokens + excluded.tokens, cost = h.cost + excluded.cost
 WHERE h.tokens + excluded.tokens <= :most_tokens
   AND (cast(:most_cost AS bigint) IS NULL OR h.cost + excluded.cost <= cast(:most_cost AS bigint))
RETURNING 1
""")
_SETTLE = text("""
UPDATE language_model_hour SET tokens = greatest(tokens + :tokens, 0), cost = greatest(cost + :cost, 0)
 WHERE tenant_id = :tenant AND hour = :hour RETURNING tokens, cost
""")
_TELL = text("""
INSERT INTO language_model_hour AS h (tenant_id, hour, tokens, cost, told) VALUES (:tenant, :hour, 0, 0, :told)
ON CONFLICT (tenant_id, hour) DO UPDATE SET told = excluded.told WHERE h.told < excluded.told RETURNING 1
""")
_HOUR = text("SELECT tokens, cost FROM language_model_hour WHERE tenant_id = :tenant AND hour = :hour")
_USED = text("""
INSERT INTO language_model_use AS u (tenant_id, day, purpose, provider_id, asked, tokens_in, tokens_out, cost)
VALUES (:tenant, :day, :purpose, :provider, 1, :tokens_in, :tokens_out, :cost)
ON CONFLICT (tenant_id, day, purpose, provider_id) DO UPDATE SET asked = u.asked + 1,
  tokens_in = u.tokens_in + excluded.tokens_in, tokens_out = u.tokens_out + excluded.tokens_out,
  cost = u.cost + excluded.cost
""")
_USE = text("""
SELECT purpose, provider_id, sum(asked), sum(tokens_in), sum(tokens_out), sum(cost) FROM language_model_use
 WHERE tenant_id = :tenant AND day >= :since GROUP BY purpose, provider_id ORDER BY purpose, provider_id LIMIT 200
""")
_STUDENTS = text("""
SELECT count(DISTINCT person_id) FROM enrolment
 WHERE tenant_id = :tenant AND role = 'student' AND status = 'active'
""")


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One provider as stored; the key is sealed by the institution's key."""

    provider_id: UUID
    place: int
    name: str
    base_url: str
    key_enc: bytes | None
    model: str
    small_model: str
    price_in: float
    price_out: float
    tried_at: datetime | None
    last_problem: str


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """What may be spent in an hour; cost in millionths of the currency, None for no limit."""

    currency: str
    tokens: int
    cost: int | None


@dataclass(frozen=True, slots=True)
class UseRow:
    """What was used for a purpose with a provider."""

    purpose: str
    provider_id: UUID
    asked: int
    tokens_in: int
    tokens_out: int
    cost: int


async def providers(session: AsyncSession, tenant: UUID) -> list[ProviderRow]:
    """Return the chain, in order."""
    return [ProviderRow(*row) for row in await session.execute(_PROVIDERS, {"tenant": tenant})]


async def add_provider(
    session: AsyncSession, tenant: UUID, provider_id: UUID, values: dict[str, Any], now: datetime
) -> None:
    """Add a provider at the end of the chain.

    Args:
        session: The transaction.
        tenant: The institution.
        provider_id: The new one's id.
        values: name, base_url, key_enc, model, small_model, price_in and price_out.
        now: The moment.
    """
    empty = {"name": "", "base_url": "", "key_enc": None, "model": "", "small_model": "", "price_in": 0, "price_out": 0}
    given = {name: values.get(name, usual) for name, usual in empty.items()}
    await session.execute(_ADD, {**given, "tenant": tenant, "provider": provider_id, "now": now})


async def change_provider(session: AsyncSession, tenant: UUID, provider_id: UUID, changes: dict[str, Any]) -> bool:
    """Change some columns of a provider; return whether there is such a one.

    Raises:
        ValueError: A name is no column that may change.
    """
    return await change_row(
        session, "language_model_provider", "provider_id", tenant, provider_id, changes, _CHANGEABLE
    )


async def remove_provider(session: AsyncSession, tenant: UUID, provider_id: UUID) -> bool:
    """Take a provider out of the chain."""
    found = await session.execute(
        text("DELETE FROM language_model_provider WHERE tenant_id = :tenant AND provider_id = :provider RETURNING 1"),
        {"tenant": tenant, "provider": provider_id},
    )
    return found.first() is not None


async def well(session: AsyncSession, tenant: UUID, provider_ids: Sequence[UUID]) -> None:
    """Forget what was wrong with providers that answer again."""
    await session.execute(
        text(
            "UPDATE language_model_provider SET last_problem = '' WHERE tenant_id = :tenant AND last_problem <> ''"
            " AND provider_id = ANY(cast(:ids AS uuid[]))"
        ),
        {"tenant": tenant, "ids": list(provider_ids)},
    )


async def order(session: AsyncSession, tenant: UUID, provider_ids: Sequence[UUID]) -> None:
    """Put the chain into this order."""
    await session.execute(
        text(
            "UPDATE language_model_provider p SET place = o.place - 1"
            " FROM unnest(cast(:ids AS uuid[])) WITH ORDINALITY AS o(provider_id, place)"
            " WHERE p.tenant_id = :tenant AND p.provider_id = o.provider_id"
        ),
        {"tenant": tenant, "ids": list(provider_ids)},
    )


async def budget(session: AsyncSession, tenant: UUID) -> BudgetRow | None:
    """Return what an institution has chosen; None: nothing."""
    row = (await session.execute(_BUDGET, {"tenant": tenant})).one_or_none()
    return BudgetRow(*row) if row is not None else None


async def set_budget(session: AsyncSession, tenant: UUID, currency: str, tokens: int, cost: int | None) -> None:
    """Choose what may be spent in an hour; `cost` in millionths."""
    await session.execute(_SET_BUDGET, {"tenant": tenant, "currency": currency, "tokens": tokens, "cost": cost})


async def reserve(
    session: AsyncSession, tenant: UUID, hour: datetime, *, tokens: int, cost: int, most_tokens: int,
    most_cost: int | None,
) -> bool:  # fmt: skip
    """Set tokens and cost aside in an hour; False when they are more than is left of it."""
    found = await session.execute(
        _RESERVE,
        {
            "tenant": tenant, "hour": hour, "tokens": tokens, "cost": cost, "most_tokens": most_tokens,
            "most_cost": most_cost,
        },
    )  # fmt: skip
    return found.first() is not None


async def settle(session: AsyncSession, tenant: UUID, hour: datetime, *, tokens: int, cost: int) -> tuple[int, int]:
    """Add to what an hour has spent, or take from it; return tokens and cost of the hour."""
    values = {"tenant": tenant, "hour": hour, "tokens": tokens, "cost": cost}
    row = (await session.execute(_SETTLE, values)).one_or_none()
    return (int(row[0]), int(row[1])) if row is not None else (0, 0)


async def tell(session: AsyncSession, tenant: UUID, hour: datetime, told: int) -> bool:
    """Note that administrators are told now; False when they were."""
    return (await session.execute(_TELL, {"tenant": tenant, "hour": hour, "told": told})).first() is not None


async def hour_of(session: AsyncSession, tenant: UUID, hour: datetime) -> tuple[int, int]:
    """Return tokens and cost of an hour."""
    row = (await session.execute(_HOUR, {"tenant": tenant, "hour": hour})).one_or_none()
    return (int(row[0]), int(row[1])) if row is not None else (0, 0)


async def note_use(
    session: AsyncSession, tenant: UUID, day: date, purpose: str, provider_id: UUID, *, tokens_in: int,
    tokens_out: int, cost: int,
) -> None:  # fmt: skip
    """Count one answer."""
    values = {"tenant": tenant, "day": day, "purpose": purpose, "provider": provider_id}
    await session.execute(_USED, {**values, "tokens_in": tokens_in, "tokens_out": tokens_out, "cost": cost})


async def use_since(session: AsyncSession, tenant: UUID, since: date) -> list[UseRow]:
    """Return what was used since a day, by purpose and provider."""
    found = await session.execute(_USE, {"tenant": tenant, "since": since})
    return [UseRow(row[0], row[1], *(int(one) for one in row[2:])) for row in found]


async def students(session: AsyncSession, tenant: UUID) -> int:
    """Return how many students are enrolled."""
    return int((await session.execute(_STUDENTS, {"tenant": tenant})).scalar_one())
