"""What operators do with models and indexes on the terminal; `learnapp.cli` registers the commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from learnapp.cli_base import in_services, institution_of
from learnapp.security.access import Actor, system_actor
from learnapp.services import Services

_Tenant = Annotated[str | None, typer.Option(help="Slug of the institution; every one when left out.")]
_Kind = Annotated[str, typer.Argument(help="Kind of model, for example mastery_predictor.")]
Work = Callable[[Actor, str], Awaitable[None]]


def _each(slug: str | None, work: Work, *, shared: bool = False) -> None:
    """Do something for one institution, or for every one; our own errors become one line and code 1.

    Args:
        slug: Of the institution; None for all of them.
        work: Called with the system's actor and the slug.
        shared: Whether the library is one of all of them.
    """

    async def run(services: Services) -> None:
        for actor, name in await _institutions(services, slug, shared=shared):
            await work(actor, name)

    in_services(run)


async def _institutions(services: Services, slug: str | None, *, shared: bool) -> list[tuple[Actor, str]]:
    if slug is None:
        known = await services.db.directory.tenants()
        return [(system_actor(one.tenant_id), one.slug) for one in known if shared or one.slug != "library"]
    tenant = await institution_of(services, slug)
    return [(system_actor(tenant.tenant_id), tenant.slug)]


def index(tenant: _Tenant = None) -> None:
    """Index the passages of courses that are behind, as the worker does daily; the library's too."""

    async def work(actor: Actor, name: str) -> None:
        from learnapp.services import retrieval_index

        courses = await retrieval_index.work_in(actor.tenant_id)
        typer.echo(f"{name}: {courses} courses indexed")

    _each(tenant, work, shared=True)


def train(kind: _Kind, tenant: _Tenant = None) -> None:
    """Train a model from an institution's own answers; one that was stopped or killed is gone on with."""
    from learnapp.services import model_registry, training_work

    failed = []

    async def work(actor: Actor, slug: str) -> None:
        run = await training_work.run_here(actor, kind, lambda step: typer.echo(f"· {slug}: {step}"))
        if run.status != "done":
            failed.append(slug)
            typer.echo(f"{slug}: {run.status}. {run.message}", err=True)
        elif run.version_id is None:
            typer.echo(f"{slug}: the answers and settings are those of the newest version; nothing was added")
        else:
            detail = await model_registry.find(actor, run.version_id)
            typer.echo(f"{slug}: {detail.row.name} ({detail.stage or 'waiting'})  {run.version_id}")
            for gate in detail.row.metrics["gates"]:
                numbers = "  ".join(f"{name} {value:g}" for name, value in gate["numbers"].items())
                typer.echo(f"  {gate['name']:<11} {gate['outcome']:<8} {gate['about']}  {numbers}".rstrip())

    _each(tenant, work)
    if failed:
        raise typer.Exit(1)


def promote(
    version: Annotated[str, typer.Argument(help="KIND@1.2.0, or the version's id.")],
    tenant: Annotated[str, typer.Option(help="Slug of the institution.")],
    to: Annotated[str, typer.Option(help="shadow, canary or production; the next step when left out.")] = "",
    share: Annotated[int, typer.Option(help="Of a canary: 5, 10, 25 or 50 per cent of those it serves.")] = 10,
) -> None:
    """Let a version go one step on: shadow, canary, production. A closed gate stops it and is named."""
    from learnapp.services import model_registry

    async def work(actor: Actor, slug: str) -> None:
        row = await model_registry.by_name(actor, version)
        detail = await model_registry.find(actor, row.version_id)
        steps = {"": "shadow", "shadow": "canary", "canary": "production"}
        stage = to or steps.get(detail.stage, "production")
        await model_registry.move(actor, row.version_id, stage, share=share / 100)
        typer.echo(f"{slug}: {row.name} stands in {stage}")

    _each(tenant, work, shared=True)


def rollback(kind: _Kind, tenant: Annotated[str, typer.Option(help="Slug of the institution.")]) -> None:
    """Go back to the version that was in production before; no gate is asked."""
    from learnapp.services import model_registry

    async def work(actor: Actor, slug: str) -> None:
        typer.echo(f"{slug}: {await model_registry.rollback(actor, kind)} serves now")

    _each(tenant, work, shared=True)
