"""A school's own sign-in from its set-up to Carol at work, and an administrator with a second step."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pyotp
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from learnapp.services.demo import PASSWORD
from tests.e2e.conftest import SignIn, Site, violations
from tests.e2e.pictures import keep
from tests.peers.oidc import CertifiedProvider, certified
from tests.peers.simplesaml import simplesaml

pytestmark = pytest.mark.e2e
ADAM, CAROL = "adam@riverside.example", "carol@riverside.example"


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertifiedProvider]:
    with certified(tmp_path_factory.mktemp("oidc")) as running:
        yield running


def _at_provider(page: Page, login: str) -> None:
    """Type the login and let the provider send us back."""
    page.wait_for_url(re.compile("/interaction/"))
    if page.locator("input[name=login]").count():
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", "x")
        page.get_by_role("button").first.click()
    page.get_by_role("button", name="Continue").click()


def _own_domain(site: Site) -> None:
    """The school has proved its domain: how is tried with a name service of its own, elsewhere."""
    with psycopg.connect(site.owner, autocommit=True) as conn:
        tenant, provider = "", ""
        for (found,) in conn.execute("SELECT tenant_id FROM directory.tenants() WHERE slug LIKE 'riverside%'"):
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(found),))
            row = conn.execute("SELECT tenant_id, provider_id FROM sign_in_provider").fetchone()
            tenant, provider = (str(row[0]), str(row[1])) if row else (tenant, provider)
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (tenant,))
        conn.execute(
            "INSERT INTO sign_in_domain (tenant_id, domain, provider_id, proof, proved_at)"
            " VALUES (%s, 'riverside.example', %s, 'x', now())",
            (tenant, provider),
        )
        conn.execute("INSERT INTO directory.sign_in_domain VALUES ('riverside.example', %s)", (tenant,))


def _forget(site: Site) -> None:
    """Other tests sign in at this site by passwords alone."""
    with psycopg.connect(site.owner, autocommit=True) as conn:
        conn.execute("DELETE FROM directory.sign_in_domain")
        for (tenant,) in conn.execute("SELECT tenant_id FROM directory.tenants()").fetchall():
            conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant),))
            for table in ("recovery_code", "second_factor", "sign_in_provider", "sign_in_rule", "break_glass"):
                conn.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own


@pytest.fixture(autouse=True)
def _as_before(site: Site) -> Iterator[None]:
    yield
    _forget(site)


def test_carol_signs_in_at_her_schools_own_page(
    site: Site, sign_in: SignIn, browser: Browser, peer: CertifiedProvider
) -> None:
    admin = sign_in(ADAM)
    admin.goto("/admin/institution")
    admin.get_by_role("link", name="How people sign in").click()
    new = admin.get_by_role("region", name="Add a sign-in", exact=True)
    new.get_by_label("Name on the button").fill("Riverside")
    new.get_by_label("Issuer address").fill(f"{peer.url}/elsewhere")
    new.get_by_label("Client id").fill("later")
    new.get_by_role("button", name="Add", exact=True).click()
    expect(admin.get_by_role("alert").first).to_contain_text("no OpenID configuration at this address")
    new.get_by_label("Issuer address").fill(peer.url)
    new.get_by_role("button", name="Add", exact=True).click()
    card = admin.locator("section.card").filter(has=admin.get_by_role("heading", name="Riverside", exact=True))
    expect(card).to_contain_text("Not tried yet")
    callback = card.get_by_label("Redirect address to enter at the provider").input_value()
    client, secret = peer.register(callback, f"{site.url}/sign-in")
    card.get_by_text("Addresses and secret").click()
    card.get_by_label("Client id").fill(client)
    card.get_by_label("Client secret").fill(secret)
    card.get_by_role("button", name="Save", exact=True).click()
    expect(card.get_by_label("Client secret")).to_have_attribute("placeholder", re.compile("One is kept"))
    peer.knows("adam", name="Adam Lindqvist", email=ADAM, groups=["office"])
    admin.get_by_role("link", name="Try it with your own account").click()
    _at_provider(admin, "adam")
    admin.wait_for_url(re.compile("/admin/sign-in"))
    expect(admin.get_by_text("It works. Below you see")).to_be_visible()
    card.get_by_text("What its claims mean").first.click()
    card.get_by_label("Claim with roles or groups").fill("groups")
    card.get_by_label("Which word is which role").fill("teachers = instructor\noffice = admin")
    card.get_by_role("button", name="Save what they mean").click()
    expect(admin.get_by_text("Saved.", exact=True)).to_be_visible()
    card.get_by_role("button", name="Read them, or my own").click()
    expect(card.get_by_text("Not given, because it is not switched on")).to_be_visible()
    expect(card).to_contain_text("Adam Lindqvist")
    card.get_by_label("Offer this sign-in").click()
    expect(card).to_contain_text("On")
    card.get_by_label("Find existing accounts by e-mail address").click()
    _own_domain(site)
    admin.reload()
    expect(card).to_contain_text("riverside.example")
    keep(admin, "admin-sign-in")
    assert violations(admin) == []

    peer.knows("carol", name="Carol Diaz", email=CAROL, email_verified=True, groups=["teachers"])
    context = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 800}, color_scheme="dark")
    carol = context.new_page()
    offered = carol.get_by_role("link", name="Continue with Riverside")
    # She is faster than the page: it does not listen yet when she has typed her address.
    held: list[Route] = []
    deaf = True

    def hold(route: Route) -> None:
        held.append(route) if deaf else route.continue_()

    carol.route("**/*.js", hold)
    carol.goto("/sign-in", wait_until="commit")
    carol.fill("#field-email", "nobody-here@riverside.example")
    carol.locator("#field-password").focus()
    expect(offered).to_have_count(0)
    assert held, "no script has run"
    deaf = False
    for script in held:
        script.continue_()
    expect(offered).to_be_visible()
    # And a field that she changes later is looked at again.
    carol.fill("#field-email", "nobody@elsewhere.example")
    carol.locator("#field-password").focus()
    expect(offered).to_have_count(0)
    carol.fill("#field-email", "nobody-here@riverside.example")
    carol.locator("#field-password").focus()
    expect(offered).to_be_visible()
    keep(carol, "sign-in-dark")
    assert violations(carol) == []
    carol.get_by_role("link", name="Continue with Riverside").click()
    _at_provider(carol, "carol")
    carol.wait_for_url(re.compile("/teach"))
    carol.goto("/account")
    sessions = carol.locator("section").filter(has=carol.get_by_role("heading", name="Where you are signed in"))
    expect(sessions.get_by_role("listitem").first).to_contain_text("At your school’s sign-in.")
    expect(sessions.get_by_role("listitem").first).to_contain_text("This one")
    expect(carol.get_by_text("Connected.", exact=True)).to_be_visible()
    keep(carol, "account-dark")
    assert violations(carol) == []
    # Her other session, at school, is ended from here.
    other = sign_in(CAROL)
    carol.reload()
    sessions.get_by_role("button", name="Sign out everywhere else").click()
    expect(sessions.get_by_role("listitem")).to_have_count(1)
    other.goto("/teach")
    other.wait_for_url(re.compile("/sign-in"))
    carol.get_by_role("button", name="Sign out", exact=True).first.click()
    carol.get_by_role("link", name="Sign out at Riverside too").click()
    carol.wait_for_url(re.compile("/session/end"))
    context.close()


def test_a_school_with_saml_is_set_up_by_its_metadata(
    site: Site, sign_in: SignIn, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with simplesaml(tmp_path_factory.mktemp("simplesaml")) as real:
        admin = sign_in(ADAM)
        admin.goto("/admin/sign-in")
        form = admin.get_by_role("region", name="Add a sign-in by SAML 2.0")
        form.get_by_label("Name on the button").fill("Elm")
        form.get_by_label("Or the metadata itself (XML)").fill("<html></html>")
        form.get_by_role("button", name="Add by its metadata").click()
        expect(admin.get_by_text("This metadata is of no identity provider")).to_be_visible()
        form.get_by_label("Or the metadata itself (XML)").fill("")
        form.get_by_label("Address of the provider’s metadata").fill(real.metadata)
        form.get_by_role("button", name="Add by its metadata").click()
        card = admin.locator("section.card").filter(has=admin.get_by_role("heading", name="Elm", exact=True))
        expect(card).to_contain_text("Not tried yet")
        own = card.get_by_label("Our metadata, for your provider to read").input_value()
        real.trusts(admin.request.get(own).text(), encrypt=True)
        card.get_by_role("link", name="Try it with your own account").click()
        admin.fill("input[name=username]", "adam")
        admin.fill("input[name=password]", "apple")
        admin.get_by_role("button", name=re.compile("Login", re.IGNORECASE)).click()
        admin.wait_for_url(re.compile("/admin/sign-in"))
        expect(admin.get_by_text("It works. Below you see")).to_be_visible()
        card.get_by_text("What its claims mean").first.click()
        card.get_by_role("button", name="Read them, or my own").click()
        expect(card).to_contain_text("Adam Lindqvist")
        card.get_by_text("Name and metadata").click()
        expect(card.get_by_label("Attribute that says who somebody is")).to_be_visible()
        keep(admin, "admin-saml")
        assert violations(admin) == []
        card.get_by_label("Offer this sign-in").click()
        expect(card).to_contain_text("On")

        context = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 800}, color_scheme="dark")
        carol = context.new_page()
        carol.goto("/sign-in")
        carol.fill("#field-email", CAROL)
        carol.fill("#field-password", PASSWORD)
        carol.get_by_role("button", name="Sign in", exact=True).click()
        carol.wait_for_url(re.compile("/teach"))
        carol.goto("/account")
        carol.get_by_role("link", name="Connect with Elm").click()
        carol.fill("input[name=username]", "carol")
        carol.fill("input[name=password]", "apple")
        carol.get_by_role("button", name=re.compile("Login", re.IGNORECASE)).click()
        carol.wait_for_url(re.compile("/account"))
        expect(carol.get_by_text("Connected.", exact=True)).to_be_visible()
        # Somebody else's answer opens nothing, and says so on a page of its own.
        refused = carol.request.post(own.replace("/metadata", "/acs"), form={"SAMLResponse": "x", "RelayState": "x"})
        assert refused.status == 403  # noqa: PLR2004
        carol.set_content(refused.text())
        expect(carol.get_by_role("link", name="Start again")).to_be_visible()
        keep(carol, "saml-refused-dark")
        carol.goto("/account")
        carol.get_by_role("button", name="Sign out", exact=True).first.click()
        carol.goto(f"/sign-in?school={own.split('/auth/saml/')[1].split('/')[0]}")
        carol.get_by_role("link", name="Continue with Elm").click()
        carol.wait_for_url(re.compile("/teach"))  # still signed in at the provider
        carol.get_by_role("button", name="Sign out", exact=True).first.click()
        carol.get_by_role("link", name="Sign out at Elm too").click()
        carol.wait_for_url(re.compile("/sign-in\\?signed_out=1$"))
        context.close()
        # The admin sees by which account elsewhere Carol is known.
        admin.goto("/admin/people?q=carol")
        admin.get_by_role("link", name="Carol Whitfield").first.click()
        expect(admin.get_by_role("heading", name="Known from elsewhere")).to_be_visible()
        keep(admin, "admin-person")
        assert violations(admin) == []
        admin.get_by_role("button", name=re.compile("Disconnect ?: Elm")).click()
        expect(admin.get_by_role("heading", name="Known from elsewhere")).to_have_count(0)


def test_an_administrator_signs_in_with_a_second_step(site: Site, sign_in: SignIn) -> None:
    admin = sign_in(ADAM)
    admin.goto("/account")
    admin.get_by_role("button", name="Set it up").click()
    secret = admin.locator("#factor-secret").inner_text().replace(" ", "")
    picture = admin.get_by_role("img", name="Picture for your authenticator app")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    keep(admin, "factor-set-up")
    assert violations(admin) == []
    totp = pyotp.TOTP(secret)
    admin.get_by_label("Code from the app").fill("000000")
    admin.get_by_role("button", name="Turn it on").click()
    expect(admin.get_by_text("This code is wrong")).to_be_visible()
    used = totp.now()
    admin.get_by_label("Code from the app").fill(used)
    admin.get_by_role("button", name="Turn it on").click()
    codes = admin.locator("main li code")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    keep(admin, "factor-codes")
    admin.get_by_role("button", name="I have kept them").click()
    expect(admin.get_by_text("10 recovery codes are left")).to_be_visible()
    admin.get_by_role("button", name="Sign out", exact=True).first.click()

    admin.goto("/sign-in")
    admin.fill("#field-email", ADAM)
    admin.fill("#field-password", PASSWORD)
    admin.get_by_role("button", name="Sign in", exact=True).click()
    admin.wait_for_url(re.compile("/second-step"))
    expect(admin.get_by_role("heading", name="Second step")).to_be_visible()
    keep(admin, "second-step")
    assert violations(admin) == []
    admin.goto("/admin")
    admin.wait_for_url(re.compile("/sign-in"))  # the password alone opens nothing
    admin.goto("/second-step")
    admin.fill("#step-code", used)
    admin.get_by_role("button", name="Go on").click()
    expect(admin.get_by_text("This code is wrong or was used already")).to_be_visible()  # it set the app up
    admin.fill("#step-code", recovery)
    admin.get_by_role("button", name="Go on").click()
    admin.wait_for_url(re.compile("/admin"))
    admin.goto("/account")
    expect(admin.get_by_text("9 recovery codes are left")).to_be_visible()
    keep(admin, "account")
    admin.goto("/admin/sign-in")
    admin.get_by_label("Administrators and auditors with a password need a second step").click()
    expect(admin.get_by_label("Administrators and auditors with a password need a second step")).to_be_checked()
    admin.goto("/account")
    expect(admin.get_by_text("Your school asks for it, so it cannot be turned off.")).to_be_visible()
