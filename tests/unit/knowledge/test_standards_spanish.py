"""What is written in Spanish finds the same standards as its English twin."""

from __future__ import annotations

import json
import re
from uuid import UUID

from bench.tutor_retrieval import LANGUAGES
from learnapp.core.drafts import Draft, DraftSentence, Evidence
from learnapp.integrations.content_packages.course_files import DEMO_COURSE
from learnapp.knowledge import standards
from learnapp.knowledge.verification.check import Verification

ROWS = json.loads(LANGUAGES.read_text("utf-8"))["rows"]
WANTED = {
    "Una fracción nombra partes": {"3.NF.A.1", "3.G.A.2"},
    "Dos fracciones son equivalentes": {"4.NF.A.1", "3.NF.A.3", "3.NF.A.3b"},
    "con el mismo denominador se suman": {"4.NF.B.3", "4.NF.B.3a", "4.NF.B.3d"},
    "Cuando los denominadores son distintos": {"5.NF.A.1"},
    "Multiplicar fracciones es": {"5.NF.B.4", "5.NF.B.4a"},
    "Dividir entre una fracción": {"6.NS.A.1", "5.NF.B.7", "5.NF.B.7a", "5.NF.B.7b"},
    "Un número mixto junta": {"4.NF.B.3", "4.NF.B.3c", "5.NF.B.6"},
    "La propiedad distributiva": {"6.EE.A.3", "7.EE.A.1"},
    "Los términos semejantes": {"6.EE.A.4"},
    "La pendiente de una recta": {"8.EE.B.5", "8.EE.B.6", "8.F.A.3"},
    "La célula es la unidad": {"MS-LS1-1", "MS-LS1-2"},
    "El núcleo guarda": {"MS-LS1-2"},
    "En la fotosíntesis las plantas": {"MS-LS1-6", "HS-LS1-5", "HS-LS2-5"},
    "La respiración celular": {"HS-LS1-7", "HS-LS2-5"},
    "Los productores fabrican": {"5-LS2-1", "MS-LS2-3", "HS-LS2-4"},
    "En cada paso de la cadena": {"HS-LS2-4", "MS-LS2-3"},
}
FILMS = {"bottoms-agree": "5.NF.A.1", "slope-and-start": "8.F.A.3"}


def spanish(has: str) -> str:
    (text,) = [row["es"]["text"] for row in ROWS if has in row["es"]["text"]]
    return str(text)


def test_passages_in_spanish_find_the_standards_that_they_are_about() -> None:
    found = standards.ranked([spanish(has) for has in WANTED], 5, "es")
    missed = {
        has: [one.code for one in matches]
        for (has, wanted), matches in zip(WANTED.items(), found, strict=True)
        if wanted.isdisjoint(one.code for one in matches)
    }
    assert len(missed) <= 0.15 * len(WANTED), missed


def test_a_passage_and_its_translation_serve_the_same_standards() -> None:
    rows = [row for row in ROWS if row["topic"] != "independencia"]
    found = [standards.ranked([row[language]["text"] for row in rows], 5, language) for language in ("es", "en")]
    shared = [bool({m.code for m in es} & {m.code for m in en}) for es, en in zip(*found, strict=True)]
    assert sum(shared) >= 0.75 * len(rows), [
        row["es"]["text"] for row, one in zip(rows, shared, strict=True) if not one
    ]


def test_captions_of_the_demo_films_in_spanish_find_their_topics_standard() -> None:
    for film, code in FILMS.items():
        captions = (DEMO_COURSE / "films" / f"{film}.es.vtt").read_text("utf-8")
        text = "\n".join(line for line in captions.splitlines() if line and not re.match(r"WEBVTT|\d", line))
        served = standards.score(text, code, "es")
        assert served is not None and served > 0.35, (film, served, standards.suggest(text, 5, "es"))


def test_signs_and_forms_of_words_count_in_spanish() -> None:
    assert (
        standards.suggest(r"Resuelve $3x + 5 = x - 7$, con la incógnita en ambos lados", 3, "es")[0].code == "8.EE.C.7b"
    )
    assert standards.suggest("SUMAR FRACCIONES CON DENOMINADORES DISTINTOS", 3, "es") == standards.suggest(
        "sumar fracciones con denominadores distintos", 3, "es"
    )
    own = standards.score("Las mitocondrias y el núcleo de una celula", "MS-LS1-2", "es")
    foreign = standards.score("Las mitocondrias y el núcleo de una celula", "8.EE.C.7b", "es")
    assert own is not None and foreign is not None and own > 3 * foreign
    assert standards.suggest("", 5, "es") == [] and standards.score("", "8.EE.C.7b", "es") is None


async def test_a_spanish_sentence_about_a_standard_is_held_against_its_spanish_description() -> None:
    checks = Verification(standards=standards.Database())
    passage = Evidence(UUID(int=3), "Las fracciones de igual denominador se suman sumando los numeradores.", "reading")
    right = "4.NF.B.4: Multiplicar una fracción por un número entero."
    for said, kept in ((right, (0,)), ("4.NF.B.4: Dividir una fracción por un número entero.", ())):
        draft = Draft(said, (DraftSentence(said, (0,), -0.1),), ())
        assert (await checks.check(draft, [passage])).kept == kept
