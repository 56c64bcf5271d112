"""What the institution measures itself by: five figures beside their targets, how sure they are, and why."""

from __future__ import annotations

import reflex as rx

from learnapp.components.counting import moving, see_health
from learnapp.components.empty_states import loading
from learnapp.components.interval_chart import interval_chart
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.text import date_of, moment, msg
from learnapp.state.admin.mission import WEEKS, MissionState, MissionView, PointView

_EVIDENCE = (
    ("ctr", "/admin/drift", "mission-go-drift"),
    ("completion", "/admin/drift", "mission-go-drift"),
    ("pace", "/admin/experiments", "mission-go-experiments"),
    ("nps", "/admin/feedback", "mission-go-feedback"),
    ("hallucination", "/admin/reviews", "mission-go-reviews"),
)


def _said(metric: rx.Var[str], value: rx.Var[float]) -> rx.Var[str]:
    """Return a value with its unit."""
    return rx.cond(metric == "nps", msg("mission-points", value=value), msg("mission-percent", value=value)).to(str)


def _range(metric: rx.Var[str], low: rx.Var[float], high: rx.Var[float]) -> rx.Var[str]:
    return rx.cond(
        metric == "nps", msg("mission-range-points", low=low, high=high), msg("mission-range", low=low, high=high)
    ).to(str)


def _standing(one: rx.Var[MissionView]) -> rx.Component:
    tone = rx.match(one.standing, ("reached", "good"), ("missed", "bad"), ("open", "warn"), "idle")
    return status_badge(tone, msg("mission-standing-" + one.standing))


def _week(one: rx.Var[PointView], metric: rx.Var[str]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(date_of(one.first), scope="row"),
        rx.el.td(rx.cond(one.enough, _said(metric, one.value), msg("mission-too-little")), class_name="number"),
        rx.el.td(rx.cond(one.enough, _range(metric, one.low, one.high), "–"), class_name="number"),
        rx.el.td(one.base, class_name="number"),
        rx.el.td(one.units, class_name="number"),
        rx.cond(
            metric == "hallucination",
            rx.fragment(
                rx.el.td(one.reported, class_name="number"),
                rx.el.td(
                    msg("mission-reported-of", hits=one.reported_wrong, base=one.reported_decided), class_name="number"
                ),
            ),
        ),
        key=one.first,
    )


def _evidence(one: rx.Var[MissionView]) -> rx.Component:
    """Return what a figure rests on: how it is counted, what it cannot tell, its weeks, and where to look further."""
    heads = ("mission-week", "mission-value", "mission-between", "mission-base", "mission-units")
    beside = ("mission-reported-week", "mission-reported-wrong")
    table = rx.el.table(
        rx.el.caption(msg("mission-weeks"), class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                *(rx.el.th(msg(head), scope="col") for head in heads),
                rx.cond(
                    one.metric == "hallucination",
                    rx.fragment(*(rx.el.th(msg(head), scope="col") for head in beside)),
                ),
            )
        ),
        rx.el.tbody(rx.foreach(one.weeks, lambda week: _week(week, one.metric))),
    )
    places = [
        rx.cond(one.metric == metric, link(msg(words), href=href, class_name="button"))
        for metric, href, words in _EVIDENCE
    ]
    return rx.el.details(
        rx.el.summary(msg("mission-rests")),
        rx.el.div(
            rx.el.p(msg("mission-how-" + one.metric)),
            rx.cond(one.way != "", rx.el.p(msg("mission-way-" + one.way), class_name="note")),
            rx.el.p(rx.el.strong(msg("mission-cannot")), " ", msg("mission-cannot-" + one.metric)),
            rx.cond(
                one.days.length() > 1,
                interval_chart(
                    one.days, one.points, one.lows, one.highs, (msg("mission-value"), msg("mission-between"))
                ),
            ),
            rx.cond(one.weeks.length() > 0, rx.el.div(table, class_name="table-wrap")),
            rx.el.div(*places, class_name="row"),
            class_name="stack-s below",
        ),
    )


def _figure(one: rx.Var[MissionView]) -> rx.Component:
    known = one.standing != "none"
    return rx.el.li(
        rx.el.div(rx.el.h2(msg("mission-" + one.metric)), _standing(one), class_name="row between"),
        rx.el.p(msg("mission-what-" + one.metric), class_name="soft"),
        rx.cond(
            known,
            rx.el.p(
                rx.el.strong(_said(one.metric, one.value), class_name="lead"),
                " · ",
                _range(one.metric, one.low, one.high),
                " · ",
                rx.el.span(msg("mission-target-" + one.metric, target=one.target)),
            ),
            rx.el.p(
                rx.el.strong(msg("mission-too-little")),
                " · ",
                msg("mission-needs-" + one.metric, least=one.least),
                " · ",
                msg("mission-target-" + one.metric, target=one.target),
            ),
        ),
        rx.el.p(
            msg("mission-from-" + one.metric, base=one.base, hits=one.hits, units=one.units, others=one.others),
            rx.cond(
                one.first != "",
                rx.fragment(" ", msg("mission-days", first=date_of(one.first), last=date_of(one.last))),
            ),
            class_name="soft small",
        ),
        rx.cond(
            one.reported > 0,
            rx.el.p(
                msg(
                    "mission-reported",
                    units=one.reported,
                    base=one.reported_decided,
                    hits=one.reported_wrong,
                ),
                class_name="soft small",
            ),
        ),
        _evidence(one),
        class_name="card stack-s",
        key=one.metric,
    )


def mission() -> rx.Component:
    """The page."""
    state = MissionState
    counted = state.figures[0].computed
    return shell(
        rx.el.p(link(msg("nav-overview"), href="/admin"), class_name="eyebrow"),
        rx.el.h1(msg("mission-title")),
        rx.el.p(msg("mission-lead", weeks=WEEKS), class_name="soft"),
        rx.cond(
            state.mission_ready,
            rx.el.div(
                rx.el.p(
                    rx.cond(
                        counted != "",
                        msg("mission-counted", at=moment(counted)),
                        rx.fragment(msg("mission-not-yet"), " ", see_health()),
                    ),
                    class_name="soft small",
                    role="status",
                ),
                moving(state.days_moving),
                rx.el.ul(rx.foreach(state.figures, _figure), class_name="plain-list stack"),
                class_name="stack",
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        mission, route="/admin/mission", title=msg("page-title", page=msg("mission-title")), on_load=MissionState.load
    )
