"""What is stored of how somebody is reached, for their export: in words, without what a message said."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.i18n import translate
from learnapp.core.table_words import cell
from learnapp.integrations import web_push
from learnapp.services.delivery_people import address_of, reachable
from learnapp.storage.repositories import deliveries as rows
from learnapp.storage.repositories import delivery_setup as setup_rows

_MOST = 10_000


@dataclass(frozen=True)
class Exported:
    """Lines of what went out, and of addresses, choices and habits."""

    sent: list[tuple[object, ...]]
    ways: list[tuple[object, ...]]


async def of_person(session: AsyncSession, tenant: UUID, person: UUID, locale: str) -> Exported:
    """Return what is stored; the caller has asked the policy and notes the export."""
    found, _ = await rows.of_person(session, tenant, person, offset=0, size=_MOST)
    sent: list[tuple[object, ...]] = [
        (
            one.changed_at, translate(locale, f"way-{one.channel}"), translate(locale, f"notices-kind-{one.kind}"),
            translate(locale, f"way-mode-{one.mode}"), translate(locale, f"deliveries-went-{one.state}"),
            _reason(locale, one.reason),
        )
        for one in found
    ]  # fmt: skip
    ways: list[tuple[object, ...]] = []
    reached = (await reachable(session, tenant, [person])).get(person)
    if reached is not None:
        for row in await setup_rows.addresses(session, tenant, [person]):
            shown = row.stopped
            if row.sealed is not None:
                shown = address_of(reached, row)
                shown = web_push.subscription(shown).endpoint if row.channel == "web_push" else shown
            ways.append((translate(locale, f"way-{row.channel}"), translate(locale, "way-address"), shown))
    for (_, kind, channel), mode in (await setup_rows.choices(session, tenant, [person])).items():
        about = translate(locale, f"notices-kind-{kind}")
        ways.append((translate(locale, f"way-{channel}"), about, translate(locale, f"way-mode-{mode}")))
    for habit in (await setup_rows.habits(session, tenant, [person])).values():
        ways.append(("", translate(locale, "way-digest-hour"), f"{habit.digest_hour:02}:00"))
        ways.append(("", translate(locale, "way-school-days"), cell(locale, "yes" if habit.school_days else "no")))
    return Exported(sent, ways)


def _reason(locale: str, reason: str) -> str:
    key = f"deliveries-reason-{reason}"
    said = translate(locale, key)
    return reason if said == key else said
