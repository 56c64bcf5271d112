"""Around every answer of the one port: security headers, and no websocket from another site's page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from learnapp.core.errors import LearnAppError
from learnapp.services import current, lms, sessions

_POLICY = "; ".join(
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
    )
)


def content_policy(frames: Iterable[str] = (), *, posts_to: str = "") -> str:
    """Return the content policy of a page.

    Args:
        frames: Origins that may frame it, besides our own.
        posts_to: Another origin that its form goes to, "" for none.
    """
    ancestors = " ".join(("'self'", *sorted(frames)))
    policy = _POLICY.replace("form-action 'self'", f"form-action 'self' {posts_to}") if posts_to else _POLICY
    return f"{policy}; frame-ancestors {ancestors}"


HEADERS: dict[str, str] = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def with_store(policy: str, origin: str) -> str:
    """Return a policy under which films and pictures may come from a bucket, whose signed addresses we lead to."""
    if not origin:
        return policy
    return policy.replace("img-src 'self'", f"img-src 'self' {origin}") + f"; media-src 'self' {origin}"


def _store() -> str:
    media = current().media
    return str(media.bucket.origin) if media is not None and media.bucket is not None else ""


def same_origin(headers: Headers) -> bool:
    """Return whether a websocket's Origin is our own; one that names none is not."""
    origin = urlsplit(headers.get("origin", "")).netloc
    public = current().settings.public_url
    ours = {headers.get("host", "")} | ({urlsplit(public).netloc} if public else set())
    return bool(origin) and origin in ours


def is_https(scope: Scope) -> bool:
    """Return whether the browser speaks https to us, directly or through a trusted proxy."""
    if current().settings.trust_proxy:
        forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
        if forwarded:
            return forwarded.split(",")[-1].strip() == "https"
    return bool(scope["scheme"] == "https")


async def _policy_in_frame(headers: Headers) -> str | None:
    """Return the policy of a page that is opened in a frame: the reader's own institution says in whose.

    Only a page in a frame asks. A browser too old to say where a page is shown gets none that may be framed.
    """
    if headers.get("sec-fetch-dest") not in ("iframe", "frame"):
        return None
    try:
        actor = await sessions.actor_for_session(sessions.cookie_token(headers.get("cookie")), temporary=True)
        return content_policy(await lms.frames(actor.tenant_id)) if actor is not None else None
    except LearnAppError:
        # Without the database nobody frames anything.
        return None


def _with_one_cookie_header(scope: Scope) -> Scope:
    """Return the scope with its cookies in one header, as HTTP/1.1 has them.

    Over HTTP/2 browsers send each in a header of its own (RFC 9113, 8.2.3); who reads only the first finds no session.
    """
    cookies = [value for name, value in scope["headers"] if name == b"cookie"]
    if len(cookies) < 2:
        return scope
    others = [each for each in scope["headers"] if each[0] != b"cookie"]
    return {**scope, "headers": [*others, (b"cookie", b"; ".join(cookies))]}


class Protected:
    """ASGI layer that adds the headers and closes foreign websockets before they are accepted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or websocket."""
        if scope["type"] in ("http", "websocket"):
            scope = _with_one_cookie_header(scope)
        if scope["type"] == "websocket" and not same_origin(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008, "reason": "Open the page on this site."})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        framed = await _policy_in_frame(Headers(scope=scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if framed is not None:
                    headers.setdefault("Content-Security-Policy", framed)
                present = {name for name, _ in message["headers"]}
                message["headers"].extend(each for each in _RAW if each[0] not in present)
                if store := _store():
                    headers["Content-Security-Policy"] = with_store(headers["Content-Security-Policy"], store)
                if is_https(scope):
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                if scope["path"].startswith(("/assets/", "/fonts/")) and message["status"] == 200:
                    # These names carry a hash of their content, or stand for content that stays.
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
                if scope["path"].startswith("/fonts/"):
                    # A simulation's frame has no origin: to it the typeface, which is no secret, is another site's.
                    headers["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self._app(scope, receive, with_headers)
