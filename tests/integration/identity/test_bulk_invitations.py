"""Inviting many by their addresses: the list, the links, the letters, and whom a link lets in."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RateLimitedError
from learnapp.services import Services, bulk_invitations, identity, invitations, joining, privacy
from learnapp.services.joining import InvitationClosedError, InvitationForOtherError, Newcomer

from .conftest import School


def address(name: str) -> str:
    return f"{name}-{uuid7().hex[-8:]}@home.example"


def newcomer(email: str) -> Newcomer:
    return Newcomer("Ada Byron", email, "nine blue boats", "2011-06-01")


async def invite(school: School, typed: str, role: str = "student", **more: Any) -> bulk_invitations.Invited:
    admin = await school.actor("admin")
    return await bulk_invitations.invite(admin, typed, role=role, section_id=school.section_id, **more)


async def states(school: School, typed: str) -> list[str]:
    admin = await school.actor("admin")
    found = await bulk_invitations.look(admin, typed, role="student", section_id=school.section_id)
    return [one.state for one in found]


async def test_every_line_says_how_it_stands(school: School) -> None:
    new = address("ann")
    await invite(school, invited := address("bob"))
    typed = f"""{new}
    {new.upper()}
    not an address
    {school.email("student")}
    {invited}
    {address("c")}, teacher
    {address("d")}; janitor
    {address("e")}, student, No such class
    {address("f")}\tassistant\tmath 7
    =cmd()"""
    assert await states(school, typed) == [
        "ready", "twice", "malformed", "here", "invited", "ready", "role", "section", "ready", "malformed",
    ]  # fmt: skip
    done = await invite(school, typed)
    assert (done.count, done.by_mail, len(done.links)) == (3, False, 3)
    page = await bulk_invitations.list_personal(await school.actor("admin"))
    assert {(one.role, one.state) for one in page.rows} == {
        ("student", "open"), ("instructor", "open"), ("assistant", "open"),
    }  # fmt: skip
    # They are no links of the class that everybody may use.
    assert (await invitations.of_section(await school.actor("admin"), school.section_id)).page.total == 0


async def test_a_link_lets_in_whom_it_was_for_and_nobody_else(
    school: School, superuser: psycopg.Connection[Any]
) -> None:
    ann = address("ann")
    ((shown, code),) = (await invite(school, ann)).links
    assert shown == ann
    with pytest.raises(InvitationForOtherError):
        await joining.join(code, newcomer(address("mallory")), address="a")
    with pytest.raises(InvitationForOtherError):
        await joining.accept(await other_student(school), code, address="b")
    begun = await joining.join(code, newcomer(ann), address="c")
    assert begun.tenant_id == school.tenant_id
    with pytest.raises(InvitationClosedError):
        await joining.look(code, address="d")
    (row,) = (await bulk_invitations.list_personal(await school.actor("admin"))).rows
    assert (row.state, row.email) == ("used", "")
    kept = superuser.execute("SELECT email_enc, email_lookup FROM invitation WHERE batch_id IS NOT NULL AND uses = 1")
    assert set(kept.fetchall()) == {(None, None)}


async def other_student(school: School) -> Any:
    elsewhere = await identity.create_section(await school.actor("admin"), title="Math 8", term="")
    new = identity.NewPerson(address("stu"), "Stu Dent", ("student",))
    made = await identity.create_person(await school.actor("admin"), new)
    await identity.enrol(await school.actor("admin"), elsewhere, [made.person_id])
    actor = await identity.actor_for_person(school.tenant_id, made.person_id)
    assert actor is not None
    return actor


async def test_links_are_renewed_withdrawn_and_run_out(school: School, services: Services) -> None:
    admin = await school.actor("admin")
    ((_, old),) = (await invite(school, address("ann"), days=3)).links
    own = await only(school)
    ((_, new),) = (await bulk_invitations.resend(admin, own)).links
    with pytest.raises(InvitationClosedError):
        await joining.look(old, address="a")
    assert (await joining.look(new, address="b")).section == "Math 7"
    before = services.clock
    services.clock = FixedClock(before.now() + timedelta(days=15))
    try:
        assert (await bulk_invitations.list_personal(admin)).rows[0].state == "expired"
        ((_, later),) = (await bulk_invitations.resend(admin, own)).links
        assert (await joining.look(later, address="c")).role == "student"
    finally:
        services.clock = before
    await invitations.revoke(admin, own)
    with pytest.raises(ConflictError):
        await bulk_invitations.resend(admin, own)
    (row,) = (await bulk_invitations.list_personal(admin)).rows
    assert (row.state, row.email) == ("revoked", "")


async def only(school: School) -> UUID:
    (row,) = (await bulk_invitations.list_personal(await school.actor("admin"))).rows
    return row.invitation_id


async def test_who_may_invite_whom(school: School, other_school: School) -> None:
    teacher = await school.actor("instructor")
    args: dict[str, Any] = {"section_id": school.section_id}
    done = await bulk_invitations.invite(teacher, address("ann"), role="student", **args)
    assert done.count == 1
    for typed, role in ((address("x"), "instructor"), (f"{address('y')}, teacher", "student")):
        with pytest.raises(ForbiddenError):
            await bulk_invitations.invite(teacher, typed, role=role, **args)
    with pytest.raises(ForbiddenError):
        await bulk_invitations.invite(teacher, address("z"), role="student", attest=True, **args)
    for who in ("student", "guardian", "auditor"):
        with pytest.raises(ForbiddenError):
            await bulk_invitations.look(await school.actor(who), address("w"), role="student", **args)
    mallory = await other_school.actor("admin")
    with pytest.raises(NotFoundError):
        await bulk_invitations.look(mallory, address("v"), role="student", **args)
    with pytest.raises(NotFoundError):
        await bulk_invitations.resend(mallory, await only(school))
    assert (await bulk_invitations.list_personal(mallory)).total == 0


async def test_too_many_are_refused(school: School, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.settings, "rate_limit_invitations", "3/day")
    await invite(school, "\n".join(address(f"p{n}") for n in range(3)))
    with pytest.raises(RateLimitedError):
        await invite(school, address("more"))
    with pytest.raises(InvalidInputError):
        await invite(school, "nobody here")


async def test_erasing_a_person_takes_an_invitation_to_them(school: School) -> None:
    admin = await school.actor("admin")
    other = await identity.create_section(admin, title="Math 8", term="")
    done = await bulk_invitations.invite(admin, school.email("student"), role="student", section_id=other)
    assert done.count == 1
    await privacy.erase_person(admin, school.people["student"])
    assert (await bulk_invitations.list_personal(admin)).total == 0


class _Letters(socketserver.StreamRequestHandler):
    """As much of SMTP as a letter needs."""

    def handle(self) -> None:
        letters: list[str] = self.server.letters  # type: ignore[attr-defined]
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "RCPT" and "refused" in line:
                self.wfile.write(b"550 no such mailbox\r\n")
            elif word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                text = ""
                while (part := self.rfile.readline().decode()) != ".\r\n":
                    text += part
                letters.append(text)
                self.wfile.write(b"250 taken\r\n")
            elif word == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def letters(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Letters) as server:
        server.letters = []  # type: ignore[attr-defined]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        monkeypatch.setattr(services.settings, "smtp_url", SecretStr(f"smtp://127.0.0.1:{port}"))
        monkeypatch.setattr(services.settings, "mail_from", "school@oak.example")
        monkeypatch.setattr(services.settings, "public_url", "https://learn.oak.example/")
        yield server.letters  # type: ignore[attr-defined]
        server.shutdown()


async def test_letters_go_out_once_and_their_links_work(school: School, letters: list[str]) -> None:
    ann = address("ann")
    done = await invite(school, f"{ann}\n{address('refused')}")
    assert (done.by_mail, done.links) == (True, [])
    await bulk_invitations.work(school.tenant_id, done.batch_id)
    (letter,) = letters
    assert ann in letter and "Math 7" in letter
    code = letter.split("https://learn.oak.example/join/")[1].split()[0]
    rows = (await bulk_invitations.list_personal(await school.actor("admin"))).rows
    assert sorted((one.email == ann, one.sent_at is not None) for one in rows) == [(False, False), (True, True)]
    await bulk_invitations.work(school.tenant_id, done.batch_id)
    assert len(letters) == 1
    assert (await joining.join(code, newcomer(ann), address="a")).tenant_id == school.tenant_id
