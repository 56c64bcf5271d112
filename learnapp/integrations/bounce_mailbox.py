"""The mailbox to which letters come back, by IMAP (RFC 9051): over TLS, or with STARTTLS; plain only on this machine.

Reading blocks, so callers leave the event loop. A message is marked as read only once it was dealt with: whoever is
killed in between finds it again.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from learnapp.core.errors import UnavailableError
from learnapp.integrations.mail import SECONDS

_PORTS = {"imap": 143, "imaps": 993}
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_AWAY = "The mailbox for returned mail does not answer, or does not let us in. It is tried again."


class BounceMailbox:
    """An open mailbox; see `opened`."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def waiting(self, most: int) -> list[str]:
        """Return the ids of messages that nobody has read, the oldest first."""
        return [one.decode() for one in self._said("SEARCH", None, "UNSEEN")[0].split()[:most]]

    def read(self, uid: str, most: int) -> bytes | None:
        """Return a whole message; None for one of more than `most` bytes, and for one that the server cannot give."""
        told = b" ".join(one if isinstance(one, bytes) else one[0] for one in self._parts(uid, "(RFC822.SIZE)"))
        size = _SIZE.search(told)
        if size is None or int(size[1]) > most:
            return None
        return next((one[1] for one in self._parts(uid, "(BODY.PEEK[])") if isinstance(one, tuple)), None)

    def settle(self, understood: Sequence[str], others: Sequence[str]) -> None:
        """Delete what was understood, and mark the others as read."""
        for uids, flag in ((others, r"(\Seen)"), (understood, r"(\Seen \Deleted)")):
            if uids:
                self._said("STORE", ",".join(uids), "+FLAGS.SILENT", flag)
        if understood:
            self._server.expunge()

    def _parts(self, uid: str, what: str) -> list[bytes | tuple[bytes, bytes]]:
        state, data = self._server.uid("FETCH", uid, what)
        # Refused is one message, which is broken there: the others are read, and it stays for people.
        return [one for one in data if one] if state == "OK" else []

    def _said(self, command: str, *arguments: str | None) -> list[bytes]:
        state, data = self._server.uid(command, *arguments)  # type: ignore[arg-type]
        if state != "OK":
            raise imaplib.IMAP4.error(f"{command} was refused")
        return [one for one in data if one] or [b""]


@contextmanager
def opened(url: str) -> Iterator[BounceMailbox]:
    """Open the inbox of a mailbox until the end of the block.

    Args:
        url: `imaps://user:password@host:993`, or `imap://…:143` for STARTTLS.

    Raises:
        UnavailableError: It is away, does not let us in, or stops answering in the block.
    """
    try:
        where = urlsplit(url.strip())
        if where.scheme not in _PORTS or not where.hostname:
            raise UnavailableError("BOUNCE_IMAP_URL is like imaps://user:password@host:993. Correct it.")
        server = _connected(where.scheme, where.hostname, where.port or _PORTS[where.scheme])
        try:
            server.login(unquote(where.username or ""), unquote(where.password or ""))
            if server.select("INBOX")[0] != "OK":
                raise imaplib.IMAP4.error("there is no inbox")
            yield BounceMailbox(server)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        raise UnavailableError(_AWAY) from error


def _connected(scheme: str, host: str, port: int) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    server = imaplib.IMAP4(host, port, timeout=SECONDS)
    if host not in _HERE:
        server.starttls(ssl_context=ssl.create_default_context())
    return server
