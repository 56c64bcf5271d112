"""Whether a draft can be handed in: what is asked can be asked, and what is read, seen or heard is there for everybody.

A draft may be saved before that: a film comes before its captions.
"""

from __future__ import annotations

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import ContentKind
from learnapp.services import draft_forms, template_trial
from learnapp.services.draft_documents import ItemDocument


def check(document: ItemDocument, *, first: bool = False) -> None:
    """Check a draft that is handed in or published; of one that takes an item out nothing is asked.

    Args:
        document: The draft.
        first: It is handed in: many tasks of a template are proved, which takes about a second.

    Raises:
        InvalidInputError: Something is missing; the message says what to do.
    """
    if document.status == "retired":
        return
    draft_forms.tried(document)
    if first and document.template is not None:
        template_trial.proved(document)
    if document.kind == ContentKind.READING:
        _reading(document)
    elif document.kind == ContentKind.VIDEO:
        _video(document)


def _reading(document: ItemDocument) -> None:
    if not document.body.strip() and not document.public.get("timeline"):
        raise InvalidInputError("The reading has no text yet. Write it, save it, then hand it in.")


def _video(document: ItemDocument) -> None:
    film = document.public.get("film") or {}
    if not film.get("video"):
        raise InvalidInputError("There is no video yet. Choose its file, then hand it in.")
    if not film.get("captions"):
        raise InvalidInputError("The video has no captions yet. Add a WebVTT file, then hand it in.")
    if film.get("late"):
        raise InvalidInputError("Captions go on after the video has ended. Take them out, or add those of this video.")
    if not any(film.get("transcript", {}).values()):
        raise InvalidInputError("The video has no text to read instead. Write one, or add the captions again.")
