"""One person: what is known of them, what may be corrected, consent, and erasure."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import day, moment, msg
from learnapp.pages.admin.consents import give_form, stored_badge
from learnapp.pages.admin.people import ROLES, labelled
from learnapp.state.admin.person import ConsentLine, LogLine, OutsideLine, PersonState, Relative, SectionLine
from learnapp.state.base import AppState


def _fact(label: str, *value: rx.Component | rx.Var | str) -> rx.Component:
    return rx.el.div(rx.el.dt(msg(label)), rx.el.dd(*value))


def _relative(one: rx.Var[Relative]) -> rx.Component:
    return rx.el.li(link(one.name, href="/admin/people/" + one.id))


def _family(label: str, people: rx.Var[list[Relative]]) -> rx.Component:
    return rx.cond(people.length() > 0, _fact(label, rx.el.ul(rx.foreach(people, _relative), class_name="plain-list")))


def _section(one: rx.Var[SectionLine]) -> rx.Component:
    return rx.el.li(one.title)


def _facts() -> rx.Component:
    p = PersonState
    roles = rx.foreach(p.held, lambda role: rx.el.span(msg("role-" + role.to(str)), class_name="badge"))
    return rx.el.dl(
        rx.cond(p.email != "", _fact("email", p.email)),
        _fact("people-role", rx.el.div(roles, class_name="row")),
        _fact("status", msg("status-" + p.status)),
        rx.cond(p.born != "", _fact("person-born", p.born)),
        rx.cond(
            p.own_sections.length() > 0,
            _fact("sections-title", rx.el.ul(rx.foreach(p.own_sections, _section), class_name="plain-list")),
        ),
        _family("person-guardians", p.guardians),
        _family("person-children", p.children),
        class_name="known",
    )


def _consent(line: rx.Var[ConsentLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(msg("basis-" + line.basis), scope="row"),
        rx.el.td(
            rx.cond(
                line.until != "",
                status_badge("idle", msg("consent-ended")),
                rx.cond(
                    line.counts,
                    status_badge("good", msg("consent-in-force")),
                    status_badge("warn", msg("consent-not-enough")),
                ),
            )
        ),
        rx.el.td(day(line.since), class_name="nowrap"),
        rx.el.td(rx.cond(line.until != "", day(line.until), "–"), class_name="nowrap"),
        rx.el.td(rx.cond(line.note != "", line.note, "–")),
        rx.el.td(
            rx.cond(
                (line.until == "") & PersonState.may_change,
                rx.el.button(
                    msg("consent-withdraw"),
                    rx.el.span(": ", msg("basis-" + line.basis), class_name="sr"),
                    type="button",
                    class_name="button plain",
                    on_click=PersonState.withdraw(line.basis),
                ),
            )
        ),
    )


def _consents() -> rx.Component:
    p = PersonState
    enough = rx.foreach(p.bases, lambda basis: rx.el.li(msg("basis-" + basis.to(str))))
    return rx.el.section(
        rx.el.div(rx.el.h2(msg("consents-title")), stored_badge(p.stored), class_name="row"),
        rx.el.p(msg("consent-reason-" + p.reason)),
        rx.cond(~p.stored, rx.el.div(rx.el.p(msg("consent-enough")), rx.el.ul(enough))),
        rx.cond(
            p.consents.length() > 0,
            table(
                msg("consent-recorded-list"),
                ("consent-basis", "status", "consent-since", "consent-until", "consent-note", ""),
                rx.foreach(p.consents, _consent),
            ),
        ),
        rx.cond(p.may_change, give_form("person", PersonState.give, p.bases[-1])),
        class_name="card stack",
    )


def _correct() -> rx.Component:
    p = PersonState
    boxes = [
        rx.el.label(
            rx.el.input(type="checkbox", name=f"role-{role}", id=f"role-{role}", default_checked=p.held.contains(role)),
            " ",
            msg(f"role-{role}"),
            html_for=f"role-{role}",
        )
        for role in ROLES
    ]
    return rx.el.section(
        rx.el.h2(msg("person-correct")),
        rx.el.form(
            labelled(
                "name",
                rx.el.input(
                    id="person-name", name="name", default_value=p.full_name, required=True, max_length=120,
                    class_name="input",
                ),
                "person-name",
            ),
            rx.el.button(msg("save"), type="submit", class_name="button"),
            on_submit=PersonState.rename,
            class_name="row end",
        ),
        rx.el.form(
            rx.el.fieldset(rx.el.legend(msg("person-roles")), *boxes, class_name="row fieldset"),
            rx.el.button(msg("person-roles-save"), type="submit", class_name="button"),
            on_submit=PersonState.set_roles,
            class_name="stack-s",
        ),
        class_name="card stack",
    )  # fmt: skip


def _erase() -> rx.Component:
    p = PersonState
    return rx.el.section(
        rx.el.h2(msg("person-erase")),
        rx.el.p(msg("person-erase-text")),
        rx.el.form(
            labelled(
                "person-erase-word",
                rx.el.input(
                    id="erase-word", name="word", required=True, auto_complete="off", class_name="input",
                    spell_check=False, aria_describedby="erase-wrong",
                ),
                "erase-word",
            ),
            rx.el.button(msg("person-erase-button"), type="submit", class_name="button danger"),
            on_submit=PersonState.erase,
            class_name="row end",
        ),
        rx.el.div(
            rx.cond(p.wrong_word, rx.el.p(msg("person-erase-wrong"), class_name="error-text")),
            id="erase-wrong",
            role="alert",
        ),
        class_name="card stack",
    )  # fmt: skip


def _factor() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("factor-title")),
        rx.el.p(msg("person-factor-text")),
        rx.el.button(
            msg("person-factor-reset"), type="button", on_click=PersonState.reset_factor, class_name="button danger",
            style={"align-self": "flex-start"},
        ),
        class_name="card stack",
    )  # fmt: skip


def _outside_line(one: rx.Var[OutsideLine]) -> rx.Component:
    p = PersonState
    return rx.el.tr(
        rx.el.th(one.name, scope="row", class_name="wrap"),
        rx.el.td(msg("outside-kind-" + one.kind)),
        rx.el.td(msg("outside-how-" + one.how)),
        rx.el.td(day(one.since), class_name="nowrap"),
        rx.el.td(rx.cond(one.used != "", day(one.used), "–"), class_name="nowrap"),
        rx.el.td(
            rx.cond(
                p.may_change,
                rx.el.button(
                    msg("outside-cut"), rx.el.span(": ", one.name, class_name="sr"), type="button",
                    on_click=p.cut(one.kind, one.key), class_name="button plain",
                ),
            )
        ),
    )  # fmt: skip


def _outside() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("outside-title")),
        rx.el.p(msg("outside-lead"), class_name="soft"),
        table(
            msg("outside-title"),
            ("outside-where", "outside-kind", "outside-how", "outside-since", "outside-used", ""),
            rx.foreach(PersonState.outside, _outside_line),
        ),
        class_name="card stack",
    )


def _sent_line(one: rx.Var[LogLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(msg("notices-kind-" + one.kind), scope="row", class_name="wrap"),
        rx.el.td(msg("way-" + one.channel)),
        rx.el.td(msg("deliveries-went-" + one.state)),
        rx.el.td(rx.cond(one.reason != "", msg("deliveries-reason-" + one.reason), "–"), class_name="wrap"),
        rx.el.td(moment(one.at), class_name="nowrap"),
    )


def _sent() -> rx.Component:
    p = PersonState
    heads = ("ways-kind", "deliveries-way", "status", "deliveries-reason", "deliveries-last")
    listed = rx.fragment(
        table(msg("deliveries-person"), heads, rx.foreach(p.sent_lines, _sent_line)),
        pager(p.sent_offset, p.sent_lines.length(), p.sent_total, p.turn_sent, "deliveries-turn"),
    )
    return rx.el.section(
        rx.el.h2(msg("deliveries-person")),
        rx.el.p(msg("deliveries-person-text"), class_name="soft"),
        rx.cond(p.sent_total > 0, listed, rx.el.p(msg("deliveries-person-none"), class_name="soft")),
        class_name="card stack",
    )


def person() -> rx.Component:
    """The page."""
    p = PersonState
    back = rx.el.p(link(msg("person-back"), href="/admin/people"), class_name="eyebrow")
    shown = rx.el.div(
        rx.cond(p.status == "erased", rx.el.p(msg("person-is-erased"), class_name="note")),
        rx.el.section(_facts(), class_name="card"),
        rx.cond(p.learner & AppState.is_admin, rx.el.p(link(msg("who-link"), href="/access/" + p.person_id))),
        rx.cond(p.learner & p.sees_consent, _consents()),
        rx.cond(p.outside.length() > 0, _outside()),
        rx.cond(AppState.is_admin, _sent()),
        rx.cond(p.may_change, _correct()),
        rx.cond(p.may_change & ~p.myself & p.works_here, _factor()),
        rx.cond(p.may_change & ~p.myself, _erase()),
        key=p.person_id,
        class_name="stack",
    )
    return shell(
        back,
        rx.cond(
            p.missing,
            rx.fragment(
                rx.el.h1(msg("person-title"), class_name="sr"),
                empty_state(
                    msg("person-none"),
                    msg("person-none-text"),
                    link(msg("person-back"), href="/admin/people", class_name="button primary"),
                ),
            ),
            rx.fragment(
                rx.el.h1(rx.cond(p.ready, p.full_name, msg("person-title"))),
                rx.cond(p.ready, shown, loading(msg("loading"))),
            ),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        person,
        route="/admin/people/[person]",
        title=msg("page-title", page=msg("person-title")),
        on_load=PersonState.load,
    )
