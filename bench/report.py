"""One shape for results: a table for people, JSON for programs, a section of docs/benchmarks.md."""

from __future__ import annotations

import platform
import re
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import psutil

ROOT = Path(__file__).resolve().parents[1]
_PAGE = ROOT / "docs" / "benchmarks.md"


@dataclass(slots=True)
class Figure:
    """One measured number with its targets; None for a value that could not be reached at all."""

    figure: str
    value: float | None
    unit: str
    floor: float | None = None
    aim: float | None = None
    higher_is_better: bool = False
    runs: int = 1
    spread: tuple[float, float] | None = None
    note: str = ""

    def verdict(self) -> str:
        """Return whether the targets are met, in words."""
        if self.floor is None:
            return "–"
        if self.value is None:
            return "missed"
        sign = -1.0 if self.higher_is_better else 1.0
        if self.aim is not None and sign * self.value <= sign * self.aim:
            return "aim met"
        return "floor met" if sign * self.value <= sign * self.floor else "missed"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| figure | measured | floor | aim | |", "| --- | ---: | ---: | ---: | --- |"]
    for each in figures:
        name = f"{each.figure} ({each.note})" if each.note else each.figure
        lines.append(
            f"| {name} | {_number(each.value)} {each.unit} | {_number(each.floor)} | {_number(each.aim)} "
            f"| {each.verdict()} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """Return what the figures were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def publish(name: str, title: str, figures: list[Figure], note: str = "") -> str:
    """Write bench/results/NAME.json and the section NAME of docs/benchmarks.md; return the table.

    Args:
        name: Of the files and of the section.
        title: Its heading.
        figures: What was measured.
        note: What a reader has to know of how it was measured, for example what else went on on the machine.
    """
    commit = _commit()
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    document = {"machine": machine(), "git": commit, "note": note, "figures": [asdict(each) for each in figures]}
    (results / f"{name}.json").write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    shown = table(figures)
    section = f"## {title}\n\n{_about(commit, note)}\n\n{shown}"
    page = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else _HEAD
    _PAGE.write_text(_between_marks(page, name, section), encoding="utf-8")
    return shown


def put(page: Path, name: str, figures: list[Figure]) -> None:
    """Write figures between the marks NAME of another page, which explains them; the page has to have the marks."""
    before = page.read_text(encoding="utf-8")
    if f"<!-- {name}: begin -->" not in before:
        raise ValueError(f"{page.name} has no place for {name}. Add its marks where the figures are to stand.")
    lines = ["| figure | measured | |", "| --- | ---: | --- |"]
    lines += [f"| {each.figure} | {_number(each.value)} {each.unit} | {each.note} |" for each in figures]
    page.write_text(_between_marks(before, name, "\n".join([_about(_commit()), "", *lines])), encoding="utf-8")


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _about(commit: str, note: str = "") -> str:
    when = datetime.now(UTC).date().isoformat()
    return f"{when}, commit `{commit}`, {machine()}." + (f" {note}" if note else "")


def _between_marks(page: str, name: str, section: str) -> str:
    """Return a page with a section in its place, at the end where it has none yet."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    whole = f"{begin}\n{section}\n{end}"
    old = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    return old.sub(lambda _: whole, page) if old.search(page) else page.rstrip() + "\n\n" + whole + "\n"


_HEAD = """# Benchmarks

`make bench` measures the learning loop and rewrites this page. Load is open-loop: arrivals follow a Poisson process,
latency counts from the moment a request was planned, an error counts as infinitely slow. The load generator is a
second process on the same machine, and the server is the one that `make run` starts, with audit, rate limits and
worker on. A dash means that the figure could not be reached or was not measured.
"""
