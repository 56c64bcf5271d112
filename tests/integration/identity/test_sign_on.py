"""Signing in at an institution's provider: the certified one as it is meant to be, a forger as it is not."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import psycopg
import pytest
from joserfc.jwk import RSAKey

from learnapp.api.app import build_api
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.integrations.oidc import addresses
from learnapp.integrations.oidc import provider as providers
from learnapp.integrations.oidc.errors import AddressRefusedError
from learnapp.security.access import system_actor
from learnapp.services import (
    Services,
    identity,
    joining,
    outside_accounts,
    privacy,
    sessions,
    sign_in_rescue,
    sign_on,
    sign_on_domains,
    sign_on_links,
    sign_on_mapping,
    sign_on_rules,
    sign_on_settings,
)
from learnapp.services.sign_in import SignInFailedError, sign_in
from learnapp.services.sign_on_settings import Draft
from learnapp.storage.repositories import sign_on as rows
from tests.integration.identity.conftest import PASSWORD, School
from tests.peers.names import name_service
from tests.peers.oidc import CertifiedProvider, Forger, certified

HOME = "http://school.test"
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def carols_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertifiedProvider]:
    with certified(tmp_path_factory.mktemp("oidc")) as running:
        yield running


@pytest.fixture
def forger() -> Iterator[Forger]:
    made = Forger()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    providers.forget()
    yield


def browser() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(build_api(), client=("203.0.113.7", 4711)), base_url=HOME, follow_redirects=False
    )


@dataclass
class Way:
    """A school's provider that works, and a way to go through it."""

    school: School
    provider_id: UUID
    certified: CertifiedProvider

    @property
    def start(self) -> str:
        return f"/auth/sign-on/start?school={self.school.slug}&provider={self.provider_id}"

    async def there(self, who: httpx.AsyncClient, more: str = "", headers: dict[str, str] | None = None) -> str:
        answer = await who.get(self.start + more, headers=headers or {})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def back(self, who: httpx.AsyncClient, login: str, more: str = "") -> httpx.Response:
        """Go there and back; return what our callback answers."""
        url = self.certified.sign_in(await self.there(who, more, SAME), login)
        return await who.get(url.removeprefix(HOME), headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140"})


async def set_up(school: School, peer: CertifiedProvider, **switches: bool) -> Way:
    """Enter the provider as an admin does, try it, and switch it on."""
    admin = await school.actor("admin")
    added = await sign_on_settings.add_provider(admin, Draft(school.slug.title(), peer.url, "not-yet"))
    client, secret = peer.register(f"{HOME}/auth/oidc/callback/{added}", f"{HOME}/sign-in")
    await sign_on_settings.change_provider(admin, added, Draft(school.slug.title(), peer.url, client, secret))
    way = Way(school, added, peer)
    peer.knows(f"admin-{school.slug}", name="Adam", email="adam@elsewhere.example", groups=["staff"])
    async with browser() as own:
        begun = await sessions.start_session(school.tenant_id, school.people["admin"])
        own.cookies.set("sid", begun.token)
        tried = await way.back(own, f"admin-{school.slug}", "&purpose=trial")
        assert tried.headers["location"] == f"/admin/sign-in?tried={added}"
    chosen = {"enabled": True, "new_accounts": False, "link_by_email": False, "admin_roles": False, **switches}
    await sign_on_settings.set_switches(admin, added, **chosen)
    return way


@pytest.fixture
async def way(school: School, carols_provider: CertifiedProvider) -> AsyncIterator[Way]:
    yield await set_up(school, carols_provider, new_accounts=True)


async def link(way: Way, role: str, login: str) -> None:
    """Let somebody connect the account that they are signed in to."""
    async with browser() as own:
        begun = await sessions.start_session(way.school.tenant_id, way.school.people[role])
        own.cookies.set("sid", begun.token)
        done = await way.back(own, login, "&purpose=link")
        assert done.headers["location"] == "/account?connected=1", done.headers


async def whose(answer: httpx.Response) -> UUID | None:
    actor = await sessions.actor_for_session(answer.cookies.get("sid"))
    return actor.person_id if actor is not None else None


def entries(superuser: psycopg.Connection, school: School, action: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (row[0], row[1])
        for row in superuser.execute(
            "SELECT outcome, detail FROM audit_entry WHERE tenant_id = %s AND action = %s ORDER BY at, audit_id",
            (school.tenant_id, action),
        ).fetchall()
    ]


async def test_somebody_connects_their_account_and_signs_in_by_it(way: Way, superuser: psycopg.Connection) -> None:
    login = f"carol-{way.school.slug}"
    way.certified.knows(login, name="Carol Diaz", email="carol@elsewhere.example")
    await link(way, "instructor", login)
    async with browser() as own:
        answer = await way.back(own, login, "&next=/teach")
        assert answer.status_code == 303 and answer.headers["location"] == "/teach"
        assert await whose(answer) == way.school.people["instructor"]
        out = await own.post("/auth/sign-out", headers=SAME)
        query = parse_qs(urlsplit(out.headers["location"]).query)
        assert query["provider"] == [str(way.provider_id)]
        bye = await own.get(f"/auth/sign-on/farewell?school={way.school.slug}&provider={way.provider_id}")
        assert bye.headers["location"].startswith(f"{way.certified.url}/session/end?client_id=")
        assert httpx.get(bye.headers["location"]).status_code == 200
    assert ("ok", {"via": "provider"}) in entries(superuser, way.school, "session.start")
    assert entries(superuser, way.school, "sign_on.link")[0][1]["how"] == "self"
    row = superuser.execute(
        "SELECT device, via FROM directory.session WHERE tenant_id = %s AND via = 'provider'", (way.school.tenant_id,)
    ).fetchall()
    assert row in ([], [("chrome windows", "provider")])


async def test_someone_new_gets_an_account_with_no_more_than_the_admin_maps(way: Way, services: Services) -> None:
    admin = await way.school.actor("admin")
    await sign_on_mapping.set_mapping(
        admin, way.provider_id, {"name": "name", "email": "email", "role": "groups", "section": "classes", "usual": ""},
        "teachers = instructor\nheads = admin\npupils = student",
    )  # fmt: skip
    new = f"new-{way.school.slug}"
    way.certified.knows(
        new, name="Nia Park", email=f"{new}@x.example", email_verified=True, groups=["Pupils", "heads"],
        classes=["math 7", "no such class"],
    )  # fmt: skip
    async with browser() as own:
        person = await whose(await way.back(own, new))
    assert person is not None
    actor = await identity.actor_for_person(way.school.tenant_id, person)
    assert actor is not None and actor.roles == {"student"}, "admin is not given by a claim unless switched on"
    # A child of unknown age at a school waits for a consent, however the account came to be.
    assert actor.sections == frozenset()
    assert await joining.waiting_for(actor) == ["Math 7"]
    # What the provider gave, it takes; what people gave, stays.
    await identity.set_roles(admin, person, ["student", "guardian"])
    way.certified.knows(new, name="Nia Park", email=f"{new}@x.example", email_verified=True, groups=["teachers"])
    async with browser() as own:
        assert await whose(await way.back(own, new)) == person
    actor = await identity.actor_for_person(way.school.tenant_id, person)
    assert actor is not None and actor.roles == {"instructor", "guardian"}
    nobody = f"nobody-{way.school.slug}"
    way.certified.knows(nobody, name="No Role", groups=["visitors"])
    async with browser() as own:
        assert (await way.back(own, nobody)).headers["location"] == "/sign-in?error=sign_on_no_account"


async def test_an_unverified_address_takes_nobodys_account_over(
    way: Way, superuser: psycopg.Connection, services: Services
) -> None:
    admin = await way.school.actor("admin")
    carol = way.school.email("instructor")
    domain = carol.partition("@")[2]
    await sign_on_mapping.set_mapping(admin, way.provider_id, {"email": "email", "usual": "student"}, "")
    chosen = {"enabled": True, "new_accounts": True, "admin_roles": False}

    async def come(login: str, **claims: Any) -> tuple[UUID | None, str]:
        way.certified.knows(f"{login}-{way.school.slug}", name="Eve", **claims)
        async with browser() as own:
            answer = await way.back(own, f"{login}-{way.school.slug}")
        return await whose(answer), answer.headers["location"]

    # Verified, but linking by address is off: no account, and no word about why.
    assert await come("eve1", email=carol, email_verified=True) == (None, "/sign-in?error=sign_on_no_account")
    await sign_on_settings.set_switches(admin, way.provider_id, link_by_email=True, **chosen)
    # On, but nobody has proved that the domain is the school's.
    assert await come("eve2", email=carol, email_verified=True) == (None, "/sign-in?error=sign_on_no_account")
    async with services.db.transaction(way.school.tenant_id) as tx:
        await rows.add_domain(tx.session, way.school.tenant_id, domain, way.provider_id, "proof")
        assert await rows.prove_domain(tx.session, way.school.tenant_id, domain, services.clock.now())
    # On and proved, but the provider has not checked the address: an account of their own, without the address.
    for login, verified in (("eve3", False), ("eve4", "yes"), ("eve5", None)):
        person, _ = await come(login, email=carol, **({} if verified is None else {"email_verified": verified}))
        assert person is not None and person != way.school.people["instructor"]
        view = (await identity.person_detail(admin, person)).view
        assert (view.email, view.roles) == ("", ("student",))
    # An admin's account is never opened by an address alone.
    taken = await come("eve6", email=way.school.email("admin"), email_verified=True)
    assert taken == (None, "/sign-in?error=sign_on_no_account")
    # All three together, and only then: it is hers.
    person, _ = await come("carol", email=carol.upper(), email_verified=True)
    assert person == way.school.people["instructor"]
    refusals = [detail["why"] for outcome, detail in entries(superuser, way.school, "sign_on.sign_in")]
    assert refusals == ["address_taken", "address_taken", "powerful"]


async def own_domain(way: Way, services: Services, **switches: bool) -> None:
    """The school has proved the domain of its addresses; accounts are found by those."""
    domain, tenant = way.school.email("admin").partition("@")[2], way.school.tenant_id
    async with services.db.transaction(tenant) as tx:
        await rows.add_domain(tx.session, tenant, domain, way.provider_id, "proof")
        assert await rows.prove_domain(tx.session, tenant, domain, services.clock.now())
    chosen = {"enabled": True, "new_accounts": True, "link_by_email": True, "admin_roles": False, **switches}
    await sign_on_settings.set_switches(await way.school.actor("admin"), way.provider_id, **chosen)


async def test_the_account_of_whoever_runs_the_server_is_never_found_by_its_address(
    way: Way, superuser: psycopg.Connection, services: Services
) -> None:
    """The institution has set the provider up, and could otherwise make itself the server's operator."""
    await own_domain(way, services, admin_roles=True)
    for role in ("auditor", "instructor"):
        if role == "instructor":
            superuser.execute(
                "INSERT INTO role_grant (tenant_id, person_id, role, granted_by, granted_at)"
                " SELECT tenant_id, person_id, 'operator', granted_by, now() FROM role_grant"
                " WHERE tenant_id = %s AND person_id = %s",
                (way.school.tenant_id, way.school.people[role]),
            )
        login = f"{role}-{way.school.slug}"
        way.certified.knows(login, name="Somebody", email=way.school.email(role), email_verified=True)
        async with browser() as own:
            found = await whose(await way.back(own, login))
        assert found == (way.school.people[role] if role == "auditor" else None)
    assert [one["why"] for _, one in entries(superuser, way.school, "sign_on.sign_in")] == ["powerful"]


async def test_a_promise_about_one_address_is_none_about_another(way: Way, services: Services) -> None:
    """`email_verified` speaks of `email` alone; Eve chooses what stands in other claims herself."""
    admin, carol = await way.school.actor("admin"), way.school.email("instructor")
    await own_domain(way, services)
    await sign_on_mapping.set_mapping(admin, way.provider_id, {"email": "groups", "usual": "student"}, "")
    login = f"eve-{way.school.slug}"
    way.certified.knows(login, name="Eve", email="eve@x.example", email_verified=True, groups=carol)
    async with browser() as own:
        person = await whose(await way.back(own, login))
    assert person is not None and person != way.school.people["instructor"]
    assert (await identity.person_detail(admin, person)).view.email == ""


async def test_a_provider_of_many_schools_lets_its_own_in_only(
    way: Way, superuser: psycopg.Connection, services: Services
) -> None:
    admin, slug = await way.school.actor("admin"), way.school.slug
    fields = {"name": "name", "email": "email", "usual": "student", "tenant": "groups", "tenant_is": "Riverside, north"}
    for half in ({"tenant": ""}, {"tenant_is": " , "}):
        with pytest.raises(InvalidInputError):
            await sign_on_mapping.set_mapping(admin, way.provider_id, fields | half, "")
    await link(way, "instructor", f"carol-{slug}")
    await sign_on_mapping.set_mapping(admin, way.provider_id, fields, "")

    async def come(login: str, **claims: Any) -> UUID | None:
        way.certified.knows(f"{login}-{slug}", name="Somebody", **claims)
        async with browser() as own:
            return await whose(await way.back(own, f"{login}-{slug}"))

    assert await come("mallory", groups=["hillside"]) is None
    assert await come("nobodys") is None
    assert await come("carol", groups=["hillside"]) is None, "somebody who has left the school is out, too"
    async with browser() as own:
        begun = await sessions.start_session(way.school.tenant_id, way.school.people["student"])
        own.cookies.set("sid", begun.token)
        answer = await way.back(own, f"mallory-{slug}", "&purpose=link")
        assert answer.headers["location"] == "/account?error=sign_on_no_account"
    assert [one["why"] for _, one in entries(superuser, way.school, "sign_on.sign_in")] == ["other_tenant"] * 4
    assert await come("carol", groups=["staff", "RIVERSIDE"]) == way.school.people["instructor"]
    assert await come("new", groups=["north"]) is not None


async def test_the_suspended_and_the_erased_stay_out(way: Way, superuser: psycopg.Connection) -> None:
    admin = await way.school.actor("admin")
    login = f"sam-{way.school.slug}"
    way.certified.knows(login, name="Sam")
    await link(way, "student", login)
    await identity.set_status(admin, way.school.people["student"], "suspended")
    async with browser() as own:
        answer = await way.back(own, login)
        assert answer.headers["location"] == "/sign-in?error=account_suspended" and not answer.cookies.get("sid")
    await privacy.erase_person(admin, way.school.people["student"])
    left = superuser.execute(
        "SELECT count(*) FROM sign_in_identity WHERE tenant_id = %s AND person_id = %s",
        (way.school.tenant_id, way.school.people["student"]),
    ).fetchone()
    assert left == (0,)


async def test_an_admin_sees_where_somebody_is_known_from_and_cuts_it(
    way: Way, other_school: School, superuser: psycopg.Connection
) -> None:
    admin, carol = await way.school.actor("admin"), way.school.people["instructor"]
    login = f"mixed-up-{way.school.slug}"
    way.certified.knows(login, name="Somebody else", groups=[])
    await link(way, "instructor", login)
    (known,) = (await identity.person_detail(admin, carol)).outside
    assert (known.kind, known.key, known.how) == ("sign_on", str(way.provider_id), "self")
    for nobody in (await other_school.actor("admin"), await way.school.actor("student")):
        with pytest.raises((NotFoundError, ForbiddenError)):
            await outside_accounts.cut(nobody, carol, known.kind, known.key)
    with pytest.raises(NotFoundError):
        await identity.person_detail(await other_school.actor("admin"), carol)
    begun = await sessions.start_session(way.school.tenant_id, carol, via="provider")
    await outside_accounts.cut(admin, carol, known.kind, known.key)
    assert (await identity.person_detail(admin, carol)).outside == []
    assert await sessions.actor_for_session(begun.token) is None
    with pytest.raises(NotFoundError):
        await outside_accounts.cut(admin, carol, known.kind, known.key)
    async with browser() as own:
        assert await whose(await way.back(own, login)) != carol
    assert entries(superuser, way.school, "sign_on.cut") == [("ok", {"kind": "sign_on", "how": "self"})]


async def test_an_answer_counts_once_and_in_the_browser_that_asked(way: Way, superuser: psycopg.Connection) -> None:
    login = f"carol-{way.school.slug}"
    way.certified.knows(login, name="Carol")
    await link(way, "instructor", login)
    async with browser() as mallory, browser() as alice:
        url = way.certified.sign_in(await way.there(mallory), login)
        # State fixation: Mallory's answer in Alice's browser signs Alice in as nobody.
        answer = await alice.get(url.removeprefix(HOME))
        assert answer.headers["location"] == "/sign-in?error=sign_on_refused" and not answer.cookies.get("sid")
        # ... and is used up by that.
        answer = await mallory.get(url.removeprefix(HOME))
        assert answer.headers["location"] == "/sign-in?error=sign_on_refused"
        url = way.certified.sign_in(await way.there(mallory), login)
        assert await whose(await mallory.get(url.removeprefix(HOME))) == way.school.people["instructor"]
        mallory.cookies.delete("sid")
        again = await mallory.get(url.removeprefix(HOME))
        assert again.headers["location"] == "/sign-in?error=sign_on_refused" and not again.cookies.get("sid")
        changed = way.certified.sign_in(await way.there(mallory), login).replace("iss=http", "iss=https")
        assert (await mallory.get(changed.removeprefix(HOME))).headers["location"] == "/sign-in?error=sign_on_refused"
    assert [one["why"] for _, one in entries(superuser, way.school, "sign_on.sign_in")] == ["browser", "iss"]


async def test_linking_needs_our_own_page_and_the_same_person(way: Way) -> None:
    login = f"mallorys-{way.school.slug}"
    way.certified.knows(login, name="Mallory")
    async with browser() as own:
        begun = await sessions.start_session(way.school.tenant_id, way.school.people["instructor"])
        own.cookies.set("sid", begun.token)
        foreign = await own.get(f"{way.start}&purpose=link", headers={"sec-fetch-site": "cross-site"})
        assert foreign.headers["location"] == "/account?error=cross_site"
        url = way.certified.sign_in(await way.there(own, "&purpose=link", SAME), login)
        other = await sessions.start_session(way.school.tenant_id, way.school.people["student"])
        own.cookies.delete("sid")
        own.cookies.set("sid", other.token)
        assert (await own.get(url.removeprefix(HOME))).headers["location"] == "/account?error=sign_on_refused"
        student = await way.school.actor("student")
        assert [how for _, how in await sign_on_links.links_of(student)] == [""]


@pytest.mark.parametrize("target", ["https://evil.test", "//evil.test", "/\\evil.test", "/auth/sign-out"])
async def test_nobody_is_sent_to_another_site_afterwards(way: Way, target: str) -> None:
    login = f"carol-{way.school.slug}"
    way.certified.knows(login, name="Carol")
    await link(way, "instructor", login)
    async with browser() as own:
        assert (await way.back(own, login, f"&next={target}")).headers["location"] == "/"


async def test_another_institutions_provider_opens_nothing_here(
    way: Way, other_school: School, carols_provider: CertifiedProvider
) -> None:
    """Mallory runs a provider of her own school, and says there that she is Carol."""
    login = f"carol-{way.school.slug}"
    way.certified.knows(login, name="Carol", email=way.school.email("instructor"), email_verified=True)
    await link(way, "instructor", login)
    hers = await set_up(other_school, carols_provider, new_accounts=True, link_by_email=True)
    mallory = await other_school.actor("admin")
    await sign_on_mapping.set_mapping(mallory, hers.provider_id, {"usual": "instructor", "email": "email"}, "")
    async with browser() as own:
        answer = await hers.back(own, login)
        actor = await sessions.actor_for_session(answer.cookies.get("sid"))
        assert actor is not None and actor.tenant_id == other_school.tenant_id
        # Her answer at our address, and our provider under her school.
        url = hers.certified.sign_in(await hers.there(own), login)
        moved = url.replace(str(hers.provider_id), str(way.provider_id)).removeprefix(HOME)
        assert (await own.get(moved)).headers["location"] == "/sign-in?error=sign_on_refused"
        crossed = await own.get(f"/auth/sign-on/start?school={other_school.slug}&provider={way.provider_id}")
        assert crossed.headers["location"] == "/sign-in?error=not_found"
    for act in (
        sign_on_settings.remove_provider(mallory, way.provider_id),
        sign_on_settings.change_provider(mallory, way.provider_id, Draft("x", way.certified.url, "x")),
        sign_on_mapping.set_mapping(mallory, way.provider_id, {}, ""),
        sign_on_domains.add_domain(mallory, way.provider_id, "elm.example.org"),
    ):
        with pytest.raises(NotFoundError):
            await act
    assert [one.row.provider_id for one in await sign_on_settings.providers(mallory)] == [hers.provider_id]
    with pytest.raises(ForbiddenError):
        await sign_on_settings.providers(await way.school.actor("instructor"))
    with pytest.raises(ForbiddenError):
        await sign_on_rules.set_enforced(await way.school.actor("auditor"), True)


# --- a provider that forges ------------------------------------------------------------------------------


async def forged(school: School, forger: Forger, services: Services) -> tuple[httpx.AsyncClient, str, str]:
    """Begin at the forger; return the browser, our callback with its state, and the nonce."""
    admin = await school.actor("admin")
    listed = await sign_on_settings.providers(admin)
    if listed:
        added = listed[0].row.provider_id
    else:
        added = await sign_on_settings.add_provider(admin, Draft("Forger", forger.url, "us"))
        values: dict[str, Any] = {"enabled": True, "new_accounts": True, "proved_at": services.clock.now()}
        async with services.db.transaction(school.tenant_id) as tx:
            await rows.change_provider(tx.session, school.tenant_id, added, values)
        await sign_on_mapping.set_mapping(admin, added, {"name": "name", "usual": "student"}, "")
    own = browser()
    left = await own.get(f"/auth/sign-on/start?school={school.slug}&provider={added}")
    query = parse_qs(urlsplit(left.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"] and query["response_type"] == ["code"]
    return own, f"/auth/oidc/callback/{added}?code=c&state={query['state'][0]}", query["nonce"][0]


async def test_an_id_token_proves_who_it_is_or_nothing(
    school: School, forger: Forger, services: Services, superuser: psycopg.Connection
) -> None:
    foreign = RSAKey.generate_key(2048, parameters={"kid": "one"})
    public = forger.key.as_pem(private=False)
    claims, sign = forger.claims, forger.sign

    def by_hand(alg: str, nonce: str) -> str:
        """Our libraries rightly refuse to make these."""
        encoded = [
            base64.urlsafe_b64encode(part).rstrip(b"=")
            for part in (json.dumps({"alg": alg, "kid": "one"}).encode(), json.dumps(claims("us", nonce)).encode())
        ]
        seal = hmac.new(public, b".".join(encoded), hashlib.sha256).digest() if alg == "HS256" else b""
        return b".".join([*encoded, base64.urlsafe_b64encode(seal).rstrip(b"=")]).decode()

    attacks: dict[str, Any] = {
        "issuer": lambda n: sign(claims("us", n, iss="https://login.riverside.example")),
        "audience": lambda n: sign(claims("another-client", n)),
        "audiences without azp": lambda n: sign(claims(["us", "another-client"], n)),  # type: ignore[arg-type]
        "azp": lambda n: sign(claims("us", n, azp="another-client")),
        "nonce": lambda n: sign(claims("us", "n" * 43)),
        "no nonce": lambda n: sign(claims("us", None)),  # type: ignore[arg-type]
        "expired": lambda n: sign(claims("us", n, exp=1_700_000_000)),
        "no expiry": lambda n: sign(claims("us", n, exp=None)),
        "from tomorrow": lambda n: sign(claims("us", n, iat=4_000_000_000)),
        "alg none": lambda n: by_hand("none", n),
        "a key as a secret": lambda n: by_hand("HS256", n),
        "another key": lambda n: sign(claims("us", n), key=foreign),
        "unknown key": lambda n: sign(claims("us", n), kid="two"),
        "no subject": lambda n: sign(claims("us", n, sub=None)),
        "no token": lambda n: "",
        "rubbish": lambda n: "a.b.c",
    }
    for name, attack in attacks.items():
        own, back, nonce = await forged(school, forger, services)
        forger.token = attack(nonce)
        answer = await own.get(back)
        assert answer.headers["location"] == "/sign-in?error=sign_on_refused", (name, answer.headers["location"])
        assert not answer.cookies.get("sid"), name
        await own.aclose()
    told = entries(superuser, school, "sign_on.sign_in")
    assert len(told) == len(attacks) and all(outcome == "denied" for outcome, _ in told)
    own, back, nonce = await forged(school, forger, services)
    forger.token = sign(claims("us", nonce, name="Good"))
    assert await whose(await own.get(back)) is not None
    assert forger.form["code_verifier"] and forger.form["grant_type"] == ["authorization_code"]
    await own.aclose()


async def test_keys_that_change_are_fetched_again_and_ids_that_nobody_has_are_not_each_time(
    school: School, forger: Forger, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, back, nonce = await forged(school, forger, services)
    fresh = RSAKey.generate_key(2048, parameters={"kid": "two"})
    forger.keys = [dict(fresh.as_dict(private=False))]
    forger.token = forger.sign(forger.claims("us", nonce, name="Good"), key=fresh, kid="two")
    monkeypatch.setattr(providers, "LEAST_BETWEEN_KEYS", 0.0)
    assert await whose(await own.get(back)) is not None
    monkeypatch.undo()
    before = forger.fetched.count("/keys")
    for _ in range(3):
        own, back, nonce = await forged(school, forger, services)
        forger.token = forger.sign(forger.claims("us", nonce), kid="nobody")
        assert (await own.get(back)).headers["location"] == "/sign-in?error=sign_on_refused"
    assert forger.fetched.count("/keys") == before


async def test_userinfo_of_somebody_else_is_not_mixed_in(school: School, forger: Forger, services: Services) -> None:
    forger.document = {"userinfo_endpoint": f"{forger.url}/me"}
    forger.info = {"sub": "s-2", "email": "carol@x.example", "email_verified": True}
    own, back, nonce = await forged(school, forger, services)
    forger.token = forger.sign(forger.claims("us", nonce, name="Good"))
    assert (await own.get(back)).headers["location"] == "/sign-in?error=sign_on_refused"


async def test_a_provider_may_not_call_itself_another_or_lead_elsewhere(school: School, forger: Forger) -> None:
    admin = await school.actor("admin")
    for changes in (
        {"issuer": "https://login.riverside.example"},
        {"token_endpoint": "http://10.0.0.8/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
    ):
        forger.document = changes
        with pytest.raises(LearnAppError) as refused:
            await sign_on_settings.add_provider(admin, Draft("Forger", forger.url, "us"))
        assert refused.value.code in ("sign_on_away", "sign_on_address")


async def test_an_answer_that_grows_or_drips_is_given_up(
    school: School, forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, draft = await school.actor("admin"), Draft("Forger", forger.url, "us")
    forger.packed = gzip.compress(json.dumps(forger.described() | {"more": "x" * 5_000_000}).encode())
    assert len(forger.packed) < addresses.MOST_BYTES // 10
    with pytest.raises(LearnAppError) as refused:
        await sign_on_settings.add_provider(admin, draft)
    assert refused.value.detail == {"why": "packed"}
    forger.packed, forger.drips = b"", 0.05
    monkeypatch.setattr(addresses, "WHOLE_S", 0.3)
    with pytest.raises(LearnAppError) as refused:
        await sign_on_settings.add_provider(admin, draft)
    assert refused.value.detail == {"why": "no_answer"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://login.school.example", "https"),
        ("http://127.0.0.1:8000", "https"),
        ("https://127.0.0.1", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://10.1.2.3", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://localhost", "private"),
        ("https://db.internal", "private"),
        ("https://user:pass@login.school.example", "malformed"),
        ("ftp://login.school.example", "https"),
        ("https://", "malformed"),
    ],
)
def test_production_fetches_public_https_addresses_only(url: str, why: str) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        addresses.check(url, production=True)
    assert refused.value.detail["why"] == why


async def test_a_name_that_leads_into_a_private_network_is_not_followed(
    forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look-up happens at the connection, and every address that it finds has to be a public one."""
    port = urlsplit(forger.url).port
    for found in (["10.0.0.8"], ["93.184.216.34", "127.0.0.1"], ["::ffff:169.254.169.254"]):
        entries = [(0, 0, 0, "", (address, port)) for address in found]

        async def look_up(*_: Any, entries: list[Any] = entries, **__: Any) -> list[Any]:
            return entries

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
        async with providers.client(production=True) as http:
            with pytest.raises(AddressRefusedError):
                await http.get(f"https://login.school.example:{port}/")
        monkeypatch.undo()
    assert forger.fetched == []


# --- rules -----------------------------------------------------------------------------------------------


async def test_enforced_sign_on_takes_no_password_but_of_the_named(way: Way, superuser: psycopg.Connection) -> None:
    school = way.school
    admin = await school.actor("admin")
    with pytest.raises(ConflictError):
        await sign_on_rules.set_enforced(admin, True)
    await sign_on_rules.name_break_glass(admin, school.people["admin"], True)
    old = await sessions.start_session(school.tenant_id, school.people["student"])
    await sign_on_rules.set_enforced(admin, True)
    assert await sessions.actor_for_session(old.token) is None, "sessions that began with a password end"
    for email, password in ((school.email("instructor"), PASSWORD), (school.email("instructor"), "wrong")):
        with pytest.raises(SignInFailedError):
            await sign_in(email, password, address="203.0.113.9")
    begun = await sign_in(school.email("admin"), PASSWORD, address="203.0.113.9")
    assert begun.person_id == school.people["admin"]
    assert entries(superuser, school, "sign_on.break_glass")[0][0] == "ok"
    denied = [one for outcome, one in entries(superuser, school, "session.start") if outcome == "denied"]
    assert {"why": "sign_on_enforced"} in denied
    with pytest.raises(ConflictError):
        await sign_on_rules.name_break_glass(admin, school.people["admin"], False)
    with pytest.raises(ConflictError):
        await sign_on_settings.remove_provider(admin, way.provider_id)


async def test_whoever_runs_the_server_lets_a_locked_out_admin_in(way: Way, superuser: psycopg.Connection) -> None:
    school, run = way.school, system_actor(way.school.tenant_id)
    admin, person = await school.actor("admin"), school.people["admin"]
    await sign_on_rules.name_break_glass(admin, person, True)
    await sign_on_rules.set_enforced(admin, True)
    # What locks them out, whatever it was: the only named one is named no more, and phone and codes are lost.
    superuser.execute("DELETE FROM break_glass WHERE tenant_id = %s", (school.tenant_id,))
    superuser.execute(
        "INSERT INTO second_factor (tenant_id, person_id, secret_enc, made_at, confirmed_at)"
        " VALUES (%s, %s, 'x', now(), now())",
        (school.tenant_id, person),
    )
    with pytest.raises(SignInFailedError):
        await sign_in(school.email("admin"), PASSWORD, address="203.0.113.11")
    with pytest.raises(ForbiddenError):
        await sign_in_rescue.rescue(admin, person)
    with pytest.raises(ConflictError):
        await sign_in_rescue.rescue(run, school.people["student"])
    password = await sign_in_rescue.rescue(run, person)
    begun = await sign_in(school.email("admin"), password, address="203.0.113.11")
    assert begun.person_id == person and begun.must_change_password
    assert (await sign_on_rules.rules(admin)).enforced, "what is asked of everybody else stays"
    assert len(entries(superuser, school, "sign_on.rescue")) == 1


async def test_the_sign_in_page_knows_domains_and_says_nothing_of_addresses(way: Way, services: Services) -> None:
    school = way.school
    domain = school.email("admin").partition("@")[2]
    assert await sign_on.offer_for(school.email("student")) == sign_on.Offer()
    async with services.db.transaction(school.tenant_id) as tx:
        await rows.add_domain(tx.session, school.tenant_id, domain, way.provider_id, "proof")
        await rows.prove_domain(tx.session, school.tenant_id, domain, services.clock.now())
    known, unknown = await sign_on.offer_for(school.email("student")), await sign_on.offer_for(f"nobody@{domain}")
    assert known == unknown and known.provider_id == str(way.provider_id) and not known.enforced
    admin = await school.actor("admin")
    await sign_on_rules.name_break_glass(admin, school.people["admin"], True)
    await sign_on_rules.set_enforced(admin, True)
    said = set()
    for email, password in (
        (school.email("student"), PASSWORD),
        (school.email("student"), "wrong"),
        (f"nobody@{domain}", PASSWORD),
        (school.email("admin"), "wrong"),
    ):
        with pytest.raises(LearnAppError) as refused:
            await sign_in(email, password, address="203.0.113.10")
        said.add((refused.value.code, refused.value.message))
    assert [code for code, _ in said] == ["sign_on_enforced"]


async def test_a_domain_counts_once_its_name_service_says_so_and_for_one_institution(
    way: Way, other_school: School, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, mallory = await way.school.actor("admin"), await other_school.actor("admin")
    hers = await set_up(other_school, way.certified)
    domain = f"{way.school.slug}.example.org"
    with name_service() as names:
        monkeypatch.setattr(services.settings, "dns_servers", names.address)
        mine = await sign_on_domains.add_domain(admin, way.provider_id, f"@{domain.upper()}")
        theirs = await sign_on_domains.add_domain(mallory, hers.provider_id, domain)
        assert mine.domain == domain and mine.proof != theirs.proof
        names.says(f"_learnapp.{domain}", "something else", mine.proof)
        with pytest.raises(sign_on_domains.ProofMissingError):
            await sign_on_domains.prove_domain(mallory, domain)
        assert await sign_on.offer_for(f"x@{domain}") == sign_on.Offer()
        await sign_on_domains.prove_domain(admin, domain)
        assert (await sign_on.offer_for(f"x@{domain}")).school == way.school.slug
        names.says(f"_learnapp.{domain}", theirs.proof)
        with pytest.raises(sign_on_domains.DomainTakenError):
            await sign_on_domains.prove_domain(mallory, domain)
        assert (await sign_on.offer_for(f"x@{domain}")).school == way.school.slug
        await sign_on_domains.remove_domain(admin, domain)
        assert await sign_on.offer_for(f"x@{domain}") == sign_on.Offer()
    for no_domain in ("school", "a b.org", "https://x.org", "-x.org", ""):
        with pytest.raises(LearnAppError):
            await sign_on_domains.add_domain(admin, way.provider_id, no_domain)
