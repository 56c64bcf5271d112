"""Signing in and out, up and by invitation over HTTP: the only routes that set the session cookie.

Each answers a form post with 303. An error goes back to the page as a code from our own list, never as text that
somebody sent. A post from another site is refused by `Sec-Fetch-Site` or, in older browsers, by `Origin`; the
cookie is `SameSite=Lax` besides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from learnapp.api.bodies import body_of
from learnapp.core import device
from learnapp.core import logging as logs
from learnapp.core.errors import ForbiddenError, InvalidInputError, LearnAppError, TooLargeError
from learnapp.security.tokens import read_invitation_code
from learnapp.services import current, identity, joining, second_step, sessions, sign_on_links, sign_up
from learnapp.services.sessions import SignedIn, cookie_token
from learnapp.services.sign_in_gate import SECOND_STEP_LASTS, SecondStepError
from learnapp.services.throttle import network_of

__all__ = [
    "PASSWORD_PAGE",
    "SIGN_IN_PAGE",
    "begin",
    "client_address",
    "cookie_token",
    "put_cookie",
    "read_form",
    "routes",
]

_log = logs.get("learnapp.session")
SIGN_IN_PAGE = "/sign-in"
PASSWORD_PAGE = "/account"  # noqa: S105 - the address of a page
STEP_PAGE = "/second-step"
STEP_COOKIE = "step"
START_PAGE = "/start"
JOIN_PAGE = "/join"
MAX_FORM_BYTES = 16_384


class CrossSiteError(ForbiddenError):
    """A form post that did not come from our own pages."""

    code = "cross_site"


class InsecureError(ForbiddenError):
    """Production does not set a session cookie over plain http."""

    code = "https_required"


class PasswordsDifferError(InvalidInputError):
    """The new password and its repetition are not the same."""

    code = "passwords_differ"


def is_https(request: Request) -> bool:
    """Return whether the browser speaks https to us, through a trusted proxy or directly."""
    if current().settings.trust_proxy:
        forwarded = request.headers.get("x-forwarded-proto", "")
        if forwarded:
            return forwarded.split(",")[-1].strip() == "https"
    return request.url.scheme == "https"


def client_address(request: Request) -> str:
    """Return the browser's network address; for IPv6 its /64, which is what one household has."""
    forwarded = request.headers.get("x-forwarded-for", "") if current().settings.trust_proxy else ""
    return network_of(request.client.host if request.client else "unknown", forwarded)


def require_same_site(request: Request) -> None:
    """Refuse a post that another website's page has made the browser send.

    Raises:
        CrossSiteError: It came from elsewhere, or says nothing about where it came from.
    """
    site = request.headers.get("sec-fetch-site")
    if site == "same-origin":
        return
    origin = request.headers.get("origin", "")
    public = current().settings.public_url
    ours = {request.headers.get("host", "")} | ({urlsplit(public).netloc} if public else set())
    if site in (None, "none", "same-site") and origin not in ("", "null") and urlsplit(origin).netloc in ours - {""}:
        return
    raise CrossSiteError("The form came from another website. Open the page directly and try again.")


async def read_form(request: Request, most: int = MAX_FORM_BYTES, fields: int = 20) -> dict[str, str]:
    """Read a small url-encoded form.

    Args:
        request: The request.
        most: Bytes.
        fields: How many fields it may have.

    Raises:
        InvalidInputError: Another content type, or not text.
        TooLargeError: More than `most` bytes.
    """
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise InvalidInputError("Send the form as application/x-www-form-urlencoded.")
    too_large = TooLargeError("The form is too large. Shorten what you typed and try again.")
    body = await body_of(request, most, too_large)
    try:
        found = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=fields, errors="strict")
    except ValueError as error:
        raise InvalidInputError("The form could not be read. Reload the page and try again.") from error
    return {name: values[-1] for name, values in found.items()}


def local_path(text: str, default: str = "/") -> str:
    """Return a path of this site to go to, the default for anything that could lead elsewhere."""
    good = text.startswith("/") and not text.startswith(("//", "/\\")) and "\\" not in text and len(text) <= 500
    return text if good and text.isprintable() and text.isascii() and not text.startswith("/auth/") else default


def go(path: str, **query: str) -> RedirectResponse:
    """Return the way to a page of ours, never kept by the browser."""
    target = f"{path}?{urlencode(query)}" if query else path
    return RedirectResponse(target, status_code=303, headers={"Cache-Control": "no-store"})


def failed(page: str, error: LearnAppError) -> RedirectResponse:
    """Return the way to a page that tells an error: by its code, and which institutions to choose from."""
    query = {"error": error.code}
    institutions = error.detail.get("institutions")
    if isinstance(institutions, list):
        query["institutions"] = ",".join(str(slug) for slug in institutions)
    response = go(page, **query)
    retry = error.detail.get("retry_after")
    if isinstance(retry, int):
        response.headers["Retry-After"] = str(retry)
    return response


def _handles(
    page: str | Callable[[], str],
) -> Callable[[Callable[[Request], Awaitable[Response]]], Callable[[Request], Awaitable[Response]]]:
    """Send every known error back to `page` (or to the one that is known by then) as its code."""

    def back() -> str:
        return page if isinstance(page, str) else page()

    def wrap(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            device.browser.set(device.words_of(request.headers.get("user-agent", "")))
            try:
                require_same_site(request)
                return await handler(request)
            except SecondStepError as more:
                return step_cookie(request, go(STEP_PAGE), more.token)
            except LearnAppError as error:
                return failed(back(), error)
            except Exception:  # noqa: BLE001 - nothing of our insides reaches a browser
                _log.exception("form failed", route=request.url.path)
                return go(back(), error="unexpected")

        return handle

    return wrap


def require_https(request: Request) -> None:
    """Refuse to begin a session over plain http in production.

    Raises:
        InsecureError: The browser does not speak https to us.
    """
    if current().settings.environment == "production" and not is_https(request):
        raise InsecureError("Signing in needs a secure connection. Open the address with https.")


def put_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int, *, embedded: bool, script: bool = False
) -> None:
    """Add a cookie.

    Args:
        request: What is answered.
        response: The answer.
        name: Its name.
        value: Of characters that need no quoting.
        seconds: How long it is kept.
        embedded: For a page in a frame of another site. Over https it belongs to that site's frames only
            (`Partitioned`, CHIPS): elsewhere the browser does not send it.
        script: Whether scripts of our pages may read it.
    """
    secure = is_https(request)
    parts = [f"{name}={value}", f"Max-Age={seconds}", "Path=/"]
    if not script:
        parts.append("HttpOnly")
    if secure:
        parts.append("Secure")
    parts.append("SameSite=None; Partitioned" if embedded and secure else "SameSite=Lax")
    response.headers.append("Set-Cookie", "; ".join(parts))


def step_cookie(request: Request, response: Response, token: str, cookie: str = STEP_COOKIE) -> Response:
    """Return the response with the cookie of somebody who is on the way in; it opens nothing by itself."""
    name = f"__Host-{cookie}" if is_https(request) else cookie
    put_cookie(request, response, name, token, int(SECOND_STEP_LASTS.total_seconds()), embedded=False)
    return response


def without_step(response: Response, cookie: str = STEP_COOKIE) -> Response:
    """Return the response that makes the browser forget that cookie."""
    response.delete_cookie(f"__Host-{cookie}", path="/", secure=True, httponly=True, samesite="lax")
    response.delete_cookie(cookie, path="/", httponly=True, samesite="lax")
    return response


async def begin(request: Request, response: Response, signed_in: SignedIn, *, embedded: bool = False) -> Response:
    """Return the response with the cookie of a new session; see `put_cookie`."""
    # A session that was open in this browser ends: nobody goes on under a cookie that was planted before.
    await identity.sign_out(cookie_token(request.headers.get("cookie")))
    name = "__Host-sid" if is_https(request) else "sid"
    put_cookie(request, response, name, signed_in.token, int(signed_in.lasts.total_seconds()), embedded=embedded)
    # No secret: a script of the page reads it before anything is painted.
    put_cookie(request, response, "theme", signed_in.theme, 31_536_000, embedded=embedded, script=True)
    return response


@_handles(SIGN_IN_PAGE)
async def sign_in(request: Request) -> Response:
    """`POST /auth/sign-in` with the fields email, password, institution (optional slug), next (optional path)."""
    require_https(request)
    form = await read_form(request)
    try:
        signed_in = await identity.sign_in(
            form.get("email", ""),
            form.get("password", ""),
            address=client_address(request),
            institution=form.get("institution") or None,
        )
    except SecondStepError as more:
        return step_cookie(request, go(STEP_PAGE, next=local_path(form.get("next", ""))), more.token)
    target = go(PASSWORD_PAGE, must_change="1") if signed_in.must_change_password else None
    return await begin(request, target or go(local_path(form.get("next", ""))), signed_in)


@_handles(STEP_PAGE)
async def finish(request: Request) -> Response:
    """`POST /auth/second-step` with the fields code (not after a set-up), next (optional path)."""
    require_https(request)
    form = await read_form(request)
    token = cookie_token(request.headers.get("cookie"), STEP_COOKIE)
    try:
        signed_in = await second_step.finish(token, form.get("code", ""))
    except second_step.StepOverError as over:
        return without_step(failed(SIGN_IN_PAGE, over))
    target = go(PASSWORD_PAGE, must_change="1") if signed_in.must_change_password else None
    target = target or go(local_path(form.get("next", "")))
    return without_step(await begin(request, target, signed_in))


@_handles(START_PAGE)
async def start(request: Request) -> Response:
    """`POST /auth/start` with the fields school, kind, locale, time_zone, name, email, password."""
    require_https(request)
    form = await read_form(request)
    fields = ("school", "kind", "locale", "time_zone", "name", "email", "password")
    draft = sign_up.SchoolDraft(**{name: form.get(name, "") for name in fields})
    return await begin(request, go("/admin/start"), await sign_up.sign_up(draft, address=client_address(request)))


async def join(request: Request) -> Response:
    """`POST /auth/join` with the fields code, name, email, password, locale and, for pupils, birth_date."""
    code = ""

    async def handle(request: Request) -> Response:
        nonlocal code
        require_https(request)
        form = await read_form(request)
        code = read_invitation_code(form.get("code", "")) or ""
        fields = ("name", "email", "password", "birth_date", "locale")
        new = joining.Newcomer(*(form.get(name, "") for name in fields))
        signed_in = await joining.join(code, new, address=client_address(request))
        target = go(PASSWORD_PAGE, must_change="1") if signed_in.must_change_password else go("/")
        return await begin(request, target, signed_in)

    return await _handles(lambda: f"{JOIN_PAGE}/{code or 'again'}")(handle)(request)


@_handles(SIGN_IN_PAGE)
async def sign_out(request: Request) -> Response:
    """`POST /auth/sign-out`: end the session and remove the cookie."""
    token = cookie_token(request.headers.get("cookie"))
    began = await sign_on_links.provider_of_session(token)
    await identity.sign_out(token)
    where = {"school": began.school, "provider": began.provider_id, "leave": began.leave} if began.provider_id else {}
    where = {name: value for name, value in where.items() if value}
    response = go(SIGN_IN_PAGE, signed_out="1", **where)
    secure = is_https(request)
    response.delete_cookie("__Host-sid", path="/", secure=True, httponly=True, samesite="lax")
    # That of a frame is another cookie, though it has the same name.
    response.headers.append(
        "Set-Cookie", "__Host-sid=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"
    )
    response.delete_cookie("sid", path="/", secure=secure, httponly=True, samesite="lax")
    return response


@_handles(PASSWORD_PAGE)
async def change_password(request: Request) -> Response:
    """`POST /auth/password` with the fields current, new, repeat."""
    actor = await sessions.actor_for_session(cookie_token(request.headers.get("cookie")), temporary=True)
    if actor is None:
        return go(SIGN_IN_PAGE, error="not_signed_in")
    form = await read_form(request)
    if form.get("new", "") != form.get("repeat", ""):
        raise PasswordsDifferError("The two new passwords are not the same. Type both again.")
    await identity.change_password(actor, form.get("current", ""), form.get("new", ""))
    return go(PASSWORD_PAGE, changed="1")


routes: list[Route] = [
    Route("/auth/sign-in", sign_in, methods=["POST"]),
    Route("/auth/second-step", finish, methods=["POST"]),
    Route("/auth/sign-out", sign_out, methods=["POST"]),
    Route("/auth/start", start, methods=["POST"]),
    Route("/auth/join", join, methods=["POST"]),
    Route("/auth/password", change_password, methods=["POST"]),
]
