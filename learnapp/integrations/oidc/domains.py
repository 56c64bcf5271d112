"""Who owns a domain: whoever can put a word of ours into its name service."""

from __future__ import annotations

import re
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.rdatatype
import dns.resolver

from learnapp.integrations.oidc.errors import away

PLACE = "_learnapp"
SECONDS = 6.0
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def read_domain(text: str) -> str | None:
    """Return a domain as it is compared: in small letters and ASCII (IDNA); None for what is none."""
    plain = text.strip().casefold().removeprefix("@").rstrip(".")
    try:
        plain = plain.encode("idna").decode("ascii") if plain else ""
    except UnicodeError:
        return None
    return plain if _DOMAIN.fullmatch(plain) else None


def _resolver(servers: str) -> Any:
    if not servers.strip():
        return dns.asyncresolver.Resolver()
    made = dns.asyncresolver.Resolver(configure=False)
    pairs = [one.strip().rpartition(":") for one in servers.split(",") if one.strip()]
    made.nameservers = [host or tail for host, _, tail in pairs]
    ports = {int(tail) for host, _, tail in pairs if host}
    made.port = ports.pop() if ports else 53
    return made


async def words_at(domain: str, servers: str = "") -> list[str]:
    """Return the TXT records under `_learnapp.` of a domain.

    Args:
        domain: From `read_domain`.
        servers: Name servers, see the setting DNS_SERVERS.

    Raises:
        ProviderAwayError: The name service does not answer.
    """
    try:
        answer = await _resolver(servers).resolve(f"{PLACE}.{domain}.", dns.rdatatype.TXT, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise away("name_service") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
