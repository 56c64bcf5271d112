"""Help on every page, the guided first visit, and the question whether somebody would recommend it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.links import link
from learnapp.components.text import msg
from learnapp.state.adoption import AdoptionState
from learnapp.state.base import AppState

HELP: tuple[tuple[str, str], ...] = (
    ("/today", "today"), ("/learn/", "learn"), ("/path", "path"), ("/progress", "progress"), ("/check/", "check"),
    ("/discussion", "discussion"), ("/account", "account"), ("/news", "news"), ("/goals", "goals"), ("/week", "week"),
    ("/notes", "notes"), ("/tutor", "tutor"), ("/plan", "plan"), ("/notices", "notices"), ("/family", "family"),
    ("/quiz/", "quiz"), ("/teach/assessments", "assessments"),
    ("/teach/reviews", "reviews"), ("/teach/", "class"), ("/teach", "classes"),
    ("/admin/experiments", "experiments"), ("/admin/drift", "drift"), ("/admin/start", "setup"), ("/invite/", "invite"),
    ("/admin/sign-in", "sign-on"),
    ("/admin/language-model", "language-model"),
    ("/admin/notifications", "deliveries"),
    ("/admin/open-data", "open-data"), ("/admin/analytics", "analytics-school"),
    ("/admin/open-data", "open-data"),
    ("/admin/exports", "exports"),
    ("/admin/webhooks", "webhooks"),
    ("/admin/people", "people"), ("/admin/sections", "sections"), ("/admin/consents", "consents"),
    ("/admin/content-providers", "content-providers"), ("/admin/licences", "licences"),
    ("/admin/content", "content"), ("/admin/reviews", "reviews"), ("/admin/audit", "audit"),
    ("/admin/lms", "lms"),
    ("/admin/clients", "clients"),
    ("/admin/oneroster", "oneroster"),
    ("/admin/invitations", "bulk"),
    ("/support", "support"),
    ("/author", "author"), ("/asked", "asked"),
    ("/access", "access"), ("/admin/features", "features"), ("/admin/fairness", "fairness"),
    ("/admin/models/", "model"),
    ("/admin/models", "models"), ("/models", "transparency"),
    ("/admin/mission", "mission"), ("/admin/views", "views"), ("/admin/interventions", "interventions"),
    ("/admin/health", "health"), ("/admin/feedback", "feedback"), ("/admin", "admin"),
)  # fmt: skip
"""Beginning of an address and the name of its help, the more exact one first; the words are `help-NAME`."""
WITHIN: tuple[tuple[str, str], ...] = (
    ("/assignments", "assignments"), ("/preview", "preview"), ("/impact", "impact"),
    ("/analytics", "analytics"),
    ("/items", "items"), ("/rules", "path-rules"), ("/prerequisites", "path-rules"),
    ("/lms", "class-lms"), ("/outline", "outline"),
    ("/tutoring", "class-tutor"),
    ("/report", "family-reports"), ("/views", "views"),
)  # fmt: skip
"""What stands further on in an address, of pages that have a help of their own beside that of their neighbours."""


def _help_text() -> rx.Var[str]:
    path = AppState.router.url.path
    found: rx.Var[str] = msg("help-any")
    for start, name in reversed(HELP):
        found = rx.cond(path.startswith(start), msg(f"help-{name}"), found).to(str)
    for part, name in WITHIN:
        # Only in a class: the administrator's pages have beginnings of their own.
        found = rx.cond(path.contains(part) & ~path.startswith("/admin"), msg(f"help-{name}"), found).to(str)
    return found


def help_button() -> rx.Component:
    """Return the button that opens the help of the page, with the way to the news and a word to those who build it."""
    form = rx.el.form(
        rx.el.label(msg("feedback-ask"), html_for="feedback-said"),
        rx.el.textarea(
            id="feedback-said", name="said", required=True, max_length=1000, rows="3", class_name="textarea"
        ),
        rx.el.p(msg("feedback-nameless"), class_name="soft small"),
        rx.el.div(rx.el.button(msg("send"), type="submit", class_name="button"), class_name="row"),
        on_submit=AdoptionState.tell_us,
        key=AppState.taken,
        class_name="stack-s",
    )
    sheet = rx.el.div(
        rx.el.div(
            rx.el.h2(msg("help-title")),
            rx.el.button(
                "✕", type="button", aria_label=msg("close"), class_name="button plain",
                custom_attrs={"popovertarget": "help-sheet", "popovertargetaction": "hide"},
            ),
            class_name="row between",
        ),
        rx.el.p(_help_text(), class_name="help-text"),
        rx.el.p(link(msg("news-link"), href="/news")),
        rx.el.p(link(msg("transparency-link"), href="/models")),
        rx.el.details(rx.el.summary(msg("feedback-open")), form),
        id="help-sheet",
        custom_attrs={"popover": "auto"},
        class_name="help-sheet stack-s",
        role="dialog",
        aria_label=msg("help-title"),
    )  # fmt: skip
    return rx.fragment(
        rx.el.button(
            "?",
            rx.cond(AdoptionState.fresh, rx.el.span(class_name="dot", aria_hidden="true")),
            type="button",
            aria_label=rx.cond(AdoptionState.fresh, msg("help-and-news"), msg("help-title")),
            title=msg("help-title"),
            custom_attrs={"popovertarget": "help-sheet"},
            class_name="button plain help-button",
        ),
        sheet,
    )


def tour() -> rx.Component:
    """Return the guide of somebody's first visit, a few sentences one after the other."""
    state = AdoptionState
    last = state.tour_step == state.tour_steps
    return rx.cond(
        state.tour != "",
        rx.el.section(
            rx.el.p(msg("tour-step", step=state.tour_step, count=state.tour_steps), class_name="eyebrow"),
            rx.el.div(
                rx.el.h2(msg("tour-" + state.tour + "-" + state.tour_step.to(str))),
                rx.el.p(msg("tour-" + state.tour + "-" + state.tour_step.to(str) + "-text")),
                aria_live="polite",
            ),
            rx.el.div(
                rx.el.button(
                    rx.cond(last, msg("tour-end"), msg("tour-next")), type="button", on_click=state.tour_on(1),
                    class_name="button primary",
                ),
                rx.cond(
                    state.tour_step > 1,
                    rx.el.button(msg("tour-back"), type="button", on_click=state.tour_on(-1), class_name="button"),
                ),
                rx.cond(
                    ~last,
                    rx.el.button(msg("tour-away"), type="button", on_click=state.tour_away, class_name="button plain"),
                ),
                class_name="row",
            ),
            class_name="card tour stack-s",
            aria_label=msg("tour-title"),
        ),
    )  # fmt: skip


def recommend_question() -> rx.Component:
    """Return the question whether somebody would recommend it, where it is time to ask."""
    scale = rx.el.div(
        *(
            rx.el.label(
                rx.el.input(type="radio", name="score", value=str(score), required=True),
                rx.el.span(str(score)),
                class_name="score",
            )
            for score in range(11)
        ),
        class_name="scale",
    )
    return rx.cond(
        AdoptionState.ask,
        rx.el.form(
            rx.el.fieldset(
                rx.el.legend(msg("recommend-ask")),
                scale,
                rx.el.p(msg("recommend-scale"), class_name="soft small"),
                class_name="fieldset",
            ),
            rx.el.label(msg("recommend-why"), html_for="recommend-why"),
            rx.el.textarea(id="recommend-why", name="why", max_length=1000, rows="2", class_name="textarea"),
            rx.el.p(msg("feedback-nameless"), class_name="soft small"),
            rx.el.div(
                rx.el.button(msg("send"), type="submit", class_name="button primary"),
                rx.el.button(
                    msg("recommend-not-now"), type="button", on_click=AdoptionState.not_now, class_name="button plain"
                ),
                class_name="row",
            ),
            on_submit=AdoptionState.recommend,
            class_name="card stack-s recommend",
        ),
    )
