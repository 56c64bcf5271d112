"""Sentences of teachers that their students will read."""

from __future__ import annotations

from learnapp.core.errors import BlockedError, InvalidInputError
from learnapp.services import current


def words_of(text: str, most: int, undone: str) -> str:
    """Return a sentence for students as it may be stored; some milliseconds of work, meant for a thread.

    Args:
        text: As it was typed.
        most: So many characters at most.
        undone: What did not happen, where the sentence is refused: "nothing was assigned".

    Raises:
        BlockedError: It breaks the rules of conduct.
        InvalidInputError: It is too long.
    """
    text = " ".join(text.replace("\x00", "").encode("utf-8", "ignore").decode().split())
    if len(text) > most:
        raise InvalidInputError(f"The sentence is longer than {most} characters. Shorten it.")
    if text and current().loop.guardrail.conduct(text) == "block":
        raise BlockedError(f"This sentence breaks the rules of the class, so {undone}. Change it.")
    return text
