"""Mastery for people: always shape, colour and word, with the interval beside the number."""

from __future__ import annotations

import reflex as rx

from learnapp.components.text import msg


def badge(band: rx.Var[str] | str) -> rx.Component:
    """Return shape, colour and word of a band (`unknown learning almost mastered fading locked ready`)."""
    key = f"band-{band}" if isinstance(band, str) else "band-" + band.to(str)
    return rx.el.span(
        rx.el.span(class_name="shape", aria_hidden="true"),
        msg(key),
        class_name="badge",
        custom_attrs={"data-band": band},
    )


def _interval(value: rx.Var[int], low: rx.Var[int], high: rx.Var[int]) -> rx.Var[str]:
    """Return the words: where both ends round to the same number, there is no range to name."""
    return rx.cond(
        low == high, msg("mastery-about", value=value), msg("mastery-interval", value=value, low=low, high=high)
    ).to(str)


def change(before: rx.Var[int], after: rx.Var[int], low: rx.Var[int], high: rx.Var[int]) -> rx.Var[str]:
    """Return what an answer did to a number, in words."""
    return rx.cond(
        low == high,
        msg("mastery-change-about", before=before, after=after),
        msg("mastery-change", before=before, after=after, low=low, high=high),
    ).to(str)


def meter(value: rx.Var[int], low: rx.Var[int], high: rx.Var[int], band: rx.Var[str] | str = "unknown") -> rx.Component:
    """Return P(mastered) as a mark inside its 80 % interval, per cent; the words say the same."""
    return rx.el.div(
        rx.el.div(
            class_name="meter-range", style={"inset-inline-start": f"{low}%", "width": f"calc({high}% - {low}%)"}
        ),
        rx.el.div(class_name="meter-point", style={"inset-inline-start": f"{value}%"}),
        class_name="meter",
        role="img",
        aria_label=_interval(value, low, high),
        custom_attrs={"data-band": band},
    )


def number(
    value: rx.Var[int], low: rx.Var[int], high: rx.Var[int], weaker: rx.Var[bool] | bool = False
) -> rx.Component:
    """Return the number with its interval; only for where there is enough data to say it.

    Args:
        value: P(mastered), per cent.
        low: Lower end of the interval.
        high: Upper end.
        weaker: Whether the band is an earlier one that the number alone would not give; then it is said.
    """
    return rx.el.span(_interval(value, low, high), rx.cond(weaker, rx.el.span(" ", msg("mastery-weaker"))))


def inferred(said: rx.Var[str], value: rx.Var[int]) -> rx.Component:
    """Return what a placement test has inferred about a topic, and that it was not shown yet; nothing without one.

    Args:
        said: `KcView.inferred`.
        value: P(mastered) that it starts from, per cent.
    """
    return rx.cond(
        said != "", rx.el.span(msg("mastery-inferred", said=said, value=value), class_name="soft small inferred")
    )


def legend(*bands: str) -> rx.Component:
    """Return the scale, explained."""
    return rx.el.ul(*[rx.el.li(badge(band)) for band in bands], class_name="legend", aria_label=msg("legend"))
