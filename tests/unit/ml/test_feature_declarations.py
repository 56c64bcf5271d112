"""What is declared is what is served, and everybody can read what it says."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from learnapp.core.i18n import LOCALES, translate
from learnapp.engine.kc import LearnerState
from learnapp.ml.feature_declarations import FEATURES, KC_NAMES, STUDENT_NAMES, Entity, Fresh, names_of
from learnapp.ml.feature_fold import values_of
from learnapp.ml.feature_reading import class_values, course_values, item_values, kc_values
from learnapp.services.feature_list import FAMILIES, about_of
from tests.unit.engine.courses import NOW, answer, chain_course, kc_id, newcomer, uid

MISSION = {
    "mastery", "time_on_task", "quiz_attempts", "video_completion", "forum", "collaboration", "learning_style",
    "engagement_trend", "prerequisites", "difficulty_preference", "session_frequency", "time_of_day", "device",
    "content_preference", "assessment_trend",
}  # fmt: skip
COURSE = chain_course(4, 6)


def test_whatever_is_declared_is_served_in_its_order_also_to_somebody_of_whom_nothing_is_known() -> None:
    nobody = LearnerState(uid(6, 1), COURSE.course_id)
    own = values_of(nobody, COURSE, NOW, {})
    assert tuple(own) == STUDENT_NAMES
    assert set(kc_values(nobody, COURSE, kc_id(0), NOW)) == set(KC_NAMES)
    assert tuple(item_values(next(iter(COURSE.content.values())))) == names_of(Entity.ITEM)
    assert own["answers"] == own["visits_7d"] == 0 and math.isnan(own["right_rate_7d"])
    assert len(own) + 3 * len(KC_NAMES) >= 200, "with three topics there are 200"


def test_the_fifteen_of_the_mission_are_there_and_every_name_is_one() -> None:
    assert {feature.family for feature in FEATURES} == set(FAMILIES) == MISSION | {"other"} and len(MISSION) == 15
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    assert all(feature.verbs or feature.entity is Entity.ITEM for feature in FEATURES)
    hourly = {feature.entity for feature in FEATURES if feature.fresh is Fresh.HOURLY}
    assert hourly == {Entity.CLASS}, "what comes from the student's own row is there with the event"


@pytest.mark.parametrize("locale", LOCALES)
def test_everybody_can_read_what_a_feature_says_and_is_never_used_for(locale: str) -> None:
    for feature in FEATURES:
        about, never = about_of(feature, locale), translate(locale, feature.never)
        assert about != feature.about and never != feature.never, feature.name
        assert "{" not in about and "$" not in about, about
        assert translate(locale, f"feature-unit-{feature.unit}") != f"feature-unit-{feature.unit}"
        assert translate(locale, f"feature-family-{feature.family}") != f"feature-family-{feature.family}"
    if locale != "en":
        same = [one.name for one in FEATURES if about_of(one, locale) == about_of(one, "en")]
        assert same == []


def test_mastery_and_what_comes_before_it() -> None:
    learner = newcomer()
    for kc in range(4):
        before = course_values(learner, COURSE, NOW)
        assert before["objectives_met"] == 0 and before["kcs_mastered"] == kc
        answer(learner, COURSE, kc, *[True] * 8)
        assert kc_values(learner, COURSE, kc_id(kc), NOW)["kc_prerequisites_met"] == 1
        if kc < 3:
            assert kc_values(learner, COURSE, kc_id(kc + 1), NOW)["kc_prerequisites_met"] == 1
    after = course_values(learner, COURSE, NOW)
    assert (after["objectives_met"], after["prerequisites_met"], after["kcs_mastered_share"]) == (1, 1, 1)
    later = kc_values(learner, COURSE, kc_id(0), NOW + timedelta(days=90))
    assert later["kc_mastered"] == 1 and later["kc_recall"] < 0.9, "earned is earned, and it fades"


def test_standing_to_the_class() -> None:
    figures = {"students": 12, "theta": [12, 0.5, 0.25], "posts_28d": [12, 3.0, 0.0]}
    found = class_values({"theta": 1.0, "posts_28d": 3.0}, figures)
    assert found["class_z_theta"] == 2.0 and found["class_z_posts_28d"] == 0.0
    assert math.isnan(found["class_z_hint_rate"]) and found["class_students"] == 12
