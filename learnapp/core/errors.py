"""One shape for every error that a person or a client meets: status, code, message."""

from __future__ import annotations

from typing import ClassVar


class LearnAppError(Exception):
    """An error with an HTTP status, a stable code and a message that says what to do next.

    Attributes:
        status: HTTP status code.
        code: Stable machine-readable name, also the key in the `errors` catalogue.
        message: English sentence for logs and API clients.
        detail: Extra public facts (never secrets or personal data).
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str, *, detail: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail or {}

    def as_dict(self, request_id: str = "") -> dict[str, object]:
        """Return the one public error document."""
        return {
            "error": {
                "status": self.status,
                "code": self.code,
                "message": self.message,
                "detail": self.detail,
                "request_id": request_id,
            }
        }


class InvalidInputError(LearnAppError):
    """The request is malformed or out of range."""

    status = 422
    code = "invalid_input"


class TooLargeError(LearnAppError):
    """The request body or a field is larger than allowed."""

    status = 413
    code = "too_large"


class NotSignedInError(LearnAppError):
    """No valid session or credential."""

    status = 401
    code = "not_signed_in"


class ForbiddenError(LearnAppError):
    """Signed in, but not allowed."""

    status = 403
    code = "forbidden"


class ConsentMissingError(ForbiddenError):
    """No consent covers storing this student's data."""

    code = "consent_missing"


class NotFoundError(LearnAppError):
    """No such thing in this institution."""

    status = 404
    code = "not_found"


class ConflictError(LearnAppError):
    """The same id with another body, or a version that has moved on."""

    status = 409
    code = "conflict"


class RateLimitedError(LearnAppError):
    """Too many requests; `detail['retry_after']` is in seconds."""

    status = 429
    code = "rate_limited"


class UnavailableError(LearnAppError):
    """A part that this needs is away; `detail['retry_after']` is in seconds."""

    status = 503
    code = "unavailable"


class BlockedError(LearnAppError):
    """The guardrail refused the content."""

    status = 422
    code = "blocked"
