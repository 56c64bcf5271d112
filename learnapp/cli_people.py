"""What operators do with people and programs on the terminal. `learnapp.cli` registers the commands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from learnapp.cli_base import in_services, institution_of, say
from learnapp.core.errors import ConflictError
from learnapp.security.access import Actor, system_actor
from learnapp.services import Services
from learnapp.services.people import PersonView

_Institution = Annotated[str, typer.Argument(help="Slug of the institution.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")]


async def _chosen(
    services: Services, institution: str, person: str, question: Callable[[PersonView, str], str], nothing: str
) -> tuple[Actor, PersonView]:
    """Return the system's actor and the person who is meant, once the operator has agreed.

    Args:
        services: Built.
        institution: Slug.
        person: E-mail address or id.
        question: From the person and the slug; "" where nobody is to be asked.
        nothing: What is said when the answer is no.

    Raises:
        typer.Exit: The operator says no.
        NotFoundError: There is no such institution or person.
    """
    from learnapp.services import people

    tenant = await institution_of(services, institution)
    actor = system_actor(tenant.tenant_id)
    found = await people.find_person(actor, person)
    asked = question(found, tenant.slug)
    if asked and not await asyncio.to_thread(typer.confirm, asked):
        say(nothing)
        raise typer.Exit(1)
    return actor, found


def institution_create(
    slug: Annotated[str, typer.Argument(help="Short name in addresses: small letters, digits, hyphens.")],
    name: Annotated[str, typer.Argument(help="Readable name.")],
    admin: Annotated[str, typer.Option(help="E-mail address of the first administrator.")],
    admin_name: Annotated[str, typer.Option(help="Their readable name.")],
    kind: Annotated[str, typer.Option(help="k12 or university.")] = "k12",
    locale: Annotated[str, typer.Option(help="Language: en or es.")] = "en",
    time_zone: Annotated[str, typer.Option(help="IANA name, like Europe/Madrid.")] = "UTC",
) -> None:
    """Make an institution with its first administrator, and the shared library with the courses that come along."""

    async def work(services: Services) -> None:
        from learnapp.services import onboarding, people, shipped

        known = await services.db.directory.find_tenant(slug)
        # One whose administrator could not be made goes on here.
        if known is not None and (await people.list_people(system_actor(known.tenant_id), size=1)).rows:
            raise ConflictError(f"There is an institution with the slug {slug} already. Choose another one.")
        await shipped.library()
        tenant = await onboarding.create_institution(
            slug=slug, name=name, kind=kind, locale=locale, time_zone=time_zone
        )
        made = await people.create_person(system_actor(tenant), people.NewPerson(admin, admin_name, ("admin",)))
        say(f"{name} is there. {admin} signs in with the temporary password")
        say(f"  {made.temporary_password}   (shown once, to be changed at the first sign-in)")

    in_services(work, judging=True)


def operator(
    institution: _Institution,
    email: Annotated[str, typer.Argument(help="E-mail address to sign in with.")],
    name: Annotated[str, typer.Argument(help="Readable name.")],
) -> None:
    """Make an account for who runs the server: sees how institutions stand, and people only when an admin allows it."""

    async def work(services: Services) -> None:
        from learnapp.services import people

        tenant = await institution_of(services, institution)
        new = people.NewPerson(email, name, ("operator",))
        made = await people.create_person(system_actor(tenant.tenant_id), new)
        say(f"temporary password  {made.temporary_password}   (shown once, to be changed at the first sign-in)")

    in_services(work)


def client_create(
    institution: _Institution,
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help="events:write, assert_results …")],
) -> None:
    """Make a credential for the HTTP API and print its secret once."""

    async def work(services: Services) -> None:
        from learnapp.services import identity

        tenant = await institution_of(services, institution)
        client_id, secret = await identity.create_api_client(system_actor(tenant.tenant_id), name, scope)
        say(f"client id  {client_id}\nsecret     {secret}   (shown once)")

    in_services(work)


def erase(
    institution: _Institution,
    person: Annotated[str, typer.Argument(help="The person's e-mail address or id.")],
    yes: _Yes = False,
) -> None:
    """Erase a person for ever: destroy the key to everything personal of theirs and end their sign-in."""

    def question(found: PersonView, slug: str) -> str:
        return "" if yes else f"Erase {found.name} <{found.email}> ({', '.join(found.roles)}) of {slug} for ever?"

    async def work(services: Services) -> None:
        from learnapp.services import erased_list, privacy

        actor, found = await _chosen(services, institution, person, question, "nothing was erased")
        await privacy.erase_person(actor, found.person_id)
        await erased_list.work()
        say(f"erased {found.person_id}")

    in_services(work)


def sign_in_rescue(
    institution: _Institution,
    person: Annotated[str, typer.Argument(help="An administrator's e-mail address or id.")],
    yes: _Yes = False,
) -> None:
    """Let a locked-out administrator in by a new password, whatever their institution asks of everybody else."""

    def question(found: PersonView, slug: str) -> str:
        asked = f"Let {found.name} <{found.email}> of {slug} in by a new password, without a second step?"
        return "" if yes else asked

    async def work(services: Services) -> None:
        from learnapp.services.sign_in_rescue import rescue

        actor, found = await _chosen(services, institution, person, question, "nothing was changed")
        password = await rescue(actor, found.person_id)
        say(f"temporary password  {password}   (shown once, changed at the first sign-in)")

    in_services(work)
