"""The words of what goes out: an institution's own, or the usual ones of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import NotFoundError
from learnapp.core.i18n import LOCALES, known_locale, translate
from learnapp.security import letters
from learnapp.security.access import Actor
from learnapp.security.letters import Rendered, Said, Words
from learnapp.services import current, trail
from learnapp.storage.repositories import delivery_setup as rows
from learnapp.storage.repositories import sections as section_rows


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of letter: the places that it may have, and those that it needs."""

    places: tuple[str, ...]
    needed: tuple[str, ...]


FORMS: dict[str, Form] = {
    "notice": Form(("name", "school", "sentence", "link"), ("sentence",)),
    "digest": Form(("name", "school", "count", "items", "link"), ("items",)),
    "account": Form(("name", "school", "sentence", "link"), ("sentence",)),
    "invitation": Form(("school", "section", "link"), ("link",)),
    "code": Form(("school", "code"), ("code",)),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A letter as it is written; `own` when it is the institution's."""

    form: str
    locale: str
    subject: str
    body: str
    own: bool = False


def usual(form: str, locale: str) -> Template:
    """Return the usual words of a letter."""
    places = {name: f"{{{name}}}" for name in FORMS[form].places}
    return Template(
        form, locale, translate(locale, f"letter-{form}-subject", **places),
        translate(locale, f"letter-{form}-body", **places),
    )  # fmt: skip


async def of_institution(session: AsyncSession, tenant: UUID) -> dict[tuple[str, str], Template]:
    """Return every letter of an institution, by form and language."""
    found = {(form, locale): usual(form, locale) for form in FORMS for locale in LOCALES}
    for row in await rows.templates(session, tenant):
        if (row.form, row.locale) in found:
            found[(row.form, row.locale)] = Template(row.form, row.locale, row.subject, row.body, True)
    return found


def written(
    templates: dict[tuple[str, str], Template], form: str, locale: str, values: dict[str, Words]
) -> Rendered:  # fmt: skip
    """Return a letter with its words put in."""
    one = templates[(form, known_locale(locale))]
    return letters.render(one.subject, one.body, values)


def _known(form: str, locale: str) -> None:
    if form not in FORMS or locale not in LOCALES:
        raise NotFoundError("There is no such letter. Choose one of the list.")


async def read(actor: Actor) -> list[Template]:
    """Return every letter of the actor's institution.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "delivery")
    async with current().db.transaction(actor.tenant_id) as tx:
        return list((await of_institution(tx.session, actor.tenant_id)).values())


async def save(actor: Actor, form: str, locale: str, subject: str, body: str) -> None:
    """Keep a letter in the institution's own words.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: Something in it is not acceptable.
        NotFoundError: There is no such letter.
    """
    await trail.authorise(actor, "update", "delivery")
    _known(form, locale)
    line, text = letters.check(subject, body, FORMS[form].places, FORMS[form].needed)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_template(tx.session, actor.tenant_id, form, locale, line, text, current().clock.now())
        await trail.audit(
            actor, "delivery.template", "delivery", session=tx.session, detail={"form": form, "locale": locale}
        )


async def reset(actor: Actor, form: str, locale: str) -> None:
    """Go back to the usual words.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: There is no such letter.
    """
    await trail.authorise(actor, "update", "delivery")
    _known(form, locale)
    async with current().db.transaction(actor.tenant_id) as tx:
        if await rows.reset_template(tx.session, actor.tenant_id, form, locale):
            await trail.audit(
                actor, "delivery.template_reset", "delivery", session=tx.session,
                detail={"form": form, "locale": locale},
            )  # fmt: skip


async def preview(actor: Actor, form: str, locale: str, subject: str, body: str) -> Rendered:
    """Return how a letter would look, with made-up words in its places.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: Something in it is not acceptable.
        NotFoundError: There is no such letter.
    """
    await trail.authorise(actor, "update", "delivery")
    _known(form, locale)
    line, text = letters.check(subject, body, FORMS[form].places, FORMS[form].needed)
    async with current().db.transaction(actor.tenant_id) as tx:
        institution = await section_rows.institution(tx.session, actor.tenant_id)
    said = translate(locale, "letter-sample-sentence")
    address = "https://school.example/today"
    values = {
        "name": Words(translate(locale, "letter-sample-name")), "sentence": Words(said), "count": Words("2"),
        "school": Words(institution.name if institution else ""), "section": Words("Math 7"), "code": Words("482 913"),
        "link": letters.linked(address), "items": letters.listed([Said(said, address), Said(said)]),
    }  # fmt: skip
    return letters.render(line, text, values)
