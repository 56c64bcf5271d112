"""Every feature, declared once: what it is, of whom, in which unit, from which events, how fresh, and whose it is.

Serving and training read the values by these names (`feature_reading`); the page for admins lists them; a test compares
names and values. `about` and `never` are keys of the catalogue: what a feature says, and what it is never used for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from learnapp.engine import running
from learnapp.engine.event import Verb
from learnapp.ml.feature_reading import COMPARED, LAST_ON_KC, WINDOWS

VERSION = "features@1"
"""Goes up whenever the meaning of a feature changes."""


class Entity(StrEnum):
    """Of whom or what a feature tells."""

    STUDENT = "student"
    COURSE = "student_course"
    KC = "student_kc"
    CLASS = "student_class"
    ITEM = "item"


class Fresh(StrEnum):
    """How fresh a feature is kept."""

    REAL_TIME = "real_time"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Feature:
    """One declared feature.

    Attributes:
        entity: Of whom or what it tells.
        kind: `share` (0 to 1), `flag` (0 or 1) or `number`.
        unit: Key of its unit in the catalogue, without `feature-unit-`.
        family: Which wish of the mission it answers, or `other`.
        verbs: Events that it comes from; none: from the course alone.
        fresh: In the event's own transaction, by the hour or by the day.
        owner: The module that answers for its meaning.
        about, args: Sentence of the catalogue that says what it is.
    """

    name: str
    entity: Entity
    kind: str
    unit: str
    family: str
    verbs: tuple[Verb, ...]
    fresh: Fresh
    owner: str
    about: str
    args: tuple[tuple[str, str | int | float], ...] = ()

    @property
    def never(self) -> str:
        """Key of the sentence that says what it is never used for."""
        return f"feature-never-{self.family}" if self.family in GUARDED else "feature-never-any"


GUARDED = frozenset(
    {"learning_style", "content_preference", "time_of_day", "device", "difficulty_preference", "collaboration", "forum"}
)
"""Families with a promise of their own about what they are never used for."""

_RUNNING, _MASTERY = "engine.running", "engine.mastery"
_ALL = tuple(Verb)
_WORK = (Verb.ANSWERED, Verb.HINT_REQUESTED)
_POSTS = (Verb.FORUM_POSTED, Verb.FORUM_REPLIED)
_VIDEOS = (Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED)
_USES = (Verb.READ, *_VIDEOS, Verb.SIMULATION_INTERACTED, Verb.EXPLANATION_OPENED)
_TIMED = (Verb.ANSWERED, Verb.READ, Verb.SIMULATION_INTERACTED, Verb.VIDEO_PROGRESSED)
_OFFERS = (Verb.RECOMMENDATION_OPENED, Verb.RECOMMENDATION_DISMISSED)


def _student(
    name: str,
    kind: str,
    unit: str,
    family: str,
    verbs: tuple[Verb, ...],
    about: str,
    /,
    **args: str | int | float,
) -> Feature:
    return Feature(
        name, Entity.STUDENT, kind, unit, family, verbs, Fresh.REAL_TIME, _RUNNING, f"feature-{about}",
        tuple(args.items()),
    )  # fmt: skip


def _windowed() -> Iterator[Feature]:
    counts: tuple[tuple[str, str, tuple[Verb, ...]], ...] = (
        ("active_days", "engagement_trend", _ALL), ("events", "engagement_trend", _ALL),
        ("attempts", "quiz_attempts", (Verb.ANSWERED,)), ("answers", "quiz_attempts", (Verb.ANSWERED,)),
        ("right", "quiz_attempts", (Verb.ANSWERED,)), ("visits", "session_frequency", _ALL),
        ("hints", "other", (Verb.HINT_REQUESTED,)), ("posts", "forum", _POSTS),
        ("helped", "collaboration", (Verb.FORUM_REPLIED, Verb.PEER_HELPED)), ("uses", "content_preference", _USES),
    )  # fmt: skip
    for days in WINDOWS:
        for name, family, verbs in counts:
            unit = "days" if name == "active_days" else "count"
            yield _student(f"{name}_{days}d", "number", unit, family, verbs, name.replace("_", "-"), days=days)
        for name, kind, unit, family, verbs in (
            ("minutes", "number", "minutes", "time_on_task", _TIMED),
            ("right_rate", "share", "share", "assessment_trend", (Verb.ANSWERED,)),
            ("hints_per_answer", "number", "count", "other", _WORK),
            ("time_on_task", "number", "seconds", "time_on_task", _TIMED),
        ):
            yield _student(f"{name}_{days}d", kind, unit, family, verbs, name.replace("_", "-"), days=days)


def _success() -> Iterator[Feature]:
    answered = (Verb.ANSWERED,)
    for decay in running.DECAYS:
        yield _student(
            f"success_{decay}",
            "share",
            "share",
            "assessment_trend",
            answered,
            "success",
            answers=round(1 / (1 - decay)),
        )
    for n in range(1, running.LAST + 1):
        yield _student(f"last_{n}", "flag", "flag", "assessment_trend", answered, "last", place=n)
    for about in ("other_kc", "same_kc"):
        for word in ("right", "wrong"):
            yield _student(
                f"right_after_{word}_{about}",
                "share",
                "share",
                "other",
                answered,
                "right-after",
                before=word,
                about=about,
            )
    for word in ("wrong", "right"):
        yield _student(f"seconds_{word}", "number", "seconds", "time_on_task", answered, "seconds", outcome=word)
    yield _student("answers", "number", "count", "quiz_attempts", answered, "answers-all")
    yield _student("run_on_kc", "number", "count", "other", answered, "run-on-kc")
    yield _student("streak", "number", "count", "assessment_trend", answered, "streak")
    yield _student("right_rate", "share", "share", "assessment_trend", answered, "right-rate-all")
    yield _student("hint_rate", "share", "share", "other", _WORK, "hint-rate")


def _rhythm() -> Iterator[Feature]:
    yield _student("days_since_first", "number", "days", "session_frequency", _ALL, "days-since-first")
    yield _student("hours_since_last", "number", "hours", "session_frequency", _ALL, "hours-since-last")
    yield _student("visit_minutes", "number", "minutes", "session_frequency", _ALL, "visit-minutes")
    yield _student("visits_per_week", "number", "count", "session_frequency", _ALL, "visits-per-week")
    yield _student("hours_between_visits", "number", "hours", "session_frequency", _ALL, "hours-between-visits")
    for part in running.PARTS:
        yield _student(f"day_part_{part}", "share", "share", "time_of_day", _ALL, "day-part", part=part)
    for device in running.DEVICES:
        yield _student(f"device_{device}", "share", "share", "device", _ALL, "device", device=device)
    for device in running.DEVICES:
        yield _student(f"device_now_{device}", "flag", "flag", "device", _ALL, "device-now", device=device)


def _trends() -> Iterator[Feature]:
    for name, verbs in (("minutes", _TIMED), ("events", _ALL)):
        yield _student(
            f"engagement_trend_{name}", "number", "change", "engagement_trend", verbs, "engagement-trend", what=name
        )
    answered = (Verb.ANSWERED,)
    yield _student("assessment_trend", "number", "per_week", "assessment_trend", answered, "assessment-trend")
    yield _student("assessment_lately", "number", "change", "assessment_trend", answered, "assessment-lately")


def _ways() -> Iterator[Feature]:
    for mode in running.MODES:
        verbs = (*_USES, Verb.ANSWERED)
        yield _student(f"use_{mode}", "share", "share", "learning_style", verbs, "use", mode=mode)
        yield _student(f"gain_{mode}", "number", "change", "learning_style", verbs, "gain", mode=mode)
    for kind in running.KINDS:
        yield _student(
            f"kind_{kind}", "share", "share", "content_preference", (*_USES, Verb.ANSWERED), "kind", kind=kind
        )
    for kind in running.KINDS:
        yield _student(f"takes_up_{kind}", "share", "share", "content_preference", _OFFERS, "takes-up", kind=kind)
    for what in running.HARD:
        from_ = (Verb.ANSWERED,) if what in ("taken", "right") else _OFFERS
        yield _student(
            f"difficulty_{what}", "number", "logits", "difficulty_preference", from_, "difficulty", what=what
        )
    yield _student(
        "difficulty_margin", "number", "logits", "difficulty_preference", (Verb.ANSWERED,), "difficulty-margin"
    )
    yield _student("videos_begun", "number", "count", "video_completion", _VIDEOS, "videos-begun")
    yield _student("video_completion", "share", "share", "video_completion", _VIDEOS, "video-completion")
    quiz = (Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED)
    yield _student("quizzes_begun", "number", "count", "quiz_attempts", quiz, "quizzes-begun")
    yield _student("quizzes_completed", "number", "count", "quiz_attempts", quiz, "quizzes-completed")
    yield _student("posts", "number", "count", "forum", _POSTS, "posts-all")
    yield _student("helped", "number", "count", "collaboration", (Verb.PEER_HELPED,), "helped-all")
    yield _student("explanations", "number", "count", "learning_style", (Verb.EXPLANATION_OPENED,), "explanations-all")
    yield _student("readings", "number", "count", "content_preference", (Verb.READ,), "readings-all")
    yield _student("recommendations_opened", "number", "count", "other", _OFFERS, "recommendations-opened")
    yield _student("recommendations_dismissed", "number", "count", "other", _OFFERS, "recommendations-dismissed")
    for name in ("theta", "theta_sd"):
        yield Feature(
            name, Entity.STUDENT, "number", "logits", "mastery", (Verb.ANSWERED,), Fresh.REAL_TIME, _MASTERY,
            f"feature-{name.replace('_', '-')}",
        )  # fmt: skip


def _about(
    entity: Entity, start: str, rows: tuple[tuple[str, str, str, str], ...], fresh: Fresh, owner: str,
    verbs: tuple[Verb, ...],
) -> Iterator[Feature]:  # fmt: skip
    for name, kind, unit, family in rows:
        key = f"feature-{start}{name.removeprefix(start.replace('-', '_')).replace('_', '-')}"
        yield Feature(name, entity, kind, unit, family, verbs, fresh, owner, key)


_COURSE_ROWS = (
    ("kcs_begun", "number", "count", "mastery"), ("kcs_begun_share", "share", "share", "mastery"),
    ("kcs_mastered", "number", "count", "mastery"), ("kcs_mastered_share", "share", "share", "mastery"),
    ("mastery_mean", "share", "share", "mastery"), ("mastery_least", "share", "share", "mastery"),
    ("recall_mean", "share", "share", "mastery"), ("prerequisites_met", "share", "share", "prerequisites"),
    ("objectives_met", "share", "share", "mastery"),
)  # fmt: skip
_KC_ROWS = (
    ("kc_p_mastered", "share", "share", "mastery"), ("kc_low", "share", "share", "mastery"),
    ("kc_high", "share", "share", "mastery"), ("kc_doubt", "share", "share", "mastery"),
    ("kc_p_bkt", "share", "share", "mastery"), ("kc_attempts", "number", "count", "quiz_attempts"),
    ("kc_right", "number", "count", "quiz_attempts"), ("kc_right_rate", "share", "share", "assessment_trend"),
    ("kc_hints_per_answer", "number", "count", "other"), ("kc_mastered", "flag", "flag", "mastery"),
    ("kc_recall", "share", "share", "mastery"), ("kc_stability", "number", "days", "mastery"),
    ("kc_difficulty", "number", "count", "mastery"), ("kc_hours_since", "number", "hours", "session_frequency"),
    ("kc_hours_to_review", "number", "hours", "mastery"), ("kc_streak", "number", "count", "assessment_trend"),
    ("kc_success", "share", "share", "assessment_trend"), ("kc_hours_between", "number", "hours", "session_frequency"),
    ("kc_items", "number", "count", "quiz_attempts"), ("kc_prerequisites_met", "share", "share", "prerequisites"),
)  # fmt: skip
_ITEM_ROWS = (
    ("item_difficulty", "number", "logits", "difficulty_preference"),
    ("item_discrimination", "number", "logits", "difficulty_preference"),
    ("item_minutes", "number", "minutes", "time_on_task"), ("item_steps", "number", "count", "other"),
    ("item_quality", "share", "share", "other"), ("item_topics", "number", "count", "other"),
)  # fmt: skip


def _declared() -> Iterator[Feature]:
    for part in (_windowed(), _success(), _rhythm(), _trends(), _ways()):
        yield from part
    answered = (Verb.ANSWERED,)
    yield from _about(Entity.COURSE, "", _COURSE_ROWS, Fresh.REAL_TIME, _MASTERY, answered)
    yield from _about(Entity.KC, "kc-", _KC_ROWS, Fresh.REAL_TIME, _MASTERY, _WORK)
    for n in range(1, LAST_ON_KC + 1):
        yield Feature(
            f"kc_last_{n}", Entity.KC, "flag", "flag", "assessment_trend", answered, Fresh.REAL_TIME, _MASTERY,
            "feature-kc-last", (("place", n),),
        )  # fmt: skip
    hourly = "services.feature_work"
    yield Feature(
        "class_students", Entity.CLASS, "number", "count", "other", _ALL, Fresh.HOURLY, hourly, "feature-class-students"
    )
    for name in COMPARED:
        yield Feature(
            f"class_z_{name}", Entity.CLASS, "number", "sd", "other", _ALL, Fresh.HOURLY, hourly, "feature-class-z",
            (("name", name),),
        )  # fmt: skip
    yield from _about(Entity.ITEM, "item-", _ITEM_ROWS, Fresh.DAILY, "engine.irt", ())


FEATURES: tuple[Feature, ...] = tuple(_declared())
BY_NAME: dict[str, Feature] = {feature.name: feature for feature in FEATURES}


def names_of(*entities: Entity) -> tuple[str, ...]:
    """Return the names of the features of some entities, in the order of their declaration."""
    return tuple(feature.name for feature in FEATURES if feature.entity in entities)


STUDENT_NAMES = names_of(Entity.STUDENT, Entity.COURSE, Entity.CLASS)
"""What is served once for a student in a course."""
KC_NAMES = names_of(Entity.KC)
"""What is served for each KC of the course."""
