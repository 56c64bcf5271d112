"""What a provider's claims say here: which one is the name, and which of its words are which roles."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field
from typing import Any

ROLES = ("student", "instructor")
"""What a claim may make somebody."""
ADMIN_ROLES = ("admin", "auditor")
"""What a claim may make somebody only where an admin has switched that on."""
MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class Mapping:
    """Names of claims; a dot leads into an object: `realm_access.roles`. An empty name: it is not read.

    Attributes:
        tenant: Where a provider serves others too: the claim that says which school somebody is of.
        tenant_is: What it says of ours; several values with commas between them.
        subject: By SAML: the attribute that says who somebody is in place of the NameID; "" for the NameID.
        roles: Word of the role claim, in small letters -> role.
        usual: Role of whom no word gives one; "" for none.
    """

    name: str = "name"
    email: str = "email"
    role: str = ""
    section: str = ""
    tenant: str = ""
    tenant_is: str = ""
    subject: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    usual: str = ""

    @classmethod
    def of(cls, stored: AnyMapping[str, Any]) -> Mapping:
        """Return a mapping as it is stored."""
        known = asdict(cls())
        return cls(**{name: stored.get(name, value) for name, value in known.items()})

    def stored(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Read:
    """What claims say through a mapping.

    Attributes:
        name: "" where there is none.
        email: As it stands there; "" where there is none.
        ours: They are of this school, or the provider serves no other.
        verified: The provider says that it has checked this very address itself.
        roles: Those that words give, in order; those that may not be given are in `withheld`.
        usual: What a new account becomes when no word gives it a role; "" for nothing.
        words: What stood in the role claim, at most `MOST_VALUES`.
        sections: Titles.
    """

    name: str
    email: str
    ours: bool
    verified: bool
    roles: tuple[str, ...]
    usual: str
    withheld: tuple[str, ...]
    words: tuple[str, ...]
    sections: tuple[str, ...]


def find(claims: AnyMapping[str, Any], path: str) -> Any:
    """Return a claim by its name or by a way into it; a name that itself has dots comes first."""
    if not path:
        return None
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _words(found: Any) -> tuple[str, ...]:
    if isinstance(found, str):
        found = [found]
    if not isinstance(found, list):
        return ()
    return tuple(dict.fromkeys(one.strip() for one in found[:MOST_VALUES] if isinstance(one, str) and one.strip()))


def _text(found: Any) -> str:
    return found.strip() if isinstance(found, str) else ""


def _is_ours(claims: AnyMapping[str, Any], mapping: Mapping) -> bool:
    if not mapping.tenant:
        return True
    wanted = {one.strip().casefold() for one in mapping.tenant_is.split(",")} - {""}
    return any(word.casefold() in wanted for word in _words(find(claims, mapping.tenant)))


def read(claims: AnyMapping[str, Any], mapping: Mapping, *, admin_roles: bool) -> Read:
    """Return what claims say.

    Args:
        claims: Of the ID token and of userinfo.
        mapping: The institution's.
        admin_roles: The admin has switched on that claims may make admins and auditors.
    """
    name, email = find(claims, mapping.name), _text(find(claims, mapping.email))
    if not isinstance(name, str) or not name.strip():
        parts = [claims.get("given_name"), claims.get("family_name")]
        name = " ".join(part for part in parts if isinstance(part, str))
    words = _words(find(claims, mapping.role))
    meant = {mapping.roles[word.lower()] for word in words if word.lower() in mapping.roles}
    allowed = set(ROLES) | (set(ADMIN_ROLES) if admin_roles else set())
    given = meant & allowed
    return Read(
        name=name.strip()[:200],
        email=email[:254],
        ours=_is_ours(claims, mapping),
        # Some providers send the word instead of the value; anything else is no promise. What is promised is `email`
        # (OpenID Connect Core 1.0, 5.1), and no other claim: people choose many of those themselves.
        verified=claims.get("email_verified") in (True, "true")
        and _text(claims.get("email")).casefold() == email.casefold(),
        roles=tuple(sorted(given)),
        usual=mapping.usual if mapping.usual in ROLES else "",
        withheld=tuple(sorted(meant - allowed)),
        words=words,
        sections=_words(find(claims, mapping.section)),
    )
