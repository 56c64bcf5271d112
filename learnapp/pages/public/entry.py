"""Sign-in, account, start page, and the page for addresses that do not exist."""

from __future__ import annotations

import reflex as rx

from learnapp.components.empty_states import empty_state, loading
from learnapp.components.entry_form import typed_early
from learnapp.components.forms import field, post_form
from learnapp.components.layout import bare, brand, language_choice, shell, theme_button
from learnapp.components.links import link, route_link
from learnapp.components.notice_choices import notice_choices
from learnapp.components.own_security import own_security
from learnapp.components.taking_part import taking_part
from learnapp.components.text import msg
from learnapp.components.ways import ways
from learnapp.state.base import AppState
from learnapp.state.noticing import NoticeChoiceState
from learnapp.state.own_security import OwnSecurityState
from learnapp.state.public import LOOK_CHOICES, AccountState, DemoAccount, HomeState, Offer, SignInState
from learnapp.state.taking_part import TakingPartState
from learnapp.state.ways import WaysState


def _account(account: rx.Var[DemoAccount]) -> rx.Component:
    """One demo account: its own little form, so that it works without filling anything in."""
    return post_form(
        rx.el.input(type="hidden", name="email", value=account.email, read_only=True),
        rx.el.input(type="hidden", name="password", value=SignInState.demo_password, read_only=True),
        rx.el.button(
            rx.el.strong(account.name),
            rx.el.span(msg("role-" + account.role), class_name="soft small"),
            type="submit",
            title=account.institution,
            class_name="button",
            style={"width": "100%", "justify-content": "space-between"},
        ),
        action="/auth/sign-in",
        style={"margin": "0"},
    )


def _offer(offer: rx.Var[Offer]) -> rx.Component:
    """One way in of the school: a plain link, for forms may not lead to another site."""
    return route_link(
        msg("sign-on-continue", name=offer.name),
        href="/auth/sign-on/start?school=" + offer.school + "&provider=" + offer.provider_id + "&next="
        + SignInState.next_path,
        class_name="button primary",
        style={"width": "100%"},
    )  # fmt: skip


def _farewell() -> rx.Component:
    return rx.cond(
        SignInState.farewell.provider_id != "",
        rx.el.p(
            msg("sign-on-still", name=SignInState.farewell.name), " ",
            route_link(
                msg("sign-on-out", name=SignInState.farewell.name),
                href="/auth/sign-on/farewell?school=" + SignInState.farewell.school + "&provider="
                + SignInState.farewell.provider_id + "&leave=" + SignInState.farewell.leave,
            ),
            class_name="note",
        ),
    )  # fmt: skip


def sign_in() -> rx.Component:
    """The sign-in page: a plain form, so that it works before any script has run."""
    return bare(
        rx.el.div(brand(), rx.el.div(language_choice(), theme_button(), class_name="row"), class_name="row between"),
        rx.el.div(
            rx.el.h1(msg("sign-in-title")),
            rx.el.p(msg("sign-in-lead"), class_name="soft"),
            rx.el.div(
                rx.cond(
                    SignInState.error_key != "",
                    rx.el.p(msg(SignInState.error_key), class_name="note bad"),
                    rx.cond(SignInState.just_signed_out, rx.el.p(msg("signed-out"), class_name="note")),
                ),
                role="alert",
            ),
            _farewell(),
            post_form(
                field("email", "email", "email", "username", auto_focus=True, on_blur=SignInState.look_up),
                typed_early("field-email", SignInState.loaded, SignInState.look_up),
                rx.el.div(
                    rx.cond(
                        SignInState.offers.length() > 0,
                        rx.el.div(
                            rx.foreach(SignInState.offers, _offer),
                            rx.el.p(
                                rx.cond(SignInState.enforced, msg("sign-on-only"), msg("sign-on-or")),
                                class_name="soft small",
                            ),
                            class_name="stack-s",
                        ),
                    ),
                    role="status",
                ),
                field("password", "password", "password", "current-password"),
                rx.cond(
                    SignInState.institutions.length() > 0,
                    rx.el.div(
                        rx.el.label(msg("institution"), html_for="field-institution"),
                        rx.el.select(
                            rx.foreach(SignInState.institutions, lambda slug: rx.el.option(slug, value=slug)),
                            id="field-institution",
                            name="institution",
                            class_name="select",
                        ),
                        class_name="field",
                    ),
                ),
                rx.el.input(type="hidden", name="next", value=SignInState.next_path, read_only=True),
                rx.el.button(
                    msg("sign-in-button"),
                    type="submit",
                    class_name=rx.cond(SignInState.offers.length() > 0, "button", "button primary"),
                ),
                action="/auth/sign-in",
                class_name="stack",
            ),
            class_name="card",
        ),
        rx.cond(
            SignInState.may_start,
            rx.el.p(msg("start-link-lead"), " ", link(msg("start-link"), href="/start")),
        ),
        rx.cond(
            SignInState.accounts.length() > 0,
            rx.el.section(
                rx.el.h2(msg("demo-title")),
                rx.el.p(msg("demo-lead"), class_name="soft small"),
                rx.el.div(rx.foreach(SignInState.accounts, _account), class_name="stack-s"),
            ),
        ),
    )


def account() -> rx.Component:
    """The own account: change the password."""
    return shell(
        rx.el.h1(msg("account-title")),
        rx.el.section(
            rx.el.h2(msg("account-password")),
            rx.el.div(
                rx.cond(
                    AccountState.account_error != "", rx.el.p(msg(AccountState.account_error), class_name="note bad")
                ),
                rx.cond(AccountState.changed, rx.el.p(msg("account-changed"), class_name="note good")),
                rx.cond(AccountState.must, rx.el.p(msg("account-must-change"), class_name="note")),
                role="alert",
            ),
            post_form(
                field("current", "password-current", "password", "current-password"),
                field("new", "password-new", "password", "new-password", aria_describedby="password-rule"),
                rx.el.p(msg("password-rule"), id="password-rule", class_name="soft small"),
                field("repeat", "password-repeat", "password", "new-password"),
                rx.el.button(msg("password-change"), type="submit", class_name="button primary"),
                action="/auth/password",
                class_name="stack",
            ),
            class_name="card",
        ),
        own_security(),
        _look(),
        notice_choices(),
        ways(),
        taking_part(),
        rx.cond(AppState.is_student, rx.el.p(link(msg("who-link-own"), href="/access"))),
        width="narrow",
    )


def _look() -> rx.Component:
    """Return the choices of how pages look; each one is taken on at once."""
    return rx.el.section(
        rx.el.h2(msg("look-title")),
        rx.el.div(
            rx.el.p(msg("look-lead"), class_name="soft"),
            rx.el.div(
                rx.el.label(msg("look-language"), html_for="look-language"),
                rx.el.select(
                    rx.el.option("English", value="en"),
                    rx.el.option("Español", value="es"),
                    id="look-language",
                    value=AppState.locale,
                    on_change=AppState.choose_language,
                    class_name="select",
                ),
                class_name="field",
            ),
            rx.el.fieldset(
                rx.el.legend(msg("look-theme")),
                rx.el.div(
                    *[
                        rx.el.label(
                            rx.el.input(
                                type="radio",
                                name="theme",
                                value=theme,
                                checked=AppState.theme == theme,
                                on_change=AppState.choose_theme(theme),
                            ),
                            msg(f"look-theme-{theme}"),
                            class_name="choice",
                        )
                        for theme in ("system", "light", "dark")
                    ],
                    class_name="row",
                ),
                class_name="fieldset",
            ),
            *[_choices(part, choices) for part, choices in LOOK_CHOICES.items()],
            rx.el.div(
                rx.el.label(msg("look-time_zone"), html_for="look-time-zone"),
                rx.el.select(
                    rx.el.option(msg("look-time_zone-device"), value=""),
                    rx.foreach(AccountState.zones, lambda zone: rx.el.option(zone, value=zone)),
                    id="look-time-zone",
                    value=AppState.look["time_zone"],
                    on_change=lambda zone: AppState.choose_look("time_zone", zone),
                    class_name="select",
                ),
                class_name="field",
            ),
            class_name="card stack",
        ),
    )


def _choices(part: str, choices: tuple[str, ...]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(msg(f"look-{part}")),
        rx.el.div(
            *[
                rx.el.label(
                    rx.el.input(
                        type="radio",
                        name=part,
                        value=choice,
                        checked=AppState.look[part] == choice,
                        on_change=AppState.choose_look(part, choice),
                    ),
                    msg(f"look-{part}-{choice}"),
                    class_name="choice",
                )
                for choice in choices
            ],
            class_name="row",
        ),
        class_name="fieldset",
    )


def home() -> rx.Component:
    """The start page; shown only to those who have no page of their own."""
    return shell(
        rx.el.h1(msg("home-title")),
        rx.cond(HomeState.homeless, rx.el.p(msg("home-none")), loading(msg("loading"))),
    )


def not_found() -> rx.Component:
    """The page for addresses that do not exist."""
    return bare(
        rx.el.h1(msg("not-found-title"), class_name="sr"),
        empty_state(
            msg("not-found-title"),
            msg("not-found-text"),
            rx.el.a(msg("not-found-home"), href="/", class_name="button primary"),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(home, route="/", title="learnapp", on_load=HomeState.load)
    app.add_page(
        sign_in, route="/sign-in", title=msg("page-title", page=msg("sign-in-title")), on_load=SignInState.load
    )
    app.add_page(
        account,
        route="/account",
        title=msg("page-title", page=msg("account-title")),
        on_load=[
            AccountState.load,
            OwnSecurityState.load,
            NoticeChoiceState.load,
            WaysState.load,
            TakingPartState.load,
        ],
    )
    app.add_page(not_found, route="/404", title=msg("page-title", page=msg("not-found-title")))
