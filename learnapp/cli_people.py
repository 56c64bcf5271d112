"""What operators do with people on the terminal. `learnapp.cli` registers the commands."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from learnapp.core.config import Settings
from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.security.access import system_actor


def operator(
    institution: Annotated[str, typer.Argument(help="Slug of the institution.")],
    email: Annotated[str, typer.Argument(help="E-mail address to sign in with.")],
    name: Annotated[str, typer.Argument(help="Readable name.")],
) -> None:
    """Make an account for who runs the server: sees how institutions stand, and people only when an admin allows it."""
    from learnapp import bootstrap
    from learnapp.services import people

    settings = Settings()

    async def run(url: str) -> str:
        services = await bootstrap.build(settings.model_copy(update={"database_url": url}))
        try:
            tenant = await services.db.directory.find_tenant(institution)
            if tenant is None:
                raise NotFoundError(f"There is no institution with the slug {institution}.")
            new = people.NewPerson(email, name, ("operator",))
            return (await people.create_person(system_actor(tenant.tenant_id), new)).temporary_password
        finally:
            await bootstrap.close(services)

    try:
        with bootstrap.database(settings) as urls:
            password = asyncio.run(run(urls.app))
    except LearnAppError as error:
        typer.echo(f"learnapp: {error.message}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"temporary password  {password}   (shown once, to be changed at the first sign-in)")
