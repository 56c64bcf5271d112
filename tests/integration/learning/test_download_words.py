"""Tables to take away speak their reader's language, whatever language the pages of others are in."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

from learnapp.services import assessment_results, class_board, family_export, people_exports, pupil
from learnapp.services import classroom as board_service
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_assessments import given
from tests.integration.learning.test_child_tests import grace


def _sheet(document: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(document.lstrip("\ufeff"))))


async def test_a_spanish_teacher_reads_spanish_tables(classroom: Classroom) -> None:
    carol, section = replace(classroom.actor("carol"), locale="es"), classroom.school.section_id
    alice = classroom.school["alice"].person_id
    for item in classroom.course.practice[0][:3]:
        await record_event(classroom.event(content=item, response="8"), classroom.actor())
    head, *lines = _sheet(await class_board.board_csv(carol, section))
    assert head[:2] == ["estudiante", "estado"] and {line[1] for line in lines} == {"en un atasco", "aún sin empezar"}
    assert "aún no aún no aún no" in lines[0]
    head, *lines = _sheet(await board_service.heatmap_csv(carol, section))
    assert head[0] == "estudiante" and {cell for line in lines for cell in line[1:]} <= {"faltan datos"} | {
        cell for line in lines for cell in line[1:] if cell.startswith(("aprendiendo", "casi", "dominado"))
    }
    head, *lines = _sheet(await pupil.student_csv(carol, section, alice))
    assert head[:2] == ["fila", "tema"] and {line[0] for line in lines} == {"tema", "respuesta"}
    assert {line[4] for line in lines if line[0] == "respuesta"} == {"aún no"}
    made = await given(classroom)
    head, *lines = _sheet(await assessment_results.results_csv(carol, made))
    assert head[:2] == ["estudiante", "estado"] and {line[1] for line in lines} == {"ninguno"}


async def test_a_family_takes_its_record_home_in_its_language(classroom: Classroom) -> None:
    await record_event(classroom.event(response="8"), classroom.actor())
    me = replace(grace(classroom), locale="es")
    package = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(me, classroom.school["alice"].person_id)))
    sheets = {name: _sheet(package.read(name).decode()) for name in package.namelist() if name.endswith(".csv")}
    assert sheets["events.csv"][0] == ["momento", "qué", "tarea", "paso", "correcta", "detalles"]
    assert [(line[1], line[4]) for line in sheets["events.csv"][1:]] == [("respondió", "no")]
    assert sheets["profile.csv"][1][0] == "nombre"
    english = zipfile.ZipFile(
        io.BytesIO(await family_export.record_zip(grace(classroom), classroom.school["alice"].person_id))
    )
    for name, (head, *_) in sheets.items():
        other = _sheet(english.read(name).decode())[0]
        assert len(head) == len(other) and not set(head) & set(other) - {"total"}, name


async def test_a_table_that_is_read_in_again_keeps_the_names_of_its_columns(classroom: Classroom) -> None:
    adam = replace(classroom.actor("adam"), locale="es")
    assert _sheet(await people_exports.enrolments_csv(adam))[0][:3] == ["email", "name", "role"]
    assert _sheet(await people_exports.people_csv(adam))[0][:2] == ["nombre", "correo electrónico"]
