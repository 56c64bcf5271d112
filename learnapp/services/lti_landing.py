"""The end of a launch: the browser has taken the session's cookie, or a new window exchanges a code for one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from learnapp.core.i18n import known_locale
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.security.tokens import token_hash
from learnapp.services import current, lms, people, sessions
from learnapp.services.lti_login import Place, failed
from learnapp.services.sessions import SignedIn
from learnapp.storage.repositories import sections as section_rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """The session's cookie was not taken: a new window opens the page.

    Attributes:
        person: Whose session it will be, to be seen before it is opened.
    """

    person: str
    place: Place


async def arrive(code: str, token: str | None) -> str | Waiting:
    """Return the page to go to, when the browser has taken the session's cookie.

    Raises:
        LaunchFailedError: The code has expired or was used.
    """
    directory, digest = current().db.directory, token_hash(code[:200])
    landing = await directory.find_lti_landing(digest)
    if landing is None:
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    if token and hmac.compare_digest(token_hash(token), landing.session_hash):
        await directory.take_lti_landing(digest)
        return landing.target
    names = await people.names(landing.tenant_id, [landing.person_id])
    async with current().db.transaction(landing.tenant_id) as tx:
        institution = await section_rows.institution(tx.session, landing.tenant_id)
    locale = known_locale(institution.locale if institution is not None else "en")
    place = Place(institution.name if institution else "", locale, await lms.frames(landing.tenant_id))
    return Waiting(names.get(landing.person_id, ""), place)


async def open_landing(code: str) -> tuple[SignedIn, str]:
    """Exchange a code for a session in a new window; the one that no browser has taken ends.

    Raises:
        LaunchFailedError: The code has expired or was used.
    """
    directory, digest = current().db.directory, token_hash(code[:200])
    landing = await directory.find_lti_landing(digest)
    if landing is None or not await directory.take_lti_landing(digest):
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    await directory.revoke_session(landing.session_hash)
    return await sessions.start_session(landing.tenant_id, landing.person_id), landing.target
