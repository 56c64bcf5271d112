"""Every feature that models know of a student, what it means, and how fresh and how common it is."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.model_pages import model_pages
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.admin.features import FeatureLine, FeaturesState

_HEADS = (
    "features-name", "features-meaning", "features-sources", "features-fresh", "features-coverage", "features-spread",
)  # fmt: skip


def _row(line: rx.Var[FeatureLine]) -> rx.Component:
    bars = rx.el.svg(
        rx.el.path(d=line.bars, fill="currentColor"),
        view_box="0 0 96 24",
        width="96",
        height="24",
        class_name="spark",
        aria_hidden="true",
    )
    return rx.el.tr(
        rx.el.th(rx.el.code(line.name), rx.el.div(line.entity, class_name="soft small"), scope="row"),
        rx.el.td(
            rx.el.div(line.about),
            rx.cond(line.never != "", rx.el.div(line.never, class_name="soft small")),
            class_name="wrap",
        ),
        rx.el.td(rx.el.div(line.sources), class_name="soft"),
        rx.el.td(line.fresh),
        rx.el.td(line.coverage),
        rx.el.td(
            rx.cond(line.bars != "", bars),
            rx.el.div(line.spread, class_name="small"),
            rx.el.div(line.unit, class_name="soft small"),
        ),
    )


def _search() -> rx.Component:
    return rx.el.form(
        labelled(
            "features-query",
            rx.el.input(id="features-query", name="query", type="search", max_length=100, class_name="input"),
            "features-query",
        ),
        labelled(
            "features-family",
            rx.el.select(
                rx.el.option(msg("features-family-all"), value="all"),
                rx.foreach(FeaturesState.families, lambda one: rx.el.option(one[1], value=one[0])),
                id="features-family",
                name="family",
                class_name="select",
            ),
            "features-family",
        ),
        rx.el.button(msg("search"), type="submit", class_name="button"),
        on_submit=FeaturesState.search,
        class_name="row end",
        role="search",
    )


def features() -> rx.Component:
    """The declared features."""
    return shell(
        model_pages("/admin/features"),
        rx.el.h1(msg("features-title")),
        rx.el.p(msg("features-lead"), class_name="soft"),
        rx.el.div(
            rx.foreach(FeaturesState.late, lambda text: rx.el.p(text, class_name="note bad")),
            rx.cond(FeaturesState.counted != "", rx.el.p(FeaturesState.counted, class_name="soft small")),
            rx.cond(FeaturesState.progress != "", rx.el.p(FeaturesState.progress, class_name="soft small")),
            role="status",
        ),
        _search(),
        rx.cond(
            FeaturesState.loaded,
            rx.cond(
                FeaturesState.total > 0,
                table(msg("features-title"), _HEADS, rx.foreach(FeaturesState.features, _row), "stacked features"),
                empty_state(msg("features-none"), msg("features-none-text")),
            ),
            loading(msg("loading")),
        ),
        pager(FeaturesState.offset, FeaturesState.features.length(), FeaturesState.total, FeaturesState.turn),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        features,
        route="/admin/features",
        title=msg("page-title", page=msg("features-title")),
        on_load=FeaturesState.load,
    )
