"""Calls to services of a platform: tokens, what went wrong, where pages and columns may lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from learnapp.integrations.lti.grades import LINE_ITEM, SCORE, Column, Score, find_or_make, put_score
from learnapp.integrations.lti.keys import KeyPair, new_key_pair, public_jwk
from learnapp.integrations.lti.memberships import first_page, read_page
from learnapp.integrations.lti.platform import Platform
from learnapp.integrations.lti.services import Client, ServiceError, same_site
from learnapp.integrations.outbound import OutboundSession
from tests.lms_services import Faults, LmsServices

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return new_key_pair()


@pytest.fixture(scope="module")
def served() -> Iterator[LmsServices]:
    made = LmsServices().start()
    yield made
    made.stop()


@pytest.fixture
def platform(served: LmsServices, pair: KeyPair) -> LmsServices:
    served.anew("client")
    served.tool_keys = {"keys": [dict(public_jwk(pair.public_pem))]}
    for number in range(5):
        served.enrol(str(number), f"Student {number}")
    return served


@pytest.fixture
def client(platform: LmsServices, pair: KeyPair) -> Client:
    at = platform.origin
    known = Platform(at, "client", at, f"{at}/auth", f"{at}/token", f"{at}/keys")
    return Client(known, pair.private_pem.decode(), pair.public_pem, lambda: OutboundSession(loopback=True))


def _roster(client: Client, platform: LmsServices) -> int:
    url, count = first_page(f"{platform.origin}/members?course=4"), 0
    while url:
        page = read_page(client, url)
        url, count = page.next_url, count + len(page.members)
    return count


def test_one_token_serves_until_shortly_before_its_end_or_until_it_is_refused(
    platform: LmsServices, client: Client
) -> None:
    assert _roster(client, platform) == 5 and platform.calls["POST token"] == 1
    platform.tokens.clear()
    assert _roster(client, platform) == 5 and platform.calls["POST token"] == 2
    platform.lasts = 0
    platform.tokens.clear()
    with pytest.raises(ServiceError, match="denied"):
        _roster(client, platform)
    assert platform.calls["POST token"] == 3, "asked for anew once, and not again and again"
    # Another scope has a token of its own.
    platform.lasts = 3600
    put_calls = platform.calls["POST token"]
    url = find_or_make(client, f"{platform.origin}/lineitems?type_id=7", frozenset({LINE_ITEM}), Column("t:1", "T", 5))
    put_score(client, url, Score("1", 3.5, 5.0, "Completed", "FullyGraded", NOW))
    assert platform.calls["POST token"] == put_calls + 2
    assert platform.grades() == {("t:1", "1"): (3.5, 5.0)}


@pytest.mark.parametrize(
    ("faults", "code"), [(Faults(before=1.0), "failing"), (Faults(busy=1.0, after_s=7), "busy"), (Faults(), "")]
)
def test_what_went_wrong_has_a_name_and_says_how_long_to_wait(
    faults: Faults, code: str, platform: LmsServices, client: Client
) -> None:
    platform.faults = faults
    try:
        _roster(client, platform)
        found, wait = "", 0.0
    except ServiceError as failed:
        found, wait = failed.code, failed.wait
        assert failed.passes
    assert (found, wait) == (code, 7.0 if code == "busy" else 0.0)


def test_a_score_that_is_there_already_is_told_as_such(platform: LmsServices, client: Client) -> None:
    container = f"{platform.origin}/lineitems?type_id=7"
    # A platform that leaves the filter out has the column once all the same.
    platform.filters = False
    urls = {find_or_make(client, container, frozenset({LINE_ITEM}), Column("t:1", "T", 5)) for _ in range(2)}
    assert len(urls) == len(platform.items) == 1
    score = Score("1", 3.0, 5.0, "Completed", "FullyGraded", NOW)
    put_score(client, min(urls), score)
    with pytest.raises(ServiceError, match="older"):
        put_score(client, min(urls), score)
    with pytest.raises(ServiceError, match="gone"):
        put_score(client, f"{platform.origin}/99/lineitem?type_id=7", score)
    with pytest.raises(ServiceError, match="forbidden"):
        find_or_make(client, container, frozenset({SCORE}), Column("t:2", "T", 5))


def test_roles_are_short_ids_may_be_numbers_and_strangers_are_left_out(platform: LmsServices, client: Client) -> None:
    platform.page = 50
    platform.members = {
        "1": {"user_id": 4, "roles": ["Learner"], "given_name": "Ann", "family_name": "Ash"},
        "2": {"user_id": "5", "roles": ["Instructor", "Learner"], "status": "Inactive", "name": "Carol"},
        "3": {"user_id": "", "roles": ["Learner"]},
        "4": {"user_id": "7", "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"], "name": "M\x00"},
        "5": {"user_id": True, "roles": "Learner"},
    }
    found = read_page(client, f"{platform.origin}/members?course=4").members
    assert [(one.subject, one.role, one.name, one.here) for one in found] == [
        ("4", "student", "Ann Ash", True), ("5", "instructor", "Carol", False), ("7", None, "", True),
    ]  # fmt: skip


def test_tokens_are_sent_nowhere_else() -> None:
    at = "https://lms.example/api"
    assert same_site("https://lms.example/api/members?page=2", at)
    for other in ("https://evil.example/members", "http://lms.example/members", "https://lms.example:8443/m", "", "x"):
        assert same_site(other, at) == ""


def test_the_first_page_keeps_what_the_address_says() -> None:
    assert first_page("https://lms.example/m?course=4&limit=10") == "https://lms.example/m?course=4&limit=500"


def test_a_date_to_wait_for_is_read_like_seconds() -> None:
    from learnapp.integrations.lti.services import _seconds

    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 80 < _seconds(later) <= 90
    assert (_seconds("7"), _seconds("soon"), _seconds("")) == (7.0, 0.0, 0.0)
    assert _seconds("99999999") == 6 * 3600
