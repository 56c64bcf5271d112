"""`python -m bench.learners_fit`: the figures of the simulated students, from real answers, into `learners.json`.

Only means and spreads over topics and students leave the data. Policies are tuned later, and never on these answers.

- ASSISTments 2009: the four figures of each topic (maximum likelihood with weak priors, topics that 300 students
  answered); performance factors, students and items by a ridge logistic regression; slips of the careless.
- Algebra 2005, which has times: what days without practice take away, time on an item, stopping after wrong answers,
  answers too quick to have been thought about.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from bench.learners import FIGURES
from bench.models import DATA
from learnapp.ml.answers import AnswerLog, read_answers

_LEAST, _LONGEST = 300, 20
_DAY, _SESSION = 86_400.0, 1_800.0
_QUICK, _QUICK_SHARE = 3.0, 0.25
"""Seconds that nobody needs for an item; and the share of a student's usual time in which nobody thinks one through."""
_SCALE = 5.0
"""Answers that count as one in the regression: columns of one size are solved sooner."""
_PRIOR = np.array([-1.0, -1.7, -2.2, -1.1])
_PRIOR_SD = np.array([1.2, 1.0, 0.8, 0.8])

Floats = NDArray[np.float64]


def _rows(log: AnswerLog) -> dict[int, list[list[int]]]:
    """Return topic -> what each student answered to it, in order."""
    found: dict[int, dict[int, list[int]]] = {}
    for student, kc, right in zip(log.student.tolist(), log.kc.tolist(), log.correct.tolist(), strict=True):
        found.setdefault(kc, {}).setdefault(student, []).append(int(right))
    return {kc: list(students.values()) for kc, students in found.items()}


def _matrix(rows: list[list[int]]) -> Floats:
    """Return the answers, shape (students, _LONGEST), nan where there is none."""
    table = np.full((len(rows), _LONGEST), np.nan)
    for number, row in enumerate(rows):
        table[number, : len(row[:_LONGEST])] = row[:_LONGEST]
    return table


def _loss(values: Floats, answers: Floats) -> float:
    init, transit, slip, guess = 1.0 / (1.0 + np.exp(-values))
    known = np.full(len(answers), init)
    total = 0.0
    for column in answers.T:
        there = ~np.isnan(column)
        right = known * (1.0 - slip) + (1.0 - known) * guess
        seen = np.where(column == 1.0, right, 1.0 - right)
        total -= float(np.log(np.maximum(seen[there], 1e-9)).sum())
        after = np.where(column == 1.0, known * (1.0 - slip) / right, known * slip / (1.0 - right))
        known = np.where(there, after + (1.0 - after) * transit, known)
    return total + float((((values - _PRIOR) / _PRIOR_SD) ** 2).sum() / 2.0)


def topics(log: AnswerLog) -> dict[str, Any]:
    """Return mean and covariance over topics of the logits of (known before, learnt per try, slip, guess)."""
    found = []
    for rows in _rows(log).values():
        if len(rows) >= _LEAST:
            answers = _matrix(rows)
            found.append(minimize(_loss, _PRIOR, (answers,), method="Nelder-Mead", options={"maxiter": 400}).x)
    table = np.array(found)
    return {
        "topics": len(table),
        "mean": table.mean(axis=0).round(3).tolist(),
        "covariance": np.cov(table.T).round(3).tolist(),
    }


def _counts(log: AnswerLog) -> tuple[Floats, Floats, Floats]:
    """Return right and wrong answers of the same student to the same topic before each, and the days since the last."""
    right, wrong, days = np.zeros(len(log)), np.zeros(len(log)), np.zeros(len(log))
    held: dict[tuple[int, int], list[float]] = {}
    rows = zip(log.student.tolist(), log.kc.tolist(), log.correct.tolist(), log.seconds.tolist(), strict=True)
    for number, (student, kc, correct, at) in enumerate(rows):
        so_far = held.setdefault((student, kc), [0.0, 0.0, at])
        right[number], wrong[number] = so_far[0], so_far[1]
        days[number] = 0.0 if math.isnan(at) else max(at - so_far[2], 0.0) / _DAY
        so_far[0 if correct else 1] += 1.0
        so_far[2] = at
    return right, wrong, days


def _one_hot(values: NDArray[np.int64], weights: Floats | None = None) -> tuple[csr_matrix, int]:
    names, place = np.unique(values, return_inverse=True)
    data = np.ones(len(values)) if weights is None else weights
    return csr_matrix((data, (np.arange(len(values)), place)), (len(values), len(names))), len(names)


def practice(log: AnswerLog) -> dict[str, Any]:
    """Return the performance factors of topics with mean and spread, and the spreads of students and items."""
    right, wrong, _ = _counts(log)
    few = (right + wrong) < _LONGEST
    log, right, wrong = log.only(few), right[few], wrong[few]
    parts = [_one_hot(log.student), _one_hot(log.item), _one_hot(log.kc), _one_hot(log.kc, right / _SCALE),
             _one_hot(log.kc, wrong / _SCALE)]  # fmt: skip
    model = LogisticRegression(C=1.0, max_iter=1000, tol=1e-3).fit(
        hstack([each for each, _ in parts]).tocsr(), log.correct
    )
    ends = np.cumsum([size for _, size in parts])
    students, items, base, gain, loss = np.split(model.coef_[0], ends[:-1])
    gain, loss = gain / _SCALE, loss / _SCALE
    _, answers = np.unique(log.kc, return_counts=True)
    often = answers >= _LEAST
    level = float(model.intercept_[0])
    return {
        "student": {"sd": round(float(students.std()), 3)},
        "item": {"sd": round(float(items.std()), 3)},
        "practice": {
            "base": [round(level + float(base[often].mean()), 3), round(float(base[often].std()), 3)],
            "right": [round(float(gain[often].mean()), 3), round(float(gain[often].std()), 3)],
            "wrong": [round(float(loss[often].mean()), 3), round(float(loss[often].std()), 3)],
        },
    }


def careless(log: AnswerLog) -> dict[str, Any]:
    """Return how often students are wrong after five right answers in a row, logits: the typical, the worst tenth."""
    streak: dict[tuple[int, int], int] = {}
    slips: dict[int, list[int]] = {}
    for student, kc, right in zip(log.student.tolist(), log.kc.tolist(), log.correct.tolist(), strict=True):
        if streak.get((student, kc), 0) >= 5:
            slips.setdefault(student, []).append(1 - int(right))
        streak[student, kc] = streak.get((student, kc), 0) + 1 if right else 0
    shares = [(sum(one) + 0.5) / (len(one) + 1.0) for one in slips.values() if len(one) >= 20]
    typical, tenth = np.quantile(shares, [0.5, 0.9])
    return {
        "students": len(shares),
        "typical": round(math.log(typical / (1.0 - typical)), 3),
        "tenth": round(math.log(tenth / (1.0 - tenth)), 3),
    }


def forgetting(log: AnswerLog) -> dict[str, Any]:
    """Return what practice gives and what days without it take, both on a log scale, logits."""
    right, wrong, days = _counts(log)
    again = (right + wrong) > 0
    parts = [_one_hot(log.student)[0], _one_hot(log.item)[0], _one_hot(log.kc)[0]]
    own = csr_matrix(np.stack([np.log1p(right + wrong), np.log1p(days)], axis=1))
    table = hstack([*parts, own]).tocsr()[again]
    model = LogisticRegression(C=1.0, max_iter=1000, tol=1e-3).fit(table, log.correct[again])
    gain, loss = model.coef_[0][-2:]
    return {"gain": round(float(gain), 3), "loss": round(max(-float(loss), 0.0), 3)}


def behaviour(log: AnswerLog) -> dict[str, Any]:
    """Return time on an item, the chance to stop by wrong answers in a row, and how much is answered in no time."""
    same = log.student[1:] == log.student[:-1]
    gap = np.diff(log.seconds)[same]
    wrong_before = 1.0 - log.correct[:-1][same]
    student = log.student[1:][same]
    streak, run = np.zeros(len(gap)), 0.0
    for number, wrong in enumerate(wrong_before.tolist()):
        run = run + 1.0 if wrong and (number == 0 or student[number] == student[number - 1]) else wrong
        streak[number] = min(run, 5.0)
    working = gap < _SESSION
    left = LogisticRegression(C=1e3).fit(streak[:, None], (~working).astype(int))
    took = (gap >= _QUICK) & (gap < 600.0)
    logs = np.log(gap[took] / 60.0)
    means = np.array([logs[student[took] == each].mean() for each in np.unique(student[took])])
    usual = {int(each): float(np.median(gap[took & (student == each)])) for each in np.unique(student[took])}
    quick = gap < _QUICK_SHARE * np.array([usual.get(each, 0.0) for each in student.tolist()])
    after_wrong = wrong_before == 1.0
    shares = [quick[(student == each) & after_wrong].mean() for each in np.unique(student[after_wrong])]
    return {
        "minutes": {
            "log_mean": round(float(logs.mean()), 3),
            "log_sd": round(float(logs.std()), 3),
            "sd_student": round(float(means.std()), 3),
        },
        "leaving": {
            "base": round(float(left.intercept_[0]), 3),
            "each_wrong": round(max(float(left.coef_[0][0]), 0.0), 3),
        },
        "gaming": {"typical": round(float(np.median(shares)), 3), "tenth": round(float(np.quantile(shares, 0.9)), 3)},
    }


def main() -> None:
    """Fit, print and write."""
    assistments = read_answers(DATA / "assistments2009_train.parquet")
    algebra = read_answers(DATA / "algebra2005_subset.parquet")
    found = {
        "bkt": topics(assistments),
        **practice(assistments),
        "careless": careless(assistments),
        "forgetting": forgetting(algebra),
        **behaviour(algebra),
    }
    text = json.dumps(found, indent=1)
    print(text)
    FIGURES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
