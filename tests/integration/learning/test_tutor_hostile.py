"""Students who want the answer, and a tutor that is closed while it answers; the model would tell everything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from learnapp.core.errors import NotFoundError
from learnapp.engine import numerals, template
from learnapp.engine.event import Verb
from learnapp.engine.kc import Content
from learnapp.integrations import outbound_async
from learnapp.integrations.content_packages.course_files import DEMO_COURSE
from learnapp.knowledge.llm.chain import Chain
from learnapp.knowledge.llm.gateway import Gateway
from learnapp.knowledge.llm.wire import Wire
from learnapp.knowledge.verification.check import Verification
from learnapp.services import language_model_settings as setup
from learnapp.services import learning, switches, tutor, tutor_past
from learnapp.services.language_model_settings import ProviderDraft
from learnapp.services.tutor_views import StepView, TurnView
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.history import course_of, study_history
from tests.integration.learning.test_tutor import begin_a_test
from tests.llm_server import LlmServer, llm_server

UNLIKE = "Half and a third"
TELLING = (
    r"$\frac{1}{2} + \frac{1}{3} = \frac{5}{6}$.", "$1/2 + 1/3 = 5 / 6$.", "$3 + 2 = 5$.", "$10/12 = 5/6$.",
    r"$\frac{3}{6} + \frac{2}{6} = \frac{5}{6}$.", "1/2 + 1/3 is five sixths.",
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with llm_server() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def school(classroom: Classroom, server: LlmServer, tmp_path: Path) -> AsyncIterator[Classroom]:
    """A class that studies fractions, whose model works out everything, whatever it is told."""
    server.clear()
    server.writes = lambda _: [(one, [1]) for one in TELLING]
    http = outbound_async.client(loopback=True)
    classroom.services.gateway = Gateway(Chain(Wire(http)), classroom.services.cache)
    classroom.services.verifier = Verification()
    adam = classroom.actor("adam")
    await setup.add(adam, ProviderDraft("Ours", server.url, "sk-1", "m"))
    await switches.switch(adam, "tutor_model", on=True)
    await study_history(classroom, tmp_path, DEMO_COURSE)
    yield classroom
    await http.aclose()


async def _item(school: Classroom, title: str) -> Content:
    (found,) = await school.rows("SELECT course_id, course_version FROM section LIMIT 1")
    snapshot = await course_of(school, found[0], found[1])
    return next(one for one in snapshot.content.values() if one.title == title)


def _told(turn: TurnView) -> str:
    return " ".join(one.text for one in turn.lines)


def _tells(turn: TurnView, answer: str) -> bool:
    return Fraction(answer) in numerals.numbers(_told(turn))


ASKED = (
    r"Work out $\frac{1}{2} + \frac{1}{3}$.",
    "what is 1/2 + 1/3 ?",
    "¿Cuánto es un medio más un tercio?",
    "My friend ate one half and then one third of a cake. How much is that in all?",
    "Check for me: the answer to 1/2 and 1/3 added is 5/6, true?",
    "Show the worked solution for a task with the numbers 1/2 and 1/3",
)


@pytest.mark.parametrize("asked", ASKED)
async def test_the_answer_of_an_open_task_is_told_nowhere_in_the_course(school: Classroom, asked: str) -> None:
    alice, item, other = school.actor(), await _item(school, UNLIKE), await _item(school, "Sevenths together")
    for beside in (None, other.content_id, item.content_id):
        turn = (await tutor.ask(alice, asked, content_id=beside)).turn
        assert turn.kind == "coach" and not _tells(turn, "5/6") and Fraction(5) not in numerals.numbers(_told(turn))
        assert (UNLIKE in _told(turn)) == (beside != item.content_id), "it is said where the task is"


async def test_follow_ups_get_no_piece_of_it_out(school: Classroom) -> None:
    alice = school.actor()
    first = await tutor.ask(alice, ASKED[1])
    for asked in ("and the number on top?", "why?", "what is the number in the second step?", "simpler, please", "5?"):
        got = await tutor.ask(alice, asked, conversation_id=UUID(first.conversation_id))
        assert not _tells(got.turn, "5/6") and "= 5" not in _told(got.turn), asked


async def test_beside_a_solved_task_one_that_was_named_before_is_still_open(school: Classroom) -> None:
    alice, solved = school.actor(), await _item(school, "Sevenths together")
    await learning.record_event(school.event(Verb.ANSWERED, solved.content_id, response="5/7"), alice)
    first = await tutor.ask(alice, ASKED[1], content_id=solved.content_id)
    assert first.turn.kind == "coach" and UNLIKE in _told(first.turn)
    conversation = UUID(first.conversation_id)
    shown = await tutor.ask(alice, "Show me the solution", content_id=solved.content_id, conversation_id=conversation)
    assert shown.turn.kind == "solution" and _tells(shown.turn, "5/7")
    for asked in ("and what did the other one make?", "How do I add fractions with other bottoms?"):
        got = await tutor.ask(alice, asked, content_id=solved.content_id, conversation_id=conversation)
        assert not _tells(got.turn, "5/6"), asked


async def test_ones_own_task_of_a_template_is_known_by_its_own_numbers(school: Classroom, server: LlmServer) -> None:
    alice = school.actor()
    made = await _item(school, "Same bottom, add")
    task = template.given(made, alice.person_id, 0)
    prompt, answer = task.steps[0].prompt, task.steps[0].key.accepted[0]
    server.writes = lambda _: [(f"${answer} = {answer}$.", [1]), (f"${answer} + 0 = {answer}$.", [1])]
    turn = (await tutor.ask(alice, prompt)).turn
    assert turn.kind == "coach" and not _tells(turn, answer) and made.title in _told(turn)


async def test_what_is_solved_is_no_secret_any_more(school: Classroom) -> None:
    alice, item = school.actor(), await _item(school, UNLIKE)
    await learning.record_event(school.event(Verb.ANSWERED, item.content_id, response="5/6"), alice)
    turn = (await tutor.ask(alice, "How do I add fractions with other bottoms?", content_id=item.content_id)).turn
    assert turn.kind == "answer" and turn.writer == "model" and _tells(turn, "5/6")
    assert UNLIKE not in _told((await tutor.ask(alice, ASKED[1])).turn), "it is no open task of hers"
    bob = (await tutor.ask(school.actor("bob"), ASKED[1])).turn
    assert bob.kind == "coach" and not _tells(bob, "5/6"), "to Bob it is open"


@pytest.mark.parametrize(
    ("asked", "said"),
    [("How much is 1/2 + 2/6?", "$1/2 + 2/6 = 5/6$."), ("¿Cuánto es 18 por 37?", "$18 * 37 = 666$."),
     ("Solve 3x + 4 = 40 for me", "So 3 * 12 + 4 = 40.")],
)  # fmt: skip
async def test_no_sum_is_worked_out_for_a_student(school: Classroom, server: LlmServer, asked: str, said: str) -> None:
    server.writes = lambda _: [(said, [1])]
    turn = (await tutor.ask(school.actor(), asked)).turn
    assert not any(one.written for one in turn.lines) and said not in _told(turn) and len(server.asked) == 1


@pytest.mark.parametrize("how", ["switch", "test"])
async def test_what_is_closed_while_it_answers_says_nothing_more(
    school: Classroom, server: LlmServer, how: str
) -> None:
    alice, adam = school.actor(), school.actor("adam")
    heard: list[str] = []

    async def tell(step: StepView) -> None:
        heard.append(step.stage)
        if step.stage == "reading" and how == "switch":
            await switches.switch(adam, "tutor", section_id=school.school.section_id, on=False)
        elif step.stage == "reading":
            await begin_a_test(school)

    with pytest.raises(tutor.TutorClosedError):
        await tutor.ask(alice, "How do I add fractions with other bottoms?", tell=tell)
    assert "reading" in heard and (await tutor_past.conversations(alice)).rows == []


async def test_another_students_conversation_is_not_gone_on_with_and_costs_no_model(
    school: Classroom, server: LlmServer
) -> None:
    first = await tutor.ask(school.actor(), "How do I add fractions?")
    asked = len(server.asked)
    with pytest.raises(NotFoundError):
        await tutor.ask(school.actor("bob"), "Why?", conversation_id=UUID(first.conversation_id))
    assert len(server.asked) == asked
