"""How an institution looks to its people: the name shown, the accent, the logo."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass

from learnapp.core.contrast import LEAST, THEMES, is_colour, lowest, nearest, shades
from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.security.picture import small_png
from learnapp.services import current, trail
from learnapp.services.people import clean_name
from learnapp.storage.repositories import branding as rows
from learnapp.storage.repositories import sections as section_rows

ADDRESS = "/api/v1/institution/logo"
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class AccentView:
    """A colour as an accent.

    Attributes:
        colour: `#rrggbb` in small letters.
        passes: It can be read in the light theme as it is.
        ratio: Its lowest contrast there, to 1, rounded down to a tenth.
        offer: The nearest colour that passes; itself when it does.
        light: The shade that the light theme shows.
        dark: The shade that the dark theme shows.
    """

    colour: str = ""
    passes: bool = True
    ratio: float = 0.0
    offer: str = ""
    light: str = ""
    dark: str = ""


@dataclass(frozen=True)
class BrandingView:
    """How the institution looks now; `logo` is an address, "" where there is none."""

    name: str
    accent: AccentView
    logo: str


def accent_view(colour: str) -> AccentView:
    """Return how well a colour can be read as an accent, and what to take instead.

    Raises:
        InvalidInputError: It is no colour.
    """
    if not is_colour(colour):
        raise InvalidInputError("Write the accent colour like #2f5bd7.")
    colour = colour.lower()
    against = THEMES["light"]
    low = lowest(colour, against)
    light, dark = shades(colour)
    return AccentView(colour, low >= LEAST, int(low * 10) / 10, nearest(colour, against) or light, light, dark)


def logo_address(fingerprint: str) -> str:
    """Return where a logo is served, "" for none."""
    return f"{ADDRESS}/{fingerprint}.png" if fingerprint else ""


async def branding(actor: Actor) -> BrandingView:
    """Return how the institution looks.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
        NotFoundError: The institution has not been set up.
    """
    await trail.authorise(actor, "read", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.institution(tx.session, actor.tenant_id)
        fingerprint = await rows.logo_fingerprint(tx.session, actor.tenant_id)
    if found is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    return BrandingView(found.name, accent_view(found.accent_color), logo_address(fingerprint))


async def set_name(actor: Actor, name: str) -> str:
    """Change the name that is shown; return it as it is kept.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: The name is not acceptable.
    """
    await trail.authorise(actor, "update", "institution")
    name = clean_name(name)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_name(tx.session, actor.tenant_id, name)
        await trail.audit(actor, "institution.rename", "institution", object_id=actor.tenant_id, session=tx.session)
    return name


async def set_accent(actor: Actor, colour: str) -> AccentView:
    """Change the accent.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: It is no colour, or cannot be read; `detail['nearest']` is the nearest that can.
    """
    await trail.authorise(actor, "update", "institution")
    view = accent_view(colour)
    if not view.passes:
        raise InvalidInputError(
            f"{view.colour} has a contrast of {view.ratio} to 1 on a light page; {LEAST} to 1 is needed. "
            f"The nearest colour that can be read is {view.offer}.",
            detail={"ratio": view.ratio, "nearest": view.offer},
        )
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_accent(tx.session, actor.tenant_id, view.colour)
        await trail.audit(
            actor, "institution.update", "institution", object_id=actor.tenant_id, session=tx.session,
            detail={"accent": view.colour},
        )  # fmt: skip
    return view


async def set_logo(actor: Actor, picture: bytes) -> str:
    """Put a picture in the place of the mark; return the address of what is kept: a small PNG made anew.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        NotAPictureError: It is no PNG, JPEG or WebP, or broken.
        PictureTooLargeError: Too many bytes or pixels.
        SvgRefusedError: It is an SVG.
    """
    await trail.authorise(actor, "update", "institution")
    image = await asyncio.to_thread(small_png, picture)
    fingerprint = hashlib.sha256(image).hexdigest()[:32]
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_logo(tx.session, actor.tenant_id, fingerprint, image, current().clock.now())
        await trail.audit(
            actor, "institution_logo.update", "institution_logo", session=tx.session, detail={"sha256": fingerprint}
        )
    return logo_address(fingerprint)


async def remove_logo(actor: Actor) -> None:
    """Show the product's mark again.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
    """
    await trail.authorise(actor, "update", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        if await rows.remove_logo(tx.session, actor.tenant_id):
            await trail.audit(actor, "institution_logo.remove", "institution_logo", session=tx.session)


async def logo(actor: Actor, fingerprint: str) -> bytes:
    """Return the logo of the actor's own institution.

    Raises:
        NotFoundError: It has none with this fingerprint.
    """
    await trail.authorise(actor, "read", "institution_logo")
    found = None
    if _FINGERPRINT.fullmatch(fingerprint):
        async with current().db.transaction(actor.tenant_id) as tx:
            found = await rows.logo(tx.session, actor.tenant_id, fingerprint)
    if found is None:
        raise NotFoundError("There is no such logo any more. Reload the page.")
    return found
