"""How evenly groups are treated, release by release, with what may be said and what may not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import fairness
from learnapp.services.fairness import ReportView
from learnapp.state.base import AppState

PAGE = 3
_RATES = ("flagged", "hit", "false_alarm", "gap")
_ANSWERS = "mastery_predictor"
"""Foresees answers and not who falls behind: its report has words of its own."""


@dataclass(frozen=True)
class RateLine:
    """A figure of a group with its interval, per cent; `left`, `width` and `dot` place it in the picture."""

    known: bool = False
    value: int = 0
    low: int = 0
    high: int = 0
    left: int = 0
    width: int = 0
    dot: int = 0


@dataclass(frozen=True)
class GroupLine:
    """One group; `enough` is false where there are too few to say."""

    name: str = ""
    students: int = 0
    enough: bool = False
    flagged: RateLine = field(default_factory=RateLine)
    hit: RateLine = field(default_factory=RateLine)
    false_alarm: RateLine = field(default_factory=RateLine)
    gap: RateLine = field(default_factory=RateLine)


@dataclass(frozen=True)
class SliceLine:
    """Groups by one attribute, with what their gaps mean in words; the caption names the table among all reports."""

    attribute: str = ""
    caption: str = ""
    groups: list[GroupLine] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    state: str = "few"
    tone: str = "idle"


@dataclass(frozen=True)
class ReportLine:
    """One report; `since` says since when what was judged had been in use, "" for always."""

    kind: str = ""
    version: str = ""
    at: str = ""
    source: str = "rule"
    rows: int = 0
    students: int = 0
    outcomes: int = 0
    auc: int = -1
    first: str = ""
    last: str = ""
    slices: list[SliceLine] = field(default_factory=list)
    since: str = ""


def _rate(found: dict[str, Any] | None, *, middle: bool = False) -> RateLine:
    """Return a figure; with `middle` the picture has 0 in its middle and goes to 50 on either side."""
    if found is None:
        return RateLine()
    value, low, high = (round(100 * float(found[end])) for end in ("value", "low", "high"))
    start, end, at = (min(100, max(0, one + (50 if middle else 0))) for one in (low, high, value))
    return RateLine(True, value, low, high, start, max(1, end - start), at)


def _per_cent(found: dict[str, Any]) -> dict[str, int]:
    return {end: round(100 * float(found[end])) for end in ("value", "low", "high")}


def _said(locale: str, one: dict[str, Any], words: str) -> list[str]:
    """Return what the gaps of a slice mean, in the words of what was judged."""
    if one["parity"] is None:
        return [translate(locale, "fairness-too-few")]
    said = [
        translate(locale, f"fairness-odds{words}", **_per_cent(one["odds"])),
        translate(locale, f"fairness-parity{words}", **_per_cent(one["parity"])),
    ]
    if one["abroca"] is not None:
        first, second = (_name(locale, one["attribute"], name) for name in one["compared"])
        figures = {"value": f"{one['abroca']:.3f}", "usual": f"{one['abroca_null']:.3f}", "first": first,
                   "second": second, "times": round(100 * one["abroca_p"])}  # fmt: skip
        said.append(translate(locale, "fairness-abroca", **figures))
    return said


def _name(locale: str, attribute: str, name: str) -> str:
    """Return a group in words; classes and years of birth have names of their own."""
    return name if attribute in ("section", "grade") else translate(locale, f"fairness-{attribute}-{name}")


def _slice(locale: str, one: dict[str, Any], report: str, words: str) -> SliceLine:
    groups = [
        GroupLine(
            _name(locale, one["attribute"], group["name"]),
            int(group["students"]),
            bool(group["enough"]),
            *(_rate(group[rate], middle=rate == "gap") for rate in _RATES),
        )
        for group in one["groups"]
    ]
    state = "few" if one["parity"] is None else "concern" if one["concern"] else "fine"
    tone = {"few": "idle", "concern": "warn", "fine": "good"}[state]
    caption = f"{translate(locale, 'fairness-by-' + one['attribute'])} · {report}"
    return SliceLine(one["attribute"], caption, groups, _said(locale, one, words), state, tone)


def report_line(locale: str, one: ReportView) -> ReportLine:
    """Return a report in words."""
    told = one.document
    which = f"{one.version}, {one.at[:19].replace('T', ' ')}"
    auc, words = told.get("auc"), "-answers" if one.kind == _ANSWERS else ""
    return ReportLine(
        one.kind, one.version, one.at, str(told.get("source", "model")), int(told["rows"]), int(told["students"]),
        int(told["outcomes"]), round(100 * auc) if auc is not None else -1, str(told.get("first", "")),
        str(told.get("last", "")), [_slice(locale, each, which, words) for each in told["slices"]],
        str(told.get("since", "")),
    )  # fmt: skip


class FairnessState(AppState):
    """The reports of the institution."""

    reports: list[ReportLine] = []
    total: int = 0
    offset: int = 0
    asked: bool = False
    fairness_ready: bool = False

    async def _fill(self, actor: Actor) -> None:
        page = await fairness.reports(actor, offset=self.offset, size=PAGE)
        self.reports = [report_line(self.locale, one) for one in page.rows]
        self.total, self.offset, self.fairness_ready = page.total, page.offset, True

    @rx.event
    async def load(self) -> None:
        """Show the newest."""
        actor = await self._enter("admin", "auditor")
        self.offset, self.asked = 0, False
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older ones."""
        actor = await self._actor("admin", "auditor")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def ask(self) -> None:
        """Let a new report be made."""
        await fairness.ask(await self._actor("admin"))
        self.asked = True
