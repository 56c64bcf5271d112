"""Writes the reference pages from the code they describe: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import typer
from pydantic.fields import FieldInfo

from learnapp import cli
from learnapp.core.config import Settings
from learnapp.core.telemetry import REGISTRY

ROOT = Path(__file__).resolve().parents[1]
_GENERATED = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"
_EXAMPLES = {
    "database_url": "postgresql://learnapp_app:PASSWORD@db.example:5432/learnapp",
    "migration_database_url": "postgresql://learnapp_owner:PASSWORD@db.example:5432/learnapp",
    "backup_database_url": "postgresql://postgres:PASSWORD@db.example:5432/learnapp",
    "public_url": "https://learn.example.edu",
    "master_key": "BASE64-OF-32-RANDOM-BYTES",
    "previous_master_key": "BASE64-OF-32-RANDOM-BYTES",
    "metrics_token": "A-LONG-RANDOM-WORD",
}


def _type(field: FieldInfo) -> str:
    words = [
        choice.__name__ if isinstance(choice, type) else str(choice)
        for choice in get_args(field.annotation) or (field.annotation,)
        if choice is not type(None)
    ]
    return ", ".join(words).replace("SecretStr", "secret")


def _default(name: str, field: FieldInfo) -> str:
    if field.default is None:
        return "unset"
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def settings_page() -> str:
    """Return docs/settings.md."""
    rows = [
        f"| `{name.upper()}` | {_type(field)} | `{_default(name, field)}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(
        [
            _GENERATED,
            "# Settings",
            "",
            "Every setting is an environment variable; a file `.env` in the folder you start from is read too, and",
            "the environment wins. `.env.example` lists them all with their defaults. A value that cannot be used",
            "stops the start with a sentence that names the setting.",
            "",
            "| setting | values | default | what it does |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            "## Real servers instead of the built-in ones",
            "",
            "1. `learnapp database script > roles.sql` prints what makes the three roles and an empty database: the",
            "   owner of the schema, the application (`NOSUPERUSER NOBYPASSRLS`, owns nothing) and the directory role,",
            "   as whom nobody signs in. Let a superuser run it: `psql -v ON_ERROR_STOP=1 -f roles.sql`. Its first",
            "   lines are the two settings of the next step.",
            "2. Set `DATABASE_URL` (application) and `MIGRATION_DATABASE_URL` (owner), and run `learnapp migrate`. The",
            "   app refuses to start as owner, superuser or with `BYPASSRLS`, because row security would not bind it.",
            "3. Set `REDIS_URL` as soon as there is more than one app process (`WORKERS`), so that limits, caches and",
            "   page state are shared.",
            "4. Set `ENVIRONMENT=production`, `MASTER_KEY` (keep a copy: without it nobody can read names again),",
            "   `PUBLIC_URL`, and `TRUST_PROXY=true` behind a proxy that sets `X-Forwarded-Proto`.",
            "",
            "## Changing the master key",
            "",
            "1. `learnapp key new` prints a fresh key. Keep a copy of it where the old one's copy is.",
            "2. Set `MASTER_KEY` to the fresh key and `PREVIOUS_MASTER_KEY` to the old one (without `MASTER_KEY` it is",
            "   the content of `master.key` in `DATA_DIR`), and restart every app and worker process. Everything goes",
            "   on working: what is sealed under either key opens.",
            "3. `learnapp key rotate` wraps every institution's key by the fresh one and makes new keyed hashes by",
            "   which addresses are found. Stopped in the middle, it goes on when run again; run again at the end, it",
            "   finds nothing to do. It says how many invitation links are open: of their codes nothing is kept but a",
            "   hash, so those made before the change work until the previous key is removed, and end then.",
            "4. Remove `PREVIOUS_MASTER_KEY` and restart. The old key opens nothing any more; destroy it once no",
            "   backup from before the change is needed.",
            "",
        ]
    )


def example_environment() -> str:
    """Return .env.example: every setting, commented out, with its default."""
    lines = ["# Every setting with its default. Copy to .env and change what you need; docs/settings.md says more."]
    for name, field in Settings.model_fields.items():
        value = _EXAMPLES.get(name) or _default(name, field)
        lines += ["", f"# {field.description}", f"# {name.upper()}={value}"]
    return "\n".join(lines) + "\n"


def metric_names() -> list[tuple[str, str, str]]:
    """Return (name as scraped, kind, help) of every metric."""
    return sorted(
        (each.name + ("_total" if each.type == "counter" else ""), each.type, each.documentation)
        for each in REGISTRY.collect()
    )


def metrics_page() -> str:
    """Return docs/metrics.md."""
    rows = [f"| `{name}` | {kind} | {text} |" for name, kind, text in metric_names()]
    return "\n".join(
        [
            _GENERATED,
            "# Metrics",
            "",
            "`GET /metrics` answers in the Prometheus text format, to loopback or to the bearer of `METRICS_TOKEN`.",
            "Labels are agents, steps, verbs, codes and routes: never people, never free text. Times are seconds.",
            "Each app process counts for itself. What is said of the queue, of workers, of features, of audit entries",
            "that wait, of trainings and of removed files of models is of the whole installation, read from the",
            "database when asked: of several processes take one, or `max`. While the database is away it is `NaN`, or",
            "not there. Of backups only the machine knows that makes them: take `min`. Where `WORKERS` is above 1,",
            "whichever process of the port takes the question answers for itself.",
            "",
            "| metric | kind | what it says |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def commands(command: Any = None, path: str = "learnapp") -> Iterator[tuple[str, Any]]:
    """Yield (full name, click command) of every command that does something."""
    command = command or typer.main.get_command(cli.app)
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, below in sorted(command.commands.items()):
        yield from commands(below, f"{path} {name}")


def cli_page() -> str:
    """Return docs/cli.md."""
    lines = [
        _GENERATED,
        "# Commands",
        "",
        "`make run` is `learnapp up` with everything it needs made first. In a clone the command is",
        "`.venv/bin/python -m learnapp.cli`. Commands attach to the running database; when none runs they start the",
        "embedded one and stop it at the end.",
        "",
    ]
    for name, command in commands():
        lines += [f"## `{name}`", "", (command.help or "").strip(), ""]
        for parameter in command.params:
            if parameter.name == "help":
                continue
            shown = parameter.opts[-1] if parameter.param_type_name == "option" else parameter.name.upper()
            text = (getattr(parameter, "help", None) or "").strip()
            lines.append(f"- `{shown}`{': ' + text if text else ''}")
        if lines[-1]:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def write() -> None:
    """Write every generated page."""
    pages = {
        "docs/settings.md": settings_page(),
        "docs/metrics.md": metrics_page(),
        "docs/cli.md": cli_page(),
        ".env.example": example_environment(),
    }
    for name, text in pages.items():
        (ROOT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
