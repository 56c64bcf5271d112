"""Other explanations of every topic of the demo courses: all kinds there, pictures drawn and told in words."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from learnapp.engine.drawing import draw
from learnapp.engine.material import EXPLANATIONS, Explanation, read_material
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, HISTORY_COURSE, read_course


def explanations(course: Path) -> dict[str, tuple[Explanation, ...]]:
    pack = read_course(course)
    slugs = {kc.kc_id: kc.slug for kc in pack.kcs}
    told = {slug: () for slug in slugs.values()}
    found = ((slugs[item.kc_ids[0]], read_material(item.body_public).explanations) for item in pack.items)
    return told | {slug: ways for slug, ways in found if ways}


BOTH = explanations(DEMO_COURSE) | explanations(HISTORY_COURSE)


@pytest.mark.parametrize("slug", sorted(BOTH))
def test_every_topic_is_explained_in_every_way_and_its_picture_says_what_it_shows(slug: str) -> None:
    assert [way.kind for way in BOTH[slug]] == list(EXPLANATIONS)
    for way in BOTH[slug]:
        assert len(way.text.split()) >= 15
        assert (way.draw is not None) == (way.kind == "picture")
        if way.draw is not None:
            assert Xml.fromstring(draw(way.draw)).tag.endswith("svg")  # noqa: S314 - our own output
            assert len(way.alt.split()) >= 8
