"""What a student is offered when something is hard: what was seen, what may help, and "not now"."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import msg
from learnapp.state.student.offered import OfferState


def offer_card() -> rx.Component:
    """Return the card; nothing while there is no offer."""
    offer = OfferState.offer
    return rx.cond(
        offer.id != "",
        rx.el.section(
            rx.el.h2(msg("offer-title")),
            rx.cond(
                offer.by_teacher,
                rx.el.p(msg("offer-by-teacher")),
                rx.el.p(msg(offer.why, topic=offer.topic, tries=offer.tries, right=offer.right)),
            ),
            rx.cond(offer.words != "", rx.el.blockquote(offer.words, class_name="note wrap")),
            rx.el.p(msg("offer-what-" + offer.help)),
            rx.el.div(
                rx.el.button(
                    msg("offer-go-" + offer.help),
                    rx.cond(offer.title != "", rx.el.span(": ", offer.title, class_name="sr")),
                    type="button",
                    on_click=OfferState.follow,
                    class_name="button",
                ),
                rx.el.button(
                    msg("not-now"),
                    rx.el.span(": ", msg("offer-title"), class_name="sr"),
                    type="button",
                    on_click=OfferState.not_now,
                    class_name="button plain",
                ),
                class_name="row",
            ),
            rx.el.p(msg("offer-note"), class_name="soft small"),
            class_name="card stack-s",
            aria_label=msg("offer-title"),
        ),
    )
