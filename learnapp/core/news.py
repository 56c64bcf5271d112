"""What is new for whom: shown in the application, newest first; the words are in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class News:
    """One thing that has changed.

    Attributes:
        key: Catalogue key of its title; `KEY-text` says what it is good for.
        roles: Who it matters to.
    """

    on: date
    key: str
    roles: frozenset[str]


def _for(*roles: str) -> frozenset[str]:
    return frozenset(roles)


NEWS: tuple[News, ...] = (
    News(date(2026, 11, 29), "news-outline", _for("instructor", "admin")),
    News(date(2026, 11, 28), "news-reports", _for("instructor", "admin")),
    News(date(2026, 11, 28), "news-exports", _for("admin")),
    News(date(2026, 11, 28), "news-webhooks", _for("admin")),
    News(date(2026, 11, 28), "news-inbox", _for("student", "instructor", "assistant", "admin")),
    News(date(2026, 11, 27), "news-tutor-hours", _for("student", "instructor", "assistant", "admin")),
    News(date(2026, 11, 27), "news-authoring", _for("instructor", "admin")),
    News(date(2026, 11, 27), "news-providers", _for("admin")),
    News(date(2026, 11, 27), "news-sign-on", _for("admin")),
    News(date(2026, 11, 27), "news-open-data", _for("admin")),
    News(date(2026, 11, 27), "news-language-model", _for("admin")),
    News(date(2026, 11, 27), "news-players", _for("instructor", "admin")),
    News(date(2026, 11, 27), "news-formats", _for("admin")),
    News(date(2026, 11, 27), "news-tutor", _for("student", "instructor", "assistant", "admin")),
    News(date(2026, 11, 27), "news-rules", _for("instructor", "admin")),
    News(date(2026, 11, 27), "news-ruled", _for("student")),
    News(date(2026, 11, 27), "news-plan", _for("student", "instructor", "assistant", "guardian")),
    News(date(2026, 11, 27), "news-grades", _for("instructor", "admin")),
    News(date(2026, 11, 27), "news-ways", _for("student", "guardian", "instructor", "assistant", "admin")),
    News(date(2026, 11, 27), "news-lms", _for("instructor", "admin")),
    News(date(2026, 11, 27), "news-access", _for("student", "guardian", "admin")),
    News(date(2026, 11, 27), "news-rosters", _for("admin")),
    News(date(2026, 11, 27), "news-checked", _for("instructor", "admin")),
    News(date(2026, 11, 27), "news-need-help", _for("instructor")),
    News(date(2026, 11, 27), "news-difficulty", _for("instructor", "assistant")),
    News(date(2026, 11, 27), "news-reviews", _for("student", "instructor", "assistant", "admin")),
    News(date(2026, 11, 27), "news-computed", _for("student", "guardian", "instructor", "assistant", "admin")),
    News(date(2026, 11, 27), "news-models", _for("admin")),
    News(date(2026, 11, 27), "news-experiments", _for("admin")),
    News(date(2026, 11, 26), "news-notices", _for("student", "instructor", "assistant", "admin", "guardian")),
    News(date(2026, 11, 26), "news-assigned", _for("student", "guardian")),
    News(date(2026, 11, 26), "news-assigning", _for("instructor", "admin")),
    News(date(2026, 11, 26), "news-preview", _for("instructor", "assistant", "admin")),
    News(date(2026, 11, 26), "news-impact", _for("instructor", "admin")),
    News(date(2026, 11, 26), "news-invitations", _for("instructor", "admin")),
    News(date(2026, 11, 26), "news-trials", _for("admin")),
    News(date(2026, 11, 23), "news-checkup", _for("student")),
    News(date(2026, 11, 23), "news-videos", _for("student", "instructor", "assistant", "admin")),
    News(date(2026, 11, 23), "news-explanations", _for("student", "instructor", "assistant")),
    News(date(2026, 11, 23), "news-discussion", _for("student", "instructor", "assistant", "admin")),
    News(date(2026, 11, 23), "news-feedback", _for("instructor", "assistant", "admin")),
    News(date(2026, 11, 16), "news-answers", _for("student", "instructor", "assistant")),
    News(date(2026, 11, 16), "news-look", _for("student", "instructor", "assistant", "admin", "guardian", "auditor")),
)


def news_for(roles: frozenset[str]) -> list[News]:
    """Return what is new for somebody, newest first."""
    return sorted((one for one in NEWS if one.roles & roles), key=lambda one: one.on, reverse=True)
