"""The tutor: plan, find, choose sentences, look whether something is missing, find again.

Every sentence about the subject is one of a passage of the course, with its place; what the tutor says besides is of a
fixed catalogue. So nothing that stands in a question or in content can make it say or do anything else. Where a
language model writes, it does so from the passages that were found, and what of it does not hold is left out.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, TypedDict
from uuid import UUID

from learnapp.agents import tutor_follow_up, tutor_secrets, tutor_writing
from learnapp.agents import tutor_words as words
from learnapp.agents.ports import TextSafety
from learnapp.agents.tutor_choice import Look, choose, in_all
from learnapp.agents.tutor_follow_up import Followed
from learnapp.agents.tutor_sentences import MOST, OF_A_SIDE, Said, large, pick, same, showing
from learnapp.agents.tutor_turn import Find, Kind, Line, Progress, Question, Reply, Source, Stage, Tell, Work
from learnapp.agents.tutor_words import Facet
from learnapp.agents.tutor_writing import Writing, Written

ROUNDS = 3
"""Times that passages are looked for: once for the question, then for what is missing."""
PASSAGES, FEW = 5, 3
"""Passages that an answer rests on, and one to a question for a fact."""
LOOKED_AT, NEAR, READ_ON = 15, 5, 3
"""Passages of each search in the whole course, and of one for the causes of something large; and contents that are read
on in where a first look found something: the fewer they are, the more is read of each."""


class _Turn(TypedDict, total=False):
    question: Question
    followed: Followed | None
    find: Find
    writing: Writing | None
    tell: Tell | None
    written: Written
    kind: Kind
    facets: tuple[Facet, ...]
    queries: tuple[tuple[str, frozenset[UUID]], ...]
    found: list[tuple[Source, int]]
    looks: list[Look]
    best: list[Source]
    chosen: list[tuple[Said, str]]
    missing: tuple[str, ...]
    rounds: int
    removed: int
    reply: Reply


class Tutor:
    """Planner, retrieval, executor, evaluator and guardrail as a graph (LangGraph), without memory of its own.

    Args:
        safety: Judges what a student writes, and each sentence before it is shown.
    """

    def __init__(self, safety: TextSafety) -> None:
        self._safety = safety
        self._graph: Any = None

    def prepare(self) -> None:
        """Build the graph, which takes two seconds the first time."""
        if self._graph is None:
            self._graph = self._build()

    async def reply(
        self, question: Question, find: Find, writing: Writing | None = None, tell: Tell | None = None
    ) -> Reply:
        """Return what the tutor says to a question.

        Args:
            question: What was asked, and where.
            find: Finds passages.
            writing: A language model and what checks it; None: the course's own sentences are quoted.
            tell: Is told what the course itself says before the model is asked, and then how far its answer is.
        """
        if self._graph is None:
            await asyncio.to_thread(self.prepare)
        done = await self._graph.ainvoke({"question": question, "find": find, "writing": writing, "tell": tell})
        found: Reply = done["reply"]
        return found

    def _build(self) -> Any:
        # Imported on use: it takes a second, and nobody needs it before the first question.
        from langgraph.graph import END, START, StateGraph

        graph: Any = StateGraph(_Turn)
        graph.add_node("planner", self._plan)
        graph.add_node("retrieve", _retrieve)
        graph.add_node("executor", _execute)
        graph.add_node("evaluator", _evaluate)
        graph.add_node("writer", self._write)
        graph.add_node("guardrail", self._guard)
        graph.add_edge(START, "planner")
        graph.add_conditional_edges("planner", _searches, {True: "retrieve", False: "guardrail"})
        graph.add_edge("retrieve", "executor")
        graph.add_edge("executor", "evaluator")
        graph.add_conditional_edges("evaluator", _goes_on, {True: "retrieve", False: "writer"})
        graph.add_edge("writer", "guardrail")
        graph.add_edge("guardrail", END)
        return graph.compile()

    def _plan(self, turn: _Turn) -> _Turn:
        question, followed = tutor_follow_up.resolved(turn["question"], self._safety)
        text, heard, work = question.text, question.heard, question.work
        # Who goes on after help with an open task goes on being helped with it.
        coached = followed is not None and followed.kind == "coach"
        verdict = self._safety(text)
        kind: Kind = "answer"
        if verdict.urgent:
            kind = "urgent"
        elif verdict.outcome == "block":
            kind = "refused"
        elif any(
            tutor_secrets.tested(said, one) for said in (text, heard, question.means) for one in question.under_test
        ):
            kind = "under_test"
        elif work is not None and work.open and (coached or _about(text, work) or _about(heard, work)):
            kind = "coach"
        elif (
            work is not None
            and work.solution
            and any(words.asks_for_solution(said) or _about(said, work) for said in (text, heard))
        ):
            kind = "solution"
        # Sides are those of the topic: "why?" about a law does not ask for all causes of a war.
        sided = followed.topic if followed is not None else heard
        one = (Facet("", frozenset(), ""),)
        facets = words.facets(sided, question.subject, question.titles) if kind == "answer" else one
        meant = question.means
        asked = f"{work.prompt} {meant}" if kind == "coach" and work is not None else words.bare(meant)
        queries = [(asked, _ANYWHERE)]
        if kind == "answer" and not large(kind, facets):
            # What was typed finds by its turns of phrase what single words do not.
            queries.append((meant, _ANYWHERE))
        if followed is not None and followed.contents:
            queries.append((asked, followed.contents))
        return {
            "question": question, "followed": followed, "kind": kind, "facets": facets,
            "queries": tuple(dict.fromkeys(queries)), "found": [], "looks": [], "best": [], "chosen": [],
            "missing": (), "rounds": 0, "removed": 0, "written": tutor_writing.NOTHING,
        }  # fmt: skip

    async def _write(self, turn: _Turn) -> _Turn:
        """Let a language model write from what was found; what it says is looked at like everything else."""
        writing, every = turn["writing"], [source for source, _ in turn["found"]]
        # Those that say most, then the others; in the order in which they were found.
        first = list(dict.fromkeys([*turn["best"], *every]))[: tutor_writing.MOST_PASSAGES]
        found = [source for source in every if source in first]
        if writing is None or not found:
            return {}
        tell = turn["tell"]
        if tell is not None:
            # It has gone through everything that it would go through if no model were asked.
            await tell(Progress("reading", len(found), self._guard(turn)["reply"]))

        async def stage(now: Stage) -> None:
            if tell is not None:
                await tell(Progress(now, len(found)))

        written = await tutor_writing.write(turn["question"], turn["kind"], found, writing, self._safety, stage)
        return {"written": written}

    def _guard(self, turn: _Turn) -> _Turn:
        question, kind = turn["question"], turn["kind"]
        sources: list[Source] = []
        lines: list[Line] = []
        written = turn["written"]
        removed = turn["removed"] + written.removed
        for shown in written.shown:
            places = []
            for one in shown.sources:
                if one not in sources:
                    sources.append(one)
                places.append(sources.index(one))
            first, *others = places or [-1]
            lines.append(
                Line(text=shown.text, source=first, others=tuple(others), written=shown.own, checked=shown.checked)
            )
        # Where nothing of the model's own holds, what was found for the question stands beside what the model spoke of.
        quoted, room = len(lines), 0 if any(one.written for one in lines) else MOST - len(lines)
        for said, facet in turn["chosen"][: room if quoted else None]:
            if any(said.text in one.text or one.text in said.text for one in lines[:quoted]):
                continue
            # Content is judged like everything else: a sentence that gives orders is no explanation.
            if self._safety(said.text).categories or not _supported(said):
                removed += 1
                continue
            if said.source not in sources:
                sources.append(said.source)
            lines.append(Line(text=said.text, source=sources.index(said.source), facet=facet))
        if kind == "answer":
            lines += [Line(key="tutor-missing", arguments=(("side", one),)) for one in turn["missing"] if lines]
            if not lines:
                kind = "nothing"
        work = question.work
        hint = kind == "coach" and work is not None and work.hints > 0 and not work.elsewhere
        own = _frame(kind, question, told=bool(lines), writer=written.writer)
        reply = Reply(
            kind, (*own, *lines), tuple(sources), turn["rounds"], turn["missing"], removed, hint, written.writer,
            written.checked_with, written.away,
        )  # fmt: skip
        return {"reply": reply}


def _about(text: str, work: Work) -> bool:
    return words.asks_for_help(text) or words.asks_for_answer(text) or tutor_secrets.about(text, work.prompt)


def _searches(turn: _Turn) -> bool:
    return turn["kind"] in ("answer", "coach")


def _goes_on(turn: _Turn) -> bool:
    return bool(turn["queries"])


_ANYWHERE: frozenset[UUID] = frozenset()


async def _retrieve(turn: _Turn) -> _Turn:
    found, looks = list(turn["found"]), list(turn["looks"])
    known = {source.passage_id for source, _ in found}
    whole = turn["kind"] == "answer" and not large(turn["kind"], turn["facets"])
    rankings: list[tuple[str, list[UUID]]] = []
    for query, within in turn["queries"]:
        # Where a look has found something, all that is found there is read.
        most = NEAR if not whole else None if within else LOOKED_AT
        sources = list(await turn["find"](query, within))[:most]
        if not within:
            # What is read on has no place among what was looked for everywhere.
            rankings.append((query, [source.passage_id for source in sources]))
        for rank, source in enumerate(sources):
            if source.passage_id not in known:
                known.add(source.passage_id)
                found.append((source, rank))
    if looks:
        looks += [in_all(query, [ranking]) for query, ranking in rankings]
    else:
        # All of the first round are for the whole question.
        looks = [in_all(turn["queries"][0][0], [ranking for _, ranking in rankings])]
    return {"found": found, "looks": looks, "rounds": turn["rounds"] + 1}


def _execute(turn: _Turn) -> _Turn:
    """Choose passages that together say most, and of these the sentences that have most of what is asked for."""
    followed = turn["followed"]
    if large(turn["kind"], turn["facets"]):
        return _of_sides(turn)
    if followed is None:
        return _choose(turn, turn["found"])
    # What was said before is said again only where there is nothing else.
    fresh = _choose(turn, followed.fresh(turn["found"]))
    got = fresh if fresh["chosen"] else _choose(turn, turn["found"])
    whole = {source.passage_id: source for source, _ in turn["found"]}
    return {
        "best": [whole[one.passage_id] for one in got["best"]],
        "chosen": [(replace(one, source=whole[one.source.passage_id]), facet) for one, facet in got["chosen"]],
    }


def _choose(turn: _Turn, found: list[tuple[Source, int]]) -> _Turn:
    question, kind, facets, followed = turn["question"], turn["kind"], turn["facets"], turn["followed"]
    explained = followed.explaining(found) if followed is not None else []
    if explained:
        return {"best": [explained[0][0].source], "chosen": explained}
    if kind != "answer":
        return {"best": [], "chosen": pick(question, kind, facets, found)}
    most, pool = FEW if words.narrow(question.means) else PASSAGES, [source for source, _ in found]
    best = choose(question.means, pool, turn["looks"], most)
    if followed is not None:
        best = list(dict.fromkeys([*followed.before(pool), *best]))[:most]
    return {"best": best, "chosen": pick(question, kind, facets, _placed(best))}


def _of_sides(turn: _Turn) -> _Turn:
    """Choose passages for each side by itself, once each was looked for, and from these the sentences that show it."""
    looks = {look.asked: look for look in turn["looks"]}
    every = [source for source, _ in turn["found"]]
    best: list[Source] = []
    chosen: list[tuple[Said, str]] = []

    def side_from(pool: list[Source], facet: Facet) -> list[Said]:
        own = choose(facet.query, pool, [looks.get(facet.query, turn["looks"][0])], OF_A_SIDE)
        said = pick(turn["question"], turn["kind"], turn["facets"], _placed(own), facet)
        new = [one for one, _ in said if not any(same(one, each) for each, _ in chosen)]
        best.extend(source for source in own if new and source not in best)
        return new

    for facet in turn["facets"]:
        # What fits the words of a side need not show it: then those that do are chosen from.
        said = side_from(every, facet) or side_from(showing(every, facet), facet)
        chosen += [(one, facet.name) for one in said]
    return {"best": best, "chosen": chosen}


def _placed(sources: list[Source]) -> list[tuple[Source, int]]:
    return [(source, rank) for rank, source in enumerate(sources)]


def _evaluate(turn: _Turn) -> _Turn:
    """Leave out what tells an answer; say which sides are missing, and what to look for next."""
    work = turn["question"].work
    secrets = work.secrets if work is not None else ()
    given = work.prompt if work is not None else None
    kept = [(one, facet) for one, facet in turn["chosen"] if not tutor_secrets.tells(one.text, secrets, given)]
    removed = turn["removed"] + len(turn["chosen"]) - len(kept)
    there = {facet for _, facet in kept}
    missing = tuple(facet for facet in turn["facets"] if facet.name and facet.name not in there)
    again = [facet.query for facet in missing] if turn["rounds"] < ROUNDS else []
    within: list[tuple[str, frozenset[UUID]]] = []
    if turn["rounds"] == 1 and turn["kind"] == "answer":
        # One passage about a side in passing is no answer to it: each side is looked for once.
        question = turn["question"].means
        again = [one.query for one in turn["facets"] if one.query] or list(map(words.bare, words.parts(question)))
        if not large(turn["kind"], turn["facets"]):
            # Where something was found, the rest of it is read, too.
            where = dict.fromkeys(source.content_id for source, _ in turn["found"])
            within = [(words.bare(question), frozenset(list(where)[:READ_ON]))] if where else []
    return {
        "chosen": kept,
        "removed": removed,
        "missing": tuple(facet.name for facet in missing),
        "queries": (*((one, _ANYWHERE) for one in again if one), *within),
    }


def _supported(said: Said) -> bool:
    """Whether a sentence stands in the passage that it cites, word for word."""
    return all(part in said.source.sentences for part in said.parts)


def _frame(kind: Kind, question: Question, *, told: bool, writer: str) -> list[Line]:
    """Return what the tutor says itself, as keys of the catalogue."""
    work = question.work
    if kind == "coach" and work is not None:
        lines = [Line(key="tutor-no-answer")] if work.elsewhere or words.asks_for_answer(question.text) else []
        if work.elsewhere:
            lines.append(Line(key="tutor-task-elsewhere", arguments=(("title", work.elsewhere),)))
        if work.last and work.tries:
            lines.append(Line(key="tutor-you-said", arguments=(("last", work.last),)))
            lines.append(Line(text=work.feedback) if work.feedback else Line(key="tutor-look-again"))
        else:
            lines.append(Line(key="tutor-begin"))
        if not work.elsewhere:
            lines.append(Line(key="tutor-hint-there" if work.hints else "tutor-hint-none"))
        read = Line(key="tutor-think-about" if writer == "model" else "tutor-read-this")
        return [*lines, *([read] if told else [])]
    if kind == "solution" and work is not None:
        return [Line(key="tutor-solution"), Line(text=work.solution)]
    keys = {
        "answer": "tutor-from-course", "nothing": "tutor-nothing", "under_test": "tutor-under-test",
        "refused": "tutor-refused", "urgent": "tutor-urgent",
    }  # fmt: skip
    if kind == "answer" and writer == "model":
        return []
    return [Line(key=keys[kind])]
