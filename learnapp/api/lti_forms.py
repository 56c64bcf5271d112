"""Forms of a launch over HTTP: which class, what to link, a copied test; and an LMS that registers by itself."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from learnapp.api import lti_choice_pages as pages
from learnapp.api.lti_answers import MOST_BYTES, go_on, origin_of, shown
from learnapp.api.session import client_address, read_form, require_same_site
from learnapp.services import lti_copying, lti_launch, lti_picking, lti_registering

_MOST_OFFSET = 100_000


@shown
async def connect(request: Request) -> Response:
    """`POST /lti/connect`: a teacher says which class a course of the LMS stands for."""
    require_same_site(request)
    form = await read_form(request, MOST_BYTES)
    found = await lti_launch.connect(
        form.get("ticket", ""), choice=form.get("choice", "new")[:40], course=form.get("course", "")[:80],
        title=form.get("title", "")[:200],
    )  # fmt: skip
    return await go_on(request, found)


@shown
async def copy(request: Request) -> Response:
    """`POST /lti/copy`: a copied link opens a test of another class, of which this class gets a copy."""
    require_same_site(request)
    form = await read_form(request, MOST_BYTES)
    return await go_on(request, await lti_copying.copy(form.get("ticket", "")))


@shown
async def pick(request: Request) -> Response:
    """`POST /lti/pick`: a teacher looks through what there is, chooses, or calls it off."""
    require_same_site(request)
    form = await read_form(request, MOST_BYTES, fields=120)
    ticket, chosen = form.get("ticket", ""), _chosen(form)
    columns = "seen" not in form or form.get("columns") == "yes"
    if "study" in form:
        await lti_picking.study(ticket, form.get("course", "")[:80])
    if "add" in form or "cancel" in form:
        if "add" in form and not chosen:
            return pages.picker(await lti_picking.look(ticket, text=form.get("text", "")[:100]), nothing=True)
        answered = await lti_picking.finish(
            ticket, chosen if "add" in form else [], columns=columns, origin=origin_of(request)
        )
        return pages.answered(answered)
    wanted = form.get("to", "0")
    offset = min(int(wanted), _MOST_OFFSET) if wanted.isdigit() and len(wanted) < 8 else 0
    view = await lti_picking.look(ticket, chosen=chosen, text=form.get("text", "")[:100], offset=offset)
    return pages.picker(view, columns=columns)


def _chosen(form: Mapping[str, str]) -> list[str]:
    """Return the keys of what is ticked: boxes have a name each, of radio buttons there is one."""
    ticked = [name.removeprefix("pick:") for name in form if name.startswith("pick:")]
    return [one[:60] for one in ([form["only"]] if form.get("only") else ticked)]


@shown
async def register(request: Request) -> Response:
    """`GET /lti/register?token=…`: an LMS opens the address that its admin has pasted; `POST`: its admin goes on."""
    if request.method == "GET":
        query = {name: request.query_params.get(name, "")[:4000] for name in _ASKED}
        return pages.registering(await lti_registering.asked(query["token"], query["openid_configuration"]), query)
    require_same_site(request)
    form = await read_form(request, MOST_BYTES)
    done = await lti_registering.complete(
        form.get("token", ""), form.get("openid_configuration", ""), form.get("registration_token", "")[:8000],
        origin=origin_of(request), address=client_address(request),
    )  # fmt: skip
    return pages.registered(done)


_ASKED = ("token", "openid_configuration", "registration_token")
routes: list[Route] = [
    Route("/lti/connect", connect, methods=["POST"]),
    Route("/lti/copy", copy, methods=["POST"]),
    Route("/lti/pick", pick, methods=["POST"]),
    Route("/lti/register", register, methods=["GET", "POST"]),
]
