"""Standards and topics by words: the demo course's own codes are found again, and a wrong topic shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from uuid import UUID

from learnapp.core.drafts import Draft, DraftSentence, Evidence
from learnapp.integrations.content_packages.course_files import CoursePack, read_course
from learnapp.knowledge import alignment, standards
from learnapp.knowledge.verification.check import Verification
from learnapp.services.draft_documents import ItemDocument, content


@cache
def demo() -> CoursePack:
    return read_course()


def documents() -> list[tuple[ItemDocument, object]]:
    return [
        (
            ItemDocument(
                one.kind, one.title, one.body, one.body_public, one.answer_key, [str(kc) for kc in one.kc_ids],
                str(one.lesson_id), one.position, one.minutes, one.difficulty, one.discrimination, one.min_age,
                one.language, one.license, one.attribution, one.source, one.source_ref,
            ),
            one.content_id,
        )
        for one in demo().items
    ]  # fmt: skip


def test_the_database_has_what_schools_ask_for_each_code_once() -> None:
    codes = [one.code for one in standards.standards()]
    assert len(set(codes)) == len(codes)
    sets = Counter("science" if code.startswith("MS-") else "math" for code in codes if not code.startswith("RH"))
    assert sets["math"] >= 120 and sets["science"] >= 40
    assert all(20 <= len(one.text) <= 200 for one in standards.standards())


def test_the_codes_that_the_demo_course_names_are_suggested() -> None:
    kcs = demo().kcs
    found = standards.ranked([f"{kc.name} {kc.description}" for kc in kcs], 5)
    hits = [kc.standard in [match.code for match in one] for kc, one in zip(kcs, found, strict=True)]
    assert sum(hits) >= 0.8 * len(hits)


def test_a_text_serves_its_own_standard_more_than_a_foreign_one() -> None:
    text = "Solve the equation 3x + 5 = x - 7 with the unknown on both sides and fractions as coefficients."
    own, foreign = standards.score(text, "8.EE.C.7b"), standards.score(text, "MS-LS1-6")
    assert own is not None and foreign is not None and own > 3 * foreign
    assert standards.score(text, "no.such.code") is None and not standards.known(None)
    assert standards.suggest("") == [] and standards.score("", "8.EE.C.7b") is None


def test_an_item_under_another_topic_is_noticed() -> None:
    pack = demo()
    items = [content(document, content_id, 1) for document, content_id in documents()]  # type: ignore[arg-type]
    topics = alignment.Topics({kc.kc_id: f"{kc.name} {kc.description}" for kc in pack.kcs}, items)
    asked = [item for item in items if item.steps and item.template is None]
    own = [topics.aligned(item) for item in asked]
    assert sum(one is not None and one.rank <= 2 for one in own) > 0.75 * len(asked)
    wrong = [
        replace(item, kc_ids=(next(kc.kc_id for kc in pack.kcs if kc.kc_id not in item.kc_ids),)) for item in asked
    ]
    lower = [
        one.share < before.share
        for one, before in zip(map(topics.aligned, wrong), own, strict=True)
        if one is not None and before is not None
    ]
    assert sum(lower) > 0.85 * len(lower)


async def test_a_sentence_about_a_standard_is_held_against_its_description() -> None:
    checks = Verification(standards=standards.Database())
    passage = Evidence(UUID(int=3), "Fractions with the same bottom number are added by adding the tops.", "reading")
    right = "4.NF.B.4: Multiply a fraction by a whole number."
    for said, kept in ((right, (0,)), ("4.NF.B.4: Divide a fraction by a whole number.", ())):
        draft = Draft(said, (DraftSentence(said, (0,), -0.1),), ())
        assert (await checks.check(draft, [passage])).kept == kept
        assert (await Verification().check(draft, [passage])).kept == (), "without the database nothing says so"
    assert standards.Database().description("4.nf.b.4") and standards.Database().description("9.Z") is None
