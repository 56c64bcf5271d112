"""How long one event of the log took, as every statement that adds up time on task counts it."""

from __future__ import annotations


def ms(result: str, longest: str) -> str:
    """Return SQL for the milliseconds of an event.

    A task tells how long it was open; a film is told of by the parts that were played, and has no duration.

    Args:
        result: The column `result` of the log, as the statement names it.
        longest: SQL for the milliseconds that one event counts for at most.
    """
    told = f"({result} ->> 'duration_ms')::float8, 1000 * ({result} ->> 'watched_s')::float8, 0"
    return f"least(coalesce({told}), {longest})"
