"""Bringing an institution in: creating it; its people come by roster (services.roster), reached from here too."""

from __future__ import annotations

import re
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError
from learnapp.services import current
from learnapp.services.people import clean_name
from learnapp.services.roster import ImportReport, RowReport, import_roster
from learnapp.storage.directory import Tenant
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.sections import Institution

__all__ = ["ImportReport", "RowReport", "create_institution", "import_roster"]

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")


async def create_institution(
    *,
    slug: str,
    name: str,
    kind: str,
    locale: str = "en",
    time_zone: str = "UTC",
    accent_color: str = "#2f5bd7",
    region: str = "local",
    tenant_id: UUID | None = None,
) -> UUID:
    """Create an institution with its key; an operator's act from the command line (people use services.sign_up).

    Calling it again with the same slug changes nothing and returns the same id.

    Args:
        slug: Lower-case letters, digits and hyphens.
        name: As its people call it.
        kind: `k12`, `university` or `library`.
        locale: Language of new people.
        time_zone: IANA name.
        accent_color: `#rrggbb`.
        region: Where its data lives.
        tenant_id: The library's reserved id; None for a new one.

    Raises:
        InvalidInputError: An argument is not acceptable.
    """
    if not _SLUG.fullmatch(slug) or kind not in ("k12", "university", "library"):
        raise InvalidInputError("A slug has letters, digits and hyphens; a kind is k12, university or library.")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent_color):
        raise InvalidInputError("Write the accent colour like #2f5bd7.")
    check_time_zone(time_zone)
    services = current()
    known = await services.db.directory.find_tenant(slug)
    tenant = known.tenant_id if known else (tenant_id or uuid7())
    if known is None:
        await services.db.directory.create_tenant(Tenant(tenant, slug, clean_name(name), kind, region, "active"))
    _, wrapped = services.keyring.new_tenant_key(tenant)
    institution = Institution(tenant, slug, clean_name(name), kind, locale, time_zone, accent_color)
    async with services.db.transaction(tenant) as tx:
        await section_rows.add_institution(tx.session, institution, wrapped, services.clock.now())
    return tenant


def check_time_zone(name: str) -> None:
    """Refuse what is no time zone.

    Raises:
        InvalidInputError: There is none of that name.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInputError("Give the time zone by its IANA name, like Europe/Madrid.") from error
