"""The text of a PDF, read by a process of its own that is ended when it takes too long or too much memory."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

COMMAND = (sys.executable, "-m", "learnapp.integrations.content_packages.foreign.pdf_worker")
LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Pages:
    """The texts of the pages in order, the document's title, and how many pictures were left out."""

    title: str
    texts: tuple[str, ...]
    pictures: int


def pages(data: bytes) -> Pages:
    """Return the text of each page.

    Raises:
        RefusedPartError: It is broken or locked (`pdf-broken`), has too many pages (`text-too-large`), or reading it
            takes more than the limits (`pdf-takes-too-long`).
    """
    try:
        done = subprocess.run(COMMAND, input=data, capture_output=True, timeout=LIMIT_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise RefusedPartError("pdf-takes-too-long") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise RefusedPartError("pdf-takes-too-long" if done.returncode < 0 else "pdf-broken") from error
    if "refused" in answer:
        raise RefusedPartError(str(answer["refused"]))
    return Pages(str(answer["title"]), tuple(map(str, answer["texts"])), int(answer["pictures"]))
