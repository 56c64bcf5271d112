"""Every byte that leaves for a language model, and what comes back."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from uuid import uuid4

import pytest

from learnapp.security import odd_forms
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


ODD = (
    "alice at school dot example", "zoe (at) school (dot) example", "zoe [arroba] escuela [punto] es",
    "zoe arroba escuela punto es", "zoe\uff20school.example", "zoe @ school . example", "alice@localhost",
    "@zoe_2011", "alice.apple2011", "discord.gg/zoe-here", "wa.me/34612345678",
    "two one two five five five zero one four seven", "seis uno dos tres cuatro cinco seis siete ocho",
    "\uff15\uff15\uff15-\uff10\uff11\uff14\uff17 \uff12\uff11\uff12", "0 6 1 2 3 4 5 6 7 8", "12345678Z", "X1234567L",
    "a l i c e", "A-L-I-C-E", "Z.o.\u00eb", "Al\u200bice", "Apple\u00adwhite", "\uff21\uff2c\uff29\uff23\uff25",
    "OBrien", "BobOBrien", "ApplewhiteAlice", "alice_applewhite", "munozrios", "my birthday: 12/05/2011",
)  # fmt: skip
"""How people write what a filter looks for, when they want it to pass, or do not think of it."""


async def test_odd_forms_of_names_addresses_and_numbers_do_not_leave(server: LlmServer) -> None:
    server.clear()
    server.writes = lambda data: [(one, [1]) for one in data["odd"]][:12]
    bench = Bench(server)
    got = await bench.ask(people=PEOPLE, odd=list(ODD), question="Who is it?")
    await bench.http.aclose()
    (sent,) = server.asked
    odd = json.loads(sent["messages"][1]["content"])["odd"]
    kept = {said: left for said, left in zip(ODD, odd, strict=True) if "<" not in left}
    assert kept == {}
    for left in odd:
        assert not any(one.isdigit() for one in re.sub(r"<[A-Z_]+_\d+>", "", left)), left
        assert re.sub(r"<[A-Z_]+_\d+>", "", left).strip(" .:") in {"", "my birthday"}, left
    assert [one.text for one in got.value][:2] == list(ODD[:2]), "they come back as they were written"


def test_what_a_lesson_has_is_not_taken_for_an_address_or_a_number() -> None:
    for said in (
        "a b c are the sides, x + y - z", "2, 4, 6, 8, 1, 3, 5", "1234567 and 3.5/4 km/h", "he @ 3 pm, 12:30",
        "Look at example 3. Dot the line.", "and/or, e.g. this", "Lincoln spoke on 19/11/1863.", "12345678A",
    ):  # fmt: skip
        assert Placeholders(PEOPLE).take(said) == said
    assert Placeholders(("Al So",)).take("also") == "also", "a short name run together is a word"


@pytest.mark.parametrize(
    "said",
    ["Let a@b = 2a + 3b. What is 3@5?", "zero one two three four five six seven",
     "uno dos tres cuatro cinco seis siete", "nine eight seven six five four three two one",
     "Look at the dot on the number line.",
     "we look at a dot on the line", "the line at point dot product", "P(3, 4) and Q(-2.5, 5)", "0.5, 1.5 and 2.5"],
)  # fmt: skip
def test_what_a_task_counts_names_or_reckons_with_reaches_a_model(said: str) -> None:
    assert Placeholders(PEOPLE).take(said) == said


def test_a_long_row_of_hyphens_is_read_once() -> None:
    begun = time.perf_counter()
    list(odd_forms.spans("a-" * 20_000 + "-" * 20_000))
    assert time.perf_counter() - begun < 1, "again from each hyphen takes several seconds"
    assert odd_forms.without("a - -discord.gg/zoe") == "a - [URL]"


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
