"""The learning loop: guardrail, planner, executor and evaluator, one after the other, each timed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from time import perf_counter
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.agents import assigned, fallbacks, ruled
from learnapp.agents.evaluator import ESCALATE_AFTER, Evaluator, escalation
from learnapp.agents.executor import Executor, RuleModel
from learnapp.agents.features import RunningFeatures
from learnapp.agents.guardrail import Guardrail
from learnapp.agents.observer import Observer, SilentObserver
from learnapp.agents.planner import FALLBACKS, Planner
from learnapp.agents.ports import (
    Arm,
    Execution,
    Features,
    Models,
    Outcome,
    PersonalData,
    Plan,
    Ruling,
    TextSafety,
    Translate,
    Turn,
    Verdicts,
)
from learnapp.engine import chance
from learnapp.engine.event import Evidence, Grade, Reason, Recommendation, Verb
from learnapp.engine.explain import CODES, ReasonDraft, by_chance, on_the_way, reasons_for
from learnapp.engine.grading import Response, SymbolicJudge
from learnapp.engine.kc import Hint, LearnerState, Step
from learnapp.engine.request import Route
from learnapp.engine.selector import Ranked
from learnapp.engine.targets import Purpose
from learnapp.security.consent import objected

POLICY_VERSION = "frontier-fit@2"
EXPERIMENTS = "experiments"
"""The purpose of a consent that a guardian may refuse: the child's learning is stored, but nothing is tried."""
_EMPTY_TURNS = "nothing_approved"


def policy_version(arm: Arm | None) -> str:
    """Return what the decision row says of who chose: the policy, and of an experiment its arm behind a plus."""
    return POLICY_VERSION if arm is None else f"{POLICY_VERSION}+{arm.label}"


class _Timed:
    """Notes how long one agent took, also when it refused; a class, for a generator costs as much as a short step."""

    __slots__ = ("_agent", "_observer", "_start", "_step", "_timings")

    def __init__(self, observer: Observer, agent: str, step: str, timings: dict[str, float]) -> None:
        self._observer, self._agent, self._step, self._timings = observer, agent, step, timings

    def __enter__(self) -> None:
        self._start = perf_counter()

    def __exit__(self, *_: object) -> None:
        seconds = perf_counter() - self._start
        self._timings[self._agent] = round(seconds * 1000.0, 3)
        self._observer.step(self._agent, self._step, seconds)


class LearningLoop:
    """The four agents wired together. It decides; loading and storing are the caller's.

    Attributes:
        guardrail: Also asked on its own before anything is loaded.
    """

    def __init__(
        self,
        guardrail: Guardrail,
        planner: Planner,
        executor: Executor,
        evaluator: Evaluator,
        translate: Translate,
        observer: Observer,
    ) -> None:
        self.guardrail = guardrail
        self._planner = planner
        self._executor = executor
        self._evaluator = evaluator
        # A class of thirty gets the same sentences again and again.
        self._words = lru_cache(maxsize=20_000)(lambda locale, key, args: translate(locale, key, **dict(args)))
        self.observer = observer

    @property
    def features_version(self) -> str:
        """Version of the feature definitions, for the decision row."""
        return self._executor.features_version

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models that can be tried, best first; an experiment may put another one first."""
        return self._planner.models

    @property
    def away(self) -> bool:
        """Whether the guardrail is away; trying again at once would not help."""
        return self.guardrail.away

    async def run(self, turn: Turn) -> Outcome:
        """Decide what one event means and what comes next.

        Raises:
            LearnAppError: The guardrail refuses the event.
        """
        timings: dict[str, float] = {}
        with _Timed(self.observer, "guardrail", "rule", timings):
            ruling = await self.guardrail.rule(
                turn.event, turn.facts, turn.snapshot, turn.progress, turn.roster, turn.sitting
            )
        if turn.arm is not None and (not ruling.store or objected(turn.facts.consents, EXPERIMENTS)):
            turn.arm = None
        if not ruling.store:
            turn.predictor, turn.trained = None, ()
        with _Timed(self.observer, "planner", "plan", timings):
            plan = self._plan(ruling, turn)
        with _Timed(self.observer, "executor", "execute", timings):
            execution = await self._executor.execute(plan, ruling, turn)
        with _Timed(self.observer, "evaluator", "approve", timings):
            verdicts = self._approve(plan, ruling, turn, execution)
            self._honour(verdicts, plan, ruling, turn, execution)
        made = plan.recommend and execution.cached is None and bool(execution.top)
        return Outcome(ruling, plan, execution, verdicts, uuid7() if made else None, timings)

    async def judge(self, asked: Step | Hint, response: Response) -> Grade:
        """Return how an answer is judged that nobody gives in earnest: it moves and means nothing."""
        return await self._executor.judge(asked, response)

    def _plan(self, ruling: Ruling, turn: Turn) -> Plan:
        """Plan; when planning itself fails, the generic plan: update what was practised, offer the course's order."""
        first = turn.arm.model if turn.arm is not None else None
        trained = [each.version for each in turn.trained]
        if turn.predictor is not None:
            trained.append(turn.predictor.policy.version)
        try:
            return self._planner.plan(
                turn.event, ruling, turn.learner, turn.last, turn.now, turn.facts.assigned, first, trained,
                turn.facts.request if ruling.store else None,
            )  # fmt: skip
        except Exception:  # noqa: BLE001 - personalisation away: generic content of the course
            self.observer.fallback("planner", "generic_plan")
            graded = ruling.content is not None and turn.event.verb is Verb.ANSWERED
            updates = (ruling.step.kc_ids if ruling.step else ()) if graded else ()
            return Plan(updates, "graded" if graded else "none", ("bkt-irt@1",), frozenset(Purpose), FALLBACKS, True)

    def _approve(self, plan: Plan, ruling: Ruling, turn: Turn, execution: Execution) -> Verdicts:
        if not plan.recommend or execution.cached is not None:
            stands = execution.cached
            if stands is None:
                stands = fallbacks.still_good(turn.last, turn.snapshot, turn.now)
            barred = self._barred(ruling, turn, execution)
            stands = self.again([each for each in stands if each.content_id not in barred], turn.facts.locale)
            return Verdicts(stands, {}, {}, False, [])
        learner = execution.learner
        correct = execution.grade.correct if execution.grade else None
        trigger = Evidence(
            event_id=turn.event.event_id,
            verb=turn.event.verb,
            occurred_at=turn.now,
            correct=correct,
            title=ruling.content.title if ruling.content else "",
        )
        try:
            verdicts = self._evaluator.approve(
                execution.top,
                learner=learner,
                snapshot=turn.snapshot,
                facts=turn.facts,
                shown=[UUID(each) for each in turn.last.get("shown", [])],
                barred=self._barred(ruling, turn, execution),
                explain=lambda ranked: self._reasons(ranked, turn, learner, trigger, plan, execution.route),
                rng=random.Random(turn.event.event_id.int),  # noqa: S311 - exploration, repeatable by the event's id
                exploration=turn.arm.exploration if turn.arm is not None else None,
                by_chance=_by_chance(turn, execution),
                taken=execution.route.taken if execution.route is not None else frozenset(),
                led=_led(execution),
            )
        except Exception:  # noqa: BLE001 - what cannot be evaluated is not shown
            self.observer.fallback("evaluator", "reject_all")
            execution.served.degraded.append("evaluator")
            verdicts = Verdicts([], {}, {}, False, [])
        self._escalate(turn, execution, verdicts)
        return verdicts

    def _reasons(
        self,
        ranked: Ranked,
        turn: Turn,
        learner: LearnerState,
        trigger: Evidence,
        plan: Plan,
        route: Route | None,
    ) -> list[Reason]:
        """Put the engine's reasons into the learner's language."""
        if turn.arm is not None and turn.arm.by_chance and ranked.explored:
            return [self.say(by_chance(ranked.candidate, turn.snapshot, trigger), turn.facts.locale)]
        drafts = reasons_for(ranked.candidate, learner, turn.snapshot, turn.now, trigger, explored=ranked.explored)
        if plan.request is not None and route is not None:
            drafts = on_the_way(drafts, ranked.candidate, learner, turn.snapshot, plan.request, route)
        return [self.say(draft, turn.facts.locale) for draft in drafts]

    def say(self, draft: ReasonDraft, locale: str) -> Reason:
        """Put one reason into words of a language."""
        text = self._words(locale, _sentence(draft.code, draft.args), tuple(draft.args.items()))
        return Reason(code=draft.code, args=draft.args, text=text, evidence=draft.evidence)

    def again(self, cards: Sequence[Recommendation], locale: str) -> list[Recommendation]:
        """Return recommendations that were kept, with their reasons in words of a language.

        Args:
            cards: As they were stored, in the language of then.
            locale: The reader's.
        """
        return [
            card.model_copy(
                update={
                    "reasons": [
                        # What an older release has said and this one does not know stays as it was said.
                        self.say(ReasonDraft(why.code, why.args, why.evidence), locale) if why.code in CODES else why
                        for why in card.reasons
                    ]
                }
            )
            for card in cards
        ]

    def _honour(self, verdicts: Verdicts, plan: Plan, ruling: Ruling, turn: Turn, execution: Execution) -> None:
        """Give what the teacher has assigned its place among the three, whoever chose the others."""
        answered = execution.grade is not None and execution.grade.correct is not None and ruling.hint is None
        barred = self._barred(ruling, turn, execution) | set(map(UUID, turn.last.get("dismissed", ())))
        if ruling.content is not None:
            barred |= {ruling.content.content_id}
        verdicts.approved = assigned.honoured(
            verdicts.approved,
            assigned.after(plan, execution, answered=answered),
            snapshot=turn.snapshot,
            learner=execution.learner,
            facts=turn.facts,
            barred=barred,
            now=turn.now,
            say=lambda draft: self.say(draft, turn.facts.locale),
        )
        if turn.facts.rules:
            verdicts.approved = ruled.honoured(
                verdicts.approved,
                turn.facts.rules,
                snapshot=turn.snapshot,
                learner=execution.learner,
                facts=turn.facts,
                barred=barred,
                now=turn.now,
                say=lambda draft: self.say(draft, turn.facts.locale),
            )
        shown = {each.content_id for each in verdicts.approved}
        verdicts.propensity = {each: share for each, share in verdicts.propensity.items() if each in shown}

    def _escalate(self, turn: Turn, execution: Execution, verdicts: Verdicts) -> None:
        features = execution.learner.features
        if verdicts.approved:
            features.pop(_EMPTY_TURNS, None)
            return
        event = turn.event
        times = features[_EMPTY_TURNS] = features.get(_EMPTY_TURNS, 0.0) + 1.0
        if times >= ESCALATE_AFTER:
            verdicts.reviews.append(
                escalation(event.student_id, event.context.section_id, turn.snapshot.title, int(times))
            )

    @staticmethod
    def _barred(ruling: Ruling, turn: Turn, execution: Execution) -> frozenset[UUID]:
        """Return what must not come next: withdrawn from the class, just dismissed, or just finished."""
        content = ruling.content
        if content is None:
            return turn.facts.withdrawn
        finished = (execution.progress or {}).get("done") or turn.event.verb in (
            Verb.RECOMMENDATION_DISMISSED,
            Verb.RECOMMENDATION_COMPLETED,
        )
        return turn.facts.withdrawn | {content.content_id} if finished else turn.facts.withdrawn


def _by_chance(turn: Turn, execution: Execution) -> bool:
    """Return whether chance alone has drawn the candidates; fallbacks have not."""
    return turn.arm is not None and turn.arm.by_chance and execution.served.model == chance.VERSION


def _led(execution: Execution) -> frozenset[UUID]:
    """Return the KCs of the way to what the learner has asked for, where something is left of it."""
    lead = execution.route.lead if execution.route is not None else None
    return frozenset(lead.kc_ids) if lead is not None else frozenset()


def _sentence(code: str, args: Mapping[str, object]) -> str:
    """Return the catalogue's key: a reason that names what it opens has a sentence of its own."""
    if code == "reason-request" and args.get("more"):
        return f"{code}-more"
    return f"{code}-opens" if code == "reason-missed-recently" and args.get("opens") else code


def build_loop(
    *,
    translate: Translate,
    safety: TextSafety,
    personal_data: PersonalData,
    exploration: float,
    models: dict[str, Models] | None = None,
    features: Features | None = None,
    symbolic: SymbolicJudge | None = None,
    observer: Observer | None = None,
    popularity: fallbacks.Popularity | None = None,
) -> LearningLoop:
    """Wire the agents together.

    Args:
        translate: `core.i18n.translate`.
        safety: `security.safety.check`.
        personal_data: `security.pii.redact`.
        exploration: Share of last places drawn at random, 0 to 1.
        models: By name, best first; the analytic model when None.
        features: The feature store; running features when None.
        symbolic: The symbolic judge, or None to leave hard cases unjudged.
        observer: Metrics, or None.
        popularity: Shared counts for the fallback, or None.
    """
    watch = observer or SilentObserver()
    rules = RuleModel()
    bound = models or {rules.version: rules}
    return LearningLoop(
        Guardrail(safety, personal_data, watch),
        Planner(tuple(bound)),
        Executor(bound, features or RunningFeatures(), symbolic, popularity or fallbacks.Popularity(), watch),
        Evaluator(exploration),
        translate,
        watch,
    )
