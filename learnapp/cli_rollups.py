"""What operators do with rollups on the terminal; `learnapp.cli` registers the commands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from learnapp.cli_base import in_services, institution_of, say
from learnapp.services import Services

rollups = typer.Typer(no_args_is_help=True, help="Figures that dashboards read.")


@rollups.command("rebuild")
def rebuild(
    tenant: Annotated[str | None, typer.Option(help="Slug of the institution; every one when left out.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day, as 2026-03-02; from the first event otherwise."),
    ] = None,
    go_on: Annotated[bool, typer.Option(help="Only finish what was stopped; what is finished stays.")] = False,
) -> None:
    """Count the figures of dashboards again from the log, day by day; Ctrl-C stops it, the next call goes on."""
    from learnapp.security.tenancy import LIBRARY_TENANT
    from learnapp.services import rollups as service

    async def run(services: Services) -> None:
        if tenant is not None:
            chosen = [await institution_of(services, tenant)]
        else:
            known = await services.db.directory.tenants()
            chosen = [one for one in known if one.tenant_id != LIBRARY_TENANT]
        for one in chosen:
            slug = one.slug

            def told(how_far: service.Rebuild, slug: str = slug) -> None:
                done = (how_far.next_day - how_far.first_day).days
                say(f"{slug}: {done} of {(how_far.last_day - how_far.first_day).days + 1} days")

            found = await service.rebuild(
                one.tenant_id, first=since.date() if since is not None else None, again=not go_on, say=told
            )
            if found.finished_at is not None:
                say(f"{slug}: everything since {found.first_day} is counted")

    in_services(run)
