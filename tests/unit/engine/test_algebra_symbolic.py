import asyncio
import sys
import time
from collections.abc import AsyncIterator

import pytest

from learnapp.engine.algebra import Verdict
from learnapp.engine.algebra_symbolic import SymbolicJudge
from learnapp.engine.algebra_syntax import parse

LATE = "import sys, time\nprint('ready', flush=True)\nsys.stdin.readline()\ntime.sleep(60)\nprint('equal', flush=True)"


@pytest.fixture
async def judge() -> AsyncIterator[SymbolicJudge]:
    # A generous limit: the machine may be busy, and this test is about verdicts.
    judge = SymbolicJudge(limit_s=10.0, start_limit_s=60.0)
    await judge.start()
    yield judge
    await judge.close()


async def test_symbolic_verdicts(judge: SymbolicJudge) -> None:
    def tree(text: str) -> tuple[object, ...]:
        return parse(text).sides[0]

    assert await judge.equivalent(tree("(x+1)^2"), tree("x^2+2x+1")) is Verdict.EQUAL
    assert await judge.equivalent(tree("sqrt(8)"), tree("2sqrt(2)")) is Verdict.EQUAL
    assert await judge.equivalent(tree("sqrt(8)"), tree("3sqrt(2)")) is Verdict.DIFFERENT
    assert await judge.equivalent(("v", "x"), ("no such node", 1)) is Verdict.UNSURE


async def test_a_process_that_hangs_is_killed_within_the_limit_and_replaced() -> None:
    judge = SymbolicJudge(command=(sys.executable, "-c", LATE), limit_s=0.2, start_limit_s=30.0)
    await judge.start()
    before = time.perf_counter()
    assert await judge.equivalent(("n", 1, 1), ("n", 1, 1)) is Verdict.UNSURE
    assert time.perf_counter() - before < 2.0
    await judge.start()
    assert await judge.equivalent(("n", 1, 1), ("n", 1, 1)) is Verdict.UNSURE
    await judge.close()
    await asyncio.sleep(0)


async def test_a_program_that_does_not_exist_leaves_the_answer_unjudged() -> None:
    judge = SymbolicJudge(command=("/nonexistent/program",))
    assert await judge.equivalent(("n", 1, 1), ("n", 1, 1)) is Verdict.UNSURE
    await judge.close()
