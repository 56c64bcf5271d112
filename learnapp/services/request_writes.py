"""What an event changes of the way to what its student has asked to learn."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from learnapp.agents.ports import Outcome, Turn


def route_of(
    turn: Turn, outcome: Outcome
) -> tuple[UUID, tuple[UUID, ...], tuple[UUID | None, UUID | None], datetime | None] | None:
    """Return the way to what the student has asked for, where the event has changed it."""
    request, route = outcome.plan.request, outcome.execution.route
    if request is None or route is None:
        return None
    nodes = route.path.nodes
    if (nodes, route.gap, route.gap_for) == (request.path, request.gap, request.gap_for) and not route.reached:
        return None
    return request.request_id, nodes, (route.gap, route.gap_for), turn.now if route.reached else None


def reached_by(outcome: Outcome) -> UUID | None:
    """Return the request to learn something that an event has reached."""
    request, route = outcome.plan.request, outcome.execution.route
    return request.request_id if request is not None and route is not None and route.reached else None
