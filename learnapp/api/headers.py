"""Around every answer of the one port: security headers, and no websocket from another site's page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from learnapp.services import current

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        # The prerendered pages start with inline scripts whose hashes change with each build.
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def same_origin(headers: Headers) -> bool:
    """Return whether a websocket's Origin is our own; one that names none is not."""
    origin = urlsplit(headers.get("origin", "")).netloc
    public = current().settings.public_url
    ours = {headers.get("host", "")} | ({urlsplit(public).netloc} if public else set())
    return bool(origin) and origin in ours


def _is_https(scope: Scope) -> bool:
    """Return whether the browser speaks https to us, directly or through a trusted proxy."""
    if current().settings.trust_proxy:
        forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
        if forwarded:
            return forwarded.split(",")[-1].strip() == "https"
    return bool(scope["scheme"] == "https")


class Protected:
    """ASGI layer that adds the headers and closes foreign websockets before they are accepted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or websocket."""
        if scope["type"] == "websocket" and not same_origin(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008, "reason": "Open the page on this site."})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                present = {name for name, _ in message["headers"]}
                message["headers"].extend(each for each in _RAW if each[0] not in present)
                if _is_https(scope):
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                if scope["path"].startswith(("/assets/", "/fonts/")) and message["status"] == 200:
                    # These names carry a hash of their content, or stand for content that stays.
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, with_headers)
