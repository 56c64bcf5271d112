"""The process that reads a PDF: bytes on the standard input, one JSON document on the standard output.

A PDF can be made to unpack without end; this process has little memory and little time, and nothing else lives in it.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from typing import Any

MEMORY_BYTES = 1_500_000_000
CPU_S = 100
MOST_PAGES = 1_000
MOST_TEXT = 5_000_000


def read(data: bytes) -> dict[str, Any]:
    """Return title, texts and the number of pictures, or why the document is refused."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)
    try:
        found = PdfReader(io.BytesIO(data), strict=False)
        if found.is_encrypted and not found.decrypt(""):
            return {"refused": "pdf-broken"}
        if len(found.pages) > MOST_PAGES:
            return {"refused": "text-too-large"}
        texts, pictures, size = [], 0, 0
        for page in found.pages:
            texts.append(page.extract_text() or "")
            size += len(texts[-1])
            if size > MOST_TEXT:
                return {"refused": "text-too-large"}
            pictures += _pictures(page)
        title = found.metadata.title if found.metadata is not None else None
        return {"title": str(title or ""), "texts": texts, "pictures": pictures}
    except MemoryError:
        return {"refused": "pdf-takes-too-long"}
    except (PyPdfError, RecursionError, *_BROKEN):
        return {"refused": "pdf-broken"}


_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, AssertionError, NotImplementedError)


def _pictures(page: Any) -> int:
    """Return how many pictures a page draws."""
    resources = page["/Resources"] if "/Resources" in page else {}
    drawn = resources["/XObject"] if "/XObject" in resources else {}
    return sum(drawn[name].get("/Subtype") == "/Image" for name in drawn)


def main() -> None:
    """Read one document under limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
