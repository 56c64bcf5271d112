"""The terminal: `learnapp up` and what operators need. Run as `python -m learnapp.cli`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
import warnings
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from learnapp import cli_models, cli_people
from learnapp.core import logging as logs
from learnapp.core.config import Settings
from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.services import Services
from learnapp.workers import frontend, supervisor

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
imports = typer.Typer(no_args_is_help=True, help="Bring content in.")
audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
bench = typer.Typer(no_args_is_help=True, help="Measure and prove.")
client = typer.Typer(no_args_is_help=True, help="Credentials for the HTTP API.")
key = typer.Typer(no_args_is_help=True, help="The master key.")
sign_in = typer.Typer(no_args_is_help=True, help="Signing in.")
_GROUPS = {"import": imports, "audit": audit, "bench": bench, "client": client, "key": key, "sign-in": sign_in}
for _name, _group in _GROUPS.items():
    app.add_typer(_group, name=_name)
_COMMANDS = (cli_models.train, cli_models.promote, cli_models.rollback, cli_models.index, cli_people.operator)
for _command in _COMMANDS:
    app.command()(_command)


def _say(line: str) -> None:
    print(line, flush=True)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine; show our own errors as one line and leave with code 1."""
    try:
        asyncio.run(work)
    except LearnAppError as error:
        typer.echo(f"learnapp: {error.message}", err=True)
        raise typer.Exit(1) from error


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    from learnapp import bootstrap

    services = await bootstrap.build(settings)
    try:
        yield services
    finally:
        await bootstrap.close(services)


def _attached(settings: Settings) -> Any:
    """Return a context in which the database answers: the configured one, the running one, or one started for this."""
    from learnapp import bootstrap

    return bootstrap.database(settings)


@app.command()
def up(
    port: Annotated[int | None, typer.Option(help="Port; otherwise PORT or 8000.")] = None,
    host: Annotated[str | None, typer.Option(help="Address; otherwise HOST or 127.0.0.1.")] = None,
) -> None:
    """Start everything: database, migrations, demo, front end, app and worker. Ctrl-C stops it."""
    from learnapp import bootstrap

    settings = Settings()
    settings = settings.model_copy(update={"port": port or settings.port, "host": host or settings.host})
    # Until the supervisor listens itself, a stop during the start unwinds what has been started so far.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    began = time.monotonic()
    run_file = settings.data_dir / "run.json"
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (pid := supervisor.running(run_file)) is not None:
        typer.echo(f"learnapp is running already (process {pid}). Stop it with: kill {pid}", err=True)
        raise typer.Exit(1)
    supervisor.end_leftovers(run_file)
    try:
        supervisor.require_free(settings.host, settings.port)
        _say("· starting the database")
        with bootstrap.database(settings, owner=True) as urls:
            settings = settings.model_copy(update={"database_url": urls.app, "migration_database_url": urls.owner})
            if bootstrap.migrate(urls.owner):
                _say("· the database has the newest schema")
            if settings.demo:
                asyncio.run(_seed(settings))
            if not frontend.is_current():
                _say("· building the pages (once, and again when their sources change)")
                frontend.build(log=settings.data_dir / "logs" / "build.log")
            _serve(settings, run_file, began)
    except LearnAppError as error:
        typer.echo(f"learnapp: {error.message}", err=True)
        raise typer.Exit(1) from error
    _say("· stopped; every row is kept")


async def _seed(settings: Settings) -> None:
    from learnapp.services import demo

    async with _services(settings):
        await demo.seed(_say)


def _serve(settings: Settings, run_file: Path, began: float) -> None:
    extra = {
        "DATABASE_URL": settings.database_url or "",
        "MIGRATION_DATABASE_URL": settings.migration_database_url or "",
        "HOST": settings.host,
        "PORT": str(settings.port),
        "DATA_DIR": str(settings.data_dir.resolve()),
    }
    environment = supervisor.serve_environment(extra)
    logs_folder = settings.data_dir / "logs"
    watch = supervisor.Supervisor(run_file, _say)
    watch.children = [
        supervisor.Child(
            "app",
            supervisor.app_command(settings.host, settings.port, settings.workers),
            environment,
            logs_folder / "app.log",
        ),
        # Where both share a small machine, students' answers go first.
        supervisor.Child("worker", supervisor.worker_command(), environment, logs_folder / "worker.log", niceness=10),
    ]
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    try:
        for child in watch.children:
            child.start()
        watch.write_run_file()
        _wait_for_page(f"http://{settings.host}:{settings.port}/healthz", watch, logs_folder / "app.log")
        _say(f"\nlearnapp is ready after {time.monotonic() - began:.1f} s:  {address}\n")
        if settings.demo:
            from learnapp.services import demo

            for line in demo.sign_ins():
                _say(f"  {line}")
            _say("")
        watch.run()
    finally:
        watch.stop()


def _wait_for_page(url: str, watch: supervisor.Supervisor, log: Path, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    process = watch.children[0].process
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            break
        try:
            if httpx.get(url, timeout=2.0).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise LearnAppError(f"The app does not answer. What went wrong is in {log}.")


@app.command()
def build() -> None:
    """Build the front end if its sources changed."""
    try:
        done = frontend.build(log=Settings().data_dir / "logs" / "build.log")
    except LearnAppError as error:
        typer.echo(f"learnapp: {error.message}", err=True)
        raise typer.Exit(1) from error
    _say("· built" if done else "· nothing changed")


@app.command()
def seed() -> None:
    """Load the demo institutions where they are missing."""
    settings = Settings()
    with _attached(settings) as urls:
        _run(_seed(settings.model_copy(update={"database_url": urls.app})))


@app.command()
def worker() -> None:
    """Run background jobs until stopped; `learnapp up` starts one."""
    from learnapp.workers import jobs

    settings = Settings()
    logs.configure(settings.log_level)

    async def work() -> None:
        async with _services(settings):
            await jobs.run()

    _run(work())


@imports.command("oatutor")
def import_oatutor(source: Annotated[Path, typer.Argument(help="The .tar.xz or the unpacked folder.")]) -> None:
    """Bring the OATutor content into the shared library; run it again to go on where it stopped."""
    settings = Settings()

    def show(done: int, total: int) -> None:
        _say(f"  {done:,} of {total:,} problems" if total else f"  {done:,} problems")

    async def work(url: str) -> None:
        from learnapp.services import content

        async with _services(settings.model_copy(update={"database_url": url})):
            report = await content.import_oatutor(source, progress=show)
            for line in report.lines():
                _say(line)

    with _attached(settings) as urls:
        _run(work(urls.app))


@imports.command("course")
def import_course(source: Annotated[Path, typer.Argument(help="A zip or tar archive, or the folder.")]) -> None:
    """Bring a course in our own format (course.yaml, kcs.yaml, readings, items) into the shared library."""
    settings = Settings()

    async def work(url: str) -> None:
        from learnapp.services import content

        async with _services(settings.model_copy(update={"database_url": url})):
            report = await content.import_course(source)
            for line in report.lines():
                _say(line)

    with _attached(settings) as urls:
        _run(work(urls.app))


@audit.command("verify")
def audit_verify(
    institution: Annotated[str | None, typer.Argument(help="Its slug; all when left out.")] = None,
) -> None:
    """Check the audit trail against the last exported root; code 1 when a row was changed, removed or inserted."""
    settings = Settings()
    sound = True

    async def work(url: str) -> None:
        nonlocal sound
        from learnapp.services import sealing

        async with _services(settings.model_copy(update={"database_url": url})) as services:
            for tenant in await services.db.directory.tenants():
                if institution in (None, tenant.slug):
                    result = await sealing.audit_verify_as_system(tenant.tenant_id)
                    sound = sound and result.sound
                    _say(f"{tenant.slug}: {result.summary()}")

    with _attached(settings) as urls:
        _run(work(urls.app))
    if not sound:
        raise typer.Exit(1)


@client.command("create")
def client_create(
    institution: Annotated[str, typer.Argument(help="Slug of the institution.")],
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help="events:write, assert_results …")],
) -> None:
    """Make a credential for the HTTP API and print its secret once."""
    settings = Settings()

    async def work(url: str) -> None:
        from learnapp.security.access import system_actor
        from learnapp.services import identity

        async with _services(settings.model_copy(update={"database_url": url})) as services:
            tenant = await services.db.directory.find_tenant(institution)
            if tenant is None:
                raise NotFoundError(f"There is no institution with the slug {institution}.")
            client_id, secret = await identity.create_api_client(system_actor(tenant.tenant_id), name, scope)
            _say(f"client id  {client_id}\nsecret     {secret}   (shown once)")

    with _attached(settings) as urls:
        _run(work(urls.app))


@app.command()
def erase(
    institution: Annotated[str, typer.Argument(help="Slug of the institution.")],
    person: Annotated[str, typer.Argument(help="The person's e-mail address or id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Erase a person for ever: destroy the key to everything personal of theirs and end their sign-in."""
    settings = Settings()

    async def work(url: str) -> None:
        from learnapp.security.access import system_actor
        from learnapp.services import people, privacy

        async with _services(settings.model_copy(update={"database_url": url})) as services:
            tenant = await services.db.directory.find_tenant(institution)
            if tenant is None:
                raise NotFoundError(f"There is no institution with the slug {institution}.")
            actor = system_actor(tenant.tenant_id)
            found = await people.find_person(actor, person)
            question = f"Erase {found.name} <{found.email}> ({', '.join(found.roles)}) of {tenant.slug} for ever?"
            if not yes and not await asyncio.to_thread(typer.confirm, question):
                _say("nothing was erased")
                raise typer.Exit(1)
            await privacy.erase_person(actor, found.person_id)
            _say(f"erased {found.person_id}")

    with _attached(settings) as urls:
        _run(work(urls.app))


@sign_in.command("rescue")
def sign_in_rescue(
    institution: Annotated[str, typer.Argument(help="Slug of the institution.")],
    person: Annotated[str, typer.Argument(help="An administrator's e-mail address or id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Let a locked-out administrator in by a new password, whatever their institution asks of everybody else."""
    settings = Settings()

    async def work(url: str) -> None:
        from learnapp.security.access import system_actor
        from learnapp.services import people
        from learnapp.services.sign_in_rescue import rescue

        async with _services(settings.model_copy(update={"database_url": url})) as services:
            tenant = await services.db.directory.find_tenant(institution)
            if tenant is None:
                raise NotFoundError(f"There is no institution with the slug {institution}.")
            actor = system_actor(tenant.tenant_id)
            found = await people.find_person(actor, person)
            question = f"Let {found.name} <{found.email}> of {tenant.slug} in by a new password, without a second step?"
            if not yes and not await asyncio.to_thread(typer.confirm, question):
                _say("nothing was changed")
                raise typer.Exit(1)
            password = await rescue(actor, found.person_id)
            _say(f"temporary password  {password}   (shown once, changed at the first sign-in)")

    with _attached(settings) as urls:
        _run(work(urls.app))


@key.command("new")
def key_new() -> None:
    """Print a fresh master key, ready for MASTER_KEY."""
    from learnapp.security.crypto import Keyring

    _say(Keyring.generate())


@key.command("rotate")
def key_rotate() -> None:
    """Bring everything from PREVIOUS_MASTER_KEY under MASTER_KEY; run it again to go on where it stopped."""
    settings = Settings()

    async def work(url: str) -> None:
        from learnapp.services import key_rotation

        async with _services(settings.model_copy(update={"database_url": url})):
            done = await key_rotation.rotate_all(_say)
            _say(f"{done.keys} keys wrapped anew, {done.people} addresses found by a new hash")
            _say("Everything is under MASTER_KEY. Remove PREVIOUS_MASTER_KEY and restart the app.")

    with _attached(settings) as urls:
        _run(work(urls.app))


@bench.command("kt")
def bench_kt(
    source: Annotated[Path, typer.Argument(help="Parquet: order, student, kc, correct; item and seconds if any.")],
    train: Annotated[Path | None, typer.Option(help="Learn here, score SOURCE; else 5 folds by student.")] = None,
) -> None:
    """Measure the mastery predictor on a file of answers; the last line is one document of JSON."""
    from learnapp.ml import knowledge_tracing

    async def work() -> None:
        _say(json.dumps(knowledge_tracing.measured(source, train, _say).line()))

    _run(work())


@bench.command("replay")
def bench_replay(
    source: Annotated[Path, typer.Argument(help="Parquet with order, student, item, kc, seconds, correct.")],
    first: Annotated[int, typer.Option(min=1, help="How many answers.")] = 20_000,
) -> None:
    """Send real answers in real order through the event path; run it again to go on. Code 1: lost or doubled ones."""
    settings = Settings()
    sound = True

    async def work(url: str) -> None:
        nonlocal sound
        from learnapp.services import replay

        async with _services(settings.model_copy(update={"database_url": url})):
            found = await replay.replay(source, first, _say)
            sound = found.sound
            _say(
                f"{found.wanted:,} answers: {found.sent:,} sent now, {found.stored:,} stored, "
                f"{found.stored - found.different:,} doubled, {found.wanted - found.different:,} lost"
            )
            _say(f"states {found.digest}")

    with _attached(settings) as urls:
        _run(work(urls.app))
    if not sound:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    # Third parties warn about their own future; an operator cannot act on that.
    warnings.simplefilter("ignore")
    os.umask(0o077)
    app()


if __name__ == "__main__":
    main()
