"""The files of a video in its author's page: what the upload routes took in is shown, and captions are taken out."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import author_films
from learnapp.state.author_item import MOST_PICTURE_MB, AuthorItemState
from learnapp.state.authoring import WHO
from learnapp.state.base import AppState, id_in_path

__all__ = ["LANGUAGES", "MOST_CAPTIONS_MB", "MOST_PICTURE_MB", "AuthorFilmState"]
LANGUAGES = ("en", "es")
MOST_CAPTIONS_MB = author_films.MAX_CAPTIONS_BYTES >> 20


class AuthorFilmState(AppState):
    """How large a film may be, and the language of the captions that are sent next."""

    most_film_mb: int = 0
    captions_language: str = "en"

    @rx.event
    async def load(self) -> None:
        """Begin with the language of the item."""
        await self._actor(*WHO)
        self.most_film_mb = author_films.most_bytes() >> 20
        item = await self.get_state(AuthorItemState)
        self.captions_language = item.form.language if item.form.language in LANGUAGES else LANGUAGES[0]

    @rx.event
    async def choose_language(self, language: str) -> None:
        """Choose the language of the captions that are sent next."""
        await self._actor(*WHO)
        self.captions_language = language if language in LANGUAGES else LANGUAGES[0]

    async def _show(self) -> None:
        item = await self.get_state(AuthorItemState)
        await item._show_anew(await self._actor(*WHO))  # noqa: SLF001 - the other half of this page

    @rx.event
    async def came(self, file: str) -> Any:
        """Show a file that has been taken in."""
        await self._actor(*WHO)
        await self._show()
        known = file if file in ("film", "captions", "poster") else "film"
        return AppState.thank(f"author-{known}-came")

    @rx.event
    async def drop_captions(self, language: str) -> Any:
        """Take captions out of the draft."""
        actor = await self._actor(*WHO)
        await author_films.drop_captions(actor, id_in_path(self, 1), id_in_path(self, 2), language)
        await self._show()
        return AppState.thank("author-captions-gone")
