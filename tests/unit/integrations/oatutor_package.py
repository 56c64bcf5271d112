"""A small OATutor package, written by hand: two courses that share a lesson, and one of each trouble."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

BY = "https://creativecommons.org/licenses/by/4.0/ <CC BY 4.0>"
OER = "https://openstax.org/details/books/elementary-algebra-2e <OpenStax: Elementary Algebra>"
SHARED = "lesson-shared"


def hint(step: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{step}-h{number}", "type": "hint", "dependencies": [f"{step}-h{number - 1}"] if number > 1 else [],
        "title": "Look", "text": "Add $$2$$ and $$3$$.", "variabilization": {}, "oer": OER, "license": BY,
    } | more  # fmt: skip


def scaffold(step: str, number: int, answer: str, **more: Any) -> dict[str, Any]:
    return hint(
        step, number, type="scaffold", problemType="TextBox", answerType="arithmetic", hintAnswer=[answer], **more
    )


def step(answer: str = "$$5$$", **more: Any) -> dict[str, Any]:
    return {
        "stepAnswer": [answer], "problemType": "TextBox", "stepTitle": "What is $$2+3$$?", "stepBody": "",
        "answerType": "arithmetic", "variabilization": {},
    } | more  # fmt: skip


class Package:
    """Collects problems; `folder` and `tar` write them out."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.skills: dict[str, list[str]] = {}
        lesson = {"id": SHARED, "name": "1.1 Sums", "topics": "", "learningObjectives": {"sums": 0.9}}
        own = {"id": "lesson-own", "name": "1.2 Products", "topics": "Times", "learningObjectives": {"products": 0.9}}
        self.plans: list[dict[str, Any]] = [
            {
                "courseName": "Algebra A",
                "language": "en",
                "courseOER": OER,
                "courseLicense": BY,
                "lessons": [lesson, own],
            },
            {"courseName": "Algebra B", "language": "se", "courseOER": "", "courseLicense": "0.0", "lessons": [lesson]},
        ]
        self.plans[0]["lessons"], self.plans[1]["lessons"] = [lesson, own], [lesson]

    def problem(self, name: str, steps: dict[str, dict[str, Any]], hints: dict[str, list[Any]], **more: Any) -> None:
        root = f"content-pool/{name}"
        head = {
            "id": name, "title": "Sums", "body": "Work it out.", "variabilization": {}, "oer": OER, "license": BY,
            "lesson": "1.1 Sums", "lessonId": SHARED, "courseName": "Algebra A",
        } | more  # fmt: skip
        self.put(f"{root}/{name}.json", head)
        for key, value in steps.items():
            self.put(f"{root}/steps/{key}/{key}.json", {"id": key} | value)
            self.put(f"{root}/steps/{key}/tutoring/{key}DefaultPathway.json", hints.get(key, []))
            self.skills.setdefault(key, ["sums"])

    def put(self, path: str, value: Any) -> None:
        self.files[path] = value if isinstance(value, bytes) else json.dumps(value).encode()

    def _all(self) -> dict[str, bytes]:
        skills = sorted({name for names in self.skills.values() for name in names} | {"products"})
        bkt = {n: {"probMastery": 0.2, "probTransit": 0.15, "probSlip": 0.05, "probGuess": 0.3} for n in skills}
        frame = {"coursePlans.json": self.plans, "skillModel.json": self.skills | {"otherstep": ["products"]}}
        frame["bkt-params/defaultBKTParams.json"] = bkt
        return {**self.files, **{path: json.dumps(value).encode() for path, value in frame.items()}}

    def folder(self, root: Path) -> Path:
        for path, data in self._all().items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return root

    def tar(self, path: Path, extra: list[tuple[tarfile.TarInfo, bytes]] | None = None, *, form: str = "xz") -> Path:
        mode: Any = f"w:{form}"
        with tarfile.open(path, mode) as archive:
            for info, data in extra or []:
                archive.addfile(info, io.BytesIO(data))
            for name, data in self._all().items():
                info = tarfile.TarInfo(f"./{name}")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        return path


def plain(count: int = 6) -> Package:
    """Some sound problems, each with a hint and a scaffold."""
    package = Package()
    for number in range(1, count + 1):
        s = f"sum{number:03d}a"
        package.problem(
            f"sum{number:03d}", {s: step(f"$${number + 3}$$", stepTitle=f"What is $${number}+3$$?")},
            {s: [hint(s, 1), scaffold(s, 2, "$$5$$")]},
        )  # fmt: skip
    return package


def troubled() -> Package:
    """Sound problems and one of each trouble."""
    p = plain(2)
    s = "choicea"
    choices = ["$$x<3$$", "<", "None", "None"]
    p.problem(
        "choice", {s: step(choices[0], problemType="MultipleChoice", answerType="string", choices=choices)}, {s: []}
    )
    p.problem("figure", {"figurea": step(stepTitle="Read the graph. ##figure1.gif##")}, {})
    p.problem("unclosed", {"uncloseda": step(stepTitle="What is $$2+3?")}, {})
    p.problem("matrix", {"matrixa": step(r"$$\begin{bmatrix} 1 & 2 \end{bmatrix}$$")}, {})
    p.problem("one", {"onea": step("A", problemType="MultipleChoice", answerType="string", choices=["A"])}, {})
    p.problem("strange", {"strangea": step(problemType="Drawing")}, {})
    p.problem("nolicence", {"nolicencea": step()}, {}, license="", oer="")
    p.problem("variant", {"varianta": step("$$@{n}$$", stepTitle="Write @{n}.")}, {}, variabilization={"n": ["7", "8"]})
    p.problem("nowhere", {"nowherea": step()}, {}, lessonId="gone")
    p.problem("empty", {}, {})
    p.problem("broken", {"brokena": step()}, {})
    p.put("content-pool/broken/steps/brokena/brokena.json", b'{"id": "brokena", ')
    s = "hintsa"
    rows = [
        hint(s, 1, dependencies=[f"{s}-h9"]),
        hint(s, 1, text="Same name again ##figure2.png##"),
        scaffold(s, 3, r"$$\begin{bmatrix} 1 & 2 \end{bmatrix}$$"),
        scaffold(s, 4, "$$5$$", subHints=[hint(s, 41, dependencies=[])]),
        hint(s, 5, type="song"),
        "not a hint",
    ]
    p.problem("hints", {s: step(), "hintsb": step("2x+3", stepTitle="And $$2x+3$$?")}, {s: rows})
    return p
