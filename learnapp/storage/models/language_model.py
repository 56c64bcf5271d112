"""Language models of an institution: who is asked, what may be spent, and what was. Nothing here is about a person."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class LanguageModelProvider(SQLModel, table=True):
    """A provider of the chain.

    Attributes:
        place: In the chain, from 0.
        key_enc: Sealed by the institution's key; None for a server that asks for none.
        price_in, price_out: Of a million tokens.
        last_problem: Code of what went wrong last and does not pass by itself; "" for nothing.
    """

    __tablename__ = "language_model_provider"

    tenant_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    place: int
    name: str
    base_url: str
    key_enc: bytes | None = None
    model: str
    small_model: str
    price_in: float
    price_out: float
    tried_at: datetime | None = moment(nullable=True)
    last_problem: str = Field("", sa_column_kwargs={"server_default": ""})
    made_at: datetime = moment()


class LanguageModelBudget(SQLModel, table=True):
    """What may be spent in an hour; `cost` in millionths of the currency, None for no limit."""

    __tablename__ = "language_model_budget"

    tenant_id: UUID = Field(primary_key=True)
    currency: str
    tokens: int = Field(sa_type=BigInteger)
    cost: int | None = Field(None, sa_type=BigInteger)


class LanguageModelHour(SQLModel, table=True):
    """What was spent in an hour, and is set aside for answers under way.

    Attributes:
        told: Of what administrators were told: 0 nothing, 1 most is used, 2 all is used.
    """

    __tablename__ = "language_model_hour"

    tenant_id: UUID = Field(primary_key=True)
    hour: datetime = moment(primary_key=True)
    tokens: int = Field(sa_type=BigInteger)
    cost: int = Field(sa_type=BigInteger)
    told: int = Field(0, sa_column_kwargs={"server_default": "0"})


class LanguageModelUse(SQLModel, table=True):
    """What was used on a day, for one purpose, with one provider; the nil provider stands for answers from memory."""

    __tablename__ = "language_model_use"

    tenant_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    provider_id: UUID = Field(primary_key=True)
    asked: int
    tokens_in: int = Field(sa_type=BigInteger)
    tokens_out: int = Field(sa_type=BigInteger)
    cost: int = Field(sa_type=BigInteger)
