"""The features that models know, declared and measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import feature_list
from learnapp.services.feature_list import FeatureOverview, FeatureRow
from learnapp.state.admin.health import duration
from learnapp.state.base import AppState

PAGE = 20
_WIDTH, _HEIGHT = 96, 24
_OF = {"student_kc": "topics", "item": "items"}


@dataclass(frozen=True)
class FeatureLine:
    """One feature as the table shows it; `bars` is the outline of its distribution."""

    name: str
    entity: str
    about: str
    never: str
    unit: str
    sources: str
    fresh: str
    coverage: str
    spread: str
    bars: str


def bars_of(bins: tuple[int, ...]) -> str:
    """Return the path of a small bar chart in a frame of 96 × 24."""
    most = max(bins, default=0)
    if not most:
        return ""
    step = _WIDTH / len(bins)
    parts = []
    for place, count in enumerate(bins):
        height = max(1.0, _HEIGHT * count / most) if count else 0.5
        parts.append(f"M{place * step:.1f} {_HEIGHT}v{-height:.1f}h{step - 1.5:.1f}v{height:.1f}z")
    return "".join(parts)


def number(value: float) -> str:
    """Return a number rounded to what is worth knowing."""
    if value == round(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


class FeaturesState(AppState):
    """A page of features."""

    features: list[FeatureLine] = []
    families: list[tuple[str, str]] = []
    total: int = 0
    offset: int = 0
    query: str = ""
    family: str = ""
    counted: str = ""
    progress: str = ""
    late: list[str] = []
    loaded: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        found = await feature_list.list_features(
            actor, locale=self.locale, query=self.query, family=self.family, offset=self.offset, size=PAGE
        )
        self.features = [self._line(row, found.overview) for row in found.page.rows]
        self.families = [(name, translate(self.locale, f"feature-family-{name}")) for name in feature_list.FAMILIES]
        self.total, self.offset, self.loaded = found.page.total, found.page.offset, True
        self._tell(found.overview)

    def _say(self, key: str, **args: Any) -> str:
        return translate(self.locale, key, **args)

    def _ago(self, seconds: float) -> str:
        return duration(self.locale, seconds)

    def _tell(self, overview: FeatureOverview) -> None:
        """Say when figures were counted, how far this hour's are, and what is late."""
        if overview.counted_s is None:
            self.counted = self._say("features-never-counted")
        else:
            ago = self._ago(overview.counted_s)
            self.counted = self._say("features-counted", students=overview.students, ago=ago)
        done = overview.classes - overview.classes_left
        self.progress = self._say("features-progress", done=done, all=overview.classes) if overview.classes_left else ""
        fresh, late = overview.freshness, []
        if fresh.real_time_s > feature_list.LATE_SECONDS:
            late.append(self._say("features-late", count=fresh.behind))
        if fresh.overdue_s > feature_list.LATE_SECONDS:
            late.append(self._say("features-figures-late"))
        self.late = late

    def _line(self, row: FeatureRow, overview: FeatureOverview) -> FeatureLine:
        coverage = spread = ""
        if row.of:
            share = round(100 * row.known / row.of)
            coverage = self._say(f"features-of-{_OF.get(row.entity, 'students')}", share=share, of=row.of)
        if row.enough:
            low, middle, high = number(row.low), number(row.middle), number(row.high)
            key = "features-always" if low == high else "features-range"
            spread = self._say(key, low=low, middle=middle, high=high)
        nothing = self._say("features-not-enough")
        return FeatureLine(
            row.name, self._say(f"features-entity-{row.entity}"), row.about, row.never, row.unit, self._sources(row),
            self._fresh(row, overview), coverage or nothing, spread or (nothing if coverage else ""), bars_of(row.bins),
        )  # fmt: skip

    def _sources(self, row: FeatureRow) -> str:
        if not row.sources:
            return self._say("features-no-sources")
        if len(row.sources) > 3:
            first = ", ".join(row.sources[:2])
            return self._say("features-sources-more", first=first, count=len(row.sources) - 2)
        return ", ".join(row.sources)

    def _fresh(self, row: FeatureRow, overview: FeatureOverview) -> str:
        if row.fresh == "daily":
            return self._say("features-fresh-daily")
        if row.fresh == "hourly":
            if overview.counted_s is None:
                return self._say("features-fresh-hourly-never")
            return self._say("features-fresh-hourly", ago=self._ago(overview.counted_s))
        if overview.freshness.behind:
            return self._say("features-fresh-now", ago=self._ago(overview.freshness.real_time_s))
        return self._say("features-fresh-with-event")

    @rx.event
    async def load(self) -> None:
        """Show the first page."""
        self.offset, self.query, self.family = 0, "", ""
        await self._fill()

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Search by name or meaning, and by what features are about."""
        family = str(form.get("family", ""))[:40]
        self.query, self.family, self.offset = str(form.get("query", ""))[:100], "" if family == "all" else family, 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()
