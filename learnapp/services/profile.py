"""The signed-in person's own profile: name, language, institution."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from zoneinfo import available_timezones

from learnapp.core.contrast import is_colour, shades
from learnapp.core.errors import InvalidInputError, NotSignedInError
from learnapp.core.i18n import known_locale
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, people, sessions
from learnapp.services.branding import logo_address
from learnapp.storage.repositories import branding as branding_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows

CHOICES: dict[str, tuple[str, ...]] = {
    "text_size": ("normal", "large", "larger"),
    "spacing": ("normal", "wide"),
    "motion": ("device", "less"),
}
"""What can be chosen for each part of a look; the first is what pages have on their own."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a person wants pages to look.

    Attributes:
        text_size: normal, large (115 %) or larger (130 %).
        spacing: normal or wide: between letters, words, lines and paragraphs, as readers with dyslexia often want it.
        motion: device (as it is set there) or less.
        time_zone: IANA name; "": the device's.
    """

    text_size: str = "normal"
    spacing: str = "normal"
    motion: str = "device"
    time_zone: str = ""


@cache
def time_zones() -> tuple[str, ...]:
    """Return the time zones that can be chosen: places, in alphabetical order."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc", "System")))
    )


@dataclass(frozen=True, slots=True)
class Me:
    """What the header of every page shows.

    Attributes:
        accent_color: The shade of the accent for the light theme.
        accent_dark: The one for the dark theme.
        logo: Address of the institution's logo, "" where it has none.
    """

    name: str
    locale: str
    institution: str
    kind: str
    accent_color: str
    accent_dark: str
    logo: str
    theme: str = "system"
    look: Look = Look()


async def me(actor: Actor) -> Me:
    """Return the actor's own name, language and institution.

    Raises:
        NotSignedInError: The person is gone.
    """
    access.require(actor, "read", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        institution = await section_rows.institution(tx.session, actor.tenant_id)
        row = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
        fingerprint = await branding_rows.logo_fingerprint(tx.session, actor.tenant_id)
    if institution is None or row is None:
        raise NotSignedInError("Sign in to go on.")
    seen = people.reveal(current().keyring, row)
    look = Look(row.text_size, row.spacing, row.motion, row.time_zone)
    accent = institution.accent_color if is_colour(institution.accent_color) else "#2f5bd7"
    logo = logo_address(fingerprint)
    return Me(seen.name, row.locale, institution.name, institution.kind, *shades(accent), logo, row.theme, look)


async def set_look(actor: Actor, look: Look) -> None:
    """Remember how a person wants pages to look, on every device.

    Raises:
        InvalidInputError: A choice or time zone that there is not.
    """
    access.require(actor, "update", "profile", student_id=actor.person_id)
    values: dict[str, object] = asdict(look)
    for part, choices in CHOICES.items():
        if values[part] not in choices:
            raise InvalidInputError(f"Choose one of these for {part}: {', '.join(choices)}.")
    if look.time_zone and look.time_zone not in time_zones():
        raise InvalidInputError("Choose a time zone from the list.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await people_rows.update_person(tx.session, actor.tenant_id, actor.person_id, values)


async def set_language(actor: Actor, locale: str) -> None:
    """Remember the language a person has chosen."""
    access.require(actor, "update", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        values: dict[str, object] = {"locale": known_locale(locale)}
        await people_rows.update_person(tx.session, actor.tenant_id, actor.person_id, values)
    sessions.forget_person(actor.person_id)
