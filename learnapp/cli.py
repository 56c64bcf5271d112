"""The terminal: `learnapp up` and what operators need. Run as `python -m learnapp.cli`."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated

import httpx
import typer

from learnapp import cli_backups, cli_keys, cli_models, cli_people, cli_rollups, cli_servers
from learnapp.cli_base import in_services, opened, plain_errors, say
from learnapp.core import logging as logs
from learnapp.core.config import Settings, SettingsError, read_settings
from learnapp.core.errors import LearnAppError
from learnapp.services import Services
from learnapp.workers import frontend, supervisor

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
imports = typer.Typer(no_args_is_help=True, help="Bring content in.")
audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
bench = typer.Typer(no_args_is_help=True, help="Measure and prove.")
client = typer.Typer(no_args_is_help=True, help="Credentials for the HTTP API.")
database = typer.Typer(no_args_is_help=True, help="A database server of one's own.")
key = typer.Typer(no_args_is_help=True, help="The master key.")
institution = typer.Typer(no_args_is_help=True, help="Schools and universities.")
sign_in = typer.Typer(no_args_is_help=True, help="Signing in.")
_GROUPS = {
    "import": imports, "audit": audit, "bench": bench, "client": client, "database": database,
    "institution": institution, "key": key, "sign-in": sign_in,
}  # fmt: skip
for _name, _group in _GROUPS.items():
    app.add_typer(_group, name=_name)
app.add_typer(cli_rollups.rollups, name="rollups")
_COMMANDS = (
    cli_models.train, cli_models.promote, cli_models.rollback, cli_models.index, cli_people.operator, cli_people.erase,
    cli_backups.backup, cli_backups.restore, cli_servers.migrate,
)  # fmt: skip
for _command in _COMMANDS:
    app.command()(_command)
client.command("create")(cli_people.client_create)
database.command("script")(cli_servers.database_script)
key.command("new")(cli_keys.key_new)
key.command("rotate")(cli_keys.key_rotate)
institution.command("create")(cli_people.institution_create)
sign_in.command("rescue")(cli_people.sign_in_rescue)


@app.command()
def up(
    port: Annotated[int | None, typer.Option(help="Port; otherwise PORT or 8000.")] = None,
    host: Annotated[str | None, typer.Option(help="Address; otherwise HOST or 127.0.0.1.")] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Leave the worker out: `learnapp worker` runs on another machine.")
    ] = False,
) -> None:
    """Start everything: database, migrations, demo, front end, app and worker. Ctrl-C stops it."""
    with plain_errors():
        settings = read_settings()
    settings = settings.model_copy(update={"port": port or settings.port, "host": host or settings.host})
    # Until the supervisor listens itself, a stop during the start unwinds what has been started so far.
    signal.signal(signal.SIGTERM, _stop_now)
    began = time.monotonic()
    run_file = settings.data_dir / "run.json"
    with plain_errors():
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (pid := supervisor.running(run_file)) is not None:
        typer.echo(f"learnapp is running already (process {pid}). Stop it with: kill {pid}", err=True)
        raise typer.Exit(1)
    supervisor.end_leftovers(run_file)
    with plain_errors():
        supervisor.require_free(settings.host, settings.port)
        say("· starting the database")
        # Seconds of loading: who only hears that it runs already, or that the port is taken, waits for none of it.
        from learnapp import bootstrap
        from learnapp.storage.embedded import EmbeddedPostgres

        server = EmbeddedPostgres(settings.data_dir) if settings.database_url is None else None
        with contextlib.suppress(_StoppedEarly), bootstrap.database(settings, server=server) as urls:
            settings = settings.model_copy(update={"database_url": urls.app, "migration_database_url": urls.owner})
            asyncio.run(bootstrap.database_answers(urls.app))
            if bootstrap.migrate(urls.owner):
                say("· the database has the newest schema")
            for line in (*_backwards(settings), *asyncio.run(bootstrap.check(settings))):
                say(f"· look at this: {line}")
            if settings.demo:
                asyncio.run(_seed(settings))
            if not frontend.is_current():
                say("· building the pages (once, and again when their sources change)")
                frontend.build(log=settings.data_dir / "logs" / "build.log")
            _serve(settings, run_file, began, server, with_worker=not no_worker)
    say("· stopped; every row is kept")


def _backwards(settings: Settings) -> Iterator[str]:
    """Yield a sentence where the clock stands before the end of the last run."""
    log, now = settings.data_dir / "logs" / "app.log", datetime.now(UTC)
    if log.exists() and (last := datetime.fromtimestamp(log.stat().st_mtime, UTC)) > now + timedelta(minutes=1):
        yield (
            f"the clock of this machine says {now:%Y-%m-%d %H:%M} UTC, and it ran last at {last:%Y-%m-%d %H:%M}; where"
            " it is wrong, times of answers, tests and sessions will be"
        )


class _StoppedEarly(SystemExit):
    """SIGTERM came before the supervisor listened."""


def _stop_now(_number: int, _frame: FrameType | None) -> None:
    raise _StoppedEarly(0)


async def _seed(settings: Settings) -> None:
    from learnapp.services import demo

    async with opened(settings):
        await demo.seed(say)


def _serve(
    settings: Settings, run_file: Path, began: float, server: supervisor.Revived | None, *, with_worker: bool
) -> None:
    extra = {
        "DATABASE_URL": settings.database_url or "",
        "MIGRATION_DATABASE_URL": settings.migration_database_url or "",
        "HOST": settings.host,
        "PORT": str(settings.port),
        "DATA_DIR": str(settings.data_dir.resolve()),
    }
    environment = supervisor.serve_environment(extra)
    logs_folder = settings.data_dir / "logs"
    worker_log = logs_folder / "worker.log"
    watch = supervisor.Supervisor(run_file, say, database=server)
    watch.children = [
        supervisor.Child(
            "app",
            supervisor.app_command(settings.host, settings.port, settings.workers),
            environment,
            logs_folder / "app.log",
        ),
        # Where both share a small machine, students' answers go first.
        *(
            [supervisor.Child("worker", supervisor.worker_command(), environment, worker_log, niceness=10)]
            if with_worker
            else []
        ),
    ]
    here = supervisor.address_of(settings.host, settings.port)
    address = settings.public_url or here
    try:
        for child in watch.children:
            child.start()
        watch.write_run_file()
        _wait_for_page(f"{here}/healthz", watch, logs_folder / "app.log")
        say(f"\nlearnapp is ready after {time.monotonic() - began:.1f} s:  {address}\n")
        if settings.demo:
            from learnapp.services import demo

            for line in demo.sign_ins():
                say(f"  {line}")
            say("")
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
    raise LearnAppError(f"The app does not answer. What went wrong is in {log}; it ends with: {_last_line(log)}")


def _last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        lines = file.read().decode("utf-8", "replace").split("\n")
    return next((line.strip()[:500] for line in reversed(lines) if line.strip()), "nothing")


@app.command()
def build() -> None:
    """Build the front end if its sources changed."""
    with plain_errors():
        done = frontend.build(log=read_settings().data_dir / "logs" / "build.log")
    say("· built" if done else "· nothing changed")


@app.command()
def seed() -> None:
    """Load the demo institutions where they are missing."""

    async def work(services: Services) -> None:
        from learnapp.services import demo

        if services.settings.environment == "production":
            raise SettingsError("The demo has no place in production: the passwords of its people are published.")
        await demo.seed(say)

    in_services(work, judging=True)


@app.command()
def worker() -> None:
    """Run background jobs until stopped; `learnapp up` starts one."""
    from learnapp.storage.embedded import EmbeddedPostgres
    from learnapp.workers import jobs

    with plain_errors():
        settings = read_settings()
        if settings.database_url is None and not EmbeddedPostgres(settings.data_dir).running():
            raise SettingsError(
                "The embedded database does not run here. `learnapp up` starts it with a worker; for a server of"
                " your own set DATABASE_URL."
            )
    logs.configure(settings.log_level)

    async def work() -> None:
        async with opened(settings):
            await jobs.run()

    with plain_errors():
        asyncio.run(work())


@imports.command("oatutor")
def import_oatutor(source: Annotated[Path, typer.Argument(help="The .tar.xz or the unpacked folder.")]) -> None:
    """Bring the OATutor content into the shared library; run it again to go on where it stopped."""

    def show(done: int, total: int) -> None:
        say(f"  {done:,} of {total:,} problems" if total else f"  {done:,} problems")

    async def work(_: Services) -> None:
        from learnapp.services import content

        report = await content.import_oatutor(source, progress=show)
        for line in report.lines():
            say(line)

    in_services(work)


@imports.command("course")
def import_course(source: Annotated[Path, typer.Argument(help="The file, or a folder.")]) -> None:
    """Bring a course of any format that the page Content takes into the shared library."""

    async def work(_: Services) -> None:
        from learnapp.services import content

        report = await content.import_course(source)
        for line in report.lines():
            say(line)

    in_services(work)


@imports.command("held")
def import_held() -> None:
    """Say what the checks hold of the shared library, why, and where; no student sees it before somebody decides."""

    async def work(_: Services) -> None:
        from learnapp.integrations.content_packages.reasons import explain
        from learnapp.services import import_reviews

        found = await import_reviews.library()
        for reason, (times, places) in found.items():
            say(f"{times:>6,} × {reason}: {explain(reason)} For example {', '.join(places[:5])}")
        if not found:
            say("Nothing is held.")

    in_services(work)


@imports.command("decide")
def import_decide(
    answer: Annotated[str, typer.Argument(help="let-in or leave-out.")],
    reason: Annotated[str, typer.Argument(help="What `learnapp import held` names; left out: every reason.")] = "",
) -> None:
    """Let what the checks hold of the shared library in, as new versions of its courses, or leave it out."""
    if answer not in ("let-in", "leave-out"):
        raise typer.BadParameter("say let-in or leave-out.")

    async def work(_: Services) -> None:
        from learnapp.services import import_reviews

        done = await import_reviews.decide_library(reason, approve=answer == "let-in")
        say(f"{done.entries:,} decided, {done.items:,} items let in, into {done.courses} courses.")

    in_services(work)


@audit.command("verify")
def audit_verify(
    institution: Annotated[str | None, typer.Argument(help="Its slug; all when left out.")] = None,
) -> None:
    """Check the audit trail against the last exported root; code 1 when a row was changed, removed or inserted."""
    sound = True

    async def work(services: Services) -> None:
        nonlocal sound
        from learnapp.services import sealing

        for tenant in await services.db.directory.tenants():
            if institution in (None, tenant.slug):
                result = await sealing.audit_verify_as_system(tenant.tenant_id)
                sound = sound and result.sound
                say(f"{tenant.slug}: {result.summary()}")

    in_services(work)
    if not sound:
        raise typer.Exit(1)


@bench.command("kt")
def bench_kt(
    source: Annotated[Path, typer.Argument(help="Parquet: order, student, kc, correct; item and seconds if any.")],
    train: Annotated[Path | None, typer.Option(help="Learn here, score SOURCE; else 5 folds by student.")] = None,
) -> None:
    """Measure the mastery predictor on a file of answers; the last line is one document of JSON."""
    from learnapp.ml import knowledge_tracing

    with plain_errors():
        say(json.dumps(knowledge_tracing.measured(source, train, say).line()))


@bench.command("replay")
def bench_replay(
    source: Annotated[Path, typer.Argument(help="Parquet with order, student, item, kc, seconds, correct.")],
    first: Annotated[int, typer.Option(min=1, help="How many answers.")] = 20_000,
) -> None:
    """Send real answers in real order through the event path; run it again to go on. Code 1: lost or doubled ones."""
    sound = True

    async def work(_: Services) -> None:
        nonlocal sound
        from learnapp.services import replay

        found = await replay.replay(source, first, say)
        sound = found.sound
        say(
            f"{found.wanted:,} answers: {found.sent:,} sent now, {found.stored:,} stored, "
            f"{found.stored - found.different:,} doubled, {found.wanted - found.different:,} lost"
        )
        say(f"states {found.digest}")

    in_services(work, judging=True)
    if not sound:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    # Third parties warn about their own future; an operator cannot act on that.
    warnings.simplefilter("ignore")
    # Almost all that is made while a command loads stays until its end: the collector need not walk it all the time.
    gc.set_threshold(10_000, 20, 50)
    os.umask(0o077)
    app()


if __name__ == "__main__":
    main()
