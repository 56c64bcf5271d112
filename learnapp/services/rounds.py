"""Work that comes round for every institution: one that fails does not hold up the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current

_log = logs.get("learnapp.worker")
Found = TypeVar("Found")


async def each_institution(
    what: str, work: Callable[[UUID], Awaitable[Found]], *, library: bool = False
) -> list[Found]:
    """Do something for every institution, one after the other, and return what came of it where it went well.

    Args:
        what: Of the work, for the log.
        work: Called with the institution; it ends what it opens.
        library: Whether for the library of courses too.

    Raises:
        UnavailableError: The database is away.
    """
    found: list[Found] = []
    directory = current().db.directory
    for tenant in await directory.tenants():
        if tenant.tenant_id == LIBRARY_TENANT and not library:
            continue
        try:
            found.append(await work(tenant.tenant_id))
        except LearnAppError as error:
            if isinstance(error, UnavailableError):
                # Where nothing answers any more, the others would only wait, too.
                await directory.tenants()
            _log.warning("round failed", work=what, tenant=str(tenant.tenant_id), code=error.code)
        except Exception as error:  # noqa: BLE001 - whatever one institution's rows hold, the others have their turn
            # Its words may hold what people wrote: only its kind and place go into the log.
            place = error.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            at = f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}" if place else ""
            _log.error("round broke", work=what, tenant=str(tenant.tenant_id), kind=type(error).__name__, at=at)
    return found
