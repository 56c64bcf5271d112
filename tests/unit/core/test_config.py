"""Settings that cannot be used stop the start, each with its name and never with its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from learnapp.core.config import Settings, SettingsError, read_settings


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without an `.env`, and an environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_demo_is_off_in_production_and_cannot_be_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().demo
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert not read_settings().demo
    monkeypatch.setenv("DEMO", "true")
    with pytest.raises(SettingsError, match="DEMO cannot be on in production"):
        read_settings()


def test_several_processes_need_redis(nowhere: Path) -> None:
    (nowhere / ".env").write_text("WORKERS=2\n")
    with pytest.raises(SettingsError, match="WORKERS above 1 needs REDIS_URL"):
        read_settings()
    (nowhere / ".env").write_text("WORKERS=2\nREDIS_URL=redis://127.0.0.1:6379/0\n")
    assert read_settings().workers == 2


def test_what_is_wrong_is_named_all_at_once_and_no_value_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "a-secret")
    monkeypatch.setenv("RATE_LIMIT_API", "another-secret")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert "PORT: " in error.value.message and "RATE_LIMIT_API: write it like 10/minute" in error.value.message
    assert "secret" not in error.value.message


@pytest.mark.parametrize("rate", ["2000/second", "10/minute", "5 per 2 hours", "30/day", "1/1minute"])
def test_rates_are_those_of_the_library(rate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMIT_EVENTS", rate)
    assert read_settings().rate_limit_events == rate


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("REDIS_URL", "localhost:6379", "redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "http://127.0.0.1:6379", "rediss://:word@redis.example:6380/1?ssl_cert_reqs=required"),
        ("REDIS_URL", "redis://", "mem://"),
        ("PUBLIC_URL", "learn.example.edu", "https://learn.example.edu"),
        ("PUBLIC_URL", "https://example.edu/learn", "http://127.0.0.1:8010/"),
    ],
)
def test_an_address_that_leads_nowhere_stops_the_start(
    name: str, wrong: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(SettingsError, match=f"{name}: write it like"):
        read_settings()
    monkeypatch.setenv(name, right)
    assert getattr(read_settings(), name.lower()) == right
