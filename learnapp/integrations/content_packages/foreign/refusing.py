"""Why one part of a foreign package is left out or held back; the code becomes a line of the report."""

from __future__ import annotations


class RefusedPartError(Exception):
    """One part cannot be used; the rest of the package goes on.

    Args:
        reason: Reason code, explained by `import-reason-CODE` in the catalogue.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
