"""Trained models: what serves, what is tried, trainings with their progress, and every version."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.memory import memory_card
from learnapp.components.model_pages import model_pages
from learnapp.components.status import progress, status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.components.transfer import ticker
from learnapp.state.admin.memory import MemoryState
from learnapp.state.admin.models import KindView, ModelsState, PlaceView, RunLine, VersionLine


def _version_link(place: rx.Var[PlaceView]) -> rx.Component:
    return link(msg("models-version", number=place.number), href="/admin/models/" + place.version_id)


def _production(kind: rx.Var[KindView]) -> rx.Component:
    since = rx.cond(
        kind.production.since != "", rx.fragment(" ", msg("models-since", moment=moment(kind.production.since)))
    )
    return rx.cond(
        kind.production.number != "",
        rx.el.p(_version_link(kind.production), " ", msg("models-serves-all"), since),
        rx.cond(
            kind.shared != "",
            rx.el.p(msg("models-shared", number=kind.shared)),
            rx.el.p(msg("models-untrained-" + kind.kind), since),
        ),
    )


def _tried(kind: rx.Var[KindView], stage: str, place: rx.Var[PlaceView]) -> rx.Component:
    served = msg("models-canary-share", share=place.share, kind=kind.kind)
    text = served if stage == "canary" else msg("models-shadow-text")
    return rx.el.div(
        rx.el.dt(msg(f"models-stage-{stage}")),
        rx.el.dd(
            rx.cond(
                place.number != "",
                rx.fragment(
                    rx.el.p(_version_link(place), " ", text),
                    rx.el.button(
                        msg("models-clear"),
                        type="button",
                        class_name="button",
                        aria_label=msg(f"models-clear-{stage}", number=place.number),
                        on_click=ModelsState.clear(kind.kind, stage),
                    ),
                ),
                rx.el.p(msg("models-nothing"), class_name="soft"),
            )
        ),
    )


def _progress(run: rx.Var[RunLine]) -> rx.Component:
    return rx.el.div(
        status_badge(run.tone, msg("models-run-" + run.status)),
        progress(run.percent, msg("models-step-" + run.step, done=run.done)),
        rx.el.button(
            msg("models-stop"),
            type="button",
            class_name="button",
            disabled=run.status == "stopping",
            on_click=ModelsState.stop(run.run_id),
        ),
        class_name="row",
        role="status",
    )


def _back(kind: rx.Var[KindView]) -> rx.Component:
    where = rx.cond(
        kind.back != "", msg("models-back-text", number=kind.back), msg("models-back-text-" + kind.kind)
    ).to(str)
    return rx.cond(
        kind.production.number != "",
        rx.el.details(
            rx.el.summary(msg("models-back")),
            rx.el.p(where),
            rx.el.button(
                msg("models-back-now"),
                type="button",
                class_name="button danger",
                on_click=ModelsState.go_back(kind.kind),
            ),
        ),
    )


def _kind(kind: rx.Var[KindView]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("model-kind-" + kind.kind)),
        rx.el.p(msg("model-purpose-" + kind.kind), class_name="soft"),
        rx.el.dl(
            rx.el.div(rx.el.dt(msg("models-stage-production")), rx.el.dd(_production(kind))),
            _tried(kind, "canary", kind.canary),
            _tried(kind, "shadow", kind.shadow),
            class_name="known",
        ),
        rx.cond(
            kind.run.live,
            _progress(kind.run),
            rx.el.div(
                rx.el.button(
                    msg("models-train"),
                    type="button",
                    class_name="button primary",
                    on_click=ModelsState.train(kind.kind),
                ),
                rx.el.span(msg("models-train-text"), class_name="soft small"),
                class_name="row",
            ),
        ),
        _back(kind),
        aria_label=msg("model-kind-" + kind.kind),
        class_name="card stack",
    )


def _version(row: rx.Var[VersionLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(msg("models-version", number=row.number), href="/admin/models/" + row.version_id), scope="row"),
        rx.el.td(msg("model-kind-" + row.kind)),
        rx.el.td(
            rx.cond(
                row.stage != "",
                status_badge(row.tone, msg("models-stage-" + row.stage)),
                rx.el.span(msg("models-waiting"), class_name="soft"),
            )
        ),
        rx.el.td(rx.cond(row.told, msg("models-headline-" + row.kind, value=row.figure), msg("models-too-few"))),
        rx.el.td(
            rx.cond(
                row.shut > 0,
                status_badge("warn", msg("models-gates-shut", count=row.shut)),
                status_badge("good", msg("models-gates-open")),
            )
        ),
        rx.el.td(msg("models-count", value=row.answers), class_name="num"),
        rx.el.td(moment(row.made), class_name="nowrap"),
    )


def _versions() -> rx.Component:
    heads = ("models-column-version", "models-column-kind", "status", "models-column-good", "models-column-gates",
             "models-column-answers", "models-column-made")  # fmt: skip
    return rx.el.section(
        rx.el.h2(msg("models-versions")),
        rx.cond(
            ModelsState.versions_total > 0,
            rx.fragment(
                table(msg("models-versions"), heads, rx.foreach(ModelsState.versions, _version)),
                pager(
                    ModelsState.versions_offset, ModelsState.versions.length(), ModelsState.versions_total,
                    ModelsState.turn_versions, "models-turn-versions",
                ),
            ),
            rx.el.p(msg("models-versions-none"), class_name="soft"),
        ),
        class_name="stack",
    )  # fmt: skip


def _outcome(run: rx.Var[RunLine]) -> rx.Component:
    return rx.el.div(
        status_badge(run.tone, msg("models-run-" + run.status)),
        rx.match(
            run.status,
            (
                "done",
                rx.cond(
                    run.version_id != "",
                    link(msg("models-run-version"), href="/admin/models/" + run.version_id),
                    rx.el.p(msg("models-run-same"), class_name="small"),
                ),
            ),
            ("failed", rx.el.p(msg("error-" + run.fault), class_name="small error-text")),
            rx.el.p(msg("models-step-" + run.step, done=run.done), class_name="small"),
        ),
        class_name="stack-s",
    )


def _run(run: rx.Var[RunLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(moment(run.started), scope="row", class_name="nowrap"),
        rx.el.td(msg("model-kind-" + run.kind)),
        rx.el.td(msg("models-reason-" + run.reason)),
        rx.el.td(
            rx.cond(
                run.answers > 0,
                msg("models-learned-from-" + run.kind, answers=run.answers, students=run.students),
                rx.el.span("–", aria_hidden="true"),
            )
        ),
        rx.el.td(_outcome(run), class_name="wrap"),
        rx.el.td(
            rx.cond(
                run.resumable,
                rx.el.button(
                    msg("models-resume"),
                    type="button",
                    class_name="button",
                    disabled=ModelsState.training,
                    aria_label=msg("models-resume-of", moment=moment(run.started)),
                    on_click=ModelsState.resume(run.run_id),
                ),
            )
        ),
    )


def _runs() -> rx.Component:
    heads = ("models-column-started", "models-column-kind", "models-column-why", "models-column-from", "status", "")
    return rx.el.section(
        rx.el.h2(msg("models-runs")),
        rx.cond(
            ModelsState.runs_total > 0,
            rx.fragment(
                table(msg("models-runs"), heads, rx.foreach(ModelsState.runs, _run)),
                pager(
                    ModelsState.runs_offset, ModelsState.runs.length(), ModelsState.runs_total, ModelsState.turn_runs,
                    "models-turn-runs",
                ),
            ),
            rx.el.p(msg("models-runs-none"), class_name="soft"),
        ),
        class_name="stack",
    )  # fmt: skip


def models() -> rx.Component:
    """What serves the students, what is tried, and how models are trained."""
    return shell(
        model_pages("/admin/models"),
        rx.el.h1(msg("models-title")),
        rx.el.p(msg("models-lead"), class_name="lead"),
        rx.cond(
            ModelsState.models_ready,
            rx.fragment(
                rx.cond(ModelsState.training, ticker(2, ModelsState.refresh)),
                rx.el.section(rx.foreach(ModelsState.kinds, _kind), aria_label=msg("models-kinds"), class_name="stack"),
                memory_card(),
                _versions(),
                _runs(),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        models,
        route="/admin/models",
        title=msg("page-title", page=msg("models-title")),
        on_load=[ModelsState.load, MemoryState.load],
    )
