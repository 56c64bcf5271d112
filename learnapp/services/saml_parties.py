"""Who talks to whom by SAML: the institution's provider as it is kept, and us with our key towards it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.integrations.saml.party import IdentityProvider, KeyPair, ServiceProvider
from learnapp.services import current, people
from learnapp.services.sign_on_arrival import GONE, provider_row
from learnapp.storage.repositories.sign_on import ProviderRow

P = ParamSpec("P")
R = TypeVar("R")
KEY = "saml-key"
"""What the institution's key seals our private keys as."""
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="saml")


async def in_thread(work: Callable[P, R], /, *args: P.args, **more: P.kwargs) -> R:
    """Return what some work with XML and keys returns; it runs beside the event loop, two of it at a time."""
    return await asyncio.get_running_loop().run_in_executor(_threads, partial(work, *args, **more))


def base_of(school: str, provider_id: UUID, origin: str) -> str:
    """Return our address towards one provider of one institution."""
    return f"{origin.rstrip('/')}/auth/saml/{school}/{provider_id}"


async def parties(
    tenant_id: UUID, school: str, row: ProviderRow, origin: str
) -> tuple[ServiceProvider, IdentityProvider]:
    """Return us and the provider.

    Args:
        tenant_id: The institution.
        school: Its slug.
        row: Its provider.
        origin: Under which address the browser knows us.

    Raises:
        NotFoundError: It is no provider of SAML.
    """
    if row.saml is None or row.key_enc is None:
        raise NotFoundError(GONE)
    async with current().db.transaction(tenant_id) as tx:
        key = await people.tenant_key(tx.session, tenant_id)
    private = key.open(f"{KEY}/{row.provider_id}", row.key_enc).decode()
    us = ServiceProvider(base_of(school, row.provider_id, origin), KeyPair(private, row.certificate))
    return us, IdentityProvider.of(row.saml)


async def found(school: str, provider_id: UUID) -> tuple[UUID, ProviderRow]:
    """Return the institution and the provider that an address of ours names.

    Raises:
        NotFoundError: There is no such provider of SAML.
    """
    tenant = await current().db.directory.find_tenant(school)
    row = await provider_row(tenant.tenant_id, provider_id) if tenant is not None else None
    if tenant is None or row is None or row.kind != "saml":
        raise NotFoundError(GONE)
    return tenant.tenant_id, row
