"""Whether everybody in a table is one of at least k who look alike (Sweeney 2002; l-diversity: Machanavajjhala 2007).

What might point to somebody from outside (year of birth, language, subject, how much they did) is made coarser step by
step, the step that helps most first; the few who still stand out are left out. The finished table is counted once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

LEAST_K, USUAL_K = 5, 10
MOST_LEFT_OUT = 0.10
"""Largest share of students that may be left out; otherwise everything is made coarser, or nothing is given out."""
ANY = "*"


@dataclass(frozen=True, slots=True)
class Found:
    """What had to be done.

    Attributes:
        table: Students with one column for each quasi-identifier, as coarse as it had to be.
        levels: Quasi-identifier -> (steps that it was made coarser, steps that there are).
        left_out: Students who stood out all the same.
        smallest: Members of the smallest group in the finished table; 0 for an empty one.
        groups: Groups of students who look alike.
        alike: Groups whose members all have the same outcome: who knows that somebody is in it knows that, too.
        least_outcomes: Different outcomes in the group with the fewest.
    """

    table: pl.DataFrame
    levels: dict[str, tuple[int, int]]
    left_out: int
    smallest: int
    groups: int
    alike: int
    least_outcomes: int

    def holds(self, k: int) -> bool:
        """Return whether the finished table may be given out."""
        return self.smallest >= k


def generalise(students: pl.DataFrame, ladder: Mapping[str, Sequence[str]], outcome: str, k: int) -> Found:
    """Make a table of students k-anonymous, or as near as it comes.

    Args:
        students: One line for each student, with a column for each step of each quasi-identifier.
        ladder: Quasi-identifier -> its columns, the finest first; after the last one it is `*`.
        outcome: Column whose variety within groups is told.
        k: How many have to look alike.
    """
    levels = dict.fromkeys(ladder, 0)
    while _standing_out(students, ladder, levels, k) > MOST_LEFT_OUT * len(students):
        steps = {name: {**levels, name: level + 1} for name, level in levels.items() if level < len(ladder[name])}
        if not steps:
            break
        # Ties go to the one that was made coarser least, so that no column is emptied before another is touched.
        best = min(steps, key=lambda name: (_standing_out(students, ladder, steps[name], k), levels[name], name))
        levels = steps[best]
    shown = students.with_columns(_column(name, ladder, levels).alias(name) for name in ladder)
    names = list(ladder)
    sizes = shown.with_columns(pl.len().over(names).alias("_size"))
    kept = sizes.filter(pl.col("_size") >= k).drop("_size")
    groups = kept.group_by(names).agg(pl.len().alias("_size"), pl.col(outcome).n_unique().alias("_outcomes"))
    outcomes = pl.col("_outcomes")
    # Of an empty table the least is None.
    smallest, least, alike = groups.select(
        pl.col("_size").min(), outcomes.min(), (outcomes == 1).sum().alias("alike")
    ).row(0)  # fmt: skip
    return Found(
        kept, {name: (levels[name], len(ladder[name])) for name in ladder}, len(shown) - len(kept), smallest or 0,
        len(groups), alike, least or 0,
    )  # fmt: skip


def _column(name: str, ladder: Mapping[str, Sequence[str]], levels: Mapping[str, int]) -> pl.Expr:
    steps = ladder[name]
    return pl.col(steps[levels[name]]) if levels[name] < len(steps) else pl.lit(ANY)


def _standing_out(
    students: pl.DataFrame, ladder: Mapping[str, Sequence[str]], levels: Mapping[str, int], k: int
) -> int:
    """Return how many students are in groups of fewer than k."""
    columns = [_column(name, ladder, levels).alias(name) for name in ladder]
    sizes = students.select(columns).group_by(list(ladder)).len()
    return int(sizes.filter(pl.col("len") < k)["len"].sum())
