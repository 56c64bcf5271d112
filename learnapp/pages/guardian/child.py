"""One child: topics, days, what comes next, how to help, consent, data, and a word with the teachers."""

from __future__ import annotations

import reflex as rx

from learnapp.components.assigned import assigned_row
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import PlainForm, labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.mastery import badge
from learnapp.components.plan import plan_standing
from learnapp.components.prose import prose
from learnapp.components.taking_part import taking_part
from learnapp.components.text import date_of, day, moment, msg
from learnapp.pages.guardian.family import names, week_in_words
from learnapp.state.base import AppState
from learnapp.state.family import (
    CardView,
    ChildState,
    ChildTest,
    ConsentView,
    DayView,
    FromSchoolView,
    HelpView,
    KcView,
    MessageView,
)
from learnapp.state.taking_part import TakingPartState


def _section(title: str, *children: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(msg(title), class_name="section-title"), *children)


def _topic(kc: rx.Var[KcView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(kc.name),
        rx.el.span(
            badge(kc.band),
            rx.cond(
                kc.enough & (kc.high - kc.low > 25), rx.el.span(" ", msg("family-unsure"), class_name="soft small")
            ),
        ),
        class_name="check-task",
    )


def _day_row(one: rx.Var[DayView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(date_of(one.date), scope="row"),
        rx.el.td(rx.cond(one.answers > 0, one.answers.to(str), "–"), class_name="num"),
        rx.el.td(rx.cond(one.minutes > 0, one.minutes.to(str), "–"), class_name="num"),
    )


def _test(one: rx.Var[ChildTest]) -> rx.Component:
    """Return what came of one test, in plain words; only that it is handed in while the school shows nothing yet."""
    said = rx.fragment(
        rx.el.p(
            rx.el.strong(msg("family-test-share", share=one.share), "."),
            " ",
            msg("family-test-between", low=one.low, high=one.high),
        ),
        rx.match(
            one.passed,
            ("yes", rx.el.p("✓ ", msg("family-test-passed"))),
            ("no", rx.el.p(msg("family-test-not-passed"))),
            rx.fragment(),
        ),
        names("family-test-well", one.well),
        names("family-test-hard", one.hard),
    )
    return rx.el.li(
        rx.el.h3(one.title),
        rx.el.p(one.section, " · ", msg("family-test-at", day=day(one.at)), class_name="soft small"),
        rx.cond(
            one.waits,
            rx.el.p(msg("family-test-waits")),
            rx.cond(one.share >= 0, said, rx.el.p(msg("family-test-placement"))),
        ),
        class_name="card stack-s",
        key=one.id,
    )


def _next(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(card.title),
        " · ",
        card.kc,
        rx.el.ul(rx.foreach(card.reasons, lambda reason: rx.el.li(reason.text)), class_name="reasons"),
    )


def _help(one: rx.Var[HelpView]) -> rx.Component:
    return rx.el.details(rx.el.summary(one.topic), prose(one.text), class_name="card quiet")


def _consent_line(one: rx.Var[ConsentView]) -> rx.Component:
    return rx.el.li(
        msg("basis-" + one.basis.to(str)),
        " · ",
        rx.cond(
            one.until == "",
            msg("family-consent-since", day=day(one.since)),
            msg("family-consent-was", day=day(one.since), end=day(one.until)),
        ),
    )


def _consent() -> rx.Component:
    state = ChildState
    ask = rx.el.div(
        rx.el.p(msg("family-withdraw-what")),
        rx.el.div(
            rx.el.button(
                msg("family-withdraw-sure"), type="button", on_click=state.withdraw, class_name="button danger"
            ),
            rx.el.button(msg("cancel"), type="button", on_click=state.ask_withdraw, class_name="button plain"),
            class_name="row",
        ),
        class_name="note stack-s",
        role="alert",
    )
    return _section(
        "family-consent",
        rx.el.p(msg("family-consent-what")),
        rx.cond(
            state.child.covered,
            rx.el.p("✓ ", msg("family-covered")),
            rx.el.p(msg("family-not-covered"), class_name="note"),
        ),
        rx.el.ul(rx.foreach(state.consents, _consent_line)),
        rx.cond(
            state.given,
            rx.cond(
                state.withdrawing,
                ask,
                rx.el.button(msg("family-withdraw"), type="button", on_click=state.ask_withdraw, class_name="button"),
            ),
            rx.el.div(
                rx.el.button(msg("family-give"), type="button", on_click=state.give, class_name="button primary"),
                rx.cond(
                    state.child.covered & ~state.withdrawing,
                    rx.el.button(msg("family-object"), type="button", on_click=state.ask_withdraw, class_name="button"),
                ),
                rx.cond(state.withdrawing, ask),
                class_name="row",
            ),
        ),
    )


def _message(one: rx.Var[MessageView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(day(one.at), " · ", one.title, class_name="soft small"),
        rx.el.p(one.said, class_name="said"),
        rx.cond(
            one.status == "open",
            rx.el.p(msg("family-waits"), class_name="soft small"),
            rx.el.p(
                rx.el.strong(msg("family-answer")), " ", rx.cond(one.answer != "", one.answer, msg("family-seen")),
                class_name="note said",
            ),
        ),
        class_name="card stack-s",
    )  # fmt: skip


def _written(one: rx.Var[FromSchoolView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(msg("from-school-by", title=one.title, at=moment(one.at)), class_name="soft small"),
        rx.el.p(one.said, class_name="said"),
        class_name="card stack-s",
    )


def _contact() -> rx.Component:
    state = ChildState
    form = rx.el.form(
        rx.el.label(msg("family-class"), html_for="message-class"),
        rx.el.select(
            rx.foreach(state.classes, lambda one: rx.el.option(one.title, value=one.id)),
            id="message-class",
            name="class",
            class_name="select",
        ),
        rx.el.label(msg("family-message"), html_for="message-said"),
        rx.el.textarea(id="message-said", name="said", required=True, max_length=1000, rows="4", class_name="textarea"),
        rx.el.div(rx.el.button(msg("send"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=state.write,
        key=AppState.taken,
        class_name="stack-s",
    )
    return _section(
        "family-contact",
        rx.el.p(msg("family-contact-what"), class_name="soft"),
        rx.cond(state.classes.length() > 0, form, rx.el.p(msg("family-no-class"), class_name="note")),
        rx.el.ul(rx.foreach(state.messages, _message), class_name="stack-s plain-list below"),
    )


def child() -> rx.Component:
    """The page."""
    state = ChildState
    days = rx.el.table(
        rx.el.caption(msg("family-days"), class_name="sr"),
        rx.el.thead(
            rx.el.tr(*(rx.el.th(msg(key), scope="col") for key in ("family-day", "family-answers", "family-minutes")))
        ),
        rx.el.tbody(rx.foreach(state.days, _day_row)),
    )
    whole = rx.fragment(
        rx.el.p(link(msg("family-back"), href="/family"), class_name="eyebrow"),
        rx.el.h1(state.child.name),
        rx.el.p(state.child.classes.join(", "), class_name="soft"),
        rx.el.p(link(msg("who-link-child"), href="/access/" + state.child.id)),
        week_in_words(state.child),
        names("family-well", state.child.well),
        names("family-hard", state.child.hard),
        plan_standing(state.request, "family"),
        rx.cond(
            state.topics.length() > 0,
            _section(
                "family-topics",
                rx.el.p(msg("family-topics-what"), class_name="soft small"),
                rx.el.ul(rx.foreach(state.topics, _topic), class_name="plain-list card"),
            ),
        ),
        rx.cond(
            state.helps.length() > 0,
            _section(
                "family-help",
                rx.el.p(msg("family-help-what"), class_name="soft small"),
                rx.el.div(rx.foreach(state.helps, _help), class_name="stack-s"),
            ),
        ),
        rx.cond(
            state.assigned.length() > 0,
            _section(
                "family-assigned",
                rx.el.p(msg("family-assigned-what"), class_name="soft small"),
                rx.el.ul(
                    rx.foreach(state.assigned, lambda one: assigned_row(one, opens=False)),
                    class_name="plain-list card",
                ),
            ),
        ),
        rx.cond(
            state.tests.length() > 0,
            _section(
                "family-tests",
                rx.el.p(msg("family-tests-what"), class_name="soft small"),
                rx.el.ul(rx.foreach(state.tests, _test), class_name="stack-s plain-list"),
            ),
        ),
        rx.cond(
            state.cards.length() > 0,
            _section("family-next", rx.el.ul(rx.foreach(state.cards, _next), class_name="stack-s plain-list")),
        ),
        _section(
            "family-days",
            rx.el.details(rx.el.summary(msg("family-days-open")), rx.el.div(days, class_name="table-wrap")),
        ),
        rx.cond(
            state.from_school.length() > 0,
            _section(
                "from-school-title",
                rx.el.p(msg("from-school-lead", name=state.child.name), class_name="soft"),
                rx.el.ul(rx.foreach(state.from_school, _written), class_name="stack-s plain-list"),
            ),
        ),
        _contact(),
        _consent(),
        taking_part(),
        _section(
            "family-report",
            rx.el.p(msg("family-report-what")),
            PlainForm.create(
                rx.el.div(
                    labelled(
                        "family-report-first",
                        rx.el.input(id="child-first", name="first", type="date", class_name="input date"),
                        "child-first",
                    ),
                    labelled(
                        "family-report-last",
                        rx.el.input(id="child-last", name="last", type="date", class_name="input date"),
                        "child-last",
                    ),
                    rx.el.button(msg("family-report-get"), type="submit", class_name="button"),
                    class_name="row end",
                ),
                rx.el.p(msg("family-report-empty"), class_name="soft small"),
                action="/api/v1/reports/children/" + state.child.id + ".pdf",
                method="get",
                class_name="stack-s",
            ),
        ),
        _section(
            "family-data",
            rx.el.p(msg("family-data-what")),
            rx.el.button(msg("family-download"), type="button", on_click=state.download, class_name="button"),
        ),
    )
    missing = rx.fragment(
        rx.el.h1(msg("family-no-child"), class_name="sr"),
        empty_state(
            msg("family-no-child"),
            msg("family-none-text"),
            link(msg("family-back"), href="/family", class_name="button"),
        ),
    )
    return shell(
        rx.cond(
            state.child_ready,
            rx.cond(state.no_child, missing, whole),
            rx.fragment(rx.el.h1(msg("family-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="narrow",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("family-title"))
    app.add_page(
        child, route="/family/[student_id]", title=title, on_load=[ChildState.load, TakingPartState.load_child]
    )
