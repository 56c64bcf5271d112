"""Launches that must not go on: each is refused with words that say what to do, and the trail has an entry."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from learnapp.core.errors import ConflictError
from learnapp.services import lms, trail
from tests.lms import CLAIM, Lms

from .conftest import Browser, Connected, draft, new_browser, words

NOW = int(time.time())


async def _codes(home: Connected) -> list[object]:
    found = await trail.audit_search(home.admin, action="lms.launch", outcome="denied")
    return [entry.detail["code"] for entry in found.rows]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "https://elsewhere.example"}, "lti_audience"),
        ({"aud": "another-tool"}, "lti_audience"),
        ({"aud": ["OWN", "another-tool"]}, "lti_audience"),
        ({"aud": ["OWN", "another-tool"], "azp": "another-tool"}, "lti_audience"),
        ({"azp": "another-tool"}, "lti_audience"),
        ({"nonce": "not-the-one-that-was-asked-for"}, "lti_nonce"),
        ({"nonce": None}, "lti_token"),
        ({"exp": NOW - 3600}, "lti_time"),
        ({"exp": None}, "lti_token"),
        ({"iat": None}, "lti_token"),
        ({"iat": NOW + 3600}, "lti_time"),
        ({"nbf": NOW + 3600}, "lti_time"),
        ({f"{CLAIM}deployment_id": "another"}, "lti_deployment"),
        ({f"{CLAIM}deployment_id": None}, "lti_deployment"),
        ({f"{CLAIM}message_type": "LtiDeepLinkingRequest"}, "lti_message"),
        ({f"{CLAIM}message_type": None}, "lti_message"),
        ({f"{CLAIM}version": "1.1.0"}, "lti_message"),
        ({"sub": None}, "lti_subject"),
        ({"sub": "x" * 300}, "lti_subject"),
        ({"sub": 4}, "lti_subject"),
        ({f"{CLAIM}roles": None}, "lti_token"),
        ({f"{CLAIM}roles": "Instructor"}, "lti_token"),
    ],
)
async def test_a_token_that_says_something_wrong_is_refused(
    changes: dict[str, Any], code: str, riverside: Connected, browser: Browser
) -> None:
    if isinstance(changes.get("aud"), list):
        changes = {**changes, "aud": [riverside.lms.client_id, "another-tool"]}
    answer = await browser.launch(riverside.lms, **changes)
    assert answer.status_code == 403 and code in answer.text, words(answer)
    assert "__Host-sid" not in str(answer.headers.get_list("set-cookie"))
    assert await _codes(riverside) == [code]


async def test_a_token_within_the_skew_of_two_clocks_is_taken(riverside: Connected, browser: Browser) -> None:
    answer = await browser.launch(riverside.lms, "carol", iat=int(time.time()) + 30, exp=int(time.time()) - 30)
    assert answer.status_code == 303
    several = {"aud": [riverside.lms.client_id, "another-tool"], "azp": riverside.lms.client_id}
    assert (await browser.launch(riverside.lms, "carol", **several)).status_code == 303


async def _forged(kind: str, platform: Lms, body: dict[str, Any]) -> str:
    good = platform.sign(body)
    head, middle, tail = good.split(".")
    if kind == "none":
        return jwt.encode(body, None, algorithm="none", headers={"kid": platform.kid})  # type: ignore[arg-type]
    if kind == "no signature":
        return f"{head}.{middle}."
    if kind == "public key as secret":
        # PyJWT refuses to sign with a PEM as secret, an attacker does not.
        import base64
        import hashlib
        import hmac
        import json

        def part(document: dict[str, Any]) -> str:
            return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()

        signed = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': platform.kid})}.{part(body)}"
        mac = hmac.new(platform.public_pem, signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    if kind == "own key":
        return jwt.encode(body, generate_private_key(65537, 2048), algorithm="RS256", headers={"kid": platform.kid})
    if kind == "unknown key":
        return platform.sign(body, kid="unknown")
    if kind == "key in the header":
        own = Lms("x")
        return jwt.encode(body, own.key, algorithm="RS256", headers={"kid": "first", "jwk": own.keys["keys"][0]})
    if kind == "changed":
        other = platform.sign({**body, f"{CLAIM}roles": ["Instructor"]})
        return f"{head}.{other.split('.')[1]}.{tail}"
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind",
    ["none", "no signature", "public key as secret", "own key", "unknown key", "key in the header", "changed"],
)
async def test_a_token_that_the_platform_has_not_signed_is_refused(
    kind: str, riverside: Connected, browser: Browser
) -> None:
    asked = await browser.begin(riverside.lms)
    token = await _forged(kind, riverside.lms, riverside.lms.body("alice", asked["nonce"]))
    answer = await browser.come(asked["state"], token)
    assert answer.status_code == 403 and "lti_signature" in answer.text
    assert await _codes(riverside) == ["lti_signature"]


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.e30", "." * 9, "eyJh" * 20_000])
async def test_what_is_no_token_is_refused(token: str, riverside: Connected, browser: Browser) -> None:
    asked = await browser.begin(riverside.lms)
    answer = await browser.come(asked["state"], token)
    assert answer.status_code in (403, 413) and "Traceback" not in answer.text


async def test_nothing_counts_twice(riverside: Connected, browser: Browser) -> None:
    await browser.land(await browser.launch(riverside.lms, "carol"))
    asked = await browser.begin(riverside.lms, "carol")
    token = riverside.lms.sign(riverside.lms.body("carol", asked["nonce"]))
    first = await browser.come(asked["state"], token)
    assert first.status_code == 303
    assert "lti_state" in (await browser.come(asked["state"], token)).text
    # An older token in a launch that was begun just now.
    again = await browser.begin(riverside.lms, "carol")
    assert "lti_nonce" in (await browser.come(again["state"], token)).text
    # The landing code of the first is used up by arriving.
    await browser.land(first)
    answer = await browser.get(first.headers["location"], headers={"sec-fetch-dest": "iframe"})
    assert answer.status_code == 403


async def test_a_launch_begun_in_another_browser_signs_nobody_in(riverside: Connected, browser: Browser) -> None:
    async with new_browser() as attackers:
        asked = await attackers.begin(riverside.lms)
        token = riverside.lms.sign(riverside.lms.body("alice", asked["nonce"]))
    # The victim's browser posts the attacker's state and token: it has no proof, so nobody is signed in.
    answer = await browser.come(asked["state"], token)
    assert answer.status_code == 200 and "new window" in words(answer)
    assert "__Host-sid" not in str(answer.headers.get_list("set-cookie"))
    # Nor does a proof of a launch of their own help.
    await browser.begin(riverside.lms)
    assert "new window" in words(await browser.come(asked["state"], token))


async def test_another_institutions_platform_never_reaches_riverside(
    riverside: Connected, hillview: Connected, browser: Browser
) -> None:
    # Mallory's platform signs what it likes, with its own keys.
    for changes in (
        {"iss": riverside.lms.issuer},
        {"iss": riverside.lms.issuer, "aud": riverside.lms.client_id},
        {"aud": riverside.lms.client_id},
    ):
        answer = await browser.launch(hillview.lms, **changes)
        assert answer.status_code == 403, changes
    # A launch that Riverside has begun, with a token of Hillview's.
    asked = await browser.begin(riverside.lms)
    answer = await browser.come(asked["state"], hillview.lms.sign(hillview.lms.body("alice", asked["nonce"])))
    assert answer.status_code == 403 and "lti_audience" in answer.text
    assert len(await _codes(riverside)) == 1 and len(await _codes(hillview)) == 3
    # Riverside's client and deployment cannot be entered a second time.
    theirs = draft(
        hillview.lms, issuer=riverside.lms.issuer, client_id=riverside.lms.client_id, deployment_id="",
        site=riverside.lms.origin,
    )  # fmt: skip
    squat = await lms.add(hillview.admin, theirs)
    with pytest.raises(ConflictError, match="another institution"):
        await lms.add_deployment(hillview.admin, squat, riverside.lms.deployment_id)
    # The deployment says whose launch it is; without it nobody is guessed.
    async with new_browser() as hers:
        assert (await hers.launch(riverside.lms, "carol")).status_code == 303
        assert (await hers.actor()).tenant_id == riverside.school.tenant_id
        vague = riverside.lms.login("carol", lti_deployment_id="")
        assert (await hers.post("/lti/login", data=vague)).status_code == 403


async def test_errors_go_back_to_the_platform_and_nowhere_else(riverside: Connected, browser: Browser) -> None:
    answer = await browser.launch(riverside.lms)
    link = answer.text.split('href="')[1].split('"')[0].replace("&amp;", "&")
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{riverside.lms.origin}/course"
    query = parse_qs(parts.query)
    assert query["tab"] == ["2"] and query["lti_errorlog"] == ["lti_not_ready"]
    assert query["lti_errormsg"] == [
        "This course is not connected to a class here yet. Ask your teacher to open this link once."
    ]
    site = riverside.lms.origin
    for address in (
        "https://evil.example/", "//evil.example", "javascript:alert(1)", f"{site}@evil.example/",
        f"{site}.evil.example/", f"https://user@{site.removeprefix('http://')}/",
    ):  # fmt: skip
        shown = {f"{CLAIM}launch_presentation": {"return_url": address, "locale": "es"}}
        answer = await browser.launch(riverside.lms, "alice", **shown)
        assert "evil.example" not in answer.text and "href=" not in answer.text, address
        assert "Pide a tu docente" in words(answer)


async def test_hostile_text_in_a_launch_stays_text(riverside: Connected, browser: Browser) -> None:
    mark = '"><img src=x onerror=alert(1)>'
    for changes in (
        {f"{CLAIM}context": {"id": mark, "title": mark}},
        {"name": mark, "email": mark},
        {f"{CLAIM}launch_presentation": {"return_url": f"{riverside.lms.origin}/{mark}", "locale": mark}},
    ):
        assert "<img" not in (await browser.launch(riverside.lms, **changes)).text
    page = await browser.post("/lti/login", data=riverside.lms.login("alice", login_hint=mark, lti_message_hint=mark))
    assert "<img" not in page.headers["location"]
    asked = await browser.begin(riverside.lms, login_hint=mark, lti_storage_target="", target_link_uri=mark)
    browser.cookies.clear()
    assert "<img" not in (await browser.come(asked["state"], mark)).text
    page = await browser.post(
        "/lti/login",
        data=riverside.lms.login("alice", lti_storage_target="</script><img src=x>"),
        headers={"sec-fetch-dest": "iframe"},
    )
    assert page.status_code == 200 and "<img" not in page.text


async def test_a_platform_that_is_unknown_off_or_away_says_so(riverside: Connected, browser: Browser) -> None:
    answer = await browser.post("/lti/login", data=riverside.lms.login("alice", iss="https://nobody.example"))
    assert answer.status_code == 403 and "not connected" in words(answer)
    answer = await browser.get("/lti/login", headers={"accept-language": "es-MX,es;q=0.9"})
    assert answer.status_code == 403 and "no está conectado" in words(answer)
    asked = await browser.begin(riverside.lms)
    denied = {"state": asked["state"], "error": "login_required"}
    assert "lti_platform" in (await browser.post("/lti/launch", data=denied)).text
    riverside.lms.kid = "second"
    lms.key_sets().forget(f"{riverside.lms.origin}/keys")
    origin = riverside.lms.origin
    await lms.remove(riverside.admin, riverside.registration)
    gone = draft(riverside.lms, keys_url=f"{origin}/nothing", deployment_id="1")
    away = await lms.add(riverside.admin, gone)
    answer = await browser.launch(riverside.lms)
    assert "lti_keys" in answer.text and "Try again in a minute" in words(answer)
    await lms.switch(riverside.admin, away, on=False)
    answer = await browser.post("/lti/login", data=riverside.lms.login("alice"))
    assert "switched this connection off" in words(answer)
    assert {"lti_platform", "lti_keys", "lti_off"} <= set(await _codes(riverside))


async def test_a_key_that_the_platform_has_changed_is_read_anew(riverside: Connected, browser: Browser) -> None:
    assert (await browser.launch(riverside.lms, "carol")).status_code == 303
    kept, riverside.lms.kid, riverside.lms.key = riverside.lms.key, "third", generate_private_key(65537, 2048)
    url = f"{riverside.lms.origin}/keys"
    # At once it would be an attacker's way to make us call the platform for each launch.
    assert "lti_signature" in (await browser.launch(riverside.lms, "carol")).text
    sets = lms.key_sets()
    found, at = sets._kept[url]  # noqa: SLF001 - half a minute passes
    sets._kept[url] = (found, at - 31)  # noqa: SLF001
    assert (await browser.launch(riverside.lms, "carol")).status_code == 303
    riverside.lms.kid, riverside.lms.key = "first", kept
    sets.forget(url)
