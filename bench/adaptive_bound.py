"""`python -m bench.adaptive_bound`: how short an adaptive test on these banks can be at best, by linear programs.

A test that ends at a standard error of .3 under N(0, 1) has gathered a precision of 1 / .09 - 1 from its items. Two
programs say how many items that takes on average when no item may be asked in more than .3 of the tests:

- who knows the ability: an item's share of the tests at each ability is free;
- who has to find out: an item's share depends on the turn and on the estimate. Before each turn the posterior is normal
  with the standard deviation that the best test without any limit would have reached by then, which is less than any
  test with the limit has. A turn comes only after the one before it, and no item comes twice.

Both let tests end within an item, so that nothing is gathered beyond the target; a real test gathers half an item more.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, csr_matrix, vstack
from scipy.stats import norm

from bench.adaptive_test import SEEDS, bank_of
from learnapp.engine.ability import Floats
from learnapp.engine.exposure import LIMIT

WANTED = 1.0 / 0.3**2 - 1.0
"""Precision from the items; the prior has the rest."""
TURNS, BINS, ITEMS, EDGE = 34, 13, 100, 2.6


def _abilities(bins: int, edge: float) -> tuple[Floats, Floats, Floats]:
    """Return edges, middles and shares of the students of equally wide intervals."""
    edges = np.linspace(-edge, edge, bins + 1)
    share = np.diff(norm.cdf(edges))
    return edges, (edges[1:] + edges[:-1]) / 2.0, share / share.sum()


def _information(a: Floats, b: Floats, theta: Floats) -> Floats:
    p = 1.0 / (1.0 + np.exp(-a[:, None] * (theta - b[:, None])))
    return np.asarray(a[:, None] ** 2 * p * (1.0 - p))


def knowing(a: Floats, b: Floats, limit: float = LIMIT, wanted: float = WANTED) -> float:
    """Return the mean length at best of tests that know the ability before they ask."""
    _, theta, share = _abilities(25, 3.2)
    table = _information(a, b, theta)
    best = np.argsort(-table, axis=0)[:200]
    item, at = best.ravel(), np.tile(np.arange(len(theta)), len(best))
    each = np.arange(len(item))
    enough = coo_matrix((-table[item, at], (at, each)), shape=(len(theta), len(item)))
    asked = coo_matrix((share[at], (item, each)), shape=(len(a), len(item)))
    ends = np.concatenate([np.full(len(theta), -wanted), np.full(len(a), limit)])
    found = linprog(share[at], A_ub=vstack([enough, asked]).tocsr(), b_ub=ends, bounds=(0, 1), method="highs")
    return float(found.fun)


def _best_spreads(a: Floats, b: Floats) -> Floats:
    """Return the posterior's standard deviation before each turn, where the best item may come again and again."""
    grid, centres = np.linspace(-4.0, 4.0, 161), np.linspace(-3.0, 3.0, 41)
    table = _information(a, b, grid)
    precision, found = 1.0, [1.0]
    for turn in range(TURNS - 1):
        sd = found[-1]
        where = norm.pdf(centres, scale=max(1.0 - sd * sd, 1e-9) ** 0.5) if turn else (centres == 0.0) * 1.0
        belief = norm.pdf(grid[:, None], centres, sd)
        expected = (table @ (belief / belief.sum(axis=0))).max(axis=0)
        precision += float(where @ expected / where.sum())
        found.append(precision**-0.5)
    return np.array(found)


def finding_out(a: Floats, b: Floats, limit: float = LIMIT, wanted: float = WANTED) -> float:
    """Return the mean length at best of tests that know no more of the ability than answers can have told."""
    edges, theta, share = _abilities(BINS, EDGE)
    table = _information(a, b, theta)
    cuts = np.concatenate([[-np.inf], edges[1:-1], [np.inf]])
    # Of a student with ability theta the estimate is normal around what the prior leaves of it.
    reached = []
    for sd in _best_spreads(a, b):
        middle, spread = theta * (1.0 - sd * sd), max(sd * sd * (1.0 - sd * sd), 1e-6) ** 0.5
        reached.append(np.diff(norm.cdf((cuts - middle[:, None]) / spread), axis=1))
    rows = []
    for turn, chances in enumerate(reached):
        weight = share[:, None] * chances
        expected = (table @ weight) / np.maximum(weight.sum(axis=0), 1e-12)
        rows += [(turn, k, item) for k in range(BINS) for item in np.argsort(-expected[:, k])[:ITEMS]]
    turns, estimates, items = (np.array(column) for column in zip(*rows, strict=True))
    chance = np.stack(reached)[turns, :, estimates]
    each, size = np.arange(len(items)), len(items)
    cost = chance @ share
    follows = []
    for turn in range(1, TURNS):
        sign = (turns == turn) * 1.0 - (turns == turn - 1) * 1.0
        follows.append(csr_matrix((chance * sign[:, None]).T))
    place, truth = np.repeat(each, BINS), np.tile(np.arange(BINS), size)
    once = coo_matrix((chance.ravel(), (items[place] * BINS + truth, place)), shape=(len(a) * BINS, size)).tocsr()
    once = once[np.diff(once.indptr) > 0]
    blocks = [
        (csr_matrix(-(chance * table[items]).T), -wanted),
        (coo_matrix((cost, (items, each)), shape=(len(a), size)), limit),
        (coo_matrix((np.ones(size), (turns * BINS + estimates, each)), shape=(TURNS * BINS, size)), 1.0),
        (vstack(follows), 0.0),
        (once, 1.0),
    ]
    ends = np.concatenate([np.full(block.shape[0], end) for block, end in blocks])
    together = vstack([block for block, _ in blocks]).tocsr()
    found = linprog(cost, A_ub=together, b_ub=ends, bounds=(0, 1), method="highs-ipm")
    return float(found.fun)


def main() -> None:
    """Print both bounds for each bank, and their means."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=SEEDS)
    found = []
    for seed in range(options.parse_args().seeds):
        began = time.perf_counter()
        a, b = bank_of(seed).parameters
        found.append((knowing(a, b), finding_out(a, b)))
        print(f"  {seed}: {found[-1][0]:.2f} {found[-1][1]:.2f} ({time.perf_counter() - began:.0f} s)", flush=True)
    print("mean: {:.2f} items knowing the ability, {:.2f} finding it out".format(*np.mean(found, axis=0)))


if __name__ == "__main__":
    main()
