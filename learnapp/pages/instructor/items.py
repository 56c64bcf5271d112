"""The questions of a class: which work, which do not, and what can be done about a broken one."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import may
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.item_difficulty import cell as hardness
from learnapp.components.item_difficulty import difficulty
from learnapp.components.item_statistics import figures, given, key_step, standing, times, tries_by_day, why
from learnapp.components.item_withdrawal import withdrawal
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.prose import prose
from learnapp.components.status import status_badge
from learnapp.components.table import cell, pager
from learnapp.components.text import moment, msg
from learnapp.components.topic_filter import words_and_topic
from learnapp.pages.instructor.classes import tabs
from learnapp.state.class_items import SORTS, ItemRow, ItemsState, ItemState


def _head(column: str) -> rx.Component:
    """Return a head that sorts by its column; the arrow says which way it is sorted."""
    here = ItemsState.sort == column
    name = msg(f"item-column-{column}")
    return rx.el.th(
        rx.el.button(
            name,
            rx.cond(here, rx.el.span(rx.cond(ItemsState.falling, " ↓", " ↑"), aria_hidden="true")),
            type="button",
            on_click=ItemsState.sort_by(column),
            aria_label=msg("items-sort-by", column=name),
            class_name="sort",
        ),
        scope="col",
        aria_sort=rx.cond(here, rx.cond(ItemsState.falling, "descending", "ascending"), "none"),
    )


def _state(row: rx.Var[ItemRow]) -> rx.Component:
    return rx.match(
        row.state,
        ("flagged", status_badge("warn", msg("item-state-flagged"))),
        ("voided", status_badge("idle", msg("item-state-voided"))),
        rx.fragment(),
    )


def _row(row: rx.Var[ItemRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            link(row.title, href=f"/teach/{ItemsState.section_id}/items/{row.item_id}"),
            " ",
            rx.cond(row.state != "", _state(row)),
            rx.el.div(
                link(
                    msg("preview-title"),
                    rx.el.span(": ", row.title, class_name="sr"),
                    href=f"/teach/{ItemsState.section_id}/preview/{row.item_id}",
                ),
                rx.cond(
                    (row.state == "") & may("assignment", "write"),
                    link(
                        msg("assign-this"),
                        aria_label=msg("assign-this-of", title=row.title),
                        href=f"/teach/{ItemsState.section_id}/assignments?content={row.item_id}",
                    ),
                ),
                class_name="row small",
            ),
            scope="row",
        ),
        cell("item-column-topic", row.topic),
        cell("item-column-answers", msg("item-answers", answers=row.answers, students=row.students)),
        cell(
            "item-column-share",
            rx.cond(
                row.tries > 0,
                rx.fragment(
                    rx.el.strong(msg("item-share", share=row.share)),
                    rx.el.div(msg("item-share-between", low=row.low, high=row.high), class_name="soft small nowrap"),
                ),
                rx.el.span(msg("item-no-tries"), class_name="soft"),
            ),
        ),
        cell("item-column-hardness", hardness(row.difficulty)),
        cell(
            "item-column-apart",
            rx.match(
                row.reading,
                ("few", rx.el.span(msg("item-apart-few"), class_name="soft")),
                ("alike", rx.el.span(msg("item-apart-alike"), class_name="soft")),
                ("backwards", rx.el.strong(msg("item-apart-backwards", value=row.apart / 100), class_name="bad-text")),
                rx.el.span(msg("item-apart-" + row.reading, value=row.apart / 100)),
            ),
        ),
        cell(
            "item-column-seconds",
            rx.cond(
                row.seconds >= 0,
                rx.el.span(msg("item-seconds", seconds=row.seconds), class_name="nowrap"),
                rx.el.span(msg("item-seconds-unknown"), class_name="soft"),
            ),
        ),
        cell("item-column-hints", row.hints),
        cell("item-column-reports", row.reports),
        cell(
            "item-column-tests",
            rx.cond(
                row.tests > 0,
                rx.fragment(
                    rx.el.span(msg("item-asked", times=row.tests, share=row.tests_share)),
                    rx.el.div(msg("item-version", version=row.version), class_name="soft small"),
                ),
                rx.fragment(
                    rx.el.span(msg("item-asked-never"), class_name="soft"),
                    rx.el.div(msg("item-version", version=row.version), class_name="soft small"),
                ),
            ),
        ),
    )


def _broken() -> rx.Component:
    """Return what looks broken, with why, before anything else."""
    return rx.cond(
        ItemsState.broken.length() > 0,
        rx.el.section(
            rx.el.h2(msg("items-broken")),
            rx.el.ul(
                rx.foreach(
                    ItemsState.broken,
                    lambda row: rx.el.li(
                        link(row.title, href=f"/teach/{ItemsState.section_id}/items/{row.item_id}"),
                        rx.el.ul(
                            rx.foreach(row.suspicions, lambda code: rx.el.li(why(code, row.reports))),
                            class_name="soft facts",
                        ),
                    ),
                ),
                class_name="plain-list stack-s",
            ),
            class_name="note bad",
        ),
        rx.el.p(msg("items-broken-none"), class_name="note good"),
    )


def _how() -> rx.Component:
    told = ("share", "difficulty", "apart", "time", "tests", "template", "counted")
    parts = [rx.el.li(msg(f"items-how-{part}")) for part in told]
    return rx.el.details(rx.el.summary(msg("items-how")), rx.el.ul(*parts))


def items() -> rx.Component:
    """Every question that the class has answered, or that was asked in one of its tests."""
    table = rx.el.div(
        rx.el.table(
            rx.el.caption(msg("items-table"), class_name="sr"),
            rx.el.thead(rx.el.tr(*(_head(column) for column in SORTS))),
            rx.el.tbody(rx.foreach(ItemsState.items, _row)),
            class_name="stacked labels",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label=msg("items-table"),
    )
    whole = rx.fragment(
        rx.el.p(msg("items-lead"), class_name="soft"),
        standing(ItemsState.fresh, ItemsState.partial),
        _broken(),
        words_and_topic("items", ItemsState),
        rx.cond(
            ItemsState.items.length() > 0,
            rx.fragment(
                table,
                pager(
                    ItemsState.found_offset, ItemsState.items.length(), ItemsState.found_total, ItemsState.turn_found
                ),
            ),
            rx.el.p(msg("items-none-found"), class_name="note", role="status"),
        ),
        _how(),
    )
    return shell(
        rx.el.p(msg("items-title"), class_name="eyebrow"),
        rx.el.h1(ItemsState.section),
        rx.cond(
            ItemsState.items_ready,
            rx.fragment(
                tabs(ItemsState.section_id, "items"),
                rx.cond(
                    ItemsState.topics.length() > 0,
                    whole,
                    rx.fragment(
                        standing(ItemsState.fresh, ItemsState.partial),
                        rx.cond(
                            ItemsState.fresh.state != "never", empty_state(msg("items-none"), msg("items-none-text"))
                        ),
                    ),
                ),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def _shown() -> rx.Component:
    """Return the question with its key."""
    item = ItemState.item
    return rx.el.section(
        rx.el.h2(msg("item-shown")),
        rx.cond(item.template, rx.el.p(msg("item-template-note"), class_name="note")),
        rx.cond(item.topic_guessed, rx.el.p(msg("item-topic-guessed"), class_name="note")),
        rx.cond(item.body != "", prose(item.body)),
        rx.foreach(item.steps, key_step),
        class_name="card stack-s",
    )


def _said() -> rx.Component:
    return rx.el.section(
        rx.el.h2(msg("item-reported")),
        rx.cond(
            ItemState.item.reports.length() > 0,
            rx.el.ul(
                rx.foreach(
                    ItemState.item.reports,
                    lambda one: rx.el.li(
                        rx.el.p(one.text, class_name="said"),
                        rx.el.p(moment(one.at), class_name="soft small"),
                        class_name="note wrap",
                    ),
                ),
                class_name="plain-list stack-s",
            ),
            rx.el.p(msg("item-reported-none"), class_name="soft"),
        ),
    )


def item() -> rx.Component:
    """One question: its text with the key, the figures in words, and what can be done about it."""
    found, row = ItemState.item, ItemState.item.row
    return shell(
        rx.el.p(
            link("← ", msg("item-back"), href=f"/teach/{ItemState.section_id}/items"),
            class_name="eyebrow",
        ),
        rx.cond(
            ItemState.item_ready,
            rx.fragment(
                rx.el.p(msg("item-eyebrow", section=found.section), " · ", row.topic, class_name="eyebrow"),
                rx.el.h1(row.title),
                rx.el.div(
                    rx.cond(
                        found.missing,
                        rx.fragment(),
                        link(
                            msg("preview-title"),
                            href=f"/teach/{ItemState.section_id}/preview/{row.item_id}",
                            class_name="button",
                        ),
                    ),
                    rx.cond(
                        (row.state == "") & may("assignment", "write"),
                        link(
                            msg("assign-this"),
                            href=f"/teach/{ItemState.section_id}/assignments?content={row.item_id}",
                            class_name="button",
                        ),
                    ),
                    class_name="row",
                ),
                rx.cond(
                    (row.suspicions.length() > 0) & (row.state == ""),
                    rx.el.div(
                        rx.el.ul(
                            rx.foreach(row.suspicions, lambda code: rx.el.li(why(code, row.reports))),
                            class_name="plain-list stack-s",
                        ),
                        class_name="note bad",
                    ),
                ),
                standing(found.fresh, found.partial),
                figures(row),
                difficulty(),
                rx.el.p(
                    msg("item-version", version=row.version),
                    " · ",
                    msg("item-exposure", shown=row.tests, students=row.tests_of),
                    class_name="soft",
                ),
                rx.cond(
                    found.fresh.state == "cached",
                    rx.el.p(msg("items-cached-key"), class_name="note"),
                    rx.fragment(
                        rx.el.div(_shown(), withdrawal(), class_name="halves"),
                        rx.el.section(
                            rx.el.h2(msg("item-given")),
                            rx.foreach(found.steps, lambda step: given(step, found.steps.length() > 1)),
                        ),
                    ),
                ),
                times(found.times),
                tries_by_day(found.days, ItemState.days, ItemState.day_right, ItemState.day_wrong),
                rx.cond(found.fresh.state != "cached", _said()),
            ),
            loading(msg("loading")),
        ),
        width="wide",
    )


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    title = msg("page-title", page=msg("items-title"))
    app.add_page(items, route="/teach/[class_id]/items", title=title, on_load=ItemsState.load)
    app.add_page(item, route="/teach/[class_id]/items/[item_id]", title=title, on_load=ItemState.load)
