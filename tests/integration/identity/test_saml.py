"""Signing in by SAML 2.0: as it is meant to be, and everything that forgers have tried on it before."""

from __future__ import annotations

import asyncio
import base64
import re
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from uuid import UUID

import httpx
import psycopg
import pytest
import xmlsec
from lxml import etree

from learnapp.api.app import build_api
from learnapp.core.errors import ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.integrations.oidc.errors import AnswerRefusedError
from learnapp.integrations.saml import shape
from learnapp.services import (
    Services,
    identity,
    privacy,
    saml_settings,
    sessions,
    sign_on_links,
    sign_on_mapping,
    sign_on_settings,
)
from learnapp.services.saml_settings import SamlDraft
from learnapp.storage.repositories import sign_on as rows
from tests.integration.identity.conftest import School
from tests.peers import saml as peer
from tests.peers.saml import NS, Asked, IdentityProvider, Words
from tests.peers.simplesaml import SimpleSaml, simplesaml

HOME = "http://school.test"
SAME = {"sec-fetch-site": "same-origin"}
FOREIGN = {"sec-fetch-site": "cross-site", "origin": "https://login.elm.example"}


def browser() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(build_api(), client=("203.0.113.8", 4712)), base_url=HOME, follow_redirects=False
    )


@dataclass
class Way:
    """A school's provider of SAML, and a way to go through it."""

    school: School
    provider_id: UUID
    idp: IdentityProvider
    metadata: str = ""

    @property
    def base(self) -> str:
        return f"/auth/saml/{self.school.slug}/{self.provider_id}"

    async def there(self, who: httpx.AsyncClient, more: str = "") -> Asked:
        start = f"/auth/sign-on/start?school={self.school.slug}&provider={self.provider_id}"
        answer = await who.get(start + more, headers=SAME)
        assert answer.status_code == 303 and answer.headers["location"].startswith("http://127.0.0.1:9/sso?x=1&y=2&")
        if not self.metadata:
            found = await who.get(f"{self.base}/metadata")
            assert found.headers["content-type"].startswith("application/samlmetadata+xml")
            self.metadata = found.text
        return self.idp.read(answer.headers["location"], self.metadata)

    async def post(self, who: httpx.AsyncClient, form: dict[str, str]) -> httpx.Response:
        """Post an answer as the provider's page does: from another site, without any cookie of ours."""
        async with browser() as without:
            answer = await without.post(f"{self.base}/acs", data=form, headers=FOREIGN)
        return await who.get(answer.headers["location"]) if answer.status_code == 303 else answer

    async def back(self, who: httpx.AsyncClient, words: Words, more: str = "", **how: Any) -> httpx.Response:
        """Go there and back; return what we answer in the end."""
        asked = await self.there(who, more)
        if how.pop("encrypted", False):
            how["encrypt_for"] = self.metadata
        return await self.post(who, self.idp.answer(asked, words, **how))


async def set_up(school: School, idp: IdentityProvider, **switches: bool) -> Way:
    """Enter the provider as an admin does, try it, and switch it on."""
    admin = await school.actor("admin")
    added = await saml_settings.add_saml(admin, SamlDraft("Elm", document=idp.metadata))
    way = Way(school, added, idp)
    async with browser() as own:
        begun = await sessions.start_session(school.tenant_id, school.people["admin"])
        own.cookies.set("sid", begun.token)
        tried = await way.back(
            own, Words(name=f"adam-{school.slug}", attributes={"mail": ["a@b.example"]}), "&purpose=trial"
        )
        assert tried.headers["location"] == f"/admin/sign-in?tried={added}"
    read, shown = await sign_on_mapping.try_claims(admin, added, "")
    assert read.email == "a@b.example" and not read.verified and ("mail", '"a@b.example"') in shown
    chosen = {"enabled": True, "new_accounts": False, "link_by_email": False, "admin_roles": False, **switches}
    await sign_on_settings.set_switches(admin, added, **chosen)
    return way


@pytest.fixture
async def way(school: School) -> AsyncIterator[Way]:
    yield await set_up(school, IdentityProvider())


async def link(way: Way, role: str, name: str) -> None:
    async with browser() as own:
        begun = await sessions.start_session(way.school.tenant_id, way.school.people[role])
        own.cookies.set("sid", begun.token)
        done = await way.back(own, Words(name=name), "&purpose=link")
        assert done.headers["location"] == "/account?connected=1", done.headers


async def whose(answer: httpx.Response) -> UUID | None:
    actor = await sessions.actor_for_session(answer.cookies.get("sid"))
    return actor.person_id if actor is not None else None


def entries(superuser: psycopg.Connection, school: School, action: str) -> list[tuple[str, dict[str, Any]]]:
    found = superuser.execute(
        "SELECT outcome, detail FROM audit_entry WHERE tenant_id = %s AND action = %s ORDER BY at, audit_id",
        (school.tenant_id, action),
    )
    return [(row[0], row[1]) for row in found.fetchall()]


async def test_signed_and_encrypted_answers_let_carol_in_and_both_sides_end_it(
    way: Way, superuser: psycopg.Connection
) -> None:
    carol = way.school.people["instructor"]
    await link(way, "instructor", "carol-7")
    for how in ({}, {"sign": "response"}, {"sign": "both"}, {"encrypted": True}, {"encrypted": True, "sign": "both"}):
        async with browser() as own:
            answer = await way.back(own, Words(), "&next=/teach", **how)
            assert answer.headers["location"] == "/teach" and await whose(answer) == carol, how
    async with browser() as own, browser() as other:
        await way.back(own, Words(session="mine"))
        await way.back(other, Words(session="other"))
        out = await own.post("/auth/sign-out", headers=SAME)
        query = {name: values[0] for name, values in parse_qs(urlsplit(out.headers["location"]).query).items()}
        bye = await own.get("/auth/sign-on/farewell", params={**query, "signed_out": ""})
        assert bye.headers["location"].startswith("http://127.0.0.1:9/slo?SAMLRequest=")
        again = await own.get("/auth/sign-on/farewell", params=query)
        assert again.headers["location"] == "/sign-in?error=not_found"
        # The other way round: the provider ends one session, and only that one.
        slo = f"{HOME}{way.base}/slo"
        kept = await sessions.start_session(way.school.tenant_id, carol)
        forged = way.idp.logout(slo, "carol-7", "other", pair=peer.keys("mallory"))
        old = way.idp.logout(slo, "carol-7", "other", at=datetime.now(UTC) - timedelta(minutes=20))
        unsigned = way.idp.logout(slo, "carol-7", "other").partition("&SigAlg")[0]
        for refused in (forged, old, unsigned):
            assert (await own.get(refused)).status_code == 403
        sid = other.cookies.get("sid")
        assert await sessions.actor_for_session(sid) is not None
        asked = way.idp.logout(slo, "carol-7", "other")
        done = await own.get(asked)
        assert done.status_code == 303 and done.headers["location"].startswith("http://127.0.0.1:9/slo?SAMLResponse=")
        assert "RelayState=theirs" in done.headers["location"] and "Signature=" in done.headers["location"]
        assert await sessions.actor_for_session(sid) is None
        assert await sessions.actor_for_session(kept.token) is not None, "a password's session is not the provider's"
        assert (await own.get(asked)).status_code == 403, "once"
    assert len(entries(superuser, way.school, "sign_on.sign_off")) == 1
    reasons = [one["why"] for outcome, one in entries(superuser, way.school, "sign_on.sign_in") if outcome == "denied"]
    assert reasons == ["saml_signature", "saml_time", "saml_unsigned", "saml_replayed"]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleSaml]:
    with simplesaml(tmp_path_factory.mktemp("simplesaml")) as running:
        yield running


async def test_simplesamlphp_lets_carol_in_and_out(school: School, real: SimpleSaml) -> None:
    """A real provider: it reads our metadata, checks our signatures, encrypts, and ends sessions from either side."""
    admin = await school.actor("admin")
    added = await saml_settings.add_saml(admin, SamlDraft("Elm", real.metadata))
    base = f"/auth/saml/{school.slug}/{added}"
    start = f"/auth/sign-on/start?school={school.slug}&provider={added}"

    async def through(ours: httpx.AsyncClient, theirs: httpx.Client, login: str, more: str = "") -> httpx.Response:
        left = await ours.get(start + more, headers=SAME)
        action, form = await asyncio.to_thread(real.sign_in, theirs, left.headers["location"], login)
        assert action == f"{HOME}{base}/acs"
        posted = await ours.post(action, data=form, headers=FOREIGN)
        return await ours.get(posted.headers["location"])

    async def follow(ours: httpx.AsyncClient, theirs: httpx.Client, url: str) -> str:
        """Go wherever either side sends the browser, until somebody shows a page."""
        for _ in range(8):
            own = url.startswith(HOME)
            answer = await ours.get(url) if own else await asyncio.to_thread(theirs.get, url)
            if answer.status_code not in (302, 303):
                assert answer.status_code == 200, answer.text[-800:]
                return url
            url = urljoin(url, answer.headers["location"])
            if url.startswith(f"{HOME}/sign-in"):
                return url
        raise AssertionError("no end to it")

    async with browser() as ours:
        real.trusts((await ours.get(f"{base}/metadata")).text, encrypt=True)
        with httpx.Client() as theirs:
            begun = await sessions.start_session(school.tenant_id, school.people["admin"])
            ours.cookies.set("sid", begun.token)
            assert "tried=" in (await through(ours, theirs, "adam", "&purpose=trial")).headers["location"]
    chosen = {"new_accounts": True, "link_by_email": False, "admin_roles": False}
    await sign_on_settings.set_switches(admin, added, enabled=True, **chosen)
    fields = {"name": "displayName", "email": "mail", "role": "groups"}
    await sign_on_mapping.set_mapping(admin, added, fields, "teachers = instructor")
    async with browser() as ours:
        with httpx.Client() as theirs:
            carol = await whose(await through(ours, theirs, "carol"))
            assert carol is not None and (await identity.person_detail(admin, carol)).view.name == "Carol Diaz"
            out = await ours.post("/auth/sign-out", headers=SAME)
            query = {name: values[0] for name, values in parse_qs(urlsplit(out.headers["location"]).query).items()}
            bye = await ours.get("/auth/sign-on/farewell", params=query)
            assert await follow(ours, theirs, bye.headers["location"]) == f"{HOME}/sign-in?signed_out=1"
            ours.cookies.clear()
            # Signed in anew, the session is ended at the provider: it is over here, too.
            answer = await through(ours, theirs, "carol")
            assert await whose(answer) == carol
            end = f"{real.url}/saml2/idp/SingleLogoutService.php?ReturnTo={real.url}/logout.php"
            assert (await follow(ours, theirs, end)).startswith(real.url)
            assert await whose(answer) is None


# --- attacks ---------------------------------------------------------------------------------------------


def _assertion(root: Any) -> Any:
    return root.find(".//saml:Assertion", NS)


def _evil(assertion: Any, *, signed: bool = False) -> Any:
    evil = deepcopy(assertion)
    evil.set("ID", "_evil")
    evil.find(".//saml:NameID", NS).text = "adam-root"
    if not signed:
        evil.remove(evil.find("ds:Signature", NS))
    return evil


def wrapped_beside(root: Any) -> None:
    """XSW: the forged assertion comes first, the signed one stays."""
    root.insert(2, _evil(_assertion(root)))


def wrapped_around(root: Any) -> None:
    """XSW: the signed assertion moves into the forged one."""
    signed = _assertion(root)
    evil = _evil(signed)
    root.replace(signed, evil)
    evil.insert(1, signed)


def wrapped_in_signature(root: Any) -> None:
    """XSW: the forged assertion takes the signature, the signed one hides in an Object of it."""
    signed = _assertion(root)
    evil = _evil(signed, signed=True)
    root.replace(signed, evil)
    holder = etree.SubElement(evil.find("ds:Signature", NS), f"{{{NS['ds']}}}Object")
    signed.remove(signed.find("ds:Signature", NS))
    holder.append(signed)


def wrapped_in_extensions(root: Any) -> None:
    """XSW: the signed assertion hides in Extensions."""
    signed = _assertion(root)
    evil = _evil(signed)
    root.replace(signed, evil)
    holder = etree.Element(f"{{{NS['samlp']}}}Extensions")
    holder.append(signed)
    root.insert(1, holder)


def same_id(root: Any) -> None:
    """Two assertions with the id that is signed."""
    evil = _evil(_assertion(root))
    evil.set("ID", _assertion(root).get("ID"))
    root.append(evil)


def renamed(root: Any) -> None:
    _assertion(root).find(".//saml:NameID", NS).text = "adam-root"


def stripped(root: Any) -> None:
    _assertion(root).remove(_assertion(root).find("ds:Signature", NS))


def two_references(root: Any) -> None:
    info = root.find(".//ds:SignedInfo", NS)
    info.append(deepcopy(info.find("ds:Reference", NS)))


def whole_document(root: Any) -> None:
    root.find(".//ds:Reference", NS).set("URI", "")


def other_transform(root: Any) -> None:
    found = root.find(".//ds:Transform", NS)
    found.set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")


def damaged(root: Any) -> None:
    found = root.findall(".//xenc:CipherValue", NS)[-1]
    sealed = bytearray(base64.b64decode(found.text))
    sealed[len(sealed) // 2] ^= 1
    found.text = base64.b64encode(bytes(sealed)).decode()


def cut_off(root: Any) -> None:
    root.findall(".//xenc:CipherValue", NS)[-1].text = base64.b64encode(b"x" * 24).decode()


def not_base64(root: Any) -> None:
    root.findall(".//xenc:CipherValue", NS)[-1].text = "!!"


def wrong_key(root: Any) -> None:
    found = root.findall(".//xenc:EncryptedKey//xenc:CipherValue", NS)[0]
    found.text = base64.b64encode(b"\x01" * 384).decode()


def fetched_cipher(root: Any) -> None:
    data = root.find(".//xenc:EncryptedData/xenc:CipherData", NS)
    data.clear()
    etree.SubElement(data, f"{{{NS['xenc']}}}CipherReference").set("URI", "http://127.0.0.1:1/x")


def entity(root: Any) -> bytes:
    """XXE: a file of ours in the name."""
    text = str(etree.tostring(root).decode()).replace("carol-7", "&x;")
    return f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{text}'.encode()


def laughs(_: Any) -> bytes:
    inner = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE r [<!ENTITY l0 "ha">{inner}]><r>&l8;</r>'.encode()


def huge(_: Any) -> bytes:
    return b"<r>" + b"x" * 250_000 + b"</r>"


def no_xml(_: Any) -> bytes:
    return b"\x00\xff not xml"


def no_confirmation(root: Any) -> None:
    for name in ("Recipient", "InResponseTo", "NotOnOrAfter"):
        del root.find(".//saml:SubjectConfirmationData", NS).attrib[name]


def nobodys_answer(root: Any) -> None:
    del root.attrib["InResponseTo"]


def any_audience(root: Any) -> None:
    conditions = root.find(".//saml:Conditions", NS)
    conditions.remove(conditions.find("saml:AudienceRestriction", NS))


SHA1 = xmlsec.constants.TransformRsaSha1
HOUR = timedelta(hours=1)
ATTACKS: dict[str, tuple[str, Words, dict[str, Any], Callable[[Any], Any] | None]] = {
    "wrapped beside": ("saml_shape", Words(), {}, wrapped_beside),
    "wrapped around": ("saml_shape", Words(), {}, wrapped_around),
    "wrapped in the signature": ("saml_shape", Words(), {}, wrapped_in_signature),
    "wrapped in extensions": ("saml_shape", Words(), {}, wrapped_in_extensions),
    "same id": ("saml_shape", Words(), {}, same_id),
    "renamed": ("saml_signature", Words(), {}, renamed),
    "renamed under the response's signature": ("saml_signature", Words(), {"sign": "response"}, renamed),
    "unsigned": ("saml_unsigned", Words(), {"sign": "nothing"}, None),
    "signature taken out": ("saml_unsigned", Words(name="adam-root"), {}, stripped),
    "another key": ("saml_signature", Words(), {"pair": "mallory"}, None),
    "two references": ("saml_shape", Words(), {}, two_references),
    "a reference to everything": ("saml_shape", Words(), {}, whole_document),
    "another transform": ("saml_shape", Words(), {}, other_transform),
    "SHA-1": ("saml_algorithm", Words(), {"method": SHA1}, None),
    "RSA 1.5": (
        "saml_algorithm", Words(), {"encrypted": True, "key_transport": xmlsec.constants.TransformRsaPkcs1}, None
    ),
    "damaged ciphertext": ("saml_broken", Words(), {"encrypted": True}, damaged),
    "ciphertext cut off": ("saml_broken", Words(), {"encrypted": True}, cut_off),
    "ciphertext that is none": ("saml_broken", Words(), {"encrypted": True}, not_base64),
    "another's key in it": ("saml_broken", Words(), {"encrypted": True}, wrong_key),
    "ciphertext to be fetched": ("saml_shape", Words(), {"encrypted": True}, fetched_cipher),
    "encrypted, unsigned": ("saml_unsigned", Words(), {"encrypted": True, "sign": "nothing"}, None),
    "an entity": ("saml_form", Words(), {}, entity),
    "a billion laughs": ("saml_form", Words(), {}, laughs),
    "huge": ("saml_size", Words(), {}, huge),
    "no XML": ("saml_form", Words(), {}, no_xml),
    "expired": ("saml_time", Words(begins=-2 * HOUR, ends=-HOUR), {}, None),
    "from the future": ("saml_time", Words(begins=HOUR, ends=2 * HOUR), {}, None),
    "another audience": ("saml_audience", Words(audience="https://other.example"), {}, None),
    "any audience": ("saml_audience", Words(), {"sign_after": True}, any_audience),
    "another destination": ("saml_destination", Words(destination="https://other.example/acs"), {}, None),
    "another recipient": ("saml_subject", Words(recipient="https://other.example/acs"), {}, None),
    "another issuer": ("saml_issuer", Words(issuer="https://login.hillview.example"), {}, None),
    "another request": ("saml_request", Words(answers="_another"), {}, None),
    "no request": ("saml_request", Words(), {"sign_after": True}, nobodys_answer),
    "no confirmation": ("saml_subject", Words(), {"sign_after": True}, no_confirmation),
    "a name without letters": ("saml_subject", Words(name=" "), {}, None),
    "a name that changes": ("saml_transient", Words(name_kind=peer.TRANSIENT), {}, None),
    "turned back": ("sign_on_cancelled", Words(status="urn:oasis:names:tc:SAML:2.0:status:Responder"), {}, None),
}  # fmt: skip


async def test_an_answer_proves_who_it_is_or_nothing(way: Way, superuser: psycopg.Connection) -> None:
    await link(way, "instructor", "carol-7")
    await link(way, "admin", "adam-root")
    expected = []
    for name, (why, words, how, change) in ATTACKS.items():
        more = dict(how)
        if more.get("pair"):
            more["pair"] = peer.keys(str(more["pair"]))
        if more.pop("sign_after", False):
            # The provider itself has left it out: the signature holds.
            more["before"] = change
        else:
            more["change"] = change
        async with browser() as own:
            answer = await way.back(own, words, **more)
        assert answer.status_code in (400, 403), (name, answer.status_code, answer.headers.get("location"))
        assert not answer.cookies.get("sid") and 'role="alert"' in answer.text, name
        expected.append((name, why))
    told = [one["why"] for outcome, one in entries(superuser, way.school, "sign_on.sign_in") if outcome == "denied"]
    assert list(zip(ATTACKS, told, strict=True)) == expected
    # A comment in the name ends it for some parsers; here all of it counts, and belongs to nobody.
    for sign in ("assertion", "response"):
        async with browser() as own:
            answer = await way.back(own, Words(name="carol-7.evil.example"), sign=sign, change=_commented)
            assert answer.headers["location"] == "/sign-in?error=sign_on_no_account" and await whose(answer) is None


def _commented(root: Any) -> bytes:
    return bytes(etree.tostring(root)).replace(b"carol-7.evil.example", b"carol-7<!-- -->.evil.example")


async def test_an_answer_counts_once_and_in_the_browser_that_asked(way: Way, superuser: psycopg.Connection) -> None:
    await link(way, "instructor", "carol-7")
    async with browser() as mallory, browser() as alice:
        asked = await way.there(mallory)
        form = way.idp.answer(asked, Words(assertion_id="_once"))
        # State fixation: Mallory's answer in Alice's browser.
        answer = await way.post(alice, form)
        assert answer.headers["location"] == "/sign-in?error=sign_on_refused" and not answer.cookies.get("sid")
        assert (await way.post(mallory, form)).status_code == 403, "the request was answered"
        # The same assertion under another request of one's own.
        asked = await way.there(mallory)
        form = way.idp.answer(asked, Words(assertion_id="_once"))
        assert (await way.post(mallory, form)).status_code == 403
        # Without a request, or with one of somebody else's school, there is nothing to answer.
        for relay in ("", "https://evil.test", "x" * 43):
            assert (await way.post(mallory, {**form, "RelayState": relay})).status_code == 403
        # Nobody is sent to another site afterwards.
        answer = await way.back(mallory, Words(), "&next=//evil.test")
        assert answer.headers["location"] == "/" and await whose(answer) == way.school.people["instructor"]
    told = [one["why"] for outcome, one in entries(superuser, way.school, "sign_on.sign_in") if outcome == "denied"]
    assert told == ["browser", "state", "saml_replayed", "state", "state", "state"]


async def test_accounts_are_made_and_found_by_what_is_verified_only(way: Way, services: Services) -> None:
    school, admin = way.school, await way.school.actor("admin")
    carol = school.email("instructor")
    domain = carol.partition("@")[2]
    fields = {"name": "displayName", "email": "mail", "role": "groups", "section": "", "usual": "", "subject": ""}
    await sign_on_mapping.set_mapping(admin, way.provider_id, fields, "teachers = instructor\nheads = admin")
    async with services.db.transaction(school.tenant_id) as tx:
        await rows.add_domain(tx.session, school.tenant_id, domain, way.provider_id, "proof")
        assert await rows.prove_domain(tx.session, school.tenant_id, domain, services.clock.now())
    chosen = {"enabled": True, "new_accounts": True, "link_by_email": True, "admin_roles": False}
    await sign_on_settings.set_switches(admin, way.provider_id, **chosen)

    async def come(words: Words) -> UUID | None:
        async with browser() as own:
            return await whose(await way.back(own, words))

    said = {"displayName": ["Carol"], "mail": [carol], "groups": ["teachers", "heads"]}
    # An address is only an attribute: an account of their own, without it, and no admin.
    new = await come(Words(name="p-1", attributes=said))
    assert new is not None and new != school.people["instructor"]
    view = (await identity.person_detail(admin, new)).view
    assert (view.email, view.roles, view.name) == ("", ("instructor",), "Carol")
    # The provider names them by another address than the one it says.
    assert await come(Words(name="eve@x.example", name_kind=peer.EMAIL, attributes=said)) != school.people["instructor"]
    # It names them by that very address.
    assert await come(Words(name=carol.title(), name_kind=peer.EMAIL, attributes=said)) == school.people["instructor"]
    links = (await identity.person_detail(admin, school.people["instructor"])).outside
    assert [one.how for one in links] == ["email"]
    # Who somebody is may be an attribute, where names change each time.
    await sign_on_mapping.set_mapping(
        admin, way.provider_id, {**fields, "subject": "eduPersonUniqueId"}, "teachers = instructor"
    )
    for name in ("t-1", "t-2"):
        words = Words(name=name, name_kind=peer.TRANSIENT, attributes={**said, "eduPersonUniqueId": ["p-1"]})
        assert await come(words) == new
    await privacy.erase_person(admin, new)
    async with services.db.transaction(school.tenant_id) as tx:
        assert await rows.identities_of(tx.session, school.tenant_id, new) == []


async def test_another_institutions_provider_of_the_same_name_opens_nothing_here(
    way: Way, other_school: School, superuser: psycopg.Connection
) -> None:
    """Mallory runs a provider that calls itself what Carol's does, and says there that she is Carol."""
    await link(way, "instructor", "carol-7")
    hers = await set_up(other_school, IdentityProvider(way.idp.entity_id, "mallory"), new_accounts=True)
    mallory = await other_school.actor("admin")
    await sign_on_mapping.set_mapping(mallory, hers.provider_id, {"usual": "instructor", "name": "n"}, "")
    async with browser() as own:
        answer = await hers.back(own, Words(attributes={"n": ["Mallory"]}))
        actor = await sessions.actor_for_session(answer.cookies.get("sid"))
        assert actor is not None and actor.tenant_id == other_school.tenant_id
        form = hers.idp.answer(await hers.there(own), Words())
        assert (await way.post(own, form)).status_code == 403, "her answer at our address"
        form = hers.idp.answer(await way.there(own), Words())
        assert (await way.post(own, form)).status_code == 403, "her key for our request"
        for path in ("metadata", "slo"):
            crossed = await own.get(f"/auth/saml/{other_school.slug}/{way.provider_id}/{path}")
            assert crossed.status_code == 404
    for act in (
        saml_settings.change_saml(mallory, way.provider_id, SamlDraft("x", document=hers.idp.metadata)),
        sign_on_settings.remove_provider(mallory, way.provider_id),
    ):
        with pytest.raises(NotFoundError):
            await act
    with pytest.raises(ForbiddenError):
        await saml_settings.add_saml(await way.school.actor("instructor"), SamlDraft("x", document=way.idp.metadata))
    assert [name for _, name in await sign_on_links.links_of(await way.school.actor("student"))] == [""]


# --- metadata --------------------------------------------------------------------------------------------


async def test_metadata_that_cannot_be_used_says_why(school: School) -> None:
    admin, good = await school.actor("admin"), IdentityProvider().metadata
    bad = {
        "identity provider": "<html></html>",
        "no SAML metadata": '<!DOCTYPE r [<!ENTITY x "y">]>' + good,
        "HTTP-Redirect": good.replace(peer.REDIRECT, "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"),
        "several": f'<md:EntitiesDescriptor xmlns:md="{NS["md"]}">{good}{good}</md:EntitiesDescriptor>',
        "certificate": re.sub(r"<ds:X509Certificate>[^<]+", "<ds:X509Certificate>AAAA", good),
        "sent to": good.replace("http://127.0.0.1:9/sso?x=1&amp;y=2", "javascript:alert(1)"),
        "metadata": "",
    }
    for words, document in bad.items():
        with pytest.raises(LearnAppError, match=words):
            await saml_settings.add_saml(admin, SamlDraft("Elm", document=document))
    for address in ("ftp://x.example", "file:///etc/passwd", "https://10.0.0.8/metadata"):
        with pytest.raises((InvalidInputError, LearnAppError)):
            await saml_settings.add_saml(admin, SamlDraft("Elm", address))
    assert await sign_on_settings.providers(admin) == []


async def test_a_provider_that_changes_its_key_is_read_again(
    way: Way, monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection
) -> None:
    """It says so in its metadata, at the address that the admin has given; that is not asked for at each forgery."""
    fetched: list[str] = []
    said = [IdentityProvider(way.idp.entity_id, "renewed").metadata]

    def fetch(url: str, *, loopback: bool) -> bytes:
        fetched.append(url)
        return said[0].encode()

    monkeypatch.setattr("learnapp.services.saml_settings.metadata.fetch", fetch)
    await link(way, "instructor", "carol-7")
    superuser.execute(
        'UPDATE sign_in_provider SET saml = saml || \'{"metadata_url": "https://login.elm.example/m",'
        ' "read_at": "2026-01-01T00:00:00+00:00"}\' WHERE tenant_id = %s',
        (way.school.tenant_id,),
    )
    async with browser() as own:
        answer = await way.back(own, Words(), pair=peer.keys("renewed"))
        assert await whose(answer) == way.school.people["instructor"]
        for _ in range(2):
            assert (await way.back(own, Words(), pair=peer.keys("mallory"))).status_code == 403
    assert fetched == ["https://login.elm.example/m"]
    # Whoever can write what is at the address cannot become somebody else by it.
    said[0] = IdentityProvider("https://other.example", "mallory").metadata
    superuser.execute(
        'UPDATE sign_in_provider SET saml = saml || \'{"read_at": "2026-01-01T00:00:00+00:00"}\' WHERE tenant_id = %s',
        (way.school.tenant_id,),
    )
    async with browser() as own:
        assert (await way.back(own, Words(), pair=peer.keys("mallory"))).status_code == 403


def test_what_unpacks_to_far_too_much_is_not_unpacked() -> None:
    packer = zlib.compressobj(wbits=-15)
    bomb = base64.b64encode(packer.compress(b"<r>" + b" " * 50_000_000) + packer.flush()).decode()
    with pytest.raises(AnswerRefusedError) as refused:
        shape.inflated(bomb)
    assert refused.value.detail["why"] == "saml_size"
