"""Our own xAPI profile: verbs, kinds of activity and extensions, and where it borrows those of others.

Sources: ADL vocabulary and xAPI video profile 1.0 (https://w3id.org/xapi/video), cmi5 (AICC CMI-5 Quartz), AcrossX;
the form of the document is that of the xAPI Profiles specification 1.0, part 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from learnapp.engine.event import Verb

PROFILE = "https://w3id.org/learnapp/xapi"
VERSION = f"{PROFILE}/v1"
VIDEO = "https://w3id.org/xapi/video"
ADL, TYPES = "http://adlnet.gov/expapi/verbs", "http://adlnet.gov/expapi/activities"
VOIDED = f"{ADL}/voided"
_MADE = "2026-11-27T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Word:
    """How a kind of event is said.

    Attributes:
        verb: Address of the verb.
        shown: In English and Spanish.
        activity: Address of the kind of activity that it is about.
        about: What of ours that is: content, step, session, recommendation, quiz, post.
        note: What the verb means, where it is our own.
    """

    verb: str
    shown: tuple[str, str]
    activity: str
    about: str = "content"
    note: tuple[str, str] = ("", "")

    @property
    def own(self) -> bool:
        """Return whether the verb is of our own profile."""
        return self.verb.startswith(PROFILE)


def _own(name: str) -> str:
    return f"{PROFILE}/verbs/{name}"


def _kind(name: str) -> str:
    return f"{PROFILE}/activity-types/{name}"


RECOMMENDATION, POST, SESSION, SECTION = (_kind(one) for one in ("recommendation", "post", "session", "section"))
_MEDIUM = f"{TYPES}/media"
WORDS: dict[Verb, Word] = {
    Verb.VIDEO_PROGRESSED: Word(f"{ADL}/progressed", ("progressed", "avanzó"), f"{VIDEO}/activity-type/video"),
    Verb.VIDEO_COMPLETED: Word(f"{ADL}/completed", ("completed", "completó"), f"{VIDEO}/activity-type/video"),
    Verb.READ: Word(
        _own("read"), ("read", "leyó"), _MEDIUM,
        note=("A learner read a text, or a share of it.", "Alguien leyó un texto, o una parte."),
    ),
    Verb.EXPLANATION_OPENED: Word(
        _own("opened-explanation"), ("opened an explanation of", "abrió una explicación de"), f"{TYPES}/question",
        note=("A learner opened one of the explanations of an item.", "Alguien abrió una explicación de una tarea."),
    ),
    Verb.SIMULATION_INTERACTED: Word(f"{ADL}/interacted", ("interacted with", "interactuó con"), f"{TYPES}/simulation"),
    Verb.ANSWERED: Word(f"{ADL}/answered", ("answered", "respondió"), f"{TYPES}/cmi.interaction", "step"),
    Verb.HINT_REQUESTED: Word(
        _own("requested-hint"), ("asked for a hint to", "pidió una pista de"), f"{TYPES}/cmi.interaction", "step",
        ("A learner asked for a hint to a step.", "Alguien pidió una pista de un paso."),
    ),
    Verb.QUIZ_STARTED: Word(f"{ADL}/initialized", ("began", "empezó"), f"{TYPES}/assessment", "quiz"),
    Verb.QUIZ_COMPLETED: Word(f"{ADL}/completed", ("completed", "completó"), f"{TYPES}/assessment", "quiz"),
    Verb.FORUM_POSTED: Word(
        _own("posted"), ("posted", "publicó"), POST, "post",
        ("A learner wrote in a discussion; the words are not told.",
         "Alguien escribió en un debate; las palabras no se cuentan."),
    ),
    Verb.FORUM_REPLIED: Word(f"{ADL}/responded", ("replied to", "contestó a"), POST, "post"),
    Verb.PEER_HELPED: Word(
        _own("helped"), ("helped", "ayudó a"), POST, "post",
        ("A learner's reply helped somebody else.", "La respuesta de alguien ayudó a otra persona."),
    ),
    Verb.SESSION_STARTED: Word(f"{ADL}/initialized", ("began", "empezó"), SESSION, "session"),
    Verb.SESSION_ENDED: Word(f"{ADL}/terminated", ("ended", "terminó"), SESSION, "session"),
    Verb.RECOMMENDATION_SHOWN: Word(
        _own("was-shown"), ("was shown", "vio"), RECOMMENDATION, "recommendation",
        ("Next things to do were shown to a learner.", "Se mostró a alguien qué hacer después."),
    ),
    Verb.RECOMMENDATION_OPENED: Word(
        _own("followed"), ("followed", "siguió"), RECOMMENDATION, "recommendation",
        ("A learner opened what was recommended.", "Alguien abrió lo recomendado."),
    ),
    Verb.RECOMMENDATION_DISMISSED: Word(
        _own("dismissed"), ("dismissed", "descartó"), RECOMMENDATION, "recommendation",
        ("A learner did not want what was recommended.", "Alguien no quiso lo recomendado."),
    ),
    Verb.RECOMMENDATION_COMPLETED: Word(
        _own("completed-recommendation"), ("completed what was recommended:", "completó lo recomendado:"),
        RECOMMENDATION, "recommendation",
        ("A learner finished what was recommended.", "Alguien terminó lo recomendado."),
    ),
}  # fmt: skip
EXTENSIONS: dict[str, tuple[str, str, str]] = {
    "event-kind": ("context", "Kind of learning event, by our own name.", "Tipo de evento, con nuestro nombre."),
    "event-id": ("context", "Id of the learning event that it tells of.", "Id del evento que cuenta."),
    "attempt": ("context", "Which attempt at the test it is, from 1.", "Qué intento de la prueba es, desde 1."),
    "progress": ("result", "Share that was read, 0 to 1.", "Parte leída, de 0 a 1."),
    "hint": ("result", "Which hint was opened, from 0.", "Qué pista se abrió, desde 0."),
    "hints-used": ("result", "Hints that were opened before the answer.", "Pistas abiertas antes de responder."),
    "variant": ("result", "Number of the task that was made from a template.", "Número de la tarea de una plantilla."),
    "simulation": ("result", "Numbers of a simulation's state.", "Números del estado de una simulación."),
    "decision": ("result", "Id of the recommendation.", "Id de la recomendación."),
}
_TYPE_NOTES: dict[str, tuple[str, str, str]] = {
    RECOMMENDATION: ("Recommendation", "Something recommended as the next thing to do.", "Algo que hacer después."),
    POST: ("Post", "Something written in a discussion.", "Algo escrito en un debate."),
    SESSION: ("Session", "A stretch of study.", "Un rato de estudio."),
    SECTION: ("Section", "A class that studies a course.", "Una clase que estudia un curso."),
}


def extension(name: str) -> str:
    """Return the address of an extension of ours.

    Raises:
        KeyError: There is none of this name.
    """
    EXTENSIONS[name]
    return f"{PROFILE}/extensions/{name}"


def _both(english: str, spanish: str) -> dict[str, str]:
    return {"en": english, "es": spanish}


def document() -> dict[str, Any]:
    """Return the profile as JSON-LD; it is published in docs/ and served at /xapi/profile."""
    concepts: list[dict[str, Any]] = []
    for word in WORDS.values():
        if word.own:
            concepts.append(
                {"id": word.verb, "type": "Verb", "inScheme": VERSION, "prefLabel": _both(*word.shown),
                 "definition": _both(*word.note)}
            )  # fmt: skip
    for address, (name, english, spanish) in _TYPE_NOTES.items():
        concepts.append(
            {"id": address, "type": "ActivityType", "inScheme": VERSION, "prefLabel": {"en": name},
             "definition": _both(english, spanish)}
        )  # fmt: skip
    for name, (where, english, spanish) in EXTENSIONS.items():
        kind = "ContextExtension" if where == "context" else "ResultExtension"
        concepts.append(
            {"id": extension(name), "type": kind, "inScheme": VERSION, "prefLabel": {"en": name},
             "definition": _both(english, spanish)}
        )  # fmt: skip
    templates = [
        {
            "id": f"{PROFILE}/templates/{verb.value.replace('_', '-')}", "type": "StatementTemplate",
            "inScheme": VERSION, "prefLabel": {"en": verb.value.replace("_", " ")},
            "definition": _both(f"How {verb.value} is told.", f"Cómo se cuenta {verb.value}."),
            "verb": word.verb, "objectActivityType": word.activity, "contextCategoryActivityType": [f"{TYPES}/profile"],
            "rules": [
                {"location": "$.context.extensions['" + extension("event-kind") + "']", "presence": "included",
                 "any": [verb.value]},
                {"location": "$.actor.mbox", "presence": "excluded"},
                {"location": "$.actor.name", "presence": "excluded"},
            ],
        }
        for verb, word in WORDS.items()
    ]  # fmt: skip
    return {
        "@context": "https://w3id.org/xapi/profiles/context", "id": PROFILE, "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0", "prefLabel": _both("learnapp", "learnapp"),
        "definition": _both("What learners do in learnapp, without their names.",
                            "Lo que hacen los estudiantes en learnapp, sin sus nombres."),
        "author": {"type": "Organization", "name": "learnapp"},
        "versions": [{"id": VERSION, "generatedAtTime": _MADE}],
        "concepts": concepts, "templates": templates,
    }  # fmt: skip
