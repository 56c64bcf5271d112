"""Every byte that leaves for a language model, and what comes back."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from uuid import uuid4

import pytest

from learnapp.security.placeholders import Placeholders
from tests.llm_server import LlmServer, llm_server
from tests.unit.knowledge.llm import Bench

PEOPLE = ("Alice Applewhite", "Bob O'Brien", "José Muñoz-Ríos", "Carol Rose", "Li Wu", "Zoë Grant")
STUDENT = uuid4()
SAID = (
    "I am alice applewhite (ALICE@riverside.example), my number is (212) 555-0147 and José Muñoz-Ríos said Applewhite, "
    "Alice's answer is 3/4. jose munoz-rios, Bob O'Brien and ZOE think x = 1234567. Rose and Wu agree; a rose is a "
    f"flower. My student id is 4711815, I am {STUDENT}, born on 12 May 2011, and I live in 12 Baker Street."
)
SECRET = (
    "alice", "applewhite", "riverside.example", "555-0147", "jos\u00e9", "mu\u00f1oz", "munoz", "brien", "zoe",
    "4711815", str(STUDENT), "12 may 2011", "baker street",
)  # fmt: skip


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with llm_server() as one:
        yield one


async def test_nothing_that_identifies_people_leaves_and_the_answer_has_it_again(server: LlmServer) -> None:
    server.clear()
    server.writes = lambda data: [(data["question"], [1]), ("<PERSON_99> is nobody that was meant here.", [1])]
    bench = Bench(server)
    got = await bench.ask(
        people=PEOPLE, question=SAID, work={"tried": ["I, Alice, say 5", {"why": "Bob O\u2019Brien? bob@x.example"}]},
        passages=[{"number": 1, "text": f"Grant won the war. {SAID}"}],
    )  # fmt: skip
    await bench.http.aclose()
    sent = bytes(server.taken)
    # As it travelled, and with every escape of JSON undone.
    for seen in (sent.decode().casefold(), json.dumps(server.asked, ensure_ascii=False).casefold()):
        assert [one for one in SECRET if one in seen] == []
    assert b"Wu agree" not in sent and b"Rose and" not in sent and b"a rose is a" in sent
    assert b"1234567" in sent and b"3/4" in sent, "numbers of the task are needed"
    assert b"sk-secret" in sent, "the key goes to its provider"
    said = " ".join(one.text for one in got.value)
    assert _plain(said) == _plain(f"{SAID} <PERSON_99> is nobody that was meant here.")


def test_the_same_person_has_the_same_placeholder_and_nobody_types_one() -> None:
    hidden = Placeholders(PEOPLE)
    assert hidden.take("Alice and ALICE, then Bob.") == "<PERSON_1> and <PERSON_1>, then <PERSON_2>."
    assert hidden.take("Alice") == "<PERSON_1>"
    typed = hidden.take("<PERSON_2> did it")
    assert hidden.restore(typed) == "(PERSON 2) did it"
    assert hidden.restore("<PERSON_2> <PERSON_7>") == "Bob <PERSON_7>"


def test_long_texts_are_looked_at_to_their_end() -> None:
    hidden = Placeholders(PEOPLE)
    long = "A sentence without names in it stands here. " * 300 + "\nApplewhite, and mail zoe@school.example"
    taken = hidden.take(long)
    assert "Applewhite" not in taken and "school.example" not in taken and hidden.restore(taken) == long
    assert Placeholders(PEOPLE).take("x" * 20_000) == "x" * 20_000
