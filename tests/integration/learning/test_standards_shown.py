"""Where a topic's standard is named, its reader is told in their own language what it asks for; of every grade."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from learnapp.services import author_items, progress
from tests.integration.learning.conftest import Classroom

TITLE = "Sumar y restar fracciones de distinto denominador"


async def make_spanish(classroom: Classroom, *standards: str) -> None:
    """Give the first topics their standards, and the first item words in Spanish."""
    tenant, item = classroom.school.tenant_id, classroom.course.practice[0][0]
    async with classroom.services.db.transaction(tenant) as tx:
        for kc, standard in zip(classroom.course.kcs, standards, strict=False):
            values = {"s": standard, "t": tenant, "k": kc}
            await tx.session.execute(text("UPDATE kc SET standard = :s WHERE tenant_id = :t AND kc_id = :k"), values)
        values = {"w": TITLE, "t": tenant, "i": item}
        await tx.session.execute(
            text("UPDATE content SET language = 'es', title = :w WHERE tenant_id = :t AND content_id = :i"), values
        )


async def test_an_author_reads_of_each_topic_and_suggestion_what_the_code_asks_for(classroom: Classroom) -> None:
    await make_spanish(classroom, "CCSS.MATH.CONTENT.5.NF.A.1", "K.CC.B.5", "HS-PS1-1", "TEKS.7.4")
    admin, item = classroom.actor("adam"), classroom.course.practice[0][0]
    spanish = await author_items.item(replace(admin, locale="es"), classroom.course.course_id, item)
    asked = {one.standard: one.asked for one in spanish.topics}
    assert asked["CCSS.MATH.CONTENT.5.NF.A.1"].startswith("Sumar y restar fracciones de distinto denominador")
    assert asked["K.CC.B.5"].startswith("Contar hasta 20") and asked["HS-PS1-1"].startswith("Usar la tabla periódica")
    assert asked["TEKS.7.4"] == ""
    first = spanish.suggestions[0]
    assert first.code == "5.NF.A.1" and first.text == asked["CCSS.MATH.CONTENT.5.NF.A.1"]
    (served,) = [one for one in spanish.checks if one.key == "check-standard"]
    assert served.tone == "good" and first.text in served.value
    english = await author_items.item(admin, classroom.course.course_id, item)
    assert {one.standard: one.asked for one in english.topics}["K.CC.B.5"].startswith("Count up to 20")
    assert english.suggestions[0].text.startswith("Add and subtract fractions with unlike denominators")


async def test_a_student_reads_on_the_path_what_a_topics_standard_asks_for(classroom: Classroom) -> None:
    await make_spanish(classroom, "K.CC.B.5", "HSG-SRT.C.8", "")
    alice = classroom.actor()
    told = {}
    for locale in ("en", "es"):
        _, kcs = await progress.path_view(replace(alice, locale=locale))
        told[locale] = {one.standard: one.standard_text for one in kcs}
    assert told["en"]["HSG-SRT.C.8"].startswith("Solve right triangles") and told["en"][""] == ""
    assert told["es"]["HSG-SRT.C.8"].startswith("Resolver triángulos rectángulos")
    assert told["es"]["K.CC.B.5"].startswith("Contar hasta 20")
