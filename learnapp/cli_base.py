"""What every command of the terminal needs: the services, the institution that is meant, one line for what is wrong."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Any, TypeVar

import typer

from learnapp.core.config import Settings, read_settings
from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.services import Services

T = TypeVar("T")


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    typer.echo(line)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show our own errors, and files that cannot be used, as one line and leave with code 1."""
    try:
        yield
    except LearnAppError as error:
        typer.echo(f"learnapp: {error.message}", err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        if error.filename is None:
            raise
        typer.echo(
            f"learnapp: {error.filename} cannot be used: {error.strerror}. See that the disk has room, and that the"
            " command runs as the user as whom the system was started first; or set DATA_DIR to another folder.",
            err=True,
        )
        raise typer.Exit(1) from error


class _Stopped(SystemExit):
    """A signal came."""


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind what has been begun, as Ctrl-C does, and leave with the code of a shell.

    What the caller has the command ignore, as `nohup` does with SIGHUP, stays ignored.
    """

    def stop(number: int, _frame: FrameType | None) -> None:
        # A second one must not stop the tidying up.
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise _Stopped(128 + number)

    heard = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    except _Stopped:
        typer.echo("learnapp: stopped before it was done.", err=True)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@asynccontextmanager
async def opened(settings: Settings, *, judging: bool = True, restoring: bool = False) -> AsyncIterator[Services]:
    """Build the services over the database that the settings name, and close them in the end.

    Args:
        settings: The settings.
        judging: Answers will be judged: see `bootstrap.build`.
        restoring: A backup is being brought in, by the caller.
    """
    from learnapp import bootstrap

    services = await bootstrap.build(settings, judging=judging, restoring=restoring)
    try:
        yield services
    finally:
        await bootstrap.close(services)


def in_services(work: Callable[[Services], Awaitable[T]], *, judging: bool = False) -> T:
    """Return what some work with the services returns; our own errors become one line and code 1.

    The database is the configured one, the running one, or one that is started for this.

    Args:
        work: The work.
        judging: It judges answers, as few commands do: see `bootstrap.build`.
    """
    from learnapp import bootstrap

    with plain_errors():
        settings = read_settings()

    async def run(url: str) -> T:
        async with opened(settings.model_copy(update={"database_url": url}), judging=judging) as services:
            return await work(services)

    with plain_errors(), bootstrap.database(settings) as urls:
        return asyncio.run(run(urls.app))


async def institution_of(services: Services, slug: str) -> Any:
    """Return the institution with a slug.

    Raises:
        NotFoundError: There is none.
    """
    found = await services.db.directory.find_tenant(slug)
    if found is None:
        raise NotFoundError(f"There is no institution with the slug {slug}.")
    return found
