"""Sending a letter by SMTP: over TLS, or with STARTTLS; plain only to this machine."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from learnapp.core.errors import InvalidInputError, UnavailableError

SECONDS = 20.0
_PORTS = {"smtp": 587, "smtps": 465}
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def send(url: str, sender: str, to: str, subject: str, text: str) -> None:
    """Send one letter; it blocks for up to twenty seconds.

    Args:
        url: `smtps://user:password@host:465`, or `smtp://…:587` for STARTTLS.
        sender: Address that it comes from.
        to: Address that it goes to.
        subject: One line.
        text: What it says.

    Raises:
        InvalidInputError: The server refuses this address for good.
        UnavailableError: The server is away, or does not let us in: try again later.
    """
    where = urlsplit(url)
    if where.scheme not in _PORTS or not where.hostname:
        raise UnavailableError("SMTP_URL is not like smtps://user:password@host:465. Ask the operator to correct it.")
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, " ".join(subject.split())
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    letter.set_content(text)
    port = where.port or _PORTS[where.scheme]
    context = ssl.create_default_context()
    try:
        if where.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(where.hostname, port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(where.hostname, port, timeout=SECONDS)
        with server:
            if where.scheme == "smtp" and where.hostname not in _HERE:
                server.starttls(context=context)
            if where.username:
                server.login(unquote(where.username), unquote(where.password or ""))
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        if 500 <= code < 600:
            raise InvalidInputError("The mail server refuses this address. Check it.") from error
        raise UnavailableError("The mail server does not take this now. It is tried again.") from error
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError("The mail server does not answer. It is tried again.") from error
