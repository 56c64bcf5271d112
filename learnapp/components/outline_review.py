"""The way of a change of a course's structure: what it changes, handing in, decision, versions; and who studies it."""

from __future__ import annotations

import reflex as rx

from learnapp.components.author_review import decision_form, past_versions, sure
from learnapp.components.authoring import piece, state_badge
from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.outline_topics import form_button, is_open
from learnapp.components.text import moment, msg
from learnapp.state.author_outline import ClassChoice, OutlineState, StructureChange, StructureVersion

S = OutlineState


def _change(one: rx.Var[StructureChange]) -> rx.Component:
    return rx.el.li(
        msg("structure-" + one.code, name=one.name, other=one.other),
        rx.cond(
            one.pieces.length() > 0,
            rx.el.p(rx.foreach(one.pieces, piece), class_name="changed wrap"),
        ),
    )


def _changes(found: rx.Var[list[StructureChange]]) -> rx.Component:
    return rx.el.ul(rx.foreach(found, _change), class_name="bullets stack-s")


def draft_bar() -> rx.Component:
    """Return where the change of the structure is on its way, and what can be done with it; nothing without one."""
    view = S.view
    whole = rx.el.section(
        rx.el.div(
            rx.el.h2(msg("outline-draft")),
            state_badge(view.state, rx.Var.create(False)),
            class_name="row between",
        ),
        rx.el.p(
            rx.match(
                view.state,
                ("draft", msg("outline-way-draft")),
                ("review", msg("outline-way-review")),
                ("approved", msg("outline-way-approved")),
                "",
            ),
            class_name="soft",
        ),
        rx.cond(view.words != "", rx.el.p(msg("author-words-were", words=view.words), class_name="note")),
        rx.cond(
            view.changes.length() > 0,
            rx.el.details(
                rx.el.summary(msg("author-changes", count=view.changes.length())),
                _changes(view.changes),
            ),
        ),
        rx.cond((view.state == "review") & view.may_decide, decision_form(S.decide, "outline-said")),
        rx.el.div(
            rx.cond(
                view.state == "draft",
                rx.el.button(msg("author-hand-in"), type="button", class_name="button primary", on_click=S.hand_in),
            ),
            rx.cond(
                (view.state == "approved") & view.may_decide,
                link(msg("author-to-publish"), href="/author/" + view.course.id, class_name="button primary"),
            ),
            rx.cond(
                view.unpublished,
                form_button("outline-delete", "delete", "", view.facts.title),
                form_button("outline-discard", "discard", "", view.facts.title),
            ),
            class_name="row",
        ),
        rx.cond(
            is_open("discard", ""),
            sure("outline-discard-sure", "outline-discard-yes", S.discard, S.open_form("", "", "")),
        ),
        rx.cond(
            is_open("delete", ""),
            sure("outline-delete-sure", "outline-delete-yes", S.delete_course, S.open_form("", "", "")),
        ),
        class_name="card stack-s",
    )
    return rx.cond(view.state != "", whole)


def _class(one: rx.Var[ClassChoice]) -> rx.Component:
    title = rx.cond(one.term != "", one.title + " · " + one.term, one.title).to(str)
    return rx.el.option(
        rx.cond(
            one.busy,
            msg("outline-class-busy", title=title),
            rx.cond(one.same, msg("outline-class-same", title=title), title),
        ),
        value=one.id,
    )


def classes() -> rx.Component:
    """Return who studies the course, and for who may give it to a class the form for that."""
    view = S.view
    form = rx.el.form(
        rx.el.div(
            labelled(
                "outline-class",
                rx.el.select(rx.foreach(S.classes, _class), id="outline-class", name="class", class_name="select"),
                "outline-class",
            ),
            rx.el.button(msg("outline-give"), type="submit", class_name="button"),
            class_name="row end",
        ),
        rx.el.p(msg("outline-give-text"), class_name="soft small"),
        on_submit=S.give,
        class_name="stack-s",
    )
    return rx.el.section(
        rx.el.h2(msg("outline-classes")),
        rx.cond(
            view.unpublished,
            rx.el.p(msg("outline-classes-later"), class_name="soft"),
            rx.fragment(
                rx.el.p(msg("outline-studied", count=view.course.classes)),
                rx.cond(S.classes.length() > 0, form, rx.el.p(msg("outline-classes-admin"), class_name="soft")),
            ),
        ),
        class_name="card stack-s",
    )


def _version(one: rx.Var[StructureVersion]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(msg("author-version", number=one.version), " · ", moment(one.at)),
        rx.cond(one.by != "", rx.el.p(msg("author-version-by", who=one.by), class_name="soft small")),
        rx.cond(one.approved_by != "", rx.el.p(msg("author-version-ok", who=one.approved_by), class_name="soft small")),
        rx.cond(one.words != "", rx.el.p(rx.el.q(one.words), class_name="said")),
        rx.cond(
            one.changes.length() > 0,
            _changes(one.changes),
            rx.el.p(msg("author-version-same"), class_name="soft"),
        ),
        class_name="card stack-s",
    )


def versions() -> rx.Component:
    """Return the versions with which the structure changed."""
    return past_versions(S, "outline-versions", _version, none="outline-no-versions")
