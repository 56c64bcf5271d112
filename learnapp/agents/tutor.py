"""The tutor: plan, find, choose sentences, look whether something is missing, find again.

Every sentence about the subject is one of a passage of the course, with its place; what the tutor says besides is of a
fixed catalogue. So nothing that stands in a question or in content can make it say or do anything else. Where a
language model writes, it does so from the passages that were found, and what of it does not hold is left out.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict
from uuid import UUID

from learnapp.agents import tutor_words as words
from learnapp.agents import tutor_writing
from learnapp.agents.ports import TextSafety
from learnapp.agents.tutor_choice import Look, choose
from learnapp.agents.tutor_turn import Find, Kind, Line, Question, Reply, Source, Work
from learnapp.agents.tutor_words import Facet
from learnapp.agents.tutor_writing import Writing, Written

ROUNDS = 3
"""Times that passages are looked for: once for the question, then for what is missing."""
MOST, OF_A_SIDE, COACHED, WIDE = 4, 2, 2, 7
"""Sentences of an answer, of one of several sides, beside help with a task, and of an answer to more than one fact."""
PASSAGES, FEW = 5, 3
"""Passages that an answer rests on, and one to a question for a fact."""
NEAR, READ_ON = 5, 6
"""Passages of each search for the causes of something large; and contents that are read on in where a first look found
something."""
TOPIC_PASSAGES, TOPIC_WORDS = 5, 12
SIMILAR, SAME, WORTH = 0.6, 0.75, 0.5
"""Shares of common words from which on a question is about a task, and two sentences say the same; and the share of
the best sentence's worth below which another one is left out."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence that may be chosen, with the one before it where it leans on that."""

    parts: tuple[str, ...]
    stems: tuple[str, ...]
    source: Source
    rank: int
    heading: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.parts)


class _Turn(TypedDict, total=False):
    question: Question
    find: Find
    writing: Writing | None
    written: Written
    kind: Kind
    facets: tuple[Facet, ...]
    queries: tuple[tuple[str, frozenset[UUID]], ...]
    found: list[tuple[Source, int]]
    looks: list[Look]
    best: list[Source]
    chosen: list[tuple[_Said, str]]
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

    async def reply(self, question: Question, find: Find, writing: Writing | None = None) -> Reply:
        """Return what the tutor says to a question.

        Args:
            question: What was asked, and where.
            find: Finds passages.
            writing: A language model and what checks it; None: the course's own sentences are quoted.
        """
        if self._graph is None:
            await asyncio.to_thread(self.prepare)
        done = await self._graph.ainvoke({"question": question, "find": find, "writing": writing})
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
        question = turn["question"]
        text, work = question.text, question.work
        verdict = self._safety(text)
        kind: Kind = "answer"
        if verdict.urgent:
            kind = "urgent"
        elif verdict.outcome == "block":
            kind = "refused"
        elif any(words.like(text, one) >= SIMILAR for one in question.under_test):
            kind = "under_test"
        elif work is not None and work.open and _about(text, work):
            kind = "coach"
        elif work is not None and work.solution and (words.asks_for_solution(text) or _about(text, work)):
            kind = "solution"
        one = (Facet("", frozenset(), ""),)
        facets = words.facets(text, question.subject, question.titles) if kind == "answer" else one
        asked = f"{work.prompt} {text}" if kind == "coach" and work is not None else words.bare(text)
        return {
            "kind": kind, "facets": facets, "queries": ((asked, _ANYWHERE),), "found": [], "looks": [], "best": [],
            "chosen": [], "missing": (), "rounds": 0, "removed": 0, "written": tutor_writing.NOTHING,
        }  # fmt: skip

    async def _write(self, turn: _Turn) -> _Turn:
        """Let a language model write from what was found; what it says is looked at like everything else."""
        writing, every = turn["writing"], [source for source, _ in turn["found"]]
        # Those that say most, then the others; in the order in which they were found.
        first = list(dict.fromkeys([*turn["best"], *every]))[: tutor_writing.MOST_PASSAGES]
        found = [source for source in every if source in first]
        if writing is None or not found:
            return {}
        return {"written": await tutor_writing.write(turn["question"], turn["kind"], found, writing, self._safety)}

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
            lines.append(Line(text=shown.text, source=first, others=tuple(others), written=shown.own))
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
        hint = kind == "coach" and work is not None and work.hints > 0
        own = _frame(kind, question, told=bool(lines), writer=written.writer)
        reply = Reply(
            kind, (*own, *lines), tuple(sources), turn["rounds"], turn["missing"], removed, hint, written.writer,
            written.checked_with,
        )  # fmt: skip
        return {"reply": reply}


def _about(text: str, work: Work) -> bool:
    return words.asks_for_help(text) or words.asks_for_answer(text) or words.like(text, work.prompt) >= SIMILAR


def _searches(turn: _Turn) -> bool:
    return turn["kind"] in ("answer", "coach")


def _goes_on(turn: _Turn) -> bool:
    return bool(turn["queries"])


_ANYWHERE: frozenset[UUID] = frozenset()


def _large(turn: _Turn) -> bool:
    """Whether the causes of what the course is about are asked for, which have the same sides wherever people act."""
    return turn["kind"] == "answer" and turn["facets"][0].name in words.CAUSES


async def _retrieve(turn: _Turn) -> _Turn:
    found, looks = list(turn["found"]), list(turn["looks"])
    known = {source.passage_id for source, _ in found}
    most = None if turn["kind"] == "answer" and not _large(turn) else NEAR
    for query, within in turn["queries"]:
        sources = list(await turn["find"](query, within))[:most]
        if not within:
            # What is read on has no place among what was looked for everywhere.
            looks.append(Look(query, {source.passage_id: rank for rank, source in enumerate(sources)}))
        for rank, source in enumerate(sources):
            if source.passage_id not in known:
                known.add(source.passage_id)
                found.append((source, rank))
    return {"found": found, "looks": looks, "rounds": turn["rounds"] + 1}


def _execute(turn: _Turn) -> _Turn:
    """Choose passages that together say most, and of these the sentences that have most of what is asked for."""
    if turn["kind"] != "answer":
        return {"chosen": _sentences_of(turn, turn["found"])}
    if _large(turn):
        return _of_sides(turn)
    question = turn["question"].text
    most = FEW if words.narrow(question) else PASSAGES
    best = choose(question, [source for source, _ in turn["found"]], turn["looks"], most)
    return {"best": best, "chosen": _sentences_of(turn, [(source, rank) for rank, source in enumerate(best)])}


def _of_sides(turn: _Turn) -> _Turn:
    """Choose passages for each side by itself, once each was looked for, and from these the sentences that show it."""
    looks = {look.asked: look for look in turn["looks"]}
    every = [source for source, _ in turn["found"]]
    best: list[Source] = []
    chosen: list[tuple[_Said, str]] = []
    for facet in turn["facets"]:
        asked = looks.get(facet.query, turn["looks"][0])
        # What fits the words of a side need not show it: then those that do are chosen from.
        for pool in (
            every,
            [one for one in every if any(words.shows(each.stems, facet) for each in _sentences(one, 0))],
        ):
            own = choose(facet.query, pool, [asked], OF_A_SIDE)
            said = _sentences_of(turn, [(source, rank) for rank, source in enumerate(own)], facet)
            new = [one for one, _ in said if not any(_same(one, each) for each, _ in chosen)]
            if new:
                break
        chosen += [(one, facet.name) for one in new]
        best += [source for source in own if source not in best]
    return {"best": best, "chosen": chosen}


def _sentences_of(
    turn: _Turn, found: Sequence[tuple[Source, int]], side: Facet | None = None
) -> list[tuple[_Said, str]]:
    """Return those that have most of what is rare and asked for, from the best passages, none twice.

    Args:
        turn: What is asked.
        found: Passages, with their places.
        side: The only side that is looked at; without it all are, one after the other.
    """
    question, facets = turn["question"], turn["facets"]
    asked = set(words.stems(question.text))
    if turn["kind"] == "coach" and question.work is not None:
        asked |= set(words.stems(question.work.prompt))
    every = [one for source, rank in found for one in _sentences(source, rank)]
    often = Counter(stem for one in every for stem in set(one.stems))
    several = len(facets) > 1
    wide = turn["kind"] == "answer" and not _large(turn) and not words.narrow(question.text)
    topic = _topic(found, asked) if several or wide else frozenset()

    def worth(one: _Said, facet: Facet) -> float:
        own = set(one.stems)
        weights = {stem: math.log(1 + len(every) / often[stem]) for stem in own}
        rare = sum(weights[stem] for stem in asked & own) + 0.4 * sum(weights[stem] for stem in topic & own)
        shown = 2.5 * min(len(facet.cues & own), 3)
        reason = 0.8 if topic and words.reasons(one.text) else 0.0
        return ((rare + shown) / math.sqrt(12 + len(one.stems)) + reason) * (1 + 1 / (1 + one.rank))

    chosen: list[tuple[_Said, str]] = []
    if wide and not any(asked & set(one.stems) for one in every):
        # What only speaks of what such passages speak of answers nothing.
        return chosen
    most = COACHED if turn["kind"] == "coach" else WIDE // len(facets) if wide else OF_A_SIDE if several else MOST
    for facet in facets if side is None else (side,):
        fitting = [
            one
            for one in every
            if words.shows((*one.stems, *(one.heading if wide else ())), facet)
            and (several or (asked | topic) & set(one.stems))
        ]
        ranked = sorted(((worth(one, facet), one) for one in fitting), key=lambda each: -each[0])
        taken: list[_Said] = []
        first = _first(ranked) if wide else []
        for value, one in [*first, *ranked]:
            if len(taken) == most or (value < WORTH * ranked[0][0] and (value, one) not in first):
                break
            if not any(_same(one, other) for other, _ in chosen) and not any(_same(one, other) for other in taken):
                taken.append(one)
        # As they stand in the course: what comes first explains what follows.
        taken.sort(key=lambda one: (one.rank, str(one.source.passage_id), one.source.sentences.index(one.parts[0])))
        chosen += [(one, facet.name) for one in taken]
    return chosen


def _first(ranked: Sequence[tuple[float, _Said]]) -> list[tuple[float, _Said]]:
    """Return the best sentence of each passage: each was chosen because it says what the others do not."""
    found: dict[UUID, tuple[float, _Said]] = {}
    for value, one in ranked:
        found.setdefault(one.source.passage_id, (value, one))
    return list(found.values())


def _topic(found: Sequence[tuple[Source, int]], asked: set[str]) -> frozenset[str]:
    """Return what the first passages speak of most (pseudo-relevance feedback, Lavrenko & Croft 2001)."""
    said = Counter(
        stem
        for source, _ in found[:TOPIC_PASSAGES]
        for stem in {one for sentence in source.sentences for one in words.stems(sentence)}
    )
    # Of those that are said as often, always the same are taken: a question has one answer.
    most = sorted(said.items(), key=lambda each: (-each[1], each[0]))[:TOPIC_WORDS]
    return frozenset(stem for stem, times in most if times > 1 and stem not in asked)


def _sentences(source: Source, rank: int) -> list[_Said]:
    found = []
    heading = tuple(words.stems(f"{source.title} {source.place if source.kind == 'reading' else ''}"))
    for place, text in enumerate(source.sentences):
        parts = (source.sentences[place - 1], text) if place and words.leans(text) else (text,)
        stems = tuple(words.stems(" ".join(parts)))
        if len(stems) >= 3 and all(words.whole(part) for part in parts):
            found.append(_Said(parts, stems, source, rank, heading))
    return found


def _same(one: _Said, other: _Said) -> bool:
    first, second = set(one.stems), set(other.stems)
    return len(first & second) >= SAME * min(len(first), len(second))


def _evaluate(turn: _Turn) -> _Turn:
    """Leave out what tells an answer; say which sides are missing, and what to look for next."""
    work = turn["question"].work
    secrets = work.secrets if work is not None and work.open else ()
    kept = [(one, facet) for one, facet in turn["chosen"] if not words.tells(one.text, secrets)]
    removed = turn["removed"] + len(turn["chosen"]) - len(kept)
    there = {facet for _, facet in kept}
    missing = tuple(facet for facet in turn["facets"] if facet.name and facet.name not in there)
    again = [facet.query for facet in missing] if turn["rounds"] < ROUNDS else []
    within: list[tuple[str, frozenset[UUID]]] = []
    if turn["rounds"] == 1 and turn["kind"] == "answer":
        # One passage about a side in passing is no answer to it: each side is looked for once.
        question = turn["question"].text
        again = [one.query for one in turn["facets"] if one.query] or list(map(words.bare, words.parts(question)))
        if not _large(turn):
            # Where something was found, the rest of it is read, too.
            where = dict.fromkeys(source.content_id for source, _ in turn["found"])
            within = [(words.bare(question), frozenset(list(where)[:READ_ON]))] if where else []
    return {
        "chosen": kept,
        "removed": removed,
        "missing": tuple(facet.name for facet in missing),
        "queries": (*((one, _ANYWHERE) for one in again if one), *within),
    }


def _supported(said: _Said) -> bool:
    """Whether a sentence stands in the passage that it cites, word for word."""
    return all(part in said.source.sentences for part in said.parts)


def _frame(kind: Kind, question: Question, *, told: bool, writer: str) -> list[Line]:
    """Return what the tutor says itself, as keys of the catalogue."""
    work = question.work
    if kind == "coach" and work is not None:
        lines = [Line(key="tutor-no-answer")] if words.asks_for_answer(question.text) else []
        if work.last and work.tries:
            lines.append(Line(key="tutor-you-said", arguments=(("last", work.last),)))
            lines.append(Line(text=work.feedback) if work.feedback else Line(key="tutor-look-again"))
        else:
            lines.append(Line(key="tutor-begin"))
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
