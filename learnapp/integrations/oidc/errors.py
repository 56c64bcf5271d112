"""What can go wrong between us and a provider, each with a short code for the admin's page and the trail."""

from __future__ import annotations

from learnapp.core.errors import ForbiddenError, InvalidInputError, UnavailableError


class AddressRefusedError(InvalidInputError):
    """An address that this server does not fetch; `detail['why']` says which rule it breaks."""

    code = "sign_on_address"


class MetadataError(InvalidInputError):
    """Metadata of a provider that cannot be used; `detail['why']` says which."""

    code = "saml_metadata"


class ProviderAwayError(UnavailableError):
    """The provider does not answer, or answers something that is no provider's; `detail['why']` says which."""

    code = "sign_on_away"


class AnswerRefusedError(ForbiddenError):
    """What came back from the provider does not prove who somebody is; `detail['why']` says why."""

    code = "sign_on_refused"


def away(why: str) -> ProviderAwayError:
    """Return the error of a provider that cannot be used right now."""
    return ProviderAwayError(
        "Your school's sign-in does not answer right now. Try again in a minute, then tell your administrator.",
        detail={"why": why},
    )


def refused(why: str) -> AnswerRefusedError:
    """Return the error of an answer that proves nothing."""
    return AnswerRefusedError(
        "Your school's sign-in sent back something that cannot be trusted. Start again from the sign-in page.",
        detail={"why": why},
    )
