"""What a statement must look like (xAPI 1.0.3, part 2), requirement by requirement."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.i18n import languages_of
from learnapp.integrations.xapi.checking import actor_problem, moment_of, problem_of
from learnapp.integrations.xapi.reading import compared, read
from learnapp.integrations.xapi.shown import ids_only, in_one_language

ONE = UUID(int=1)
AGENT = {"mbox": "mailto:ann@school.example"}
OTHER = {"account": {"homePage": "https://school.example", "name": "7"}}
ACT = {"id": "https://school.example/activities/1"}
REF = {"objectType": "StatementRef", "id": "8f87ccde-bb56-4c2e-ab83-44982ef22df0"}
SUB = {"objectType": "SubStatement", "actor": AGENT, "verb": {"id": "https://v.example/did"}, "object": ACT}
SHA = "a" * 64
FILE = {
    "usageType": "https://u.example/text", "display": {"en": "Text"}, "contentType": "text/plain", "length": 3,
    "sha2": SHA, "fileUrl": "https://files.example/1",
}  # fmt: skip


def said(**more: Any) -> dict[str, Any]:
    """Return a statement with changes; one to None leaves a part out."""
    base = {"actor": AGENT, "verb": {"id": "https://v.example/did"}, "object": ACT, **more}
    return {name: copy.deepcopy(value) for name, value in base.items() if value is not None}


def _definition(**parts: Any) -> dict[str, Any]:
    return said(object={**ACT, "definition": parts})


GOOD = [
    said(), said(id="8F87CCDE-bb56-4c2e-ab83-44982ef22df0"), said(version="1.0.3"), said(version="1.0"),
    said(actor={"objectType": "Agent", "mbox_sha1sum": "a" * 40}), said(actor={"openid": "https://ann.example/"}),
    said(actor=OTHER), said(actor={"objectType": "Group", "member": [AGENT]}),
    said(actor={"objectType": "Group", "mbox": "mailto:g@x.example", "name": "G", "member": [AGENT, OTHER]}),
    said(object={"objectType": "Activity", **ACT}), said(object={"objectType": "Agent", **AGENT}),
    said(object={"objectType": "Group", "member": [AGENT]}), said(object=REF), said(object=SUB),
    said(verb={"id": "http://adlnet.gov/expapi/verbs/voided"}, object=REF),
    _definition(name={"en-US": "A", "zh-Hant-TW": "B"}, type="https://t.example/1", moreInfo="https://m.example/"),
    _definition(extensions={"https://e.example/1": None, "https://e.example/2": {"any": [None, 1]}}),
    _definition(interactionType="choice", choices=[{"id": "a", "description": {"en": "A"}}, {"id": "b"}],
                correctResponsesPattern=["a[,]b"]),
    _definition(interactionType="matching", source=[{"id": "a"}], target=[{"id": "a"}]),
    said(result={"score": {"scaled": -1, "raw": 3, "min": 0, "max": 3.5}, "success": True, "completion": False,
                 "response": "", "duration": "P1DT12H36M0.12S"}),
    said(result={"duration": "P4W"}), said(result={"duration": "PT0S"}), said(result={"score": {"raw": -5}}),
    said(context={"registration": REF["id"], "instructor": AGENT, "team": {"objectType": "Group", "member": [AGENT]},
                  "contextActivities": {"parent": ACT, "other": [ACT, ACT]}, "revision": "1", "platform": "P",
                  "language": "es-419", "statement": REF, "extensions": {"https://e.example/1": "x"}}),
    said(timestamp="2026-03-02T12:00:00Z"), said(timestamp="2026-03-02T12:00:00.123456789+05:30"),
    said(timestamp="2026-03-02T12:00:00"), said(stored="2026-03-02T12:00:00Z", authority=AGENT),
    said(attachments=[FILE]), said(attachments=[{**FILE, "sha2": "B" * 56}]),
]  # fmt: skip
BAD = {
    "no actor": said(actor=None), "no verb": said(verb=None), "no object": said(object=None),
    "unknown property": said(colour="red"), "another case": said(Result={}), "not an object": [1],
    "id is no UUID": said(id="1"), "id is a number": said(id=1), "version 2": said(version="2.0.0"),
    "version 0.9": said(version="0.9.5"), "actor is a list": said(actor=[AGENT]), "actor without an identifier":
    said(actor={"name": "Ann"}), "two identifiers": said(actor={**AGENT, **OTHER}),
    "mbox without mailto": said(actor={"mbox": "ann@school.example"}),
    "mbox is no address": said(actor={"mbox": "mailto:ann"}), "sha1 too short": said(actor={"mbox_sha1sum": "a" * 39}),
    "openid is no address": said(actor={"openid": "ann"}), "account without a page": said(actor={"account":
    {"name": "1"}}), "account with more": said(actor={"account": {**OTHER["account"], "x": 1}}),
    "account name is a number": said(actor={"account": {"homePage": "https://x.example", "name": 1}}),
    "objectType of an actor": said(actor={"objectType": "agent", **AGENT, "member": []}),
    "anonymous group without members": said(actor={"objectType": "Group", "name": "G"}),
    "group in a group": said(actor={"objectType": "Group", "member": [{"objectType": "Group", "member": [AGENT]}]}),
    "agent with members": said(actor={**AGENT, "member": [AGENT]}),
    "verb without an id": said(verb={"display": {"en": "did"}}), "verb id is no address": said(verb={"id": "did"}),
    "verb has more": said(verb={"id": "https://v.example/did", "name": "x"}),
    "display is no map": said(verb={"id": "https://v.example/did", "display": "did"}),
    "language that is none": said(verb={"id": "https://v.example/did", "display": {"english_us": "did"}}),
    "word is no text": said(verb={"id": "https://v.example/did", "display": {"en": 1}}),
    "activity without an id": said(object={"objectType": "Activity"}),
    "activity id is no address": said(object={"id": "one"}), "objectType unknown": said(object={**ACT,
    "objectType": "Thing"}), "reference without an id": said(object={"objectType": "StatementRef"}),
    "reference with more": said(object={**REF, "x": 1}), "null": said(object={**ACT, "definition": None}),
    "null deeper": _definition(name=None), "null in a score": said(result={"score": {"raw": None}}),
    "type is no address": _definition(type="t"), "more info is no address": _definition(moreInfo="m"),
    "extension key is no address": _definition(extensions={"x": 1}),
    "unknown interaction": _definition(interactionType="guess"),
    "pattern without a type": _definition(correctResponsesPattern=["a"]),
    "choices without a type": _definition(choices=[{"id": "a"}]),
    "scale of a choice": _definition(interactionType="choice", scale=[{"id": "a"}]),
    "same id twice": _definition(interactionType="choice", choices=[{"id": "a"}, {"id": "a"}]),
    "component without an id": _definition(interactionType="choice", choices=[{"description": {"en": "A"}}]),
    "pattern is a text": _definition(interactionType="choice", correctResponsesPattern="a"),
    "scaled above 1": said(result={"score": {"scaled": 1.1}}), "scaled is a text": said(result={"score":
    {"scaled": "1"}}), "raw above max": said(result={"score": {"raw": 5, "max": 4}}),
    "raw below min": said(result={"score": {"raw": 1, "min": 2}}), "min above max": said(result={"score":
    {"min": 2, "max": 1}}), "score has more": said(result={"score": {"points": 1}}),
    "success is a text": said(result={"success": "true"}), "completion is a number": said(result={"completion": 1}),
    "response is a number": said(result={"response": 1}), "duration is a number": said(result={"duration": 5}),
    "duration in words": said(result={"duration": "5 seconds"}), "duration empty": said(result={"duration": "P"}),
    "duration T alone": said(result={"duration": "P1DT"}), "result has more": said(result={"grade": "A"}),
    "registration is none": said(context={"registration": "1"}), "instructor is none": said(context={"instructor":
    {}}), "team is an agent": said(context={"team": AGENT}), "language is none": said(context={"language": "e"}),
    "around is a list": said(context={"contextActivities": [ACT]}), "around unknown": said(context={
    "contextActivities": {"child": ACT}}), "around an agent": said(context={"contextActivities": {"parent":
    {"objectType": "Agent", **AGENT}}}), "statement is an id": said(context={"statement": REF["id"]}),
    "revision of an agent": said(object={"objectType": "Agent", **AGENT}, context={"revision": "1"}),
    "platform of a reference": said(object=REF, context={"platform": "P"}),
    "timestamp in words": said(timestamp="yesterday"), "timestamp is a date": said(timestamp="2026-03-02"),
    "timestamp of no day": said(timestamp="2026-13-02T12:00:00Z"),
    "negative zero": said(timestamp="2026-03-02T12:00:00-00:00"), "negative zero, short":
    said(timestamp="2026-03-02T12:00:00-00"), "stored is none": said(stored="now"),
    "authority is none": said(authority={"name": "x"}), "attachment without a type": said(attachments=[{
    key: value for key, value in FILE.items() if key != "usageType"}]), "attachment length is a text":
    said(attachments=[{**FILE, "length": "3"}]), "hash too short": said(attachments=[{**FILE, "sha2": "ab"}]),
    "attachments are one": said(attachments=FILE), "sub within sub": said(object={**SUB, "object": SUB}),
    "sub with an id": said(object={**SUB, "id": REF["id"]}), "sub with stored": said(object={**SUB,
    "stored": "2026-03-02T12:00:00Z"}), "sub with version": said(object={**SUB, "version": "1.0.0"}),
    "sub with authority": said(object={**SUB, "authority": AGENT}), "sub without a verb": said(object={
    key: value for key, value in SUB.items() if key != "verb"}),
    "voiding an activity": said(verb={"id": "http://adlnet.gov/expapi/verbs/voided"}),
}  # fmt: skip


def test_what_the_standard_allows_is_taken() -> None:
    for one in GOOD:
        assert problem_of([one]) == "", one


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_the_standard_forbids_is_refused_with_its_place(name: str) -> None:
    found = problem_of([said(), BAD[name]])
    assert found.startswith("1"), (name, found)


def test_what_was_sent_is_not_repeated() -> None:
    found = problem_of([said(result={"<script>alert(1)</script>": "Ann Jones"})])
    assert found and "script" not in found and "Ann" not in found
    assert actor_problem({"name": "Ann Jones"}) and "Ann" not in actor_problem({"name": "Ann Jones"})


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T12:00:00Z", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        ("2026-03-02T14:00:00+02:00", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        ("2026-03-02T14:00:00+0200", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        ("2026-03-02T12:00:00,5", datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-03-02T12:00:00.1234567Z", datetime(2026, 3, 2, 12, 0, 0, 123_456, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_timestamps_are_moments(text: str, moment: datetime) -> None:
    assert moment_of(text) == moment


def test_statements_are_the_same_whatever_the_store_adds_or_describes() -> None:
    base = said(timestamp="2026-03-02T12:00:00Z", context={"contextActivities": {"parent": ACT}})
    same = said(
        verb={"id": "https://v.example/did", "display": {"en": "did"}}, timestamp="2026-03-02T14:00:00+02:00",
        object={**ACT, "objectType": "Activity", "definition": {"name": {"en": "One"}}},
        context={"contextActivities": {"parent": [{**ACT, "definition": {"name": {"en": "P"}}}]}},
        id=str(ONE), stored="2026-03-02T15:00:00Z", authority=AGENT, version="1.0.0",
    )  # fmt: skip
    other = [
        said(actor=OTHER, timestamp=base["timestamp"], context=base["context"]), said(timestamp=base["timestamp"]),
        {**base, "result": {"success": True}}, {**base, "timestamp": "2026-03-02T12:00:01Z"},
        {**base, "object": {"id": "https://school.example/activities/2"}}, {**base, "object": SUB},
    ]  # fmt: skip

    def mark(document: dict[str, Any]) -> bytes:
        return compared(read(copy.deepcopy(document), ONE).document)

    assert mark(base) == mark(same)
    assert all(mark(one) != mark(base) for one in other)


def test_everybody_and_everything_in_a_statement_is_found() -> None:
    inner = {**SUB, "actor": OTHER, "object": {"id": "https://school.example/activities/9"}}
    group = {"objectType": "Group", "mbox": "mailto:G@x.example", "member": [AGENT]}
    found = read(said(object=inner, context={"team": group, "contextActivities": {"other": ACT}}), ONE)
    assert found.people == [
        "mbox\nmailto:ann@school.example", "mbox\nmailto:g@x.example", "account\nhttps://school.example\n7",
    ]  # fmt: skip
    assert found.activity is None
    assert found.activities == ["https://school.example/activities/9", "https://school.example/activities/1"]
    voiding = read(said(verb={"id": "http://adlnet.gov/expapi/verbs/voided"}, object=REF), ONE)
    assert voiding.voids == UUID(REF["id"]) and voiding.activity is None


def test_statements_are_given_out_by_ids_or_in_one_language() -> None:
    definition = {"name": {"en": "One", "es": "Uno"}, "interactionType": "choice",
                  "choices": [{"id": "a", "description": {"en": "A", "es": "Á"}}]}  # fmt: skip
    whole = read(
        said(actor={**AGENT, "name": "Ann"}, object={**ACT, "definition": definition},
             verb={"id": "https://v.example/did", "display": {"en-US": "did", "es": "hizo"}},
             context={"instructor": {**OTHER, "name": "Carol"}, "contextActivities": {"parent": {**ACT,
                      "definition": {"name": {"en": "P", "es": "Q"}}}}}), ONE,
    ).document  # fmt: skip
    few = ids_only(whole)
    assert few["actor"] == AGENT and few["verb"] == {"id": "https://v.example/did"}
    assert few["object"] == {"objectType": "Activity", **ACT} and few["context"]["instructor"] == OTHER
    assert few["context"]["contextActivities"] == {"parent": [{"objectType": "Activity", **ACT}]}
    spanish = in_one_language(whole, languages_of("fr, es-MX;q=0.8, *;q=0.1"))
    assert spanish["verb"]["display"] == {"es": "hizo"}
    assert spanish["object"]["definition"]["name"] == {"es": "Uno"}
    assert spanish["object"]["definition"]["choices"][0]["description"] == {"es": "Á"}
    assert spanish["context"]["contextActivities"]["parent"][0]["definition"]["name"] == {"es": "Q"}
    assert in_one_language(whole, languages_of("en"))["verb"]["display"] == {"en-US": "did"}
