"""A class as a student would see it: what Today would offer, the path with its contents, and each content itself."""

from __future__ import annotations

import reflex as rx

from learnapp.components.beside import other_explanations
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.forms import labelled
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.mastery import badge
from learnapp.components.reason import facts, reasons
from learnapp.components.table import pager
from learnapp.components.task import credit, task
from learnapp.components.text import date_of, msg
from learnapp.pages.instructor.classes import tabs
from learnapp.state.class_preview import AgeChoice, BarredView, PreviewContent, PreviewState, PreviewTaskState
from learnapp.state.student.today import CardView, KcView


def _address(content_id: rx.Var[str]) -> rx.Var[str]:
    state = PreviewState
    return rx.Var.create(f"/teach/{state.section_id}/preview/{content_id}?age={state.preview.age}").to(str)


def _age_words(one: rx.Var[AgeChoice]) -> rx.Var[str]:
    return rx.cond(one.younger, msg("preview-age-under", age=one.limit), msg("preview-age-from", age=one.limit)).to(str)


def _age() -> rx.Component:
    view = PreviewState.preview
    return labelled(
        "preview-age",
        rx.el.select(
            rx.foreach(view.ages, lambda one: rx.el.option(_age_words(one), value=one.age.to(str))),
            id="preview-age",
            value=view.age.to(str),
            on_change=PreviewState.choose_age,
            class_name="select",
        ),
        "preview-age",
    )


def _card(one: rx.Var[CardView], index: rx.Var[int]) -> rx.Component:
    return rx.el.li(
        facts(one),
        rx.el.h3(one.title),
        reasons(one),
        rx.el.div(
            link(
                msg("preview-open"),
                rx.el.span(": ", one.title, class_name="sr"),
                href=_address(one.content_id),
                class_name="button",
            ),
            class_name="row",
        ),
        class_name=rx.cond(index == 0, "card first stack-s", "card stack-s"),
    )


def _today() -> rx.Component:
    view = PreviewState.preview
    return rx.el.section(
        rx.el.h2(msg("preview-today")),
        rx.el.p(msg("preview-today-lead"), class_name="soft"),
        rx.cond(
            view.cards.length() > 0,
            rx.el.ol(rx.foreach(view.cards, _card), class_name="plain-list stack", aria_label=msg("next-three")),
            empty_state(msg("nothing-next-title"), msg("preview-nothing-text")),
        ),
        rx.cond(view.fallback != "", rx.el.p(msg("plainer-today"), class_name="soft small")),
        class_name="stack-s",
    )


def _content(one: rx.Var[PreviewContent]) -> rx.Component:
    return rx.el.li(
        link(one.title, href=_address(one.content_id)),
        rx.el.span(msg("kind-" + one.kind.to(str)), " · ", msg("minutes", count=one.minutes), class_name="soft small"),
        class_name="row between",
    )


def _contents() -> rx.Component:
    state = PreviewState
    return rx.el.div(
        rx.cond(
            state.contents_total > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(state.contents, _content), class_name="plain-list stack-s"),
                rx.cond(
                    state.contents_total > state.contents.length(),
                    pager(
                        state.contents_offset, state.contents.length(), state.contents_total, state.turn_contents,
                        "preview-turn-contents",
                    ),
                ),
            ),
            rx.el.p(msg("preview-topic-empty"), class_name="soft"),
        ),
        class_name="stack-s",
    )  # fmt: skip


def _topic(kc: rx.Var[KcView]) -> rx.Component:
    here = PreviewState.open_topic == kc.kc_id
    return rx.el.li(
        rx.el.div(
            rx.el.h3(kc.name),
            badge(kc.status.to(str)),
            class_name="row between",
        ),
        rx.cond(kc.description != "", rx.el.p(kc.description, class_name="soft")),
        rx.cond(
            kc.needs.length() > 0,
            rx.el.p(msg("path-locked-because"), " ", kc.needs.join(" · "), class_name="small"),
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(here, msg("preview-close-topic"), msg("preview-open-topic")),
                rx.el.span(": ", kc.name, class_name="sr"),
                type="button",
                on_click=PreviewState.show_topic(kc.kc_id),
                aria_expanded=here,
                class_name="button",
            ),
            class_name="row",
        ),
        rx.cond(here, _contents()),
        class_name="card stack-s",
    )


def _barred(one: rx.Var[BarredView]) -> rx.Component:
    """Return why nobody gets what a provider has withdrawn, or whose licence has ended or not begun."""
    return rx.el.li(
        rx.match(
            one.cause,
            *(
                (
                    cause,
                    msg(
                        f"preview-barred-{cause}", count=one.count, provider=one.provider, licence=one.licence,
                        day=date_of(one.ends),
                    ),
                )
                for cause in ("licence", "coming")
            ),
            msg("preview-barred-withdrawn", count=one.count, provider=one.provider),
        ),
        class_name="note warn wrap",
    )  # fmt: skip


def _path() -> rx.Component:
    view = PreviewState.preview
    return rx.el.section(
        rx.el.h2(msg("preview-path")),
        rx.cond(
            view.withdrawn > 0,
            rx.el.p(
                msg("preview-withdrawn", count=view.withdrawn),
                " ",
                link(msg("items-title"), href=f"/teach/{PreviewState.section_id}/items"),
                class_name="note",
            ),
        ),
        rx.cond(
            view.barred.length() > 0,
            rx.el.ul(rx.foreach(view.barred, _barred), class_name="plain-list stack-s"),
        ),
        rx.el.ol(rx.foreach(view.topics, _topic), class_name="plain-list stack-s"),
        pager(view.offset, view.topics.length(), view.total, PreviewState.turn, "preview-turn"),
        class_name="stack-s",
    )


def _rules() -> rx.Component:
    view = PreviewState.preview
    return rx.el.ul(
        rx.el.li(rx.cond(view.discussion == "", msg("preview-discussion-on"), msg(view.discussion))),
        rx.el.li(rx.cond(view.explanations, msg("preview-explanations-on"), msg("preview-explanations-off"))),
        class_name="facts",
    )


def preview() -> rx.Component:
    """The course of a class for a student who begins."""
    view = PreviewState.preview
    return shell(
        rx.el.p(msg("preview-title"), class_name="eyebrow"),
        rx.el.h1(view.section),
        rx.cond(
            PreviewState.preview_ready,
            rx.fragment(
                tabs(PreviewState.section_id, "preview"),
                rx.el.p(msg("preview-lead"), class_name="note"),
                rx.cond(
                    view.course != "",
                    rx.el.div(
                        rx.el.div(
                            rx.el.p(msg("preview-course", course=view.course)), _age(), class_name="row end between"
                        ),
                        _rules(),
                        _today(),
                        _path(),
                        class_name="stack",
                    ),
                    empty_state(msg("preview-no-course"), msg("preview-no-course-text")),
                ),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def _banner() -> rx.Component:
    state = PreviewTaskState
    return rx.el.div(
        rx.el.div(
            rx.el.p(rx.el.strong(msg("preview-banner"))),
            rx.cond(state.withdrawn, rx.el.p(msg("preview-item-withdrawn"))),
            rx.cond(state.too_young, rx.el.p(msg("preview-item-older"))),
        ),
        rx.cond(
            state.ready & (state.steps.length() > 0),
            rx.el.button(msg("preview-again"), type="button", on_click=state.begin_again, class_name="button small"),
        ),
        class_name="note row between",
        role="note",
    )


def _about_discussion() -> rx.Component:
    state = PreviewTaskState
    return rx.el.section(
        rx.cond(
            state.content.prompt != "",
            rx.el.div(
                rx.el.p(msg("discussion-prompt"), class_name="eyebrow"),
                rx.el.p(state.content.prompt),
                class_name="note",
            ),
        ),
        rx.el.p(
            rx.cond(state.discussion == "", msg("preview-discussion-here"), msg(state.discussion)),
            class_name="soft small",
        ),
        class_name="stack-s",
        style={"margin-top": "2.5rem"},
    )


def preview_task() -> rx.Component:
    """One content as its student has it before them."""
    state = PreviewTaskState
    return shell(
        rx.cond(
            state.missing,
            rx.fragment(
                rx.el.h1(msg("no-item-title"), class_name="sr"),
                empty_state(msg("no-item-title"), msg("preview-no-item")),
            ),
            rx.cond(
                state.ready,
                rx.fragment(
                    rx.el.p(
                        link("← ", msg("preview-back"), href=state.next_href), " · ", state.section,
                        class_name="eyebrow",
                    ),
                    _banner(),
                    task(state),
                    other_explanations(state),
                    _about_discussion(),
                    credit(state),
                ),
                rx.fragment(rx.el.h1(msg("preview-title"), class_name="sr"), loading(msg("loading"))),
            ),
        ),
        width="narrow",
    )  # fmt: skip


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    title = msg("page-title", page=msg("preview-title"))
    app.add_page(preview, route="/teach/[class_id]/preview", title=title, on_load=PreviewState.load)
    app.add_page(
        preview_task, route="/teach/[class_id]/preview/[content_id]", title=title, on_load=PreviewTaskState.load
    )
