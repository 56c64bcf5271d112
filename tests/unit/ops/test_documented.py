"""Whoever adds a setting, a command or a metric documents it: these tests compare the pages with the code."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from starlette.routing import Route

from docs import reference
from learnapp.api.app import build_api
from learnapp.core.config import Settings

ROOT = Path(__file__).resolve().parents[3]


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_setting_is_documented(name: str) -> None:
    assert Settings.model_fields[name].description
    assert f"| `{name.upper()}` |" in _page("docs/settings.md"), "run `make docs`"
    assert f"\n# {name.upper()}=" in _page(".env.example"), "run `make docs`"


def test_no_setting_is_documented_that_does_not_exist() -> None:
    rows = [line.split("`")[1].lower() for line in _page("docs/settings.md").splitlines() if line.startswith("| `")]
    assert set(rows) == set(Settings.model_fields)


def test_every_command_is_documented_with_its_options() -> None:
    page = _page("docs/cli.md")
    for name, command in reference.commands():
        assert f"## `{name}`" in page, "run `make docs`"
        assert command.help, f"{name} says nothing about itself"
        section = page.split(f"## `{name}`")[1].split("\n## ")[0]
        for parameter in command.params:
            if parameter.name != "help" and parameter.param_type_name == "option":
                assert parameter.opts[-1] in section, f"{name} {parameter.opts[-1]}: run `make docs`"


def test_every_metric_is_documented() -> None:
    page = _page("docs/metrics.md")
    for name, kind, text in reference.metric_names():
        assert f"| `{name}` | {kind} |" in page, "run `make docs`"
        assert text


def test_requirements_are_pinned_exactly_and_once() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line.strip() for line in _page(name).splitlines() if line.strip() and not line.startswith(("#", "-r"))]
        assert lines and all("==" in line for line in lines), f"{name}: pin every line with =="
        packages = [line.split("==")[0].split("[")[0].lower().replace("_", "-") for line in lines]
        assert len(packages) == len(set(packages)), f"{name}: a package stands twice"


def test_the_licence_is_the_one_that_the_project_declares() -> None:
    project = tomllib.loads(_page("pyproject.toml"))["project"]
    assert project["license"]["text"] == "Apache-2.0"
    assert "Apache License" in _page("LICENSE")
    assert "Version 2.0, January 2004" in _page("LICENSE")


def test_every_http_route_is_documented() -> None:
    page = _page("docs/http-api.md")
    for route in build_api().routes:
        assert isinstance(route, Route)
        assert f"{route.path}`" in page or f"{route.path} " in page, f"{route.path}: add it to docs/http-api.md"
