"""Sending a letter by SMTP (RFC 5321): over TLS, or with STARTTLS; plain only to this machine.

Every failure names the step at which it happened, so that whoever sets a server up sees what to correct.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.integrations.outbound import BlockedAddressError, check_peer

SECONDS = 20.0
STEPS = ("address", "tls", "sign_in", "sender", "recipient", "message")
"""What happens one after the other; the trial shows how far it came."""
_PORTS = {"smtp": 587, "smtps": 465}
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailRefusedError(InvalidInputError):
    """The server takes no mail for this address, for good."""

    def __init__(self, message: str, step: str = "recipient") -> None:
        super().__init__(message)
        self.step = step


class MailAwayError(UnavailableError):
    """The server is away, does not let us in, or does not take this now.

    Attributes:
        whole: Whether it is the server, so that other letters would fare no better.
    """

    def __init__(self, message: str, step: str, *, whole: bool = True) -> None:
        super().__init__(message)
        self.step, self.whole = step, whole


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.

    Attributes:
        sender: Address that it comes from, and the name shown with it.
        html: The same as simple HTML; "" for none.
        message_id: Without angle brackets; "": one is made.
        headers: More headers, such as `List-Unsubscribe`.
        envelope: Address to which it goes back where it cannot be delivered; "": to the sender.
    """

    sender: str
    name: str
    to: str
    subject: str
    text: str
    html: str = ""
    message_id: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    envelope: str = ""

    def built(self) -> EmailMessage:
        """Return it as a message (RFC 5322)."""
        # An address that is broken into encoded words is none: mail programs would not find it.
        made = EmailMessage(policy=policy.SMTP.clone(max_line_length=900))
        made["From"] = _from(self.name, self.sender)
        made["To"], made["Subject"] = self.to, " ".join(self.subject.split())
        made["Date"] = formatdate()
        if self.message_id:
            made["Message-ID"] = f"<{self.message_id}>"
        made["Auto-Submitted"] = "auto-generated"
        for name, value in self.headers:
            made[name] = value
        made.set_content(self.text)
        if self.html:
            made.add_alternative(self.html, subtype="html")
        return made


def _from(name: str, sender: str) -> Any:
    local, _, domain = sender.rpartition("@")
    return Address(" ".join(name.split()), local, domain) if name else sender


def quoted(text: str) -> str:
    """Return a user or password as it stands in a server's address."""
    return quote(text, safe="")


def host_of(url: str) -> str:
    """Return `host:port` of a server's address, for showing.

    Raises:
        InvalidInputError: It is no address of a mail server.
    """
    where = _where(url)
    return f"{where.hostname}:{where.port or _PORTS[where.scheme]}"


def _where(url: str) -> Any:
    try:
        where = urlsplit(url.strip())
        port = where.port
    except ValueError:
        where, port = urlsplit(""), None
    strange = where.path.strip("/") or where.query or where.fragment or not url.isascii() or not url.isprintable()
    if where.scheme not in _PORTS or not where.hostname or strange or port == 0:
        raise InvalidInputError("The mail server is written like smtps://user:password@host:465. Correct it.")
    return where


class _Looking(smtplib.SMTP):
    """Looks at whom it reaches before anything is sent."""

    def __init__(self, host: str, port: int, *, public: bool, loopback: bool) -> None:
        self._public, self._loopback = public, loopback
        super().__init__(host, port, timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made = socket.create_connection((host, port), timeout, self.source_address)
        return check_peer(made, self._loopback) if self._public else made


class _LookingOverTls(_Looking):
    """The same over TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return ssl.create_default_context().wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


def send(url: str, letter: Letter, *, public: bool = False, loopback: bool = False) -> None:
    """Send one letter; it blocks for up to twenty seconds at each step.

    Args:
        url: `smtps://user:password@host:465`, or `smtp://…:587` for STARTTLS.
        letter: What goes out.
        public: Whether only servers of the public internet are called: for addresses that an admin has typed.
        loopback: Whether this machine may be called all the same: for development and tests.

    Raises:
        MailRefusedError: The server refuses this address, or this letter, for good.
        MailAwayError: The server is away, or does not let us in: try again later.
    """
    try:
        where = _where(url)
    except InvalidInputError as error:
        raise MailAwayError(error.message, "address") from error
    kind = _LookingOverTls if where.scheme == "smtps" else _Looking
    step = "address"
    try:
        with kind(where.hostname, where.port or _PORTS[where.scheme], public=public, loopback=loopback) as server:
            step = "tls"
            server.ehlo_or_helo_if_needed()
            if where.scheme == "smtp" and where.hostname not in _HERE:
                server.starttls(context=ssl.create_default_context())
            step = "sign_in"
            if where.username:
                server.login(unquote(where.username), unquote(where.password or ""))
            step = "sender"
            server.send_message(letter.built(), from_addr=letter.envelope or letter.sender, to_addrs=[letter.to])
    except BlockedAddressError as error:
        raise MailAwayError("The mail server stands in a private network.", "private") from error
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        if 500 <= code < 600:
            raise MailRefusedError("The mail server refuses this address. Check it.") from error
        raise MailAwayError("The mail server does not take this now.", "recipient", whole=False) from error
    except smtplib.SMTPSenderRefused as error:
        raise MailAwayError("The mail server does not let this address send.", "sender") from error
    except smtplib.SMTPDataError as error:
        if 500 <= error.smtp_code < 600:
            raise MailRefusedError("The mail server refuses this letter.", "message") from error
        raise MailAwayError("The mail server does not take this now.", "message", whole=False) from error
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        reached = "sign_in" if step == "sign_in" else "tls"
        raise MailAwayError("The mail server speaks no TLS that we trust.", reached) from error
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise MailAwayError("The mail server does not answer. It is tried again.", step) from error
