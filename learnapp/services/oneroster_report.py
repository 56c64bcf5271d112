"""What an import of a OneRoster package does, counted; and every line that it cannot use, with why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = ("classes", "users", "guardians", "enrollments")
OUTCOMES = ("made", "changed", "unchanged", "ended", "refused")
MOST_LINES = 1_000


@dataclass(slots=True)
class RosterReport:
    """Counts by kind and outcome, and the first lines that were refused.

    Attributes:
        lines: (file, line number, code); the code is a key of the catalogue, `oneroster-why-CODE`.
    """

    counts: dict[str, dict[str, int]] = field(
        default_factory=lambda: {kind: dict.fromkeys(OUTCOMES, 0) for kind in KINDS}
    )
    why: dict[str, int] = field(default_factory=dict)
    lines: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, kind: str, outcome: str, times: int = 1) -> None:
        """Count an outcome."""
        self.counts[kind][outcome] += times

    def refuse(self, kind: str, line: int, code: str) -> None:
        """Count a line that cannot be used."""
        self.counts[kind]["refused"] += 1
        self.why[code] = self.why.get(code, 0) + 1
        if len(self.lines) < MOST_LINES:
            self.lines.append(("users" if kind == "guardians" else kind, line, code))

    def document(self) -> dict[str, Any]:
        """Return it as it is stored: no names, no addresses."""
        return {"counts": self.counts, "why": self.why, "lines": [list(line) for line in self.lines]}

    @staticmethod
    def of(document: dict[str, Any]) -> RosterReport:
        """Return a stored one, to go on counting."""
        report = RosterReport()
        for kind, counts in document.get("counts", {}).items():
            report.counts[kind].update({name: int(times) for name, times in counts.items()})
        report.why = {str(code): int(times) for code, times in document.get("why", {}).items()}
        report.lines = [(str(file), int(line), str(code)) for file, line, code in document.get("lines", [])]
        return report
