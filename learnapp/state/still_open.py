"""A page whose connection was gone loads anew when it is back: what was typed and opened on it has to stay."""

from __future__ import annotations

import reflex as rx
from reflex_base.event import Event

_JOINS, _LOADED = "hydrate_and_load", "set_is_hydrated"
"""Reflex's events before and after a page loads because of its connection; walking to a page sends no such first."""


class StillOpen(rx.State, mixin=True):
    """What tells the same page, connected again, from one that was opened anew."""

    _page_again: bool = False
    _page_at: str = ""
    _page_loaded: frozenset[str] = frozenset()
    """The states that have loaded for this address."""

    def _still_open(self) -> bool:
        """Return whether this page is the one that the state shows, and has only lost its connection meanwhile.

        A `load` asks after `_enter`; where it is so, it reads anew what others may have changed, and touches no form.
        """
        address, name = str(self.router.url), type(self).get_full_name()
        if self._page_at != address:
            self._page_at, self._page_loaded = address, frozenset()
        known = name in self._page_loaded
        self._page_loaded |= {name}
        return known and self._page_again

    def _follow(self, event: Event) -> None:
        """Take in from an event of Reflex whether the page that loads next stood there already.

        A window that was opened or reloaded sends hashes of what it was built with; one that is connected again has
        nothing of that any more, and sends none.
        """
        what = event.name.rpartition(".")[2]
        if what == _JOINS:
            self._page_again = not event.payload.get("hashes") and self._page_at == str(self.router.url)
        elif what == _LOADED:
            self._page_again = False
