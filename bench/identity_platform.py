"""`python -m bench.identity_platform`: a platform with a large roster and a gradebook, in a process of its own.

It reads one line of JSON with what it is to be, prints its address, and answers each further line: `report` with what
its gradebook has, and any JSON object with new faults.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench.report import ROOT
from tests.lms_services import Faults, LmsServices


def main() -> None:
    """Serve until the input ends."""
    wanted = json.loads(sys.stdin.readline())
    platform = LmsServices(client_id=wanted["client"], page=wanted["page"])
    for number in range(wanted["people"]):
        platform.enrol(str(number), f"Person {number}", "Instructor" if number % 400 == 0 else "Learner")
    platform.start()
    print(platform.origin, flush=True)
    for line in sys.stdin:
        if line.strip() == "report":
            scores = {f"{item}/{user}": said for (item, user), said in platform.results.items()}
            found = {"results": scores, "items": platform.items, "again": platform.again, "taken": platform.taken}
            print(json.dumps({**found, "calls": sum(platform.calls.values())}), flush=True)
        else:
            said: dict[str, Any] = json.loads(line)
            platform.tool_keys = said.get("keys", platform.tool_keys)
            platform.faults = Faults(**said.get("faults", {}))
            print("ok", flush=True)


class Platform:
    """The other end of it.

    Args:
        client: Client id of the tool.
        people: On its roster; every 400th teaches.
        page: People on a page.
    """

    def __init__(self, client: str, people: int, page: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.identity_platform"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.client, self.origin = client, self._ask(json.dumps({"client": client, "people": people, "page": page}))

    def _ask(self, line: str) -> str:
        writes, reads = self._process.stdin, self._process.stdout
        if writes is None or reads is None:
            raise RuntimeError("the platform has no pipes")
        writes.write(f"{line}\n")
        writes.flush()
        return reads.readline().strip()

    def change(self, **said: object) -> None:
        """Give it the tool's keys, or new faults."""
        self._ask(json.dumps(said))

    def report(self) -> dict[str, Any]:
        """Return what its gradebook has."""
        found: dict[str, Any] = json.loads(self._ask("report"))
        return found

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


if __name__ == "__main__":
    main()
