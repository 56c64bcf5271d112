"""Programs of others that a student works with (H5P, SCORM 1.2): their addresses, what they store, and what they say.

A program is believed nothing: it runs in a frame without an origin, its files are given out by signed addresses, what
it says of a score is kept as a claim (`integrations.player_statements`), and it does not learn who the student is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile, ZipInfo

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import EventResult
from learnapp.engine.kc import Content
from learnapp.engine.material import PLAYERS, Package
from learnapp.integrations import player_statements
from learnapp.integrations.player_statements import Played
from learnapp.security import consent
from learnapp.security.access import Actor
from learnapp.security.crypto import PersonKey
from learnapp.services import current, learning, people
from learnapp.services.learner_facts import facts_of
from learnapp.services.media import until
from learnapp.services.practice_views import PackageView
from learnapp.services.progress import CardView, Study, card, event, study
from learnapp.services.sessions import limiter
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import player_states as rows

MOST_SAID = player_statements.MOST_STATEMENT
RATE = "90/minute"
"""How often one student's players may speak, and how often store; far more than any task has to."""
BLOCK = 256 * 1024
"""Bytes of a file that are in memory at once while it is sent."""
_FIELD = "player"


@dataclass(frozen=True, slots=True)
class Told:
    """What has become of something that a player said.

    Attributes:
        taken: It was recorded as an event.
        done: The task is worked through now.
        claimed: The score that the player claims, per cent; -1 for none.
        cards: What comes next, once it is done.
    """

    taken: bool = False
    done: bool = False
    claimed: int = -1
    cards: tuple[CardView, ...] = ()


@dataclass(frozen=True)
class ClaimView:
    """What a student has done with one program, for who teaches them.

    Attributes:
        share: The score that the program told last, per cent; -1 for none.
    """

    title: str = ""
    done: bool = False
    share: int = -1
    at: str = ""


def shown_package(item: Content, owner: UUID, progress: dict[str, Any] | None) -> PackageView:
    """Return a program as a student may open it; nothing of it is kept yet.

    Args:
        item: The content.
        owner: The institution, or the library, whose course it is.
        progress: `item_progress.state`.
    """
    package = item.material.package
    if package is None:
        return PackageView()
    claim = ((progress or {}).get("simulation") or {}).get("claimed_score")
    return PackageView(
        src=address(owner, package),
        player=package.player,
        start=_start(item.language, {}, package),
        claimed=round(100 * claim) if isinstance(claim, float) else -1,
    )


async def with_kept(actor: Actor, content_id: UUID, package: Package, language: str, view: PackageView) -> PackageView:
    """Return a program with what it has stored for this student's next visit.

    Args:
        actor: The student.
        content_id: The content.
        package: Its program.
        language: Of the content.
        view: The program as whoever may open it sees it.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        sealed = await rows.one(tx.session, actor.tenant_id, actor.person_id, content_id)
        own = await people_rows.person(tx.session, actor.tenant_id, actor.person_id) if sealed is not None else None
    key = people.open_key(current().keyring, own) if own is not None else None
    kept = opened(key, sealed) if key is not None and sealed is not None else {}
    # Always the same for this student and task, so that a program can tell its students apart, and nobody else can.
    who = hashlib.sha256(actor.person_id.bytes + content_id.bytes).hexdigest()[:24]
    return replace(view, start=_start(language, kept, package, who))


def _start(language: str, kept: dict[str, str], package: Package, who: str = "") -> str:
    found = {"language": language, "reports": package.reports, "who": who, "kept": kept, "given": dict(package.given)}
    return json.dumps(found)


def opened(key: PersonKey, sealed: bytes) -> dict[str, str]:
    """Return what a player has stored: names and values."""
    found: dict[str, str] = json.loads(key.decrypt(_FIELD, sealed))
    return found


# --- what a player says ----------------------------------------------------------------------------------


async def heard(actor: Actor, section_id: UUID, content_id: UUID, said: str, spent_ms: int) -> Told:
    """Take in an xAPI statement that a player has made (JSON as text).

    Args:
        actor: The student.
        section_id: Their section.
        content_id: What is open before them; what the statement says of that is not read.
        said: The statement.
        spent_ms: How long it can have taken at most.

    Raises:
        InvalidInputError: It is too large or no JSON, or the content is no program.
        NotFoundError: None of the student's courses has the content.
        RateLimitedError: The player says far too much.
    """
    here, _ = await _open(actor, section_id, content_id, "says")
    if len(said) > MOST_SAID:
        raise InvalidInputError("The task reports more than can be taken in. Reload the page.")
    try:
        statement = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError("The task reports something that cannot be read. Reload the page.") from error
    return await _record(actor, here, content_id, player_statements.of_xapi(statement), spent_ms)


async def keep(actor: Actor, section_id: UUID, content_id: UUID, said: str, spent_ms: int) -> Told:
    """Store what a player wants to find at the next visit, and take in what has changed by it.

    Without consent nothing is stored and the task can be worked with all the same.

    Args:
        actor: The student.
        section_id: Their section.
        content_id: What is open before them.
        said: Of SCORM its data model (JSON, name to value), of H5P its state (JSON).
        spent_ms: How long it can have taken at most.

    Raises:
        InvalidInputError: It is too large or no JSON, or the content is no program.
        NotFoundError: None of the student's courses has the content.
        RateLimitedError: The player stores far too often.
    """
    here, package = await _open(actor, section_id, content_id, "keeps")
    if len(said) > 2 * player_statements.MOST_KEPT:
        raise InvalidInputError("The task wants to keep more than can be kept. Reload the page.")
    now = current().clock.now()
    facts = facts_of(current().keyring, actor.tenant_id, actor.person_id, here.loaded, now)
    allowed = consent.covers(
        facts.consents, birth_date=facts.birth_date, institution_kind=facts.institution_kind, today=facts.today
    ).allowed
    new = _kept(package, said)
    if not new:
        return Told()
    before: dict[str, str] = {}
    if allowed:
        async with current().db.transaction(actor.tenant_id) as tx:
            own = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
            key = people.open_key(current().keyring, own) if own is not None else None
            if key is None:
                return Told()
            old = await rows.one(tx.session, actor.tenant_id, actor.person_id, content_id)
            before = opened(key, old) if old is not None else {}
            sealed = key.encrypt(_FIELD, json.dumps(new))
            await rows.put(tx.session, actor.tenant_id, actor.person_id, content_id, sealed, now)
    played = player_statements.of_cmi(before, new) if package.player == "scorm" else None
    return await _record(actor, here, content_id, played, spent_ms)


async def claims_of(own: Actor, here: Study) -> list[ClaimView]:
    """Return what a student has done with the programs of a course, the newest first.

    Args:
        own: The student; who looks has been let in.
        here: Their place in the course.
    """
    programs = {one.content_id: one for one in here.snapshot.content.values() if one.material.package is not None}
    if not programs:
        return []
    async with current().db.transaction(own.tenant_id) as tx:
        found = await rows.claims(tx.session, own.tenant_id, own.person_id, list(programs))
    return [
        ClaimView(programs[task].title, done, -1 if share is None else round(100 * share), at.isoformat())
        for task, done, share, at in found
    ]


def _kept(package: Package, said: str) -> dict[str, str]:
    if package.player != "scorm":
        return player_statements.kept_h5p(said)
    try:
        return player_statements.kept_cmi(json.loads(said))
    except (ValueError, RecursionError) as error:
        raise InvalidInputError("The task reports something that cannot be read. Reload the page.") from error


async def _open(actor: Actor, section_id: UUID, content_id: UUID, what: str) -> tuple[Study, Package]:
    who = hashlib.sha256(actor.person_id.bytes).hexdigest()
    await limiter().hit(RATE, f"player-{what}", str(actor.tenant_id), who)
    here = await study(actor, section_id, content_id)
    package = here.snapshot.content[content_id].material.package
    if package is None:
        raise InvalidInputError("This is no interactive task. Reload the page.")
    return here, package


async def _record(actor: Actor, here: Study, content_id: UUID, played: Played | None, spent_ms: int) -> Told:
    if played is None:
        return Told()
    claimed = min(played.result.duration_ms or 0, max(spent_ms, 0))
    told: EventResult = played.result.model_copy(update={"duration_ms": claimed or None})
    sent = event(actor, here.section.section_id, played.verb, object_id=content_id, result=told)
    got = await learning.record_event(sent, actor)
    score = (told.state or {}).get("claimed_score")
    done = told.progress == 1.0
    return Told(
        taken=True,
        done=done,
        # Of a part the score says nothing about the whole.
        claimed=round(100 * score) if isinstance(score, float) and "part" not in (told.state or {}) else -1,
        cards=tuple(card(each, here.snapshot) for each in got.next) if done else (),
    )


# --- its files -------------------------------------------------------------------------------------------


def address(tenant: UUID, package: Package) -> str:
    """Return where the frame begins: good for the next five to six hours, and for the files of this package only.

    The caller has made sure that the reader may see the content that the package belongs to.
    """
    end = until()
    mark = current().keyring.mark(_claim(package.player, tenant, package.file, end))
    begin = "play" if package.player == "h5p" else f"files/{package.launch}"
    return f"/packages/{package.player}/{tenant}/{package.file}/{end}/{mark}/{begin}"


def checked(player: str, tenant: str, file: str, end: str, mark: str) -> Path:
    """Return the archive of a signed address.

    Raises:
        ForbiddenError: The mark is not ours, or its time is over.
        NotFoundError: There is no such file.
    """
    try:
        owner, moment = UUID(tenant), int(end)
    except ValueError as error:
        raise NotFoundError("There is no such file.") from error
    if player not in PLAYERS or not file.endswith(".zip"):
        raise NotFoundError("There is no such file.")
    if not current().keyring.marked(_claim(player, owner, file, moment), mark):
        raise ForbiddenError("This address was not made by this server. Open the page that shows the task.")
    if moment <= current().clock.now().timestamp():
        raise ForbiddenError("This address has expired. Reload the page that shows the task.")
    found: Path = current().media.find(owner, file)
    return found


def size_of(archive: Path, name: str) -> int:
    """Return how many bytes a file of an archive has that an import has made.

    Raises:
        NotFoundError: The package has no such file.
    """
    with ZipFile(archive) as kept:
        return _info(kept, name).file_size


def member(archive: Path, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield a file of an archive that an import has made, or a part of it, a block at a time.

    What stands before the part is unpacked in blocks too, and let go: an archive knows no way around it.

    Args:
        archive: The archive.
        name: Of the file; one that leads nowhere in it is none.
        start: First byte.
        end: Behind the last one; None: to the end of the file.

    Raises:
        NotFoundError: The package has no such file.
    """
    with ZipFile(archive) as kept:
        info = _info(kept, name)
        left = (info.file_size if end is None else end) - start
        with kept.open(info) as file:
            while start > 0 and (passed := file.read(min(start, BLOCK))):
                start -= len(passed)
            while left > 0 and (block := file.read(min(left, BLOCK))):
                left -= len(block)
                yield block


def _info(kept: ZipFile, name: str) -> ZipInfo:
    try:
        return kept.getinfo(name)
    except KeyError as error:
        raise NotFoundError("The package has no such file.") from error


def _claim(player: str, tenant: UUID, file: str, end: int) -> str:
    return f"package/{player}/{tenant}/{file}/{end}"
