"""`python -m bench.adaptive_test`: adaptive tests and placement of simulated students.

Every seed has a bank of its own, 1,000 2PL items with a ~ LogN(0, .25) and b ~ N(0, 1), exposure control calibrated for
it, and 5,000 students with abilities from N(0, 1) who were no part of the calibration; further groups have -2 and 2.
Times are processor time: nothing here waits for anything.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from bench import placement
from bench.report import Figure, publish
from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.adaptive_simulation import Simulation, simulate
from learnapp.engine.adaptive_test import Sitting, standing
from learnapp.engine.exposure import calibrate, default_share
from learnapp.engine.item_bank import BankItem, ItemBank

ITEMS, SIMULEES, SEEDS = 1000, 5000, 10
EDGES = (-2.0, 2.0)
RULES, SHORTER = Rules(target_se=0.3), Rules(target_se=0.33)
_TIMED = 200


@dataclass(frozen=True, slots=True)
class Run:
    """What one seed gave."""

    length: float
    rmse: float
    bias: float
    edge_rmse: float
    edge_bias: float
    edge_length: float
    exposure: float
    plain_length: float
    plain_exposure: float
    plain_rmse: float
    short_length: float
    short_rmse: float
    calibration_s: float


def bank_of(seed: int, items: int = ITEMS) -> ItemBank:
    """Return a bank that has not been calibrated."""
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0.0, 0.25, items), rng.normal(size=items)
    kc = UUID(int=1)
    return ItemBank.of(
        [BankItem(UUID(int=seed * 10**6 + n + 2), (kc,), float(a[n]), float(b[n])) for n in range(items)],
        default_share=default_share(items, RULES.max_items),
    )


def _errors(found: Simulation, theta: np.ndarray) -> tuple[float, float]:
    off = found.theta - theta
    return float(np.sqrt((off**2).mean())), float(abs(off.mean()))


def run(seed: int, simulees: int = SIMULEES) -> tuple[Run, ItemBank]:
    """Return what a seed gives, and its bank."""
    plain = bank_of(seed)
    began = time.thread_time()
    known = calibrate(plain, RULES, seed=seed + 1000)
    took = time.thread_time() - began
    bank = ItemBank.of(plain.items, known.control)
    rng = np.random.default_rng(seed + 2000)
    theta = rng.normal(size=simulees)
    found = simulate(bank, RULES, theta, rng)
    few = theta[: simulees // 5]
    usual, short = simulate(plain, RULES, few, rng), simulate(bank, SHORTER, few, rng)
    edges = []
    for edge in EDGES:
        there = np.full(simulees * 2 // 5, edge)
        tried = simulate(bank, RULES, there, rng)
        edges.append((*_errors(tried, there), float(tried.length.mean())))
    rmse, bias = _errors(found, theta)
    return Run(
        length=float(found.length.mean()), rmse=rmse, bias=bias, edge_rmse=max(e[0] for e in edges),
        edge_bias=max(e[1] for e in edges), edge_length=max(e[2] for e in edges), exposure=float(found.exposure.max()),
        plain_length=float(usual.length.mean()), plain_exposure=float(usual.exposure.max()),
        plain_rmse=_errors(usual, few)[0],
        short_length=float(short.length.mean()), short_rmse=_errors(short, few)[0], calibration_s=took,
    ), bank  # fmt: skip


def milliseconds(bank: ItemBank, seed: int) -> list[float]:
    """Return how long the next item of one student took, each time from seed and answers alone: processor time."""
    rng = np.random.default_rng(seed)
    a, b = bank.parameters
    took = []
    for number in range(_TIMED):
        sitting, theta = Sitting(number), rng.normal()
        while True:
            began = time.thread_time()
            now = standing(bank, RULES, sitting)
            took.append((time.thread_time() - began) * 1000.0)
            if now.item_id is None:
                break
            place = bank.places[now.item_id]
            right = rng.random() < 1.0 / (1.0 + np.exp(-a[place] * (theta - b[place])))
            sitting = sitting.answered(now.item_id, float(right))
    return took


def figures(seeds: int = SEEDS, simulees: int = SIMULEES) -> list[Figure]:
    """Measure adaptive tests and return their figures."""
    runs, bank = [], None
    for seed in range(seeds):
        one, bank = run(seed, simulees)
        runs.append(one)
        print(f"  {seed}: {one}", flush=True)
    took = milliseconds(bank, 1) if bank else []

    def of(name: str) -> list[float]:
        return [getattr(one, name) for one in runs]

    def figure(text: str, name: str, floor: float | None = None, aim: float | None = None, note: str = "") -> Figure:
        values = of(name)
        return Figure(
            text, float(np.mean(values)), "", floor, aim, runs=seeds, spread=(min(values), max(values)), note=note
        )

    return [
        figure("adaptive test, stop at SE .3: items", "length", 17.0, 16.5, "catsim, randomesque-5: 16.9"),
        figure("adaptive test: RMSE", "rmse", 0.30, 0.29, "catsim .335"),
        figure("adaptive test: bias, absolute", "bias", 0.03, 0.02, "catsim .018"),
        figure("adaptive test: bias at an ability of ±2, absolute, the worse side", "edge_bias", 0.03, 0.02),
        figure("adaptive test: RMSE at ±2, the worse side", "edge_rmse", 0.30, 0.29),
        figure("adaptive test: items at ±2, the longer side", "edge_length"),
        Figure("adaptive test: top exposure, worst seed", max(of("exposure")), "", 0.30, 0.25, runs=seeds,
               note="catsim .75 without control"),
        Figure("next item of 1,000 from seed and answers, p99", float(np.percentile(took, 99)), "ms", 2.0, 1.0,
               note=f"processor time; p50 {np.percentile(took, 50):.2f} ms; catsim 1.5 to 3 ms"),
        figure("calibration of a bank of 1,000 items, processor seconds", "calibration_s"),
        figure("stop at SE .33: items", "short_length"),
        figure("stop at SE .33: RMSE", "short_rmse"),
        figure("not calibrated: items", "plain_length"),
        figure("not calibrated: RMSE", "plain_rmse"),
        Figure("not calibrated: top exposure, worst seed", max(of("plain_exposure")), "", runs=seeds),
    ]  # fmt: skip


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=SEEDS)
    options.add_argument("--simulees", type=int, default=SIMULEES)
    options.add_argument("--placement", action="store_true", help="placement alone; prints, does not write")
    options.add_argument("--dry", action="store_true", help="print, do not write")
    chosen = options.parse_args()
    found = figures(chosen.seeds, chosen.simulees) if not chosen.placement else []
    found += placement.figures()
    if chosen.dry or chosen.placement:
        for figure in found:
            print(figure.figure, figure.value, figure.spread, figure.verdict())
    else:
        print(publish("assessment", "Assessment", found))


if __name__ == "__main__":
    main()
