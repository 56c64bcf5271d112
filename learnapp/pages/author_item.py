"""One item of an own course: its form on one side, how students see it on the other."""

from __future__ import annotations

import reflex as rx

from learnapp.components.author_film import film_files
from learnapp.components.author_picture import pictures
from learnapp.components.author_review import decision_form, sure
from learnapp.components.authoring import changes, checks, editing_form, samples, state_badge, versions
from learnapp.components.authoring_template import tasks
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.film import film
from learnapp.components.item import practice_step
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.suggesting import generated, suggesting
from learnapp.components.text import msg
from learnapp.state.author_film import AuthorFilmState
from learnapp.state.author_item import AuthorItemState
from learnapp.state.author_suggest import SuggestState
from learnapp.state.author_trial import AuthorTrialState


def _preview() -> rx.Component:
    state = AuthorItemState
    content = state.content
    shown = rx.fragment(
        rx.el.h3(content.title),
        rx.cond(
            state.steps.length() > 0,
            rx.fragment(rx.cond(content.body != "", prose(content.body)), practice_step(state)),
            rx.cond(
                # Before it has captions nobody may know how long it is, and the parts that were watched have no scale.
                (content.film.src != "") & (content.film.seconds > 0),
                film(state),
                rx.cond(
                    content.kind == "video",
                    rx.fragment(prose(content.body), rx.el.p(msg("author-film-unseen"), class_name="note")),
                    prose(content.body),
                ),
            ),
        ),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2(msg("author-preview")),
            rx.el.button(msg("preview-again"), type="button", class_name="button small", on_click=state.begin_again),
            class_name="row between",
        ),
        rx.el.p(msg("author-preview-text"), class_name="soft small"),
        rx.cond(state.unshown != "", rx.el.p(msg("author-unshown"), " ", state.unshown, class_name="note bad"), shown),
        class_name="card stack",
        aria_label=msg("author-preview"),
    )


def _way() -> rx.Component:
    """Where the draft is on its way to the students, and the next step."""
    state = AuthorItemState
    form = state.form
    return rx.el.section(
        rx.el.div(
            state_badge(form.state, form.held),
            rx.cond(form.added, rx.el.span(msg("author-added"), class_name="badge")),
            rx.cond(form.retired, rx.el.span(msg("author-retired"), class_name="badge")),
            class_name="row",
        ),
        rx.cond(form.words != "", rx.el.p(msg("author-words-were", words=form.words), class_name="note wrap")),
        rx.match(
            form.state,
            ("draft", rx.el.p(msg("author-way-draft"), class_name="soft")),
            ("review", rx.el.p(msg("author-way-review"), class_name="soft")),
            ("approved", rx.el.p(msg("author-way-approved"), class_name="soft")),
            rx.el.p(msg("author-way-none"), class_name="soft"),
        ),
        rx.cond(
            (form.state == "review") & form.may_decide,
            decision_form(
                state.decide, "words", rx.cond(form.held, rx.el.p(msg("author-held-text"), class_name="note"))
            ),
        ),
        rx.el.div(
            rx.cond(
                form.state == "draft",
                rx.el.button(msg("author-hand-in"), type="button", class_name="button primary", on_click=state.hand_in),
            ),
            rx.cond(
                (form.state == "approved") & form.may_decide,
                link(msg("author-to-publish"), href="/author/" + form.course_id, class_name="button primary"),
            ),
            rx.cond(
                form.draft_id != "",
                rx.el.button(
                    msg("author-discard"), type="button", class_name="button",
                    key=rx.cond(state.spared, "spared", "draft"), auto_focus=state.spared,
                    aria_expanded=rx.cond(state.discarding, "true", "false"), on_click=state.ask_discard,
                ),
            ),
            rx.cond(
                ~form.added,
                rx.el.button(
                    rx.cond(form.retired, msg("author-bring-back"), msg("author-retire")),
                    type="button", class_name="button plain", on_click=state.retire(~form.retired),
                ),
            ),
            class_name="row",
        ),
        rx.cond(
            state.discarding & (form.draft_id != ""),
            sure("author-discard-sure", "author-discard-yes", state.discard, state.ask_discard),
        ),
        class_name="card stack-s",
    )  # fmt: skip


def author_item() -> rx.Component:
    """The form of an item with its preview."""
    state = AuthorItemState
    form = state.form
    whole = rx.fragment(
        rx.el.p(link("← ", form.course, href="/author/" + form.course_id), class_name="eyebrow"),
        rx.el.h1(form.title),
        _way(),
        rx.el.div(
            rx.el.div(generated(), film_files(), pictures(), editing_form(), class_name="stack"),
            rx.el.div(
                _preview(), tasks(), suggesting(), checks(), samples(), changes(), versions(), class_name="stack"
            ),
            class_name="halves author-desk",
        ),
    )
    return shell(
        rx.cond(
            state.form_ready,
            rx.cond(
                state.no_item,
                rx.fragment(
                    rx.el.h1(msg("no-item-title"), class_name="sr"),
                    empty_state(msg("no-item-title"), msg("author-no-items-text")),
                ),
                rx.el.div(whole, class_name="stack"),
            ),
            rx.fragment(rx.el.h1(msg("author-title"), class_name="sr"), loading(msg("loading"))),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    title = msg("page-title", page=msg("author-title"))
    app.add_page(
        author_item,
        route="/author/[course_id]/[item_id]",
        title=title,
        on_load=[AuthorItemState.load, SuggestState.load, AuthorFilmState.load, AuthorTrialState.load],
    )
