"""How hard the items of a class are, and how that is known, for who teaches it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine import item_statistics
from learnapp.engine.item_parameters import AUTHOR_SD_B, AUTHOR_SD_LOG_A, Z95, chance_between, hardness
from learnapp.engine.kc import Content
from learnapp.services.item_views import AbilityView, DifficultyView
from learnapp.storage.repositories import item_parameters as rows
from learnapp.storage.repositories.item_parameters import ParameterRow

Known = Mapping[tuple[UUID, int], ParameterRow]
UNCLEAR = "unclear"
"""The word for an item that is the wrong way round: how hard it is cannot be said before its key is right."""
_REACH, _STEP = 3.0, 0.25
_NAMED = (("much_weaker", -2.0), ("weaker", -1.0), ("average", 0.0), ("stronger", 1.0), ("much_stronger", 2.0))


async def known(session: AsyncSession, tenant: UUID, course: UUID) -> Known:
    """Return what an institution has estimated of a course, by item and version."""
    return {(row.content_id, row.version): row for row in await rows.parameters(session, tenant, course)}


def _row(item: Content, found: Known) -> ParameterRow | None:
    return found.get((item.content_id, item.version))


def in_words(item: Content | None, found: Known) -> DifficultyView:
    """Return how hard an item is, without its curve."""
    if item is None or not item.steps:
        return DifficultyView()
    row = _row(item, found)
    if row is None:
        b, a, level = item.difficulty, item.discrimination, 0.0
        se_b, se_a, basis, flags, answers, students = AUTHOR_SD_B, a * AUTHOR_SD_LOG_A, "author", [], 0, 0
    else:
        b, a, level, se_b, se_a = row.b, row.a, row.level, row.se_b, row.se_a
        flags, answers, students = list(row.flags), row.answers, row.students
        few = row.source == "fitted" and row.students < item_statistics.MIN_STUDENTS
        basis = "few" if few else row.source
    chance, low, high = chance_between(level, a, b, se_a, se_b)
    return DifficultyView(
        # A curve that may only rise says nothing of an item that the able get wrong.
        word=UNCLEAR if "backwards" in flags else hardness(chance),
        basis=basis,
        answers=answers,
        students=students,
        chance=round(100 * chance),
        low=round(100 * low),
        high=round(100 * high),
        b=round(b - level, 2),
        b_low=round(b - level - Z95 * se_b, 2),
        b_high=round(b - level + Z95 * se_b, 2),
        a=round(a, 2),
        a_low=round(max(a - Z95 * se_a, 0.0), 2),
        a_high=round(a + Z95 * se_a, 2),
        flags=flags,
    )


def whole(item: Content, found: Known) -> tuple[DifficultyView, list[AbilityView]]:
    """Return how hard an item is, with its curve: the chance by ability, from -3 to 3 about the average student."""
    view, row = in_words(item, found), _row(item, found)
    if view.word in ("", UNCLEAR):
        return view, []
    level = row.level if row is not None else 0.0
    a, b = (row.a, row.b) if row is not None else (item.discrimination, item.difficulty)
    se_a, se_b = (row.se_a, row.se_b) if row is not None else (a * AUTHOR_SD_LOG_A, AUTHOR_SD_B)
    names = {value: name for name, value in _NAMED}
    steps = round(2 * _REACH / _STEP)
    curve = []
    for place in range(steps + 1):
        at = -_REACH + _STEP * place
        chance, low, high = chance_between(level + at, a, b, se_a, se_b)
        curve.append(AbilityView(names.get(at, ""), at, round(100 * chance), round(100 * low), round(100 * high)))
    return view, curve
