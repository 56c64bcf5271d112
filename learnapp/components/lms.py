"""Parts of the page of learning management systems: what they are told, the form, one card each, their courses."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import copyable, labelled
from learnapp.components.status import status_badge
from learnapp.components.table import pager, table
from learnapp.components.text import moment, msg
from learnapp.components.trial_steps import trial_steps
from learnapp.state.admin.lms import Choice, CourseLine, InvitedLine, LmsState, PlatformLine
from learnapp.state.base import AppState

_MAY = AppState.roles.contains("admin")
"""Auditors read the page and find no control on it."""
PRODUCTS = ("canvas", "moodle", "blackboard", "other")
_NUMBERED = {"list-style": "decimal", "padding-inline-start": "1.4rem", "margin": "0"}
_STEPS = {"canvas": 7, "moodle": 6, "blackboard": 5, "other": 5}


def _steps(product: str) -> rx.Component:
    return rx.el.ol(
        *(rx.el.li(msg(f"lms-{product}-{step}")) for step in range(1, _STEPS[product] + 1)), style=_NUMBERED
    )


def _text(label: str, name: str, *, required: bool = True, hint: str = "", **more: object) -> rx.Component:
    field = labelled(
        label, rx.el.input(id=f"lms-{name}", name=name, required=required, class_name="input", **more), f"lms-{name}"
    )
    return rx.el.div(field, rx.el.p(msg(hint), class_name="soft small")) if hint else field


def _agreed(name: str) -> tuple[rx.Component, ...]:
    """Return what an admin states of every LMS: what its classes study, and whether the school has agreed."""
    return (
        labelled(
            "lms-course",
            rx.el.select(
                rx.el.option(msg("lms-course-none"), value=""),
                rx.foreach(LmsState.studies, _option),
                id=f"{name}-course",
                name="course",
                class_name="select",
            ),
            f"{name}-course",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="attest", value="yes", id=f"{name}-attest"),
            rx.el.span(msg("lms-attest")),
            html_for=f"{name}-attest",
            class_name="check",
        ),
        rx.el.p(msg("lms-attest-text"), class_name="soft small"),
    )


def registering() -> rx.Component:
    """Return the way to let an LMS register by itself."""
    state = LmsState
    form = rx.el.form(
        labelled(
            "lms-name",
            rx.el.input(id="lms-self-name", name="name", required=True, max_length=120, class_name="input"),
            "lms-self-name",
        ),
        *_agreed("lms-self"),
        rx.el.div(rx.el.button(msg("lms-self-make"), type="submit", class_name="button"), class_name="row"),
        on_submit=state.invite,
        key=AppState.taken,
        class_name="stack-s",
    )
    made = rx.cond(
        state.made_url != "",
        rx.el.div(
            rx.el.p(msg("lms-self-made")), copyable("lms-self-url", state.made_url, "lms-self-url"),
            role="status", class_name="stack-s",
        ),
    )  # fmt: skip
    waiting = rx.cond(
        state.invited.length() > 0,
        rx.el.div(
            rx.el.h3(msg("lms-self-waiting")),
            rx.el.ul(rx.foreach(state.invited, _invited), class_name="plain-list"),
        ),
    )
    return rx.el.details(
        rx.el.summary(msg("lms-self")),
        rx.el.div(
            rx.el.p(msg("lms-self-text")),
            rx.el.p(msg("lms-self-where"), class_name="soft small"),
            form,
            made,
            waiting,
            class_name="stack-s",
        ),
        class_name="card",
    )


def _invited(one: rx.Var[InvitedLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.el.strong(one.name), " · ", msg("lms-self-until", when=moment(one.until))),
        rx.el.button(
            msg("lms-self-revoke"), rx.el.span(": ", one.name, class_name="sr"), type="button",
            class_name="button plain", on_click=LmsState.revoke(one.id),
        ),
        class_name="row between",
    )  # fmt: skip


def adding() -> rx.Component:
    """Return the way to connect an LMS: its own steps, what it has to be told, and what it tells."""
    state = LmsState
    product = labelled(
        "lms-product",
        rx.el.select(
            *(rx.el.option(msg(f"lms-product-{one}"), value=one) for one in PRODUCTS),
            id="lms-product",
            value=state.product,
            on_change=state.choose_product,
            class_name="select",
        ),
        "lms-product",
    )
    told = rx.el.div(
        copyable("lms-launch-url", state.launch_url, "lms-launch-url"),
        copyable("lms-login-url", state.login_url, "lms-login-url"),
        copyable("lms-keys-url", state.keys_url, "lms-keys-url"),
        copyable("lms-custom", state.custom, "lms-custom", lines=2),
        class_name="stack-s",
    )
    own = rx.cond(
        state.product == "other",
        rx.el.div(
            _text("lms-issuer", "issuer", dir="ltr"),
            _text("lms-auth-url", "auth_url", type="url", dir="ltr"),
            _text("lms-token-url", "token_url", type="url", dir="ltr"),
            _text("lms-platform-keys-url", "keys_url", type="url", dir="ltr"),
            _text("lms-audience", "audience", required=False, dir="ltr"),
            class_name="stack-s",
        ),
    )
    form = rx.el.form(
        rx.el.input(type="hidden", name="product", value=state.product),
        _text("lms-name", "name", max_length=120),
        _text("lms-site", "site", hint="lms-site-hint", type="url", dir="ltr"),
        _text("lms-client", "client_id", max_length=255, dir="ltr"),
        _text("lms-deployment", "deployment_id", required=False, hint="lms-deployment-hint", max_length=255, dir="ltr"),
        own,
        *_agreed("lms"),
        rx.el.div(rx.el.button(msg("lms-add-button"), type="submit", class_name="button primary"), class_name="row"),
        on_submit=state.add,
        key=AppState.taken,
        class_name="stack-s",
    )
    return rx.el.details(
        rx.el.summary(msg("lms-add")),
        rx.el.div(
            product,
            rx.el.h3(msg("lms-first")),
            rx.match(
                state.product,
                *((one, _steps(one)) for one in PRODUCTS[:-1]),
                _steps("other"),
            ),
            told,
            rx.el.h3(msg("lms-then")),
            form,
            class_name="stack-s",
        ),
        class_name="card",
    )


def _option(choice: rx.Var[Choice]) -> rx.Component:
    return rx.el.option(choice.title, value=choice.value)


def _fact(label: str, value: rx.Var | rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(msg(label), class_name="soft small"), rx.el.dd(value, style={"margin": "0"}))


def _deployment(platform: rx.Var[PlatformLine], deployment: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.code(deployment, style={"overflow-wrap": "anywhere"}),
        rx.cond(
            _MAY,
            rx.el.button(
                msg("institution-remove"),
                rx.el.span(": ", deployment, class_name="sr"),
                type="button",
                class_name="button plain",
                on_click=LmsState.undeploy(platform.id, deployment),
            ),
        ),
        class_name="row",
    )


def _controls(platform: rx.Var[PlatformLine]) -> tuple[rx.Component, ...]:
    """Return what an admin does with an LMS: check it, switch it off, remove it."""
    state = LmsState
    on = platform.status == "active"
    return (
        rx.el.div(
            rx.el.button(
                msg("lms-check"), rx.el.span(": ", platform.name, class_name="sr"), type="button",
                class_name=rx.cond(platform.status == "pending", "button", "button primary"),
                on_click=state.check(platform.id),
            ),
            rx.el.button(
                rx.cond(on, msg("lms-switch-off"), msg("lms-switch-on")),
                rx.el.span(": ", platform.name, class_name="sr"), type="button",
                class_name=rx.cond(platform.status == "pending", "button primary", "button"),
                on_click=state.switch(platform.id, ~on),
            ),
            class_name="row",
        ),
        rx.el.div(
            rx.cond(
                state.checked == platform.id,
                rx.cond(
                    state.steps.length() > 0,
                    trial_steps(state.steps, "lms", why=lambda one: "lms-why-" + one.name + "-" + one.reason),
                    rx.el.p(msg("lms-checking"), class_name="soft"),
                ),
            ),
            role="status",
        ),
        rx.el.details(
            rx.el.summary(msg("lms-remove"), rx.el.span(": ", platform.name, class_name="sr")),
            rx.el.p(msg("lms-remove-text")),
            rx.el.button(
                msg("lms-remove-button"), rx.el.span(": ", platform.name, class_name="sr"), type="button",
                class_name="button danger", on_click=state.remove(platform.id),
            ),
            class_name="quiet",
        ),
    )  # fmt: skip


def _platform(platform: rx.Var[PlatformLine]) -> rx.Component:
    deploy = rx.el.form(
        # A form of a list names its row itself: what a handler is given of the row does not reach it.
        rx.el.input(type="hidden", name="registration", value=platform.id),
        labelled(
            "lms-deployment",
            rx.el.input(id="deploy-" + platform.id, name="deployment", required=True, max_length=255,
                        class_name="input", dir="ltr"),
            "deploy-" + platform.id,
        ),
        rx.el.button(msg("lms-deploy"), type="submit", class_name="button"),
        on_submit=LmsState.deploy,
        key=AppState.taken,
        class_name="row end",
    )  # fmt: skip
    return rx.el.li(
        rx.el.div(
            rx.el.h3(platform.name),
            rx.match(
                platform.status,
                ("active", status_badge("good", msg("status-active"))),
                ("pending", status_badge("warn", msg("lms-pending"))),
                status_badge("idle", msg("lms-off")),
            ),
            class_name="row between",
        ),
        rx.cond((platform.status == "pending") & _MAY, rx.el.p(msg("lms-pending-text"))),
        rx.el.dl(
            _fact("lms-product", msg("lms-product-" + platform.product)),
            _fact("lms-site", rx.el.bdi(platform.site, style={"overflow-wrap": "anywhere"})),
            _fact("lms-client", rx.el.bdi(platform.client_id, style={"overflow-wrap": "anywhere"})),
            _fact("lms-last", rx.cond(platform.last != "", moment(platform.last), msg("lms-never"))),
            class_name="grid",
        ),
        rx.el.h4(msg("lms-deployments")),
        rx.cond(
            platform.deployments.length() > 0,
            rx.el.ul(rx.foreach(platform.deployments, lambda one: _deployment(platform, one)), class_name="plain-list"),
            rx.el.p(msg("lms-why-deployments-none"), class_name="soft"),
        ),
        rx.cond(_MAY, rx.fragment(deploy, *_controls(platform))),
        class_name="card stack-s",
    )  # fmt: skip


def platforms() -> rx.Component:
    """Return one card for each LMS."""
    return rx.el.ul(rx.foreach(LmsState.platforms, _platform), class_name="plain-list stack")


def _course(course: rx.Var[CourseLine]) -> rx.Component:
    choice = rx.el.form(
        rx.el.input(type="hidden", name="registration", value=course.registration),
        rx.el.input(type="hidden", name="deployment", value=course.deployment),
        rx.el.input(type="hidden", name="context", value=course.context),
        rx.el.select(
            rx.el.option(msg("lms-class-none"), value=""),
            rx.foreach(LmsState.classes, _option),
            name="section",
            default_value=course.section,
            aria_label=msg("lms-class-of", title=course.title),
            class_name="select",
        ),
        rx.el.button(msg("save"), rx.el.span(": ", course.title, class_name="sr"), type="submit", class_name="button"),
        on_submit=LmsState.connect,
        class_name="row",
    )
    chosen = rx.cond(course.section_title != "", course.section_title, msg("lms-class-none"))
    return rx.el.tr(
        rx.el.th(course.title, scope="row", class_name="wrap"),
        rx.el.td(moment(course.last)),
        rx.el.td(rx.cond(_MAY, choice, chosen)),
    )


def courses() -> rx.Component:
    """Return the courses that have launched, each with its class."""
    state = LmsState
    return rx.cond(
        state.total > 0,
        rx.el.section(
            rx.el.h2(msg("lms-courses")),
            rx.cond(_MAY, rx.el.p(msg("lms-courses-text"), class_name="soft")),
            table(
                msg("lms-courses"), ("lms-course-title", "lms-last", "lms-class"), rx.foreach(state.courses, _course)
            ),
            pager(state.offset, state.courses.length(), state.total, state.turn),
        ),
    )


def keys() -> rx.Component:
    """Return since when the key signs, and the way to another."""
    state = LmsState
    return rx.cond(
        state.key_since != "",
        rx.el.section(
            rx.el.h2(msg("lms-key"), id="lms-key"),
            rx.el.p(msg("lms-key-text", since=moment(state.key_since)), class_name="soft"),
            rx.cond(
                _MAY,
                rx.el.div(
                    rx.el.button(msg("lms-rotate"), type="button", class_name="button", on_click=state.rotate),
                    class_name="row",
                ),
            ),
            aria_labelledby="lms-key",
            class_name="card stack-s",
        ),
    )
