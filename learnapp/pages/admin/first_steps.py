"""The guided way to a class that runs: four steps that can be left and gone on with at any time."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import loading
from learnapp.components.forms import labelled
from learnapp.components.inviting import attest_box, new_link
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.roster import roster_import
from learnapp.components.table import pager
from learnapp.components.text import day, msg
from learnapp.state.admin.first_steps import Assigned, Offer, SetupState
from learnapp.state.admin.people import RosterState
from learnapp.state.base import AppState
from learnapp.state.inviting import InvitingState

STEPS = ("class", "course", "people", "assignment")


def _stepper() -> rx.Component:
    def place(number: int, step: str) -> rx.Component:
        done = SetupState.done.contains(step)
        return rx.el.li(
            f"{number}. ",
            msg(f"setup-step-{step}"),
            rx.cond(
                done,
                rx.fragment(rx.el.span(" ✓", aria_hidden="true"), rx.el.span(msg("setup-is-done"), class_name="sr")),
            ),
            custom_attrs={
                "data-now": rx.cond(SetupState.step == step, "true", "false"),
                "data-done": rx.cond(done, "true", "false"),
                "aria-current": rx.cond(SetupState.step == step, "step", "false"),
            },
        )

    return rx.el.ol(
        *(place(number, step) for number, step in enumerate(STEPS, 1)),
        class_name="steps",
        aria_label=msg("setup-steps"),
    )


def _step(step: str, said: rx.Component, form: rx.Component) -> rx.Component:
    """Return one step: what it did once it is done, its form while it is at hand or opened again."""
    done = SetupState.done.contains(step)
    here = (SetupState.step == step) | (SetupState.again == step)
    return rx.cond(
        done | here,
        rx.el.section(
            rx.el.div(
                rx.el.h2(msg(f"setup-{step}"), style={"margin": "0"}),
                rx.cond(
                    done,
                    rx.el.button(
                        rx.cond(SetupState.again == step, msg("close"), msg(f"setup-{step}-again")),
                        type="button",
                        class_name="button plain",
                        aria_expanded=rx.cond(SetupState.again == step, "true", "false"),
                        on_click=SetupState.open_again(step),
                    ),
                ),
                class_name="row between",
            ),
            rx.cond(done, rx.el.div(said, role="status", class_name="stack-s")),
            rx.cond(here, form),
            class_name=rx.cond(SetupState.step == step, "card first stack-s", "card stack-s"),
        ),
    )


def _class() -> rx.Component:
    form = rx.el.form(
        labelled(
            "setup-class-name",
            rx.el.input(
                id="setup-title", name="title", required=True, max_length=120, class_name="input", auto_focus=True
            ),
            "setup-title",
        ),
        rx.el.button(msg("setup-class-button"), type="submit", class_name="button primary"),
        on_submit=SetupState.add_class,
        key=AppState.taken,
        class_name="row end",
    )
    change = rx.el.p(msg("setup-class-change"), " ", link(msg("nav-sections"), href="/admin/sections"))
    said = rx.el.p(msg("setup-class-done", title=SetupState.class_title))
    return _step("class", said, rx.cond(SetupState.section_id == "", form, change))


def _offer(offer: rx.Var[Offer]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.cond(offer.shared, msg("setup-owner-library"), msg("setup-owner-own")),
            rx.cond(offer.subject != "", rx.fragment(" · ", offer.subject)),
            " · ",
            rx.match(offer.language, ("en", "English"), ("es", "Español"), offer.language),
            class_name="eyebrow",
        ),
        rx.el.h3(offer.title),
        rx.el.p(
            rx.cond(offer.level != "", rx.fragment(msg("setup-level", level=offer.level), " · ")),
            msg("setup-lessons", count=offer.count),
            " · ",
            msg("setup-items", count=offer.contents),
            rx.cond(offer.hours > 0, rx.fragment(" · ", msg("setup-hours", count=offer.hours))),
        ),
        rx.cond(offer.description != "", rx.el.p(offer.description, class_name="soft")),
        rx.cond(offer.lessons != "", rx.el.p(offer.lessons, class_name="soft small")),
        rx.el.div(
            rx.el.button(
                msg("setup-course-take"),
                type="button",
                aria_label=msg("setup-course-take-of", title=offer.title),
                class_name="button primary",
                on_click=SetupState.choose_course(offer.value),
            ),
            class_name="row",
        ),
        class_name="card stack-s",
    )


def _course() -> rx.Component:
    choice = rx.fragment(
        rx.el.p(msg("setup-course-lead"), class_name="soft"),
        rx.cond(
            SetupState.total > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(SetupState.offers, _offer), class_name="stack plain-list"),
                rx.cond(
                    SetupState.total > SetupState.offers.length(),
                    pager(SetupState.offset, SetupState.offers.length(), SetupState.total, SetupState.turn),
                ),
            ),
            rx.el.p(msg("setup-course-none"), " ", link(msg("nav-content"), href="/admin/content")),
        ),
    )
    return _step("course", rx.el.p(msg("setup-course-done", course=SetupState.course)), choice)


def _teacher() -> rx.Component:
    return rx.el.div(
        rx.el.h3(msg("setup-teachers")),
        rx.cond(
            SetupState.i_teach,
            rx.el.p(msg("setup-i-teach"), role="status"),
            rx.el.div(
                rx.el.button(msg("setup-teach"), type="button", class_name="button", on_click=SetupState.teach),
                class_name="row",
            ),
        ),
        rx.el.form(
            rx.el.input(type="hidden", name="role", value="instructor", read_only=True),
            rx.el.button(msg("setup-link-instructor"), type="submit", class_name="button"),
            on_submit=[InvitingState.make, SetupState.stay("people")],
        ),
        class_name="stack-s",
    )


def _people() -> rx.Component:
    link_form = rx.el.form(
        rx.el.input(type="hidden", name="role", value="student", read_only=True),
        attest_box("setup-attest"),
        rx.el.div(
            rx.el.button(msg("setup-link-student"), type="submit", class_name="button primary"), class_name="row"
        ),
        on_submit=[InvitingState.make, SetupState.stay("people")],
        class_name="stack-s",
    )
    form = rx.el.div(
        rx.el.div(
            rx.el.h3(msg("setup-students-link")),
            rx.el.p(msg("setup-students-link-text"), class_name="soft"),
            link_form,
            class_name="stack-s",
        ),
        rx.el.details(
            rx.el.summary(msg("setup-students-list")),
            rx.el.div(
                rx.el.p(msg("setup-students-list-text"), class_name="soft"),
                roster_import("email,name,role,birth_date", [RosterState.run, SetupState.stay("people")]),
                class_name="stack",
            ),
        ),
        _teacher(),
        class_name="stack",
    )
    said = rx.fragment(
        rx.el.p(
            msg(
                "setup-people-done",
                students=SetupState.students,
                teachers=SetupState.teachers,
                links=SetupState.open_links,
            )
        ),
        rx.cond(SetupState.step != "", rx.fragment(_waiting(), new_link())),
    )
    return _step("people", said, form)


def _waiting() -> rx.Component:
    return rx.cond(
        SetupState.waiting > 0,
        rx.el.p(
            msg("invite-waiting", count=SetupState.waiting),
            " ",
            link(msg("invite-waiting-go"), href="/admin/consents?section=" + SetupState.section_id.to(str)),
            class_name="note",
        ),
    )


def _assigned(one: rx.Var[Assigned]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            one.due != "",
            msg("setup-assigned-due", title=one.title, day=day(one.due)),
            msg("setup-assigned", title=one.title),
        )
    )


def _assignment() -> rx.Component:
    form = rx.cond(
        SetupState.topic != "",
        rx.fragment(
            rx.el.p(msg("setup-assignment-text", topic=SetupState.topic)),
            rx.el.div(
                rx.el.button(
                    msg("setup-assignment-button"),
                    type="button",
                    class_name="button primary",
                    on_click=SetupState.assign,
                ),
                class_name="row",
            ),
        ),
        rx.el.p(msg("setup-assignment-none")),
    )
    said = rx.cond(
        SetupState.assigned.length() > 0,
        rx.el.ul(rx.foreach(SetupState.assigned, _assigned), class_name="plain-list"),
        rx.el.p(msg("setup-assigned-before")),
    )
    return _step("assignment", said, form)


def _running() -> rx.Component:
    """Return what there is to hand out once the class runs."""
    return rx.cond(
        SetupState.step == "",
        rx.el.section(
            rx.el.h2(msg("setup-runs", title=SetupState.class_title)),
            rx.el.p(msg("setup-runs-text")),
            new_link(),
            _waiting(),
            rx.el.ul(
                rx.el.li(
                    link(msg("setup-more-links"), href="/invite/" + SetupState.section_id.to(str)),
                    " ",
                    rx.cond(
                        InvitingState.shown_link == "", rx.el.span(msg("setup-link-once"), class_name="soft small")
                    ),
                ),
                rx.el.li(msg("setup-sign-in-at"), " ", rx.el.strong(SetupState.sign_in_at, dir="ltr")),
                rx.cond(
                    SetupState.i_teach,
                    rx.el.li(link(msg("setup-board"), href="/teach/" + SetupState.section_id.to(str))),
                ),
                rx.el.li(link(msg("setup-second-admin"), href="/admin/people")),
                class_name="facts",
            ),
            rx.el.div(
                rx.el.button(
                    msg("setup-another"), type="button", class_name="button", on_click=SetupState.begin_another
                ),
                class_name="row",
            ),
            class_name="card first stack-s",
        ),
    )


def first_steps() -> rx.Component:
    """The page."""
    return shell(
        rx.el.h1(msg("setup-title")),
        rx.cond(
            SetupState.set_up,
            rx.el.div(
                rx.cond(SetupState.step != "", rx.el.p(msg("setup-lead"), class_name="soft")),
                _stepper(),
                _running(),
                _class(),
                _course(),
                rx.cond(SetupState.done.contains("course"), _people()),
                rx.cond(SetupState.done.contains("people"), _assignment()),
                class_name="stack",
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        first_steps,
        route="/admin/start",
        title=msg("page-title", page=msg("setup-title")),
        on_load=[RosterState.load, SetupState.load],
    )
