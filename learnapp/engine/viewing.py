"""A visit to a film as its player tells of it: stretches that were played, where it was sought, when it stood still.

A player tells of one stretch at a time, within the state of a video event. It is believed as little as of watched
parts: what counts is at most `watching.LONGEST` long, and which visit it belongs to, the server says.

Source of what there is to tell: xAPI Video Profile 1.0, 2.3 and 2.5 (played, paused, seeked, played-segments).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learnapp.engine.watching import LONGEST, Part

BEGAN = frozenset({"play", "seek", "on"})
"""By what a stretch began: the button, a place that was sought, or the stretch before it that just went on."""
ENDED = frozenset({"pause", "seek", "on", "leave"})
"""By what it ended: standing still, another place, going on, or leaving the page."""
SETTINGS = ("speed", "full_screen", "captions")
MOST_SEEKS, MOST_SEGMENTS, MOST_VISITS = 20, 300, 4
"""Kept of one report, of one film, and how many open pages of one film are told apart."""
_WITHIN, _BETWEEN = "[.]", "[,]"
_SPEEDS = (0.25, 4.0)
_LONGEST_WAIT = 86_400.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a film, seconds of the film where nothing else is said.

    Attributes:
        visit: What the player calls this visit.
        start, end: Equal where nothing was played, as when a page is left.
        began, ended: See `BEGAN` and `ENDED`.
        seeks: From where to where the student went before it, in order.
        lasted: Seconds of time that it took.
        opened: Seconds of time since the film was opened.
        speed: Times the normal speed.
        captions: Language of the captions, "" for none.
    """

    visit: str
    start: float
    end: float
    began: str
    ended: str
    seeks: tuple[Part, ...] = ()
    lasted: float = 0.0
    opened: float = 0.0
    speed: float = 1.0
    full_screen: bool = False
    captions: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """Return how the player was set."""
        return {name: getattr(self, name) for name in SETTINGS}


def stretch_of(state: Mapping[str, Any]) -> Stretch | None:
    """Return what a player has told of a stretch, None where it is no player that tells of its visits.

    Args:
        state: `result.state` of a video event, from anybody.
    """
    visit, start, end = state.get("visit"), _number(state.get("from")), _number(state.get("to"))
    began, ended = state.get("began"), state.get("ended")
    if not isinstance(visit, str) or not 8 <= len(visit) <= 64 or start is None or end is None or end < start:
        return None
    if began not in BEGAN or ended not in ENDED:
        return None
    captions = state.get("captions")
    return Stretch(
        visit, start, end, str(began), str(ended),
        tuple(parts_of(state.get("seeks"))[:MOST_SEEKS]),
        _within(state.get("lasted"), 0.0, 0.0, _LONGEST_WAIT),
        _within(state.get("opened"), 0.0, 0.0, _LONGEST_WAIT),
        _within(state.get("speed"), 1.0, *_SPEEDS),
        state.get("full_screen") is True,
        captions if isinstance(captions, str) and captions.isalpha() and len(captions) == 2 else "",
    )  # fmt: skip


def written(parts: Iterable[Sequence[float]]) -> str:
    """Return pairs of seconds as the profile writes them: `0.000[.]12.500[,]30.000[.]40.000`."""
    return _BETWEEN.join(f"{one[0]:.3f}{_WITHIN}{one[1]:.3f}" for one in parts)


def parts_of(text: Any) -> list[Part]:
    """Return the pairs of seconds that a text holds, in its order; what is none is left out."""
    found: list[Part] = []
    for one in text.split(_BETWEEN)[:2000] if isinstance(text, str) else ():
        low, _, high = one.partition(_WITHIN)
        try:
            pair = float(low), float(high)
        except ValueError:
            continue
        if all(math.isfinite(each) and 0 <= each <= 86_400 for each in pair):
            found.append(pair)
    return found


def played(segments: Sequence[Sequence[float]], told: Stretch, seconds: float) -> list[list[float]]:
    """Return the segments that were played, in the order of time, with one more stretch.

    One that goes on lengthens the last. Of very many the older half is joined to what it covers: what was watched
    stays, how often does not.

    Args:
        segments: Those before.
        told: The stretch.
        seconds: Length of the film.
    """
    kept = [[float(one[0]), float(one[1])] for one in segments]
    start, end = round(told.start, 3), round(min(told.end, seconds), 3)
    if not 0 < told.end - told.start <= LONGEST or start >= end:
        return kept
    if told.began == "on" and kept and kept[-1][1] == start:
        kept[-1][1] = end
    else:
        kept.append([start, end])
    if len(kept) > MOST_SEGMENTS:
        kept = [*joined(kept[: MOST_SEGMENTS // 2]), *kept[MOST_SEGMENTS // 2 :]][-MOST_SEGMENTS:]
    return kept


def joined(segments: Iterable[Sequence[float]]) -> list[list[float]]:
    """Return what segments cover, in the order of the film; those that touch are one."""
    found: list[list[float]] = []
    for low, high in sorted((one[0], one[1]) for one in segments):
        if found and low <= found[-1][1]:
            found[-1][1] = max(found[-1][1], high)
        elif low < high:
            found.append([low, high])
    return found


def visit_of(
    visits: Sequence[Mapping[str, Any]], told: Stretch, event_id: str, at: float
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Return the visits to a film after a stretch, the last being the one that it belongs to, and that one as it was.

    A visit has a `name`, which its player gave, and an `id`, which is that of the event that began it, so no client can
    name another's; then how the player was set, whether the film stands `still`, whether the page was `left`, and `at`,
    when it was told of last. After it was left, nothing belongs to it any more.

    Args:
        visits: Those before, as this returns them.
        told: The stretch.
        event_id: Of its event.
        at: When that happened, seconds since 1970.

    Returns:
        None as the second where the stretch begins a visit.
    """
    open_ones = [dict(one) for one in visits if not one.get("left")]
    before = next((one for one in open_ones if one["name"] == told.visit), None)
    now = {
        "name": told.visit, "id": before["id"] if before else event_id, **told.settings,
        "still": told.ended == "pause", "left": told.ended == "leave", "at": round(at, 3),
    }  # fmt: skip
    others = [one for one in open_ones if one is not before]
    return [*others[1 - MOST_VISITS :], now], before


def spent(told: Stretch) -> float:
    """Return how many seconds of time a stretch took to watch, at its speed."""
    return (told.end - told.start) / told.speed if told.end - told.start <= LONGEST else 0.0


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    # Nothing is added to a number, and the minus goes from a zero that has one.
    return float(value) + 0.0 if 0 <= value <= 86_400 else None


def _within(value: Any, usual: float, low: float, high: float) -> float:
    number = _number(value)
    return usual if number is None else min(max(number, low), high)
