"""What a language model suggests to authors: checked, solved once more, and shown to nobody before a reviewer."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, LearnAppError, UnavailableError
from learnapp.engine import template as templates
from learnapp.engine.algebra_symbolic import SymbolicJudge
from learnapp.engine.template import read_template
from learnapp.integrations import outbound_async
from learnapp.integrations.content_packages.course_templates import stored_template
from learnapp.knowledge.llm.chain import Chain
from learnapp.knowledge.llm.gateway import Gateway
from learnapp.knowledge.llm.wire import Wire
from learnapp.knowledge.outside_facts import OutsideFacts
from learnapp.knowledge.verification.check import Verification
from learnapp.services import (
    author_items,
    draft_bulk,
    draft_forms,
    drafts,
    outside_facts,
    publishing,
    review,
    reviewers,
    suggestions,
    template_suggestions,
)
from learnapp.services import language_model_settings as setup
from learnapp.services.language_model_settings import ProviderDraft
from learnapp.services.own_courses import desk
from tests.fact_server import KEY, fact_server
from tests.integration.learning.conftest import Classroom, new_classroom, rename
from tests.integration.learning.history import course_of, study_history
from tests.llm_server import POISON, LlmServer, faithful, llm_server

TITLE = "Deep cause or trigger"


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with llm_server() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def school(classroom: Classroom, server: LlmServer) -> AsyncIterator[Classroom]:
    server.clear()
    http, judge = outbound_async.client(loopback=True), SymbolicJudge()
    classroom.services.gateway = Gateway(Chain(Wire(http)), classroom.services.cache)
    classroom.services.verifier = Verification(judge)
    draft = ProviderDraft(name="Ours", base_url=server.url, key="sk", model="large", small_model="small")
    await setup.add(classroom.actor("adam"), draft)
    yield classroom
    await http.aclose()
    await judge.close()


def _item(task: str, answer: str, **more: Any) -> dict[str, Any]:
    usual = {"title": "One more", "kind": "numeric", "choices": [], "hints": [], "solution": ""}
    return {**usual, "task": task, "answer": answer, **more}


def _generated(made: dict[str, Any], again: str = "") -> Any:
    """Return a model that drafts this item, and gives this answer where it is asked to solve it."""
    return lambda data: made if "like" in data else {"answer": again} if "task" in data else None


async def _without_hints(school: Classroom, course: UUID) -> UUID:
    item = next(one for one in (await course_of(school, course, 1)).content.values() if one.title == TITLE)
    empty = {f"step-1-hint-{place}": "" for place in range(len(item.steps[0].hints))}
    await drafts.save(school.actor("adam"), course, item.content_id, empty)
    return item.content_id


async def test_hints_come_from_the_course_and_wait_for_a_certified_reviewer(
    school: Classroom, server: LlmServer, tmp_path: Path
) -> None:
    course = await study_history(school, tmp_path)
    adam, item = school.actor("adam"), await _without_hints(school, course)
    told = "The trigger was the shots at Fort Sumter in April 1861."
    server.writes = lambda data: [
        *[one for one in faithful(data) if one[1] != [1]], (told, [2]), (POISON, [2]),
        ("The moon landing of 1969 was paid for by the Bank of Genoa.", [2]),
    ]  # fmt: skip
    got = await suggestions.hints(adam, course, item)
    assert got.kept and {one.text: one.why for one in got.dropped}[told] == suggestions.TOLD
    assert not {told, POISON} & set(got.kept) and not any("Genoa" in one for one in got.kept)
    assert server.asked[0]["model"] == "small" and "sumter" not in json.dumps(server.asked).lower()
    form = await author_items.item(adam, course, item)
    shown = [hint.text for hint in form.steps[0].hints]
    assert shown[: len(got.kept)] == got.kept and [one.text for one in form.generated] == got.kept
    with pytest.raises(ConflictError):
        await suggestions.hints(adam, course, item)
    draft = UUID(form.draft_id)
    assert await drafts.submit(adam, course, [draft]) == 1
    (line,) = [one for one in (await review.list_reviews(adam)).rows if one.kind == "draft"]
    assert "draft-held-generated" in line.evidence["causes"]
    waits = (await author_items.item(adam, course, item)).seen
    together = await draft_bulk.approve(adam, course, {draft: waits})
    assert (together.done, [one.why for one in together.left]) == (0, [draft_bulk.HELD]), "not together with others"
    with pytest.raises(reviewers.NotCertifiedError):
        await drafts.decide(adam, course, draft, approve=True)
    with pytest.raises(reviewers.NotCertifiedError):
        await review.decide(adam, line.review_id, approve=True)
    await reviewers.certify(adam, str(adam.person_id))
    await review.decide(adam, line.review_id, approve=True)
    await publishing.publish(adam, course)
    snapshot = await course_of(school, course)
    assert [one.text for one in snapshot.content[item].steps[0].hints][: len(got.kept)] == got.kept


async def test_another_explanation_says_what_the_passages_say(
    school: Classroom, server: LlmServer, tmp_path: Path
) -> None:
    course = await study_history(school, tmp_path)
    adam = school.actor("adam")
    item = next(one for one in (await course_of(school, course, 1)).content.values() if one.title == TITLE)
    got = await suggestions.explanation(adam, course, item.content_id, "smaller_steps")
    form = await author_items.item(adam, course, item.content_id)
    assert len(got.kept) >= 2 and {one.part for one in form.generated} == {"explanation"}
    with pytest.raises(ConflictError):
        await suggestions.explanation(adam, course, item.content_id, "smaller_steps")
    server.writes = lambda _: [("The moon landing of 1969 was paid for by the Bank of Genoa.", [1])]
    again = await suggestions.explanation(adam, course, item.content_id, "analogy")
    assert again.kept == [] and again.content_id == ""


async def test_a_task_whose_formula_comes_to_its_key_goes_into_the_queue_and_another_does_not(
    school: Classroom, server: LlmServer
) -> None:
    adam, course, item = school.actor("adam"), school.course.course_id, school.course.practice[0][0]
    server.answers = _generated(_item("Work out $8 + 5$.", "14"))
    wrong = await suggestions.practice(adam, course, item)
    assert [one.why for one in wrong.dropped] == [suggestions.WRONG] and wrong.content_id == ""
    assert await school.count("content_draft") == 0
    given = "The answer is 13, so write 13."
    server.answers = _generated(_item("Work out $8 + 5$.", "13", hints=[given], solution="$8 + 5 = 13$."))
    got = await suggestions.practice(adam, course, item)
    assert got.solved == "worked" and {one.text: one.why for one in got.dropped}[given] == suggestions.TOLD
    assert all(body["model"] == "small" for body in server.asked), "what can be worked out is not asked"
    form = await author_items.item(adam, course, UUID(got.content_id))
    assert (form.state, form.held, form.steps[0].accepted) == ("review", True, "13")
    assert form.steps[0].solution == "$8 + 5 = 13$."
    server.answers = _generated(_item("Simplify $3(x+4) - 2x$.", "x + 12", kind="expression"))
    assert (await suggestions.practice(adam, course, item)).solved == "worked"
    server.answers = _generated(_item("Simplify $3(x+4) - 2x$.", "x + 4", kind="expression"))
    assert [one.why for one in (await suggestions.practice(adam, course, item)).dropped] == [suggestions.WRONG]


async def test_where_words_have_to_be_understood_a_second_pass_solves_it_without_the_key(
    school: Classroom, server: LlmServer
) -> None:
    adam, course, item = school.actor("adam"), school.course.course_id, school.course.practice[0][0]
    made = _item("A box holds 17 pens, and 25 more are put in. How many pens are in it?", "42")
    server.answers = _generated(made, again="42")
    assert (await suggestions.practice(adam, course, item)).solved == "again"
    second = server.asked[-1]
    assert second["model"] == "large" and json.loads(second["messages"][-1]["content"]) == {"task": made["task"]}
    server.answers = _generated(made, again="41")
    assert [one.why for one in (await suggestions.practice(adam, course, item)).dropped] == [suggestions.WRONG]
    server.answers = _generated(made, again="")
    assert [one.why for one in (await suggestions.practice(adam, course, item)).dropped] == [suggestions.UNSOLVED]
    for bad, why in (
        ({"title": POISON}, suggestions.UNSAFE), ({"title": "It is 42"}, suggestions.TOLD),
        ({"task": "Write to ann@oakfield.org about 40 + 2."}, suggestions.PERSONAL),
        ({"task": "3 + 4", "answer": "7"}, suggestions.ALIKE), ({"answer": "many"}, suggestions.UNSOLVED),
        ({"kind": "choice", "choices": ["1", "2"]}, "suggest-unreadable"),
    ):  # fmt: skip
        server.answers = _generated({**made, **bad}, again="42")
        assert [one.why for one in (await suggestions.practice(adam, course, item)).dropped] == [why]
    server.always = "garbage"
    with pytest.raises(UnavailableError):
        await suggestions.practice(adam, course, item)
    assert await school.count("content_draft") == 1


async def test_no_name_of_the_school_in_an_item_leaves_for_a_model_or_a_service_outside(
    school: Classroom, server: LlmServer, tmp_path: Path
) -> None:
    await rename(school, {"alice": "Lena Fischer", "bob": "José García", "carol": "Grace Hall"})
    course, adam = await study_history(school, tmp_path), school.actor("adam")
    item = next(one for one in (await course_of(school, course, 1)).content.values() if one.title == TITLE)
    said = "Lena asks Grace and jose garcia: what was the trigger of the fighting in April 1861? Ask FISCHER, too."
    empty = {f"step-1-hint-{place}": "" for place in range(len(item.steps[0].hints))}
    await drafts.save(adam, course, item.content_id, {"step-1-prompt": said, **empty})
    got = await suggestions.hints(adam, course, item.content_id)
    assert got.kept and len(server.asked) == 1
    task = "Lena puts 25 pens of García's into a box that holds 17. How many pens are in it?"
    server.answers = _generated(_item(task, "42"), again="42")
    with fact_server() as facts:
        http = outbound_async.client(loopback=True)
        school.services.facts = OutsideFacts(http)
        await outside_facts.save(adam, "wolfram_short", facts.url, KEY, on=True)
        own = school.course.practice[0][0]
        await drafts.save(adam, school.course.course_id, own, {"step-1-prompt": said})
        made = await suggestions.practice(adam, school.course.course_id, own)
        assert made.solved == "again" and made.kept == [task], "the names are back"
        assert facts.asked == [], "a service outside is not asked about people of ours"
        await http.aclose()
    school.services.facts = None
    assert len(server.asked) == 3 and "<PERSON_1>" in json.dumps(server.asked)
    for seen in (bytes(server.taken).decode().casefold(), json.dumps(server.asked, ensure_ascii=False).casefold()):
        for secret in ("lena", "fischer", "jose", "josé", "garc", "grace"):
            assert re.search(rf"(?<![a-z]){secret}", seen) is None, secret


async def _template(school: Classroom) -> UUID:
    """Put a draft of an item that makes many tasks into the school's course."""
    adam, course = school.actor("adam"), school.course.course_id
    async with school.services.db.transaction(school.school.tenant_id) as tx:
        here = await desk(tx, adam, course, "write")
    snapshot, item = await drafts.course_of(adam, here), uuid7()
    blank = drafts.new_document(snapshot, school.course.kcs[0], "Pens", "numeric", item)
    row = {
        "slug": "pens", "vary": {"a": "2..40", "b": "50..90"},
        "prompt": "Ana has $[[a]] + [[b]]$ pens. How many is that?",
        "kind": "numeric", "answer": "[[a+b]]", "check": "[[a]] + [[b]]", "solution": "$[[a]] + [[b]] = [[a+b]]$.",
        "hints": ["Put them together.", "$[[a]] + [[b]] = [[a+b]]$."],
    }  # fmt: skip
    document = draft_forms.with_template(blank, stored_template(row))
    await drafts.write(adam, here, item, document, 0, None)
    return item


async def test_a_hint_of_a_template_holds_for_every_task_or_for_none(school: Classroom, server: LlmServer) -> None:
    adam, course, item = school.actor("adam"), school.course.course_id, await _template(school)
    good = "$[[a]] + [[b]] = [[b]] + [[a]]$."
    bad = {
        "$[[a]] + [[b]] = 70 + 5$.": "verify-fact", "It is [[a + b]].": suggestions.TOLD,
        "Take [[zz]] more.": template_suggestions.TERM, "$[[a]] + [[b]] = [[a]] - [[b]]$.": "verify-fact",
        "The moon landing of 1969 was paid for by the Bank of Genoa.": "verify-missing",
    }  # fmt: skip
    server.writes = lambda _: [(good, [1]), *((text, [1]) for text in bad)]
    got = await suggestions.hints(adam, course, item)
    assert got.kept == [good] and {one.text for one in got.dropped} == set(bad)
    why = {one.text: one.why for one in got.dropped}
    assert (why["It is [[a + b]]."], why["Take [[zz]] more."]) == (suggestions.TOLD, template_suggestions.TERM)
    asked = json.loads(server.asked[0]["messages"][-1]["content"])
    assert "[[a]]" in asked["passages"][0]["text"] and set(asked["names"]) == {"a", "b"}
    form = await author_items.item(adam, course, item)
    assert [one.text for one in form.generated] == [good] and form.tasks
    async with school.services.db.transaction(school.school.tenant_id) as tx:
        document, _, _ = await drafts.item_of(tx, school.school.tenant_id, course, item)
    made = read_template(document.key["template"], (school.course.kcs[0],))
    for seed in range(5):
        task = templates.task(made, seed)
        a, b = (str(task.values[name]) for name in "ab")
        assert [hint.text for hint in task.steps[0].hints] == [
            "Put them together.", f"${a} + {b} = {b} + {a}$.", f"${a} + {b} = {int(a) + int(b)}$.",
        ]  # fmt: skip
        assert [hint.kind for hint in task.steps[0].hints] == ["hint", "hint", "bottom_out"]
    # A further task is like one of its tasks, and none that it makes itself.
    first = templates.task(made, 0)
    server.answers = _generated(_item(first.steps[0].prompt, first.steps[0].key.accepted[0]))
    assert [one.why for one in (await suggestions.practice(adam, course, item)).dropped] == [suggestions.ALIKE]
    server.answers = _generated(_item("Work out $8 + 5$.", "13"))
    assert (await suggestions.practice(adam, course, item)).solved == "worked"


async def test_nobody_else_asks_in_the_name_of_the_school(school: Classroom, server: LlmServer) -> None:
    course, item = school.course.course_id, school.course.practice[0][0]
    elsewhere = await new_classroom(school.services)
    mallory = replace(elsewhere.actor("carol"), taught=frozenset({elsewhere.school.section_id}))
    for who in (mallory, elsewhere.actor("adam"), school.actor(), replace(school.actor("carol"), taught=frozenset())):
        for act in (suggestions.hints, suggestions.practice):
            with pytest.raises(LearnAppError):
                await act(who, course, item)
        with pytest.raises(LearnAppError):
            await suggestions.explanation(who, course, item, "analogy")
    assert server.asked == [] and await school.count("content_draft") == 0
