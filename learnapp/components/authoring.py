"""Parts of the editing page of an item: its form, what the checks found, what changed, versions."""

from __future__ import annotations

import reflex as rx

from learnapp.components.author_film import said_in_film
from learnapp.components.author_reading import PICTURES, text_field
from learnapp.components.author_review import past_versions
from learnapp.components.authoring_template import problems, template_fields
from learnapp.components.forms import labelled
from learnapp.components.prose import prose
from learnapp.components.status import status_badge
from learnapp.components.table import table
from learnapp.components.text import moment, msg
from learnapp.components.unsaved import unsaved_guard
from learnapp.state.author_item import (
    AuthorItemState,
    ChangeView,
    CheckLine,
    ExplanationForm,
    HintForm,
    Piece,
    SampleView,
    StepForm,
    SuggestionView,
    TopicView,
    VersionView,
    WrongForm,
)
from learnapp.state.authoring import WRITTEN


def state_badge(state: rx.Var[str], held: rx.Var[bool]) -> rx.Component:
    """Return where a draft is on its way."""
    tone = rx.match(state, ("draft", "idle"), ("review", rx.cond(held, "warn", "busy")), ("approved", "good"), "idle")
    return rx.cond(
        state == "",
        rx.el.span(msg("author-state-none"), class_name="soft small"),
        status_badge(tone, rx.cond(held, msg("author-state-held"), msg("author-state-" + state))),
    )


def _area(label: str, name: str | rx.Var[str], value: rx.Var[str], rows: int, **more: object) -> rx.Component:
    return labelled(
        label,
        rx.el.textarea(id=name, name=name, default_value=value, rows=str(rows), class_name="textarea", **more),
        name,
    )


def _line(label: str, name: str | rx.Var[str], value: rx.Var[str], **more: object) -> rx.Component:
    return labelled(
        label,
        rx.el.input(id=name, name=name, default_value=value, class_name="input", auto_complete="off", **more),
        name,
    )


def _topic(one: rx.Var[TopicView]) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name="kc-" + one.id, id="kc-" + one.id, default_checked=one.chosen),
        rx.el.span(
            one.name,
            rx.cond(one.standard != "", rx.el.span(" · ", one.standard, class_name="soft small")),
            rx.cond(one.asked != "", rx.el.span(": ", one.asked, class_name="soft small")),
        ),
        class_name="choice",
    )


def _wrong(step: rx.Var[StepForm], one: rx.Var[WrongForm]) -> rx.Component:
    place = step.number.to(str) + "-"
    return rx.el.div(
        _line("author-wrong-answer", "step-" + place + "wrong-" + one.index.to(str), one.answer, max_length=500),
        _line("author-wrong-because", "step-" + place + "because-" + one.index.to(str), one.text, max_length=2000),
        class_name="halves",
    )


def _hint(step: rx.Var[StepForm], one: rx.Var[HintForm]) -> rx.Component:
    name = "step-" + step.number.to(str) + "-hint-" + one.index.to(str)
    label = rx.cond(one.text == "", msg("author-hint-new"), msg("author-hint-" + one.kind, number=one.index + 1))
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.textarea(
            id=name, name=name, default_value=one.text, rows="2", class_name="textarea", custom_attrs=PICTURES
        ),
        class_name="field",
    )


def _step(one: rx.Var[StepForm]) -> rx.Component:
    """Return the fields of one step; each name begins with its number."""
    name = "step-" + one.number.to(str) + "-"
    kind = labelled(
        "author-kind",
        rx.el.select(
            *[rx.el.option(msg(f"author-answer-{kind}"), value=kind) for kind in WRITTEN],
            id=name + "kind", name=name + "kind", default_value=one.kind, class_name="select",
        ),
        name + "kind",
    )  # fmt: skip
    return rx.el.fieldset(
        rx.el.legend(msg("step-number", number=one.number), class_name="eyebrow"),
        labelled(
            "author-prompt",
            rx.el.textarea(
                id=name + "prompt", name=name + "prompt", default_value=one.prompt, rows="4", class_name="textarea",
                custom_attrs=PICTURES,
                on_change=lambda text: AuthorItemState.typed(one.number, text).debounce(400),
                on_blur=lambda text: AuthorItemState.typed(one.number, text),
            ),
            name + "prompt",
        ),
        rx.cond(
            one.fixed,
            rx.el.p(msg("author-fixed"), class_name="note"),
            rx.fragment(
                rx.el.div(
                    kind,
                    _line("author-tolerance", name + "tolerance", one.tolerance, max_length=12, input_mode="decimal"),
                    class_name="row end",
                ),
                _area("author-accepted", name + "accepted", one.accepted, 2),
                rx.cond(
                    one.offers,
                    _area("author-choices", name + "choices", one.choices, 4),
                ),
            ),
        ),
        rx.el.details(
            rx.el.summary(msg("author-wrong")),
            rx.el.div(rx.foreach(one.wrong, lambda wrong: _wrong(one, wrong)), class_name="stack-s"),
        ),
        rx.el.details(
            rx.el.summary(msg("author-hints")),
            rx.el.div(rx.foreach(one.hints, lambda hint: _hint(one, hint)), class_name="stack-s"),
            open=True,
        ),
        _area("author-solution", name + "solution", one.solution, 3, custom_attrs=PICTURES),
        class_name="stack-s card quiet",
    )  # fmt: skip


def _explanation(one: rx.Var[ExplanationForm]) -> rx.Component:
    name = "explain-" + one.index.to(str)
    return rx.el.div(
        rx.el.div(
            rx.el.label(msg("explain-" + one.kind), html_for=name),
            rx.el.textarea(id=name, name=name, default_value=one.text, rows="4", class_name="textarea"),
            class_name="field",
        ),
        rx.cond(one.picture, _area("author-explanation-alt", name + "-alt", one.alt, 2)),
    )


def _explanations() -> rx.Component:
    form = AuthorItemState.form
    return rx.cond(
        form.explanations.length() > 0,
        rx.el.details(
            rx.el.summary(msg("author-explanations")),
            rx.el.p(msg("author-explanations-text"), class_name="soft small"),
            rx.el.div(rx.foreach(form.explanations, _explanation), class_name="stack-s"),
        ),
    )


def _overtaken() -> rx.Component:
    """Return what becomes of a form that somebody else was faster than; nothing of it is lost until that is said."""
    state = AuthorItemState
    return rx.el.div(
        rx.cond(
            state.overtaken,
            rx.el.div(
                rx.el.p(rx.el.strong(msg("author-overtaken"))),
                rx.el.p(msg("author-overtaken-text")),
                rx.el.ul(rx.foreach(state.against, change), class_name="plain-list stack-s"),
                rx.el.label(
                    rx.el.input(type="checkbox", id="save-over", name="over"),
                    msg("author-overtaken-over"),
                    class_name="choice",
                ),
                rx.el.div(
                    rx.el.button(
                        msg("author-overtaken-theirs"), type="button", class_name="button", on_click=state.take_theirs
                    ),
                    class_name="row",
                ),
                class_name="note bad stack-s",
            ),
        ),
        role="alert",
    )


def editing_form() -> rx.Component:
    """Return the form of the item; after each saving it is a new one, with what was saved."""
    form = AuthorItemState.form
    return rx.el.form(
        unsaved_guard("author-leave-unsaved"),
        _line("author-item-title", "title", form.title, max_length=200, required=True),
        rx.cond(~form.template, text_field()),
        said_in_film(),
        rx.cond(form.template, template_fields(), rx.foreach(form.steps, _step)),
        _explanations(),
        rx.el.details(
            rx.el.summary(msg("author-topics")),
            rx.el.fieldset(
                rx.el.legend(msg("author-topics-text"), class_name="soft small"),
                rx.foreach(form.topics, _topic),
                class_name="choices topics-to-choose",
            ),
        ),
        rx.el.div(
            _line("author-min-age", "min_age", form.min_age, max_length=2, input_mode="numeric"),
            # A film says itself how long it takes.
            rx.cond(
                form.kind != "video",
                _line("author-minutes", "minutes", form.minutes, max_length=5, input_mode="decimal"),
            ),
            class_name="row end",
        ),
        problems(),
        _overtaken(),
        rx.el.div(
            rx.el.button(msg("author-save"), type="submit", class_name="button primary"),
            rx.el.span(msg("author-save-text"), class_name="soft small"),
            class_name="row",
        ),
        on_submit=AuthorItemState.save,
        key=form.content_id + AuthorItemState.sheet.to(str),
        class_name="stack",
    )


def _check(one: rx.Var[CheckLine]) -> rx.Component:
    return rx.el.li(
        status_badge(one.tone, msg(one.key, value=one.value)),
        rx.cond(one.step > 0, rx.el.span(" ", msg("step-number", number=one.step), class_name="soft small")),
    )


def _suggestion(one: rx.Var[SuggestionView]) -> rx.Component:
    return rx.el.li(rx.el.strong(one.code), " ", one.text)


def checks() -> rx.Component:
    """Return what the tools found in the item as it is saved."""
    form = AuthorItemState.form
    return rx.el.section(
        rx.el.h2(msg("author-checks")),
        rx.el.ul(rx.foreach(form.checks, _check), class_name="plain-list stack-s checked"),
        rx.cond(
            form.suggestions.length() > 0,
            rx.el.details(
                rx.el.summary(msg("author-standards")),
                rx.el.ul(rx.foreach(form.suggestions, _suggestion), class_name="bullets"),
                rx.el.p(msg("author-standards-text"), class_name="soft small"),
            ),
        ),
        class_name="card stack-s",
    )


def _sample(one: rx.Var[SampleView]) -> rx.Component:
    tone = rx.cond(one.expected == one.outcome, "good", "bad")
    word = rx.match(
        one.outcome, ("right", msg("outcome-right")), ("wrong", msg("outcome-wrong")), msg("author-not-judged")
    )
    return rx.el.tr(
        rx.el.td(one.step, class_name="num"),
        rx.el.th(one.said, scope="row", class_name="wrap"),
        rx.el.td(status_badge(tone, word)),
        rx.el.td(prose(one.feedback), class_name="wrap"),
    )


def samples() -> rx.Component:
    """Return how the stated answers are graded."""
    form = AuthorItemState.form
    heads = ("author-step", "author-sample", "author-graded", "author-told")
    return rx.cond(
        form.samples.length() > 0,
        rx.el.details(
            rx.el.summary(msg("author-samples", count=form.samples.length())),
            table(msg("author-samples-title"), heads, rx.foreach(form.samples, _sample)),
            class_name="card quiet",
        ),
    )


def piece(one: rx.Var[Piece]) -> rx.Component:
    """Return a part of a text: struck out, underlined or as it stayed."""
    return rx.match(
        one.kind,
        ("added", rx.el.ins(one.text)),
        ("removed", rx.el.del_(one.text)),
        rx.el.span(one.text),
    )


def change(one: rx.Var[ChangeView]) -> rx.Component:
    """Return what changed in one part: what went is struck out, what came is underlined."""
    return rx.el.li(
        rx.el.p(
            rx.cond(one.step > 0, rx.fragment(msg("step-number", number=one.step), " · ")), msg(one.part),
            class_name="eyebrow",
        ),
        rx.el.p(rx.foreach(one.pieces, piece), class_name="changed wrap"),
    )  # fmt: skip


def changes() -> rx.Component:
    """Return what the draft changes."""
    form = AuthorItemState.form
    return rx.cond(
        form.changes.length() > 0,
        rx.el.details(
            rx.el.summary(msg("author-changes", count=form.changes.length())),
            rx.el.ul(rx.foreach(form.changes, change), class_name="plain-list stack-s"),
            class_name="card quiet",
        ),
    )


def _version(one: rx.Var[VersionView]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(msg("author-version", number=one.version), " · ", moment(one.at)),
        rx.cond(one.by != "", rx.el.p(msg("author-version-by", who=one.by), class_name="soft small")),
        rx.cond(one.approved_by != "", rx.el.p(msg("author-version-ok", who=one.approved_by), class_name="soft small")),
        rx.cond(one.words != "", rx.el.p(rx.el.q(one.words), class_name="said")),
        rx.cond(one.status != "published", rx.el.p(msg("author-version-" + one.status), class_name="note")),
        rx.cond(
            one.first,
            rx.el.p(msg("author-version-first"), class_name="soft"),
            rx.cond(
                one.changes.length() > 0,
                rx.el.ul(rx.foreach(one.changes, change), class_name="plain-list stack-s"),
                rx.el.p(msg("author-version-same"), class_name="soft"),
            ),
        ),
        class_name="card stack-s",
    )


def versions() -> rx.Component:
    """Return the versions of the item with what changed in each."""
    return past_versions(AuthorItemState, "author-versions", _version)
