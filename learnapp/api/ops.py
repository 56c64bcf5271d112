"""What operators and their tools ask: is it alive, is it ready, what do its metrics say."""

from __future__ import annotations

import hmac
import ipaddress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from learnapp.core import telemetry
from learnapp.core.errors import LearnAppError
from learnapp.services import current, installation_figures


async def healthz(_request: Request) -> Response:
    """The process answers. Nothing else is asked, so a database outage restarts nobody."""
    return JSONResponse({"status": "ok"})


async def readyz(_request: Request) -> Response:
    """The process can do its work: 200, or 503 with what is away."""
    try:
        services = current()
        await services.db.health()
    except LearnAppError as error:
        return JSONResponse({"status": "away", "message": error.message}, status_code=503)
    degraded = [] if services.cache.available else ["cache"]
    return JSONResponse({"status": "ok", "degraded": degraded})


def _may_read_metrics(request: Request) -> bool:
    token = current().settings.metrics_token
    if token is not None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.get_secret_value().encode())
    # Behind a proxy every peer is local, so a forwarded request is never taken for a local one.
    if "x-forwarded-for" in request.headers or request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def metrics(request: Request) -> Response:
    """Prometheus metrics, for loopback or the bearer of METRICS_TOKEN."""
    if not _may_read_metrics(request):
        return JSONResponse(
            {"error": {"status": 403, "code": "forbidden", "message": "Send METRICS_TOKEN as a bearer token."}},
            status_code=403,
        )
    services = current()
    telemetry.cache_available.set(1 if services.cache.available else 0)
    try:
        for state, value in (await services.db.health()).items():
            if state in ("pool_size", "pool_available", "requests_waiting"):
                telemetry.pool_connections.labels(state).set(value)
    except LearnAppError:
        telemetry.pool_connections.labels("pool_available").set(0)
    await installation_figures.measure()
    return Response(telemetry.render(), media_type="text/plain; version=0.0.4; charset=utf-8")


routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
