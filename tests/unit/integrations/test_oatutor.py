"""OATutor packages: everything is counted, what cannot be shown is held back with its reason."""

from __future__ import annotations

import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from learnapp.core.errors import InvalidInputError, NotFoundError, TooLargeError
from learnapp.core.i18n import translate
from learnapp.integrations.content_packages import archive
from learnapp.integrations.content_packages.oatutor import Catalogue, problems, read_catalogue
from learnapp.integrations.content_packages.oatutor_problem import read_problem
from learnapp.integrations.content_packages.package import PackItem, PackReport
from learnapp.integrations.content_packages.reasons import explain
from tests.unit.integrations.oatutor_package import Package, hint, plain, step, troubled

DATA = Path(__file__).parents[4] / "shared" / "data" / "oatutor-content.tar.xz"


def read(path: Path) -> tuple[Catalogue, list[PackItem], PackReport]:
    report = PackReport()
    catalogue = read_catalogue(path, report)
    items = [item for problem in problems(path, report) for item in read_problem(problem, catalogue, report)]
    return catalogue, items, report


def by_ref(items: list[PackItem]) -> dict[str, PackItem]:
    return {item.source_ref: item for item in items}


def test_a_problem_becomes_a_practice_item_with_steps_hints_scaffolds_and_credit(tmp_path: Path) -> None:
    catalogue, items, report = read(plain(1).folder(tmp_path))
    assert [course.title for course in catalogue.courses] == ["Algebra A", "Algebra B"]
    assert catalogue.courses[1].language == "sv"
    kc = next(kc for kc in catalogue.kcs if kc.name == "Sums")
    assert (kc.p_init, kc.p_transit, kc.p_slip, kc.p_guess) == (0.2, 0.15, 0.05, 0.3)
    item = items[0]
    assert item.kc_ids == (kc.kc_id,)
    assert item.license == "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
    assert item.attribution.startswith("OpenStax: Elementary Algebra (https://openstax.org/")
    (one,) = item.body_public["steps"]
    assert one["prompt"] == "What is $1+3$?"
    assert one["answer_kind"] == "numeric"
    assert [h["kind"] for h in one["hints"]] == ["hint", "scaffold", "bottom_out"]
    assert one["hints"][1]["depends_on"] == ["sum001a-h1"]
    assert item.answer_key["steps"]["sum001a"]["accepted"] == ["4"]
    assert item.answer_key["hints"]["sum001a"]["sum001a-h2"]["accepted"] == ["5"]
    assert "accepted" not in str(item.body_public)
    assert report.found["hints"] == report.found["scaffolds"] == 1


def test_a_lesson_of_two_courses_gives_each_course_its_own_item(tmp_path: Path) -> None:
    catalogue, items, report = read(plain(2).folder(tmp_path))
    assert Counter(item.course_id for item in items) == {course.course_id: 2 for course in catalogue.courses}
    assert len({item.content_id for item in items}) == 4
    assert report.found["problems"] == 2


def test_archive_and_folder_give_the_same(tmp_path: Path) -> None:
    package = troubled()
    _, one, _ = read(package.folder(tmp_path / "folder"))
    _, two, _ = read(package.tar(tmp_path / "package.tar.xz"))
    assert {(i.content_id, i.checksum()) for i in one} == {(i.content_id, i.checksum()) for i in two}


def test_every_trouble_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    package = troubled()
    _, items, report = read(package.folder(tmp_path))
    found = by_ref(items)
    held = {ref: item.reasons for ref, item in found.items() if item.status == "review"}
    assert held == {
        "figure": ("needs-a-figure",),
        "unclosed": ("unbalanced-math",),
        "matrix": ("answer-is-a-matrix-or-table",),
        "one": ("only-one-choice",),
        "strange": ("question-type-unknown",),
    }
    written = {path.split("/")[1] for path in package.files}
    assert report.found["problems"] == len(written)
    assert set(found) == written - {"nowhere", "empty", "broken"}
    assert report.notes["lesson-unknown"] == 1
    assert report.notes["problem-without-steps"] == 2
    assert report.notes["not-valid-json"] == 1
    assert report.examples["not-valid-json"] == ["broken/steps/brokena/brokena.json"]
    assert report.notes["problem-licence-unclear"] == 1
    assert found["nolicence"].license == found["nolicence"].attribution == "unclear"
    assert report.notes["hint-id-twice"] == 1
    assert report.notes["hint-dependency-unknown"] == 2
    assert report.notes["hint-type-unknown"] == 1
    assert report.notes["scaffold-shown-as-hint"] == 1
    assert report.found["sub_hints"] == 1
    assert report.found["figures_left_out"] == 2
    for reason in report.notes:
        key = f"import-reason-{reason}"
        assert reason.startswith("scaffold-") or translate("es", key) not in (key, translate("en", key)), reason
        assert explain(reason).endswith(".")


def test_variants_take_the_first_values(tmp_path: Path) -> None:
    _, items, report = read(troubled().folder(tmp_path))
    item = by_ref(items)["variant"]
    assert item.body_public["steps"][0]["prompt"] == "Write 7."
    assert item.answer_key["steps"]["varianta"]["accepted"] == ["7"]
    assert report.notes["variables-filled-with-first-values"] == 1


def test_hints_wait_only_for_hints_before_them(tmp_path: Path) -> None:
    _, items, _ = read(troubled().folder(tmp_path))
    for item in items:
        for one in item.body_public["steps"]:
            known: set[str] = set()
            for row in one["hints"]:
                assert set(row["depends_on"]) <= known
                assert row["id"] not in known
                known.add(row["id"])


def test_text_from_outside_cannot_bring_markup(tmp_path: Path) -> None:
    package = Package()
    attack = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![t](https://evil.example/p) $5 and *b* \x00 \ud800"
    package.problem("evil", {"evila": step(stepTitle=attack)}, {"evila": [hint("evila", 1, text=attack)]})
    _, items, report = read(package.folder(tmp_path))
    prompt = items[0].body_public["steps"][0]["prompt"]
    assert not re.search(r"(?<!\\)<[a-z]|\]\(|!\[|(?<!\\)\$|(?<!\\)\*", prompt)
    assert "\x00" not in str(items[0].body_public)
    prompt.encode("utf-8")
    assert report.notes["odd-characters-taken-out"] == 2


def test_a_hostile_archive_is_reported_and_passed_over(tmp_path: Path) -> None:
    climbing = tarfile.TarInfo("../../etc/cron.d/evil")
    climbing.size = 4
    absolute = tarfile.TarInfo("/etc/passwd")
    absolute.size = 4
    link = tarfile.TarInfo("content-pool/link/link.json")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    huge = tarfile.TarInfo("content-pool/huge/huge.json")
    huge.size = archive.MAX_FILE_BYTES + 1
    extra = [(climbing, b"evil"), (absolute, b"evil"), (link, b""), (huge, b" " * huge.size)]
    before = set(tmp_path.parent.iterdir())
    _, items, report = read(plain(2).tar(tmp_path / "hostile.tar.xz", extra))
    assert len(items) == 4
    assert report.notes["unsafe-path"] == 2
    assert report.notes["not-a-plain-file"] == 1
    assert report.notes["file-too-large"] == 1
    assert set(tmp_path.parent.iterdir()) == before


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"id": "secret"}')
    root = plain(1).folder(tmp_path / "package")
    (root / "content-pool" / "sneaky").symlink_to(tmp_path)
    _, items, report = read(root)
    assert {item.source_ref for item in items} == {"sum001"}
    assert report.notes["not-a-plain-file"] == 1


def test_deep_json_is_refused_not_followed(tmp_path: Path) -> None:
    package = plain(1)
    package.put("content-pool/deep/deep.json", b"[" * 100_000)
    package.put("content-pool/digits/digits.json", b'{"n": ' + b"9" * 20_000 + b"}")
    _, items, report = read(package.folder(tmp_path))
    assert len(items) == 2
    assert report.notes["not-valid-json"] == 2


def test_what_is_no_package_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_catalogue(tmp_path / "nothing.tar", PackReport())
    (tmp_path / "noise.tar.xz").write_bytes(b"this is no archive" * 100)
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_catalogue(tmp_path / "noise.tar.xz", PackReport())
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInputError, match="coursePlans"):
        read_catalogue(tmp_path / "empty", PackReport())


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.7, 0.85, 0.97])
@pytest.mark.parametrize("form", ["xz", "gz", "bz2", ""])
def test_an_archive_that_was_cut_off_is_noticed_wherever_it_was_cut(tmp_path: Path, share: float, form: str) -> None:
    whole = plain(8).tar(tmp_path / "whole.tar", form=form).read_bytes().rstrip(b"\0" if not form else b"")
    (tmp_path / "cut.tar").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InvalidInputError, match="cut off"):
        list(archive.entries(tmp_path / "cut.tar"))


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 2000)
    with pytest.raises(TooLargeError):
        read_catalogue(plain(5).tar(tmp_path / "bomb.tar.xz"), PackReport())


@pytest.mark.timeout(150)
def test_the_full_repository_is_accounted_for_to_the_last_hint() -> None:
    if not DATA.exists():
        pytest.skip(f"the full OATutor package is not at {DATA.parent.name}/{DATA.name}")
    catalogue, items, report = read(DATA)
    assert report.found["problems"] == catalogue.total == 12_814
    assert report.found["steps"] == 16_362
    assert report.found["hints"] == 41_806
    assert report.found["scaffolds"] == 19_894
    assert report.found["skills"] == 1_233
    assert report.found["courses"] == 18
    assert report.found["lessons"] == 626
    assert report.found["items_published"] + report.found["items_in_review"] == len(items)
    assert len({item.source_ref for item in items}) == 12_814
    assert sum(item.license != "unclear" for item in {i.source_ref: i for i in items}.values()) == 10_502
    assert report.found["items_published"] > 0.85 * len(items)
