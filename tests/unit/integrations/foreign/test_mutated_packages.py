"""Files that somebody has cut, doubled and mixed up are refused or read in part; nothing else ever comes of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from learnapp.core.errors import LearnAppError
from learnapp.engine.answers import right_answers
from learnapp.engine.grading import grade
from tests.unit.integrations.foreign.cartridge_files import QUIZ, canvas, manifest
from tests.unit.integrations.foreign.document_files import docx
from tests.unit.integrations.foreign.making import packed, read, snapshot_of, written
from tests.unit.integrations.foreign.qti_files import ITEMS, third
from tests.unit.integrations.foreign.test_gift import GIFT
from tests.unit.integrations.foreign.test_moodle_xml import BANK

TEXTS = {
    "gift": GIFT.encode(), "moodle": BANK.encode(), "qti12": QUIZ.encode(), "manifest": manifest().encode(),
    "qti": ITEMS["match"].encode(), "qti3": third(ITEMS["number"]).encode(), "word": docx(),
}  # fmt: skip


def _mutated(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(out)), chance.randint(1, 60)
        part = bytes(out[at : at + length])
        kind = chance.randrange(4)
        if kind == 0:
            del out[at : at + length]
        elif kind == 1:
            out[at:at] = part * chance.randint(1, 20)
        elif kind == 2:
            out[at:at] = chance.choice(
                [b"<", b">", b'"', b"{", b"}", b"\\", b"]]>", b"&#0;", b"\xff", b"::", b"%100%", b"="]
            )
        else:
            place = chance.randrange(len(out))
            out[place : place + len(part)] = part
    return bytes(out)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_whatever_is_left_of_a_file_is_refused_or_can_be_graded(tmp_path: Path, name: str) -> None:
    chance, came_in = random.Random(name), 0
    for _ in range(15):
        data = _mutated(TEXTS[name], chance)
        files = {"qti12": "r4/quiz.xml", "manifest": "imsmanifest.xml"}
        path = tmp_path / "x"
        if name in files:
            packed(path, canvas() | {files[name]: data})
        else:
            written(path, data)
        try:
            pack, _ = read(path, name="x")
        except LearnAppError as error:
            assert error.message.rstrip().endswith("."), error.message
            continue
        came_in += 1
        for item in snapshot_of(pack).content.values():
            for step in item.steps:
                assert all(grade(step, answer).correct for answer in right_answers(step))
    assert came_in or name in ("qti", "qti3", "word", "manifest")
