"""Mail over TLS with real servers: by STARTTLS or from the first byte, to whom the certificate names, or not at all."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr

from learnapp.services import channel_check, channel_settings
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_deliveries import address, deliver, states, tell, who
from tests.mail_sink import SecureSink, secure_sink, text_of
from tests.peers.certificates import Authority

SECRET = "s3cret-of-riverside"  # noqa: S105 - of this test alone
WAYS = ("smtp", "smtps")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The one authority that this machine trusts, as an operator names it to OpenSSL."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.pem))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def here(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Classroom]:
    monkeypatch.setattr(classroom.services.settings, "public_url", "https://learn.oak.example")
    yield await new_classroom(classroom.services)


@contextmanager
def serving(tls: str, context: ssl.SSLContext | None) -> Iterator[SecureSink]:
    with secure_sink(context, implicit=tls == "smtps") as sink:
        yield sink


async def uses(here: Classroom, sink: SecureSink, tls: str) -> None:
    await channel_settings.set_mail(
        who(here, "adam"), host=sink.host, port=str(sink.port), user="riverside", password=SECRET,
        sender="no@oak.example", tls=tls,
    )  # fmt: skip


async def steps(here: Classroom) -> dict[str, str]:
    return {one.name: one.outcome for one in await channel_check.try_out(who(here, "adam"), "mail")}


def plain(sink: SecureSink) -> bytes:
    return b"".join(sink.heard)


@pytest.mark.parametrize("tls", WAYS)
async def test_a_notice_goes_out_over_tls_and_nothing_of_it_in_plain_text(
    here: Classroom, authority: Authority, tls: str
) -> None:
    with serving(tls, authority.server("127.0.0.2")) as sink:
        await uses(here, sink, tls)
        await tell(here)
        await deliver(here)
        (letter,) = sink.to(address(here))
        assert "Fractions" in letter["Subject"] and "https://learn.oak.example/today" in text_of(letter)
        assert await states(here) == [("sent", "")]
        assert [version for version, _ in (one or ("", "") for one in sink.ciphers)] == ["TLSv1.3"]
        assert sink.signed_in == [("riverside", SECRET)]
        # In plain text there is a greeting and the wish for TLS, or nothing at all.
        said = [line.split()[0].lower() for line in plain(sink).splitlines()]
        assert said == ([b"ehlo", b"starttls"] if tls == "smtp" else [])
        assert set((await steps(here)).values()) == {"ok"}


@pytest.mark.parametrize("tls", WAYS)
@pytest.mark.parametrize("wrong", ["authority", "host", "over"])
async def test_a_server_whose_certificate_is_not_valid_gets_no_letter_and_no_password(
    here: Classroom, authority: Authority, tmp_path: Path, tls: str, wrong: str
) -> None:
    issuer = Authority(tmp_path, "Somebody else") if wrong == "authority" else authority
    lasts = timedelta(days=-1) if wrong == "over" else timedelta(days=1)
    context = issuer.server("127.0.0.3" if wrong == "host" else "127.0.0.2", lasts=lasts)
    with serving(tls, context) as sink:
        await uses(here, sink, tls)
        await tell(here)
        await deliver(here)
        await deliver(here, after=timedelta(hours=1))
        assert (sink.letters, sink.signed_in) == ([], [])
        assert b"AUTH" not in plain(sink).upper() and SECRET.encode() not in plain(sink)
        assert await states(here) == [("waiting", "away")]
        found = await steps(here)
        assert (found["address"], found["tls"], found["sign_in"]) == ("ok", "failed", "skipped")
        port = sink.port
    # It waits, and goes out when the certificate is one of ours.
    with ExitStack() as stack:
        sink = stack.enter_context(serving(tls, authority.server("127.0.0.2")))
        assert sink.port != port
        await uses(here, sink, tls)
        await deliver(here, after=timedelta(hours=1))
        assert len(sink.to(address(here))) == 1 and await states(here) == [("sent", "")]


async def test_a_server_that_offers_no_tls_gets_nothing_in_plain_text(here: Classroom, authority: Authority) -> None:
    """As behind somebody on the line who takes the offer out."""
    with serving("smtp", None) as sink:
        await uses(here, sink, "smtp")
        await tell(here)
        await deliver(here)
        assert (sink.letters, sink.signed_in) == ([], [])
        assert {line.split()[0].lower() for line in plain(sink).splitlines()} <= {b"ehlo", b"quit"}
        assert await states(here) == [("waiting", "away")]
        assert (await steps(here))["tls"] == "failed"


async def test_tls_from_the_first_byte_is_not_spoken_plain_with_a_plain_server(
    here: Classroom, authority: Authority
) -> None:
    with serving("smtp", authority.server("127.0.0.2")) as sink:
        await uses(here, sink, "smtps")
        await tell(here)
        await deliver(here)
        assert (sink.letters, sink.signed_in) == ([], []) and await states(here) == [("waiting", "away")]
        # A handshake of TLS is all that it hears.
        assert not plain(sink) or plain(sink).startswith(b"\x16\x03")


@pytest.mark.parametrize("tls", WAYS)
async def test_the_operators_server_is_held_to_the_same(
    here: Classroom, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    monkeypatch.setattr(here.services.settings, "mail_from", "no@operator.example")
    for trusted in (False, True):
        issuer = authority if trusted else Authority(tmp_path, "Somebody else")
        with serving(tls, issuer.server("127.0.0.2")) as sink:
            url = f"{tls}://operator:{SECRET}@{sink.host}:{sink.port}"
            monkeypatch.setattr(here.services.settings, "smtp_url", SecretStr(url))
            await tell(here)
            await deliver(here, after=timedelta(hours=1))
            assert bool(sink.letters) is trusted and SECRET.encode() not in plain(sink)
            assert sink.signed_in == ([("operator", SECRET)] * len(sink.letters))
