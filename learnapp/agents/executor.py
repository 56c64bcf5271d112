"""The executor: grade, update mastery and features, gather candidates, score them in one batch, keep the top ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.agents import fallbacks, progress
from learnapp.agents.observer import Observer
from learnapp.agents.past import past_of
from learnapp.agents.ports import Execution, Features, Models, Plan, ReviewLine, Ruling, Turn
from learnapp.engine import chance, mastery, placed_start, request, reviews, selector
from learnapp.engine.event import Grade, Recommendation, Served, Verb
from learnapp.engine.grading import Response, SymbolicJudge, grade_async
from learnapp.engine.history import MEASURING
from learnapp.engine.kc import Hint, KCState, LearnerState, Step
from learnapp.engine.request import Route
from learnapp.engine.selector import Candidate, Ranked

TOP = 10
POOL = 24
DRAWN = 12
ENOUGH_STANDING = 2
REMEMBERED = 60


def says_nothing(ruling: Ruling, turn: Turn) -> bool:
    """Return whether an event tells nothing of the learner: an answer or a hint to an item that is void here."""
    content = ruling.content
    return turn.event.verb in MEASURING and content is not None and content.content_id in turn.facts.voided


def _reviews_today(turn: Turn, learner: LearnerState) -> tuple[UUID, ...]:
    """Return the topics that have their turn to be reviewed today, so that no avalanche follows an absence."""
    facts = turn.facts
    load = reviews.load_of(
        turn.snapshot, facts.rules.for_review(learner.kcs), turn.now, zone=facts.zone,
        cap=facts.reviews + facts.more_reviews, wanted=facts.wanted,
    )  # fmt: skip
    return load.today


class Executor:
    """Carries a plan out.

    Args:
        models: By name, as the planner names them.
        features: Keeps the learner's features.
        symbolic: Judges expressions that numeric probes leave open, or None.
        popularity: What others finished, the fallback after the cache.
        observer: Receives fallbacks.
    """

    def __init__(
        self,
        models: dict[str, Models],
        features: Features,
        symbolic: SymbolicJudge | None,
        popularity: fallbacks.Popularity,
        observer: Observer,
    ) -> None:
        self._models = models
        self._features = features
        self._symbolic = symbolic
        self._popularity = popularity
        self._observer = observer

    @property
    def features_version(self) -> str:
        """Version of the feature definitions, for the decision row."""
        return self._features.version

    async def execute(self, plan: Plan, ruling: Ruling, turn: Turn) -> Execution:
        """Return the grade, the moved states and at most ten scored candidates."""
        grade = await self._grade(ruling, turn)
        # A test has its own record: what practice knows of the item is neither asked nor changed.
        stood = progress.at_variant(turn.progress, ruling.variant) if turn.sitting is None else None
        step = progress.step_state(stood, ruling.step.step_id) if ruling.step else None
        hints = int(step["hints_shown"]) if step and not step["solved"] else 0
        counts = self._counts(ruling, turn, grade, step)
        voided = counts and ruling.content is not None and ruling.content.content_id in turn.facts.voided
        learner, changes, changed = self._learn(plan, ruling, turn, grade if counts and not voided else None, hints)
        after = progress.after_event(stood, turn.event, ruling, grade, turn.now) if turn.sitting is None else None
        degraded: list[str] = []
        if changed:
            self._tell(plan, ruling, turn, grade, degraded)
        route = self._route(plan, turn, learner, degraded) if plan.recommend or changed else None
        past = past_of(
            plan, ruling, turn, grade, learner.student_seq, first=(bool(changed) and grade is not None) or voided
        )
        try:
            counts = not says_nothing(ruling, turn)
            learner.features, learner.running = self._features.compute(learner, past, counts=counts)
        except Exception:  # noqa: BLE001 - the feature store may be any code: the cached features serve on
            self._observer.fallback("executor", "cached_features")
            degraded.append("features")
        self._remember(learner, ruling, turn, after)
        top: list[Ranked] = []
        cached: list[Recommendation] | None = None
        served = Served(model=plan.models[0], degraded=degraded)
        lines: list[ReviewLine] = []
        if plan.recommend:
            top, cached, served, lines = self._candidates(plan, ruling, turn, learner, degraded, route)
        return Execution(
            grade, changes, changed, learner, after, hints, top, cached, served, lines, past, voided, route
        )

    def _route(self, plan: Plan, turn: Turn, learner: LearnerState, degraded: list[str]) -> Route | None:
        """Return the way to what the learner has asked for, made again from where they stand now."""
        if plan.request is None:
            return None
        try:
            asked = request.as_ruled(plan.request, turn.facts.rules, turn.snapshot, turn.now)
            return request.replan(turn.snapshot, learner.kcs, asked, turn.now, turn.facts.rules)
        except Exception:  # noqa: BLE001 - without a way the next things are those of the course
            self._observer.fallback("planner", "no_route")
            degraded.append("route")
            return None

    async def _grade(self, ruling: Ruling, turn: Turn) -> Grade | None:
        event = turn.event
        if event.verb is not Verb.ANSWERED:
            return None
        if turn.sitting is not None:
            return turn.sitting.grade
        if ruling.asserted:
            right = bool(event.result.success)
            return Grade(
                correct=right,
                partial=1.0 if right else 0.0,
                feedback_key="feedback-correct" if right else "feedback-incorrect",
            )
        asked = ruling.hint if ruling.hint is not None and ruling.hint.key is not None else ruling.step
        if asked is None:
            return Grade(correct=None, partial=0.0, feedback_key="feedback-not-judged")
        return await self.judge(asked, event.result.response)

    async def judge(self, asked: Step | Hint, response: Response) -> Grade:
        """Return how one answer is judged, and nothing else."""
        return await grade_async(asked, response, self._symbolic)

    @staticmethod
    def _counts(ruling: Ruling, turn: Turn, grade: Grade | None, step: dict[str, Any] | None) -> bool:
        """Return whether this is a first attempt: repeating a step until it is right says little, and can be farmed."""
        if grade is None or grade.correct is None or ruling.content is None:
            return False
        if turn.sitting is not None:
            # Each step of a test is told once, when its results are shown.
            return True
        return ruling.asserted or (ruling.hint is None and step is not None and progress.begins_anew(step, turn.now))

    def _learn(
        self,
        plan: Plan,
        ruling: Ruling,
        turn: Turn,
        grade: Grade | None,
        hints: int,
    ) -> tuple[LearnerState, list[Any], dict[UUID, KCState]]:
        """Move mastery by an answer that counts, or let it begin where a placement has put it."""
        before = turn.learner
        learner = replace(
            before,
            student_seq=before.student_seq + 1,
            features=dict(before.features),
            kcs=dict(before.kcs),
            recent_content=list(before.recent_content),
        )
        if turn.placed and turn.event.verb is Verb.QUIZ_COMPLETED:
            begun = placed_start.start(before.kcs, turn.snapshot, turn.placed)
            learner.kcs.update(begun)
            return learner, [], begun
        if grade is None or grade.correct is None or ruling.content is None:
            return learner, [], {}
        seen = mastery.observe(
            before,
            turn.snapshot,
            ruling.content,
            plan.updates,
            correct=grade.correct,
            partial=0.0 if grade.correct else grade.partial,
            hints=hints,
            now=turn.now,
            event_id=turn.event.event_id,
            weights=turn.snapshot.memory[1] if turn.snapshot.memory is not None else None,
        )
        if not seen.states:
            # Nothing that the course knows: the log could not say later what moved the ability.
            return learner, [], {}
        learner.theta, learner.theta_variance = seen.theta, seen.variance
        learner.kcs.update(seen.states)
        return learner, seen.changes, seen.states

    def _tell(self, plan: Plan, ruling: Ruling, turn: Turn, grade: Grade | None, degraded: list[str]) -> None:
        """Let the trained predictor take in an answer that has moved mastery."""
        if turn.predictor is None or ruling.content is None or grade is None or not plan.updates:
            return
        step = ruling.step.step_id if ruling.step else turn.event.step_id or ""
        try:
            turn.predictor.learn(ruling.content, step, plan.updates[0], bool(grade.correct), turn.now)
        except Exception:  # noqa: BLE001 - a model may be any code: the analytic chances serve
            self._without_predictor(turn, degraded)

    def _without_predictor(self, turn: Turn, degraded: list[str]) -> None:
        turn.predictor = None
        degraded.append("predictor")
        self._observer.fallback("executor", "analytic_chances")

    def _foreseen(self, pool: list[Candidate], turn: Turn, degraded: list[str]) -> list[Candidate]:
        """Return the candidates with the chances of the trained predictor, where one serves."""
        if turn.predictor is None or not pool:
            return pool
        try:
            chances = turn.predictor.chances(pool, turn.now)
            if chances.shape != (len(pool),) or ((chances < 0.0) | (chances > 1.0)).any():
                raise ArithmeticError("the model returned no chances")
            return selector.with_chances(pool, chances)
        except Exception:  # noqa: BLE001 - a model may be any code: the analytic chances serve
            self._without_predictor(turn, degraded)
            return pool

    def _informed(
        self, pool: list[Candidate], turn: Turn, learner: LearnerState, degraded: list[str]
    ) -> list[Candidate]:
        """Return the candidates with what the feature store says of each, for a trained model that ranks."""
        if turn.known is None or not pool:
            return pool
        try:
            known = turn.known.of(learner, pool, turn.now)
            return [each._replace(known=row) for each, row in zip(pool, known, strict=True)]
        except Exception:  # noqa: BLE001 - the feature store may be any code: the model ranks by the candidates alone
            self._observer.fallback("executor", "no_features")
            if "features" not in degraded:
                degraded.append("features")
            return pool

    def _remember(self, learner: LearnerState, ruling: Ruling, turn: Turn, after: dict[str, Any] | None) -> None:
        content = ruling.content
        if content is None or turn.event.verb not in (Verb.ANSWERED, Verb.READ, Verb.VIDEO_COMPLETED):
            return
        if content.content_id in learner.recent_content:
            learner.recent_content.remove(content.content_id)
        learner.recent_content.append(content.content_id)
        del learner.recent_content[:-REMEMBERED]
        before = progress.at_variant(turn.progress, ruling.variant) or {}
        if after is not None and after.get("done") and not before.get("done"):
            self._popularity.note(turn.snapshot.course_id, content.content_id)

    def _candidates(
        self,
        plan: Plan,
        ruling: Ruling,
        turn: Turn,
        learner: LearnerState,
        degraded: list[str],
        route: Route | None = None,
    ) -> tuple[list[Ranked], list[Recommendation] | None, Served, list[ReviewLine]]:
        rules = turn.facts.rules
        barred = set(map(UUID, turn.last.get("dismissed", ()))) | turn.facts.withdrawn | rules.left_out(turn.snapshot)
        if ruling.content is not None:
            barred.add(ruling.content.content_id)
        if turn.busy:
            standing = self._standing(turn, barred)
            if len(standing) >= ENOUGH_STANDING:
                self._observer.fallback("executor", "busy")
                return [], standing, Served(model="none", fallback="cached", degraded=[*degraded, "capacity"]), []
        causes: list[str] = []
        lead = route.lead if route is not None else None
        arm = turn.arm
        if arm is not None and arm.by_chance:
            rng = Random(turn.event.event_id.int)  # noqa: S311 - repeatable by the event's id
            drawn, share = chance.drawn(turn.snapshot, learner, turn.now, rng, DRAWN, barred, rules)
            if drawn:
                drawn = self._foreseen(drawn, turn, degraded)
                top = [Ranked(each, 0.0, share, explored=True) for each in drawn]
                return top, None, Served(model=chance.VERSION, degraded=degraded), []
        for name in plan.models:
            try:
                pool = selector.candidates(
                    turn.snapshot,
                    learner,
                    turn.now,
                    POOL,
                    barred,
                    reviews=_reviews_today(turn, learner),
                    rules=rules,
                    lead=lead,
                )
                pool = self._foreseen([each for each in pool if each.purpose in plan.purposes], turn, degraded)
                model = self._model(name, turn)
                if model in turn.trained or (turn.arm is not None and model is turn.arm.scorer):
                    pool = self._informed(pool, turn, learner, degraded)
                scores = model.score(pool) if pool else np.empty(0)
                if scores.shape != (len(pool),) or not np.isfinite(scores).all():
                    raise ArithmeticError("the model returned no usable scores")
                top = selector.rank(pool, scores, TOP, lead)
            except Exception as error:  # noqa: BLE001 - a model may be any code: the next one, then the fallbacks
                causes.append(f"{name}: {type(error).__name__}")
                continue
            fallback = None if name == plan.models[0] else "backup_model"
            if fallback:
                self._observer.fallback("executor", fallback)
            version = model.version
            if turn.predictor is not None:
                version = f"{version}+{turn.predictor.version}"
            return top, None, Served(model=version, fallback=fallback, degraded=degraded), []
        return self._fall_back(plan, turn, learner, barred, [*degraded, "models"], causes)

    def _model(self, name: str, turn: Turn) -> Models:
        """Return the model of a name: an experiment's own, a trained one of this turn, or one that is always here.

        Raises:
            KeyError: There is none, or it rests on a predictor that is away.
        """
        if turn.arm is not None and turn.arm.scorer is not None and turn.arm.model == name:
            return turn.arm.scorer
        for model in turn.trained:
            if model.version == name:
                return model
        if turn.predictor is not None and turn.predictor.policy.version == name:
            return turn.predictor.policy
        return self._models[name]

    @staticmethod
    def _standing(turn: Turn, barred: set[UUID]) -> list[Recommendation]:
        """Return the recommendations of before that can still be followed; they were approved when they were made."""
        stands = fallbacks.still_good(turn.last, turn.snapshot, turn.now)
        return [each for each in stands if each.content_id not in barred]

    def _fall_back(
        self,
        plan: Plan,
        turn: Turn,
        learner: LearnerState,
        barred: set[UUID],
        degraded: list[str],
        causes: list[str],
    ) -> tuple[list[Ranked], list[Recommendation] | None, Served, list[ReviewLine]]:
        line = ReviewLine(
            kind="system",
            subject_type="model",
            subject_id=None,
            title=plan.models[0],
            reason_code="review-model-away",
            dedupe_key=f"model-away:{plan.models[0]}",
            evidence={"causes": causes},
        )
        for name in plan.fallbacks:
            top: list[Ranked] = []
            cached: list[Recommendation] | None = None
            if name == "cached":
                cached = self._standing(turn, barred) or None
            elif name == "popular":
                top = self._popularity.top(turn.snapshot, learner, barred, TOP, turn.facts.rules)
            else:
                top = fallbacks.course_order(turn.snapshot, learner, barred, TOP, turn.facts.rules)
            if top or cached:
                self._observer.fallback("executor", name)
                return top, cached, Served(model="none", fallback=name, degraded=degraded), [line]
        return [], None, Served(model="none", fallback="none", degraded=degraded), [line]


class RuleModel:
    """The analytic model that needs no training: the selector's own weights on BKT and IRT features."""

    version = mastery.MODEL

    def score(self, pool: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return one score per candidate, shape (len(pool),)."""
        return selector.score(pool)


class WeighedModel:
    """The analytic model with other weights, for an arm of an experiment.

    Args:
        name: What the decision row calls it.
        changes: Feature -> its weight, of those that are not as usual.

    Raises:
        InvalidInputError: There is no such feature.
    """

    def __init__(self, name: str, changes: Mapping[str, float]) -> None:
        self.version = f"{mastery.MODEL}/{name}"
        self._weights = selector.weights(changes)

    def score(self, pool: Sequence[Candidate]) -> NDArray[np.float64]:
        """Return one score per candidate, shape (len(pool),)."""
        return selector.score(pool, self._weights)
