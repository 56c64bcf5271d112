"""Whatever leaves is described by a template of our published profile: by exactly one, and nothing in it by none.

Templates are read as the xAPI Profiles specification 1.0 says (part 2, 9): determining properties, then rules with
`presence`, `any`, `all` and `none` at JSONPath locations. Ours use names, names in brackets, and `[*]`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from learnapp.engine.event import Verb
from learnapp.integrations.xapi import words
from learnapp.integrations.xapi.statements import statements
from tests.unit.integrations.test_open_data_words import PLACE, TESTED, TESTS, told
from tests.unit.integrations.test_sittings import attempt
from tests.unit.integrations.test_video_profile import watched_film

DOCUMENT = json.loads((Path(__file__).parents[3] / "docs" / "xapi-profile.jsonld").read_text(encoding="utf-8"))
TEMPLATES: list[dict[str, Any]] = DOCUMENT["templates"]
_STEP = re.compile(r"\.(\w+)|\['([^']+)'\]|(\[\*\])")


def at(said: Any, location: str) -> list[Any]:
    """Return what stands at a location."""
    found = [said]
    assert location.startswith("$") and "".join(each[0] for each in re.finditer(_STEP, location)) == location[1:]
    for name, quoted, every in _STEP.findall(location):
        if every:
            found = [one for some in found for one in some]
        else:
            found = [some[name or quoted] for some in found if isinstance(some, dict) and (name or quoted) in some]
    return found


def why_not(said: dict[str, Any], template: dict[str, Any]) -> str:
    """Return what keeps a statement from a template, "" for nothing."""
    if said["verb"]["id"] != template["verb"]:
        return "verb"
    if said["object"]["definition"]["type"] != template["objectActivityType"]:
        return "type"
    kinds = {one["definition"]["type"] for one in said["context"]["contextActivities"]["category"]}
    if not set(template["contextCategoryActivityType"]) <= kinds:
        return "category"
    for rule in template["rules"]:
        values, presence = at(said, rule["location"]), rule.get("presence")
        if (presence == "included" and not values) or (presence == "excluded" and values):
            return f"{presence} {rule['location']}"
        if "any" in rule and not any(one in rule["any"] for one in values):
            return f"any {rule['location']}"
        if "all" in rule and not all(one in rule["all"] for one in values):
            return f"all {rule['location']}"
        if "none" in rule and any(one in rule["none"] for one in values):
            return f"none {rule['location']}"
    return ""


def everything() -> list[dict[str, Any]]:
    """Return statements of every kind that leaves, with all that each may have in it."""
    kinds = [told(verb, test=test) for verb in Verb for test in dict.fromkeys((TESTS.get(verb), None))]
    kinds += [told(Verb.ANSWERED, test=TESTED, result={"response": "7", "hint_index": 1, "hints": 1, "variant": 3})]
    kinds += [told(verb, result={"decision_id": str(UUID(int=3)), "progress": 0.5, "variant": 1, "hint_index": 1})
              for verb in Verb if not verb.value.startswith(("quiz", "session", "forum", "peer"))]  # fmt: skip
    for outcome in ({"passed": False}, {"passed": None}, {"of": None, "passed": True}, {"share": None, "passed": None}):
        kinds.append(told(Verb.QUIZ_COMPLETED, test=replace(TESTED, **outcome)))
    return [*(one for kind in kinds for one in statements(kind, PLACE)), *watched_film().said, *attempt()]


@pytest.mark.parametrize("said", everything(), ids=lambda one: one["verb"]["id"].rpartition("/")[2])
def test_each_statement_is_that_of_one_template(said: dict[str, Any]) -> None:
    event = said["context"]["extensions"][words.extension("event-kind")]
    ours = [one for one in TEMPLATES if at(said, "$.verb.id") == [one["verb"]]]
    fitting = [one for one in ours if why_not(said, one) == ""]
    assert len(fitting) == 1, {one["id"]: why_not(said, one) for one in ours}
    described = {rule["location"] for rule in fitting[0]["rules"]}
    for where in ("context", "result"):
        for name in said.get(where, {}).get("extensions", {}):
            assert f"$.{where}.extensions['{name}']" in described, (
                f"{event} has {name}, and no rule of {fitting[0]['id']}"
            )


def test_every_template_is_that_of_something_that_leaves() -> None:
    used = {one["id"] for said in everything() for one in TEMPLATES if why_not(said, one) == ""}
    assert {one["id"] for one in TEMPLATES} == used


def test_types_and_words_of_our_own_are_described_and_others_stand_in_a_template() -> None:
    known = {one["id"] for one in DOCUMENT["concepts"]}
    types = known | {one["objectActivityType"] for one in TEMPLATES}
    for said in everything():
        assert said["object"]["definition"]["type"] in types
    named = json.dumps(TEMPLATES)
    assert all(one["verb"] in known for one in TEMPLATES if one["verb"].startswith(words.PROFILE))
    assert all(words.extension(name) in named for name in words.EXTENSIONS)


def test_what_is_in_no_template_is_found() -> None:
    passed = next(one for one in attempt() if one["verb"]["id"].endswith("/passed"))
    template = next(one for one in TEMPLATES if one["id"].endswith("/test-passed"))
    result = {key: value for key, value in passed["result"].items() if key != "duration"}
    assert why_not(passed, template) == ""
    assert why_not({**passed, "result": result}, template) == "included $.result.duration"
    assert why_not({**passed, "result": {**result, "completion": True}}, template).startswith("excluded")
    bare = {
        **passed["context"]["contextActivities"],
        "category": passed["context"]["contextActivities"]["category"][:1],
    }
    assert why_not({**passed, "context": {**passed["context"], "contextActivities": bare}}, template).startswith("any")
