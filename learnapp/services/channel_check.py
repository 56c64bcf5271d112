"""Does a way work? A trial to whoever asks, step by step, with the step that fails."""

from __future__ import annotations

import asyncio

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.integrations import mail, notify, web_push
from learnapp.integrations.mail import MailAwayError, MailRefusedError
from learnapp.integrations.notify import NotifyAwayError
from learnapp.integrations.web_push import PushAwayError, PushGoneError, PushRefusedError
from learnapp.security.access import Actor
from learnapp.security.letters import Rendered
from learnapp.services import current, mailing, people, sessions, trail
from learnapp.services.delivery_people import Reachable, address_of, reachable
from learnapp.services.mailing import SEALED, Route, letter_of, origin
from learnapp.services.sign_on import production
from learnapp.services.trial_steps import Step
from learnapp.storage.repositories import delivery_setup as rows
from learnapp.storage.repositories import sections as section_rows

STEPS = {
    "mail": mail.STEPS, "sms": ("address", "key", "recipient", "service"),
    "push": ("address", "key", "recipient", "service"), "web_push": ("recipient", "service"),
}  # fmt: skip
RATE = "20/hour"


async def try_out(actor: Actor, channel: str, to: str = "") -> list[Step]:
    """Send a trial to the actor: a letter to their own address, or a message to the number that they type.

    Args:
        actor: An admin.
        channel: The way.
        to: Number or name for `sms` and `push`; for the others nothing is typed.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: There is nowhere to send it.
        NotFoundError: The way is not set up.
        RateLimitedError: Too many trials.
    """
    await trail.authorise(actor, "update", "delivery")
    services, tenant = current(), actor.tenant_id
    await sessions.limiter().hit(RATE, "delivery-trial", tenant.hex)
    async with services.db.transaction(tenant) as tx:
        row = (await rows.channels(tx.session, tenant)).get(channel)
        route = await mailing.route_of(tx.session, tenant)
        institution = await section_rows.institution(tx.session, tenant)
        me = (await reachable(tx.session, tenant, [actor.person_id])).get(actor.person_id)
        key = await people.tenant_key(tx.session, tenant)
    if channel not in STEPS or me is None or (route is None if channel == "mail" else row is None):
        raise NotFoundError("This way is not set up. Set it up first.")
    school = institution.name if institution else ""
    secret = key.open(f"{SEALED}/{channel}", row.secret_enc).decode() if row and row.secret_enc else ""
    if channel == "mail" and route is not None:
        failed = await _mail(route, me, school)
    elif channel == "web_push":
        failed = await _web_push(me, school, secret, f"mailto:{route.sender}" if route else origin())
    else:
        failed = await _service(channel, secret, to.strip(), school, me.locale)
    async with services.db.transaction(tenant) as tx:
        if not failed and row is not None:
            await rows.works(tx.session, tenant, channel, services.clock.now())
        await trail.audit(
            actor, "delivery.try", "delivery", session=tx.session, detail={"channel": channel, "failed": failed}
        )
    return _steps(channel, failed)


def _steps(channel: str, failed: str) -> list[Step]:
    names = STEPS[channel]
    at = names.index("address" if failed == "private" else failed) if failed else len(names)
    why = "private" if failed == "private" else ""
    return [
        Step(name, "ok" if place < at else "failed" if place == at else "skipped", why if place == at else "")
        for place, name in enumerate(names)
    ]


async def _mail(route: Route, me: Reachable, school: str) -> str:
    if not me.mail:
        raise InvalidInputError("Your account has no e-mail address to which a trial could go.")
    said = translate(me.locale, "letter-trial-body")
    words = Rendered(translate(me.locale, "letter-trial-subject", school=school), said, f"<p>{said}</p>")
    try:
        await mailing.send(route, letter_of(route, school, me.mail, words, me.locale))
    except (MailRefusedError, MailAwayError) as error:
        return error.step
    return ""


async def _service(channel: str, secret: str, to: str, school: str, locale: str) -> str:
    if not to or len(to) > 64:
        raise InvalidInputError("Write the number or name to which the trial is to go.")
    said = translate(locale, "letter-trial-body")
    try:
        await asyncio.to_thread(notify.send, channel, secret, to, school, said, loopback=not production())
    except NotifyAwayError as error:
        return error.step
    return ""


async def _web_push(me: Reachable, school: str, secret: str, contact: str) -> str:
    own = me.addresses.get("web_push", [])
    if not own:
        raise InvalidInputError("Switch notifications on in this browser first, on your account page.")
    data = {"title": school, "body": translate(me.locale, "letter-trial-body"), "url": f"{origin()}/notices"}
    failed = "recipient"
    for each in own:
        to = web_push.subscription(address_of(me, each))
        try:
            await asyncio.to_thread(web_push.send, to, secret, contact, data, loopback=not production())
        except PushGoneError:
            continue
        except (PushAwayError, PushRefusedError):
            failed = "service"
            continue
        return ""
    return failed
