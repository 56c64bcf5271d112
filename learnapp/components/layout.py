"""The frame of every page: skip link, header with role-aware navigation, main landmark, lost-connection banner."""

from __future__ import annotations

from functools import reduce
from operator import or_

import reflex as rx
from reflex.style import resolved_color_mode
from reflex_components_core.core.banner import has_connection_errors

from learnapp.components.adoption import help_button
from learnapp.components.appearance import here_keeper, look_keeper, skip_link, theme_keeper
from learnapp.components.bell import bell
from learnapp.components.empty_states import placeholder_lines
from learnapp.components.entry_form import form_forgotten
from learnapp.components.forms import post_form
from learnapp.components.links import link
from learnapp.components.model_pages import MODEL_PAGES
from learnapp.components.notice import notices
from learnapp.components.search import search_field
from learnapp.components.text import msg
from learnapp.state.base import AppState

STUDENT_NAV = (
    ("/today", "nav-today"),
    ("/path", "nav-path"),
    ("/progress", "nav-progress"),
    ("/discussion", "nav-discussion"),
)
GUARDIAN_NAV = (("/family", "nav-family"),)
INSTRUCTOR_NAV = (
    ("/teach", "nav-classes"),
    ("/teach/assessments", "assess-title"),
    ("/teach/reviews", "nav-class-reviews"),
)
ADMIN_NAV = (
    ("/admin", "nav-overview"),
    ("/admin/analytics", "nav-analytics"),
    ("/admin/people", "nav-people"),
    ("/admin/sections", "nav-sections"),
    ("/admin/consents", "nav-consents"),
    ("/admin/content", "nav-content"),
    ("/admin/reviews", "nav-reviews"),
    ("/admin/models", "nav-models"),
    ("/admin/institution", "nav-institution"),
    ("/admin/audit", "nav-audit"),
    ("/admin/health", "nav-health"),
    ("/admin/feedback", "nav-feedback"),
)

AUDITOR_NAV = (
    *(
        entry
        for entry in ADMIN_NAV
        if entry[1] in ("nav-people", "nav-sections", "nav-consents", "nav-institution", "nav-audit")
    ),
    ("/admin/clients", "nav-clients"),
    ("/support", "nav-support"),
)
OPERATOR_NAV = (("/support", "nav-support"), ("/admin/health", "nav-health"), ("/admin/people", "nav-people"))


def _mark() -> rx.Component:
    return rx.el.svg(
        rx.el.circle(cx="6", cy="18", r="4", fill="var(--accent)"),
        rx.el.circle(cx="18", cy="18", r="4", fill="none", stroke="var(--accent)", stroke_width="2"),
        rx.el.circle(cx="12", cy="6", r="4", fill="var(--accent)"),
        rx.el.path(d="M8 14 L10 9.5 M14 9.5 L16 14", stroke="var(--accent)", stroke_width="2"),
        view_box="0 0 24 24",
        class_name="brand-mark",
        aria_hidden="true",
    )


def brand() -> rx.Component:
    """Return the mark and the name of the product; the institution's logo takes the place of the mark."""
    mark, name = _mark(), rx.el.span("learnapp", class_name="brand-name")
    return rx.cond(
        AppState.logo != "",
        rx.el.a(
            rx.el.img(src=AppState.logo, alt=AppState.institution, class_name="brand-logo"),
            name,
            href="/",
            class_name="brand",
        ),
        rx.el.a(mark, name, href="/", aria_label="learnapp", class_name="brand"),
    )


def _links(items: tuple[tuple[str, str], ...]) -> list[rx.Component]:
    path = AppState.router.url.path
    return [_link(href, key, path) for href, key in items]


def _link(href: str, key: str, path: rx.Var[str]) -> rx.Component:
    return link(msg(key), href=href, aria_current=rx.cond(_here(path, href), "page", "false"))


def _here(path: rx.Var[str], href: str) -> rx.Var:
    """Whether a page lies below this entry; the overview is above all others of its kind and only itself."""
    if href == "/admin":
        return (path == href) | (path == f"{href}/")
    if href == "/admin/institution":
        below = (
            href,
            "/admin/lms",
            "/admin/clients",
            "/support",
            "/admin/language-model",
            "/admin/notifications",
            "/admin/open-data",
        )
        return reduce(or_, (path.startswith(one) for one in below))
    if href == "/admin/content":
        return path.startswith(href) | path.startswith("/author") | path.startswith("/admin/licences")
    if href == "/admin/models":
        return reduce(or_, (path.startswith(one) for one, _ in MODEL_PAGES))
    if href == "/teach":
        return path.startswith(href) & ~path.startswith("/teach/reviews") & ~path.startswith("/teach/assessments")
    return path.startswith(href)


def language_choice() -> rx.Component:
    """Return the choice of language."""
    return rx.el.select(
        rx.el.option("English", value="en"),
        rx.el.option("Español", value="es"),
        value=AppState.locale,
        on_change=AppState.choose_language,
        aria_label=msg("language"),
        class_name="select small",
    )


def theme_button() -> rx.Component:
    """Return the switch between light and dark."""
    return rx.el.button(
        rx.cond(resolved_color_mode == "dark", "☀", "☾"),
        on_click=[
            rx.toggle_color_mode,
            AppState.choose_theme(rx.cond(resolved_color_mode == "dark", "light", "dark")),
        ],
        type="button",
        aria_label=msg("theme-switch"),
        title=msg("theme-switch"),
        class_name="button plain theme-switch",
    )


def _header() -> rx.Component:
    sign_out = post_form(
        rx.el.button(msg("sign-out"), type="submit", class_name="button plain"),
        action="/auth/sign-out",
    )
    return rx.el.header(
        rx.el.div(
            brand(),
            rx.el.nav(
                rx.cond(AppState.is_student, rx.fragment(*_links(STUDENT_NAV))),
                rx.cond(AppState.is_guardian, rx.fragment(*_links(GUARDIAN_NAV))),
                rx.cond(AppState.is_instructor, rx.fragment(*_links(INSTRUCTOR_NAV))),
                rx.cond(
                    AppState.is_admin,
                    rx.cond(
                        AppState.roles.contains("admin"),
                        rx.fragment(*_links(ADMIN_NAV)),
                        rx.fragment(*_links(AUDITOR_NAV)),
                    ),
                ),
                rx.cond(AppState.roles.contains("operator") & ~AppState.is_admin, rx.fragment(*_links(OPERATOR_NAV))),
                aria_label=msg("nav-label"),
                class_name="nav",
            ),
            search_field(),
            rx.el.div(
                rx.el.span(AppState.institution, class_name="who"),
                language_choice(),
                theme_button(),
                rx.cond(AppState.signed_in, bell()),
                rx.cond(AppState.signed_in, help_button()),
                rx.cond(
                    AppState.signed_in,
                    rx.fragment(link(AppState.name, href="/account", class_name="button plain account"), sign_out),
                ),
                class_name="tools",
            ),
            # The ways are too many for one line beside the search and the rest: they get a line of their own, which
            # is there before the page knows who reads it, or everything below would move.
            class_name="topbar-inner two-lines",
        ),
        class_name="topbar",
        style={
            "--institution-light": rx.cond(AppState.accent != "", AppState.accent, "var(--accent)"),
            "--institution-dark": rx.cond(AppState.accent_dark != "", AppState.accent_dark, "var(--accent)"),
        },
    )


def connection_banner() -> rx.Component:
    """Return the line that says that the connection is lost and what happens then."""
    return rx.el.div(
        rx.cond(has_connection_errors, rx.el.div(msg("connection-lost"), class_name="banner")),
        role="status",
    )


def before_page() -> rx.Component:
    """Return what is there while the page itself still comes over the line: the frame, without anything to do in it."""
    return rx.el.div(
        rx.el.header(
            rx.el.div(
                rx.el.span(_mark(), class_name="brand"),
                rx.el.div(class_name="nav"),
                class_name="topbar-inner two-lines",
            ),
            class_name="topbar",
        ),
        rx.el.div(placeholder_lines(), class_name="main"),
        aria_hidden="true",
    )


def shell(*children: rx.Component, width: str = "") -> rx.Component:
    """Return a whole page.

    Args:
        children: Content of the main landmark; the first heading is an `h1`.
        width: "" (64 rem), "wide" (88 rem, tables) or "narrow" (44 rem, reading).
    """
    return rx.fragment(
        theme_keeper(),
        rx.cond(AppState.signed_in, look_keeper()),
        here_keeper(),
        form_forgotten(),
        notices(),
        skip_link(),
        _header(),
        connection_banner(),
        # Until the page's own data is there, a choice made in it would be undone by their arrival.
        rx.el.main(
            *children,
            id="main",
            tab_index=-1,
            class_name=f"main {width}",
            custom_attrs={"aria-busy": rx.cond(AppState.is_hydrated, "false", "true")},
        ),
    )


def bare(*children: rx.Component) -> rx.Component:
    """Return a page without navigation, for those who are not signed in."""
    return rx.fragment(
        theme_keeper(),
        notices(),
        connection_banner(),
        rx.el.main(rx.el.div(*children, class_name="inner stack"), id="main", class_name="sign-in"),
    )
