"""What the checks hold of an import: why, and the decision, for each item or for all that share a reason."""

from __future__ import annotations

import reflex as rx

from learnapp.components.forms import labelled
from learnapp.components.links import link
from learnapp.components.table import pager, table
from learnapp.components.text import msg
from learnapp.state.admin.import_held import HeldLine, HeldState


def _line(one: rx.Var[HeldLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(link(one.title, href=one.page), scope="row", class_name="wrap"),
        rx.el.td(
            rx.el.p(one.why),
            rx.cond(one.signs != "", rx.el.p(one.signs, class_name="soft small")),
            class_name="wrap",
            custom_attrs={"data-label": msg("import-why")},
        ),
        rx.el.td(
            rx.cond(one.fit >= 0, msg("percent", value=one.fit), "–"),
            class_name="num",
            custom_attrs={"data-label": msg("import-wait-fit")},
        ),
        rx.el.td(
            rx.el.div(
                rx.el.button(
                    msg("import-wait-let-in"), type="button", class_name="button",
                    aria_label=msg("import-wait-let-in-of", title=one.title),
                    on_click=HeldState.decide_one(one.id, True),
                ),
                rx.el.button(
                    msg("import-wait-leave"), type="button", class_name="button plain",
                    aria_label=msg("import-wait-leave-of", title=one.title),
                    on_click=HeldState.decide_one(one.id, False),
                ),
                class_name="row",
            )
        ),
    )  # fmt: skip


def _all() -> rx.Component:
    """Return the decision about all that is shown, which is asked for twice."""
    return rx.cond(
        HeldState.all_asked,
        rx.el.form(
            rx.el.p(
                rx.cond(
                    HeldState.all_approve,
                    msg("import-wait-sure-in", items=HeldState.held_count),
                    msg("import-wait-sure-out", items=HeldState.held_count),
                ),
                role="status",
            ),
            labelled(
                "review-note",
                rx.el.textarea(id="import-wait-note", name="note", rows="2", max_length=500, class_name="textarea"),
                "import-wait-note",
            ),
            rx.el.div(
                rx.el.button(msg("import-wait-yes"), type="submit", class_name="button primary"),
                rx.el.button(msg("cancel"), type="button", class_name="button", on_click=HeldState.cancel_all),
                class_name="row",
            ),
            on_submit=HeldState.decide_all,
            class_name="card stack-s",
            aria_label=msg("import-wait-title"),
        ),
        rx.el.div(
            rx.el.button(
                msg("import-wait-all-in", items=HeldState.held_count), type="button", class_name="button",
                on_click=HeldState.ask_all(True),
            ),
            rx.el.button(
                msg("import-wait-all-out", items=HeldState.held_count), type="button", class_name="button plain",
                on_click=HeldState.ask_all(False),
            ),
            class_name="row",
        ),
    )  # fmt: skip


def held_back() -> rx.Component:
    """Return what waits of an import, with its reasons."""
    return rx.cond(
        HeldState.held_ready & (HeldState.held_reasons.length() > 0),
        rx.el.section(
            rx.el.h2(msg("import-wait-title")),
            rx.el.p(msg("import-wait-lead"), " ", link(msg("import-wait-queue"), href="/admin/reviews")),
            labelled(
                "import-why",
                rx.el.select(
                    rx.el.option(msg("import-wait-all-reasons"), value="all"),
                    rx.foreach(HeldState.held_reasons, lambda one: rx.el.option(one.text, value=one.code)),
                    id="import-wait-reason",
                    value=rx.cond(HeldState.held_reason == "", "all", HeldState.held_reason),
                    on_change=HeldState.show_reason,
                    class_name="select",
                ),
                "import-wait-reason",
            ),
            _all(),
            table(
                msg("import-wait-title"),
                ("import-wait-item", "import-why", "import-wait-fit", ""),
                rx.foreach(HeldState.held, _line),
                "stacked labels",
            ),
            pager(
                HeldState.held_offset, HeldState.held.length(), HeldState.held_count, HeldState.turn_held,
                "page-turn-held",
            ),
            class_name="stack",
        ),
    )  # fmt: skip
