"""An index in a folder: arrays that all processes of a machine share, as long as nobody writes them anew."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.knowledge import lexical
from learnapp.knowledge.embeddings import Basis
from learnapp.knowledge.facts import Facts
from learnapp.knowledge.lexical import Lexical

_FACTS = ("contents", "lessons", "languages", "kinds", "levels", "kcs")
_LISTS = ("content_list", "lesson_list", "kc_list")


@dataclass(frozen=True, slots=True)
class Parts:
    """What an index is made of, besides the service that embeds and the store of vectors.

    Attributes:
        basis: None where a service has embedded.
        embedder: Name of what made the vectors; "" for an index from before names were kept.
    """

    facts: Facts
    words: Lexical
    vectors: NDArray[Any]
    basis: Basis | None
    embedder: str = ""


def save(folder: Path, parts: Parts) -> None:
    """Write an index; a reader finds it whole or not at all, and one that has the old one open keeps it."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        arrays: dict[str, NDArray[Any]] = {f"word-{name}": one for name, one in parts.words.arrays().items()}
        arrays |= {f"fact-{name}": getattr(parts.facts, name) for name in _FACTS}
        arrays |= {f"list-{name}": _packed(getattr(parts.facts, name)) for name in _LISTS}
        arrays |= {"fact-ids": _packed(list(parts.facts.ids)), "vectors": parts.vectors}
        if parts.basis is not None:
            arrays |= {"basis-idf": parts.basis.idf, "basis-components": parts.basis.components}
            _write_lines(made / "basis.txt", list(parts.basis.vocabulary))
        for name, array in arrays.items():
            np.save(made / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
        _write_lines(made / "words.txt", list(parts.words.vocabulary))
        _write_lines(made / "languages.txt", parts.facts.language_list)
        _write_lines(made / "embedder.txt", [parts.embedder])
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".old-"))
            os.rename(folder, old / "gone")
            os.rename(made, folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.rename(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def load(folder: Path) -> Parts:
    """Open an index; its arrays stay in the file until they are needed.

    Raises:
        FileNotFoundError: It is not here.
    """

    def array(name: str) -> Any:
        return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)

    def ids(name: str) -> tuple[UUID, ...]:
        return tuple(_unpacked(array(f"list-{name}")))

    words = Lexical(
        vocabulary={word: place for place, word in enumerate(_read_lines(folder / "words.txt"))},
        **{name: array(f"word-{name}") for name in lexical.ARRAYS},
    )
    facts = Facts(
        _unpacked(array("fact-ids")), ids("content_list"), array("fact-contents"), ids("lesson_list"),
        array("fact-lessons"), tuple(_read_lines(folder / "languages.txt")), array("fact-languages"),
        array("fact-kinds"), array("fact-levels"), ids("kc_list"), array("fact-kcs"),
    )  # fmt: skip
    basis = None
    if (folder / "basis.txt").exists():
        vocabulary = {word: place for place, word in enumerate(_read_lines(folder / "basis.txt"))}
        basis = Basis(vocabulary, array("basis-idf"), array("basis-components"))
    named = folder / "embedder.txt"
    return Parts(facts, words, array("vectors"), basis, named.read_text("utf-8").strip() if named.exists() else "")


def _packed(ids: Sequence[UUID]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(one.bytes for one in ids), np.uint8).reshape(-1, 16)


def _unpacked(rows: NDArray[np.uint8]) -> NDArray[np.object_]:
    found = np.empty(len(rows), object)
    found[:] = [UUID(bytes=row.tobytes()) for row in rows]
    return found


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines), encoding="utf-8")


def _read_lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return text.split("\n") if text else []
