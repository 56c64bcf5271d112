"""Which students are kept for judging, and synthetic cases where a class is rare.

A student is kept with everything of theirs or with nothing. Within each stratum (grade, subject, difficulty) the
share is the same, as near as whole students allow. Who was kept once stays kept: a model and the one that it may
replace are then compared on students whom neither has seen.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from learnapp.ml.limits import LIMITS

STRATA = ("band", "subject", "level")
LEVELS = ("easy", "middle", "hard")
_DROPPED = 0.1
"""Share of the answers that a synthetic copy leaves out, so that it is no exact double."""


def levels(difficulty: pl.Expr) -> pl.Expr:
    """Return easy, middle or hard for difficulties on the logit scale; the middle is within half a logit of 0."""
    return (
        pl.when(difficulty < -0.5).then(pl.lit("easy")).when(difficulty > 0.5).then(pl.lit("hard"))
        .otherwise(pl.lit("middle"))
    )  # fmt: skip


def strata(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each student with the stratum they belong to: what they answered most.

    Args:
        frame: Columns student, band, subject, difficulty.
    """
    return (
        frame.group_by("student", maintain_order=True)
        .agg(
            pl.col("band").drop_nulls().mode().sort().first().fill_null("unknown"),
            pl.col("subject").drop_nulls().mode().sort().first().fill_null("unknown"),
            pl.col("difficulty").fill_nan(None).mean().fill_null(0.0),
        )
        .with_columns(level=levels(pl.col("difficulty")))
        .select("student", *STRATA)
    )


def held_out(students: pl.DataFrame, before: set[int] | None = None, share: float = LIMITS.held_out) -> set[int]:
    """Return the students that are kept for judging.

    Students are keyed random numbers, so their order is as good as a draw, and the same whenever it is asked for.

    Args:
        students: One row for each, with the columns of `STRATA`.
        before: Who was kept by an earlier split; they stay kept, and count.
        share: Of each stratum.
    """
    kept: set[int] = set()
    owed = 0.0
    for _, group in sorted(students.group_by(*STRATA), key=lambda part: str(part[0])):
        known = sorted(int(one) for one in group["student"])
        old = [one for one in known if one in (before or ())]
        # What one stratum cannot give in whole students, the next one makes up for.
        owed += share * len(known)
        wanted = max(0, round(owed) - len(old))
        owed -= len(old) + wanted
        kept |= {*old, *[one for one in known if one not in old][:wanted]}
    return kept


def augmented(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return training answers with marked synthetic cases, if one of the two outcomes is rare among them.

    A synthetic case is the history of a training student who shows the rare outcome often, under a number of its own,
    with a tenth of the answers left out. There are never more of them than `LIMITS.most_synthetic` allows.

    Args:
        frame: Training answers with the columns student, order, correct and synthetic.
        seed: Of the draw.
    """
    if not len(frame):
        return frame
    share = float(frame["correct"].to_numpy().mean())
    rare, amount = (1.0, share) if share <= 0.5 else (0.0, 1.0 - share)
    if amount == 0.0 or amount >= LIMITS.rare:
        return frame
    rng = np.random.default_rng(seed)
    by_student = frame.group_by("student").agg(((pl.col("correct") == rare).mean()).alias("often"))
    rich = by_student.filter(pl.col("often") > amount).sort("often", "student", descending=True)["student"].to_list()
    parts, made, total, seen = [frame], 0, len(frame), amount * len(frame)
    most = LIMITS.most_synthetic * len(frame)
    for number, student in enumerate(rich):
        if seen / total >= LIMITS.rare or made >= most:
            break
        own = frame.filter(pl.col("student") == student)
        copy = own.filter(pl.Series(rng.random(len(own)) >= _DROPPED)).head(int(most - made))
        parts.append(copy.with_columns(student=pl.lit(-1 - number, pl.Int64), synthetic=pl.lit(True)))
        made, total = made + len(copy), total + len(copy)
        seen += float((copy["correct"] == rare).sum())
    return pl.concat(parts)
