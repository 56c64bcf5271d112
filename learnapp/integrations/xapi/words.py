"""The words of our statements: verbs, kinds of activity and extensions, and where they are those of others.

Sources: ADL vocabulary and xAPI video profile 1.0 (https://w3id.org/xapi/video), cmi5 (AICC CMI-5 Quartz), AcrossX.
"""

from __future__ import annotations

from dataclasses import dataclass

from learnapp.engine.event import Verb

PROFILE = "https://w3id.org/learnapp/xapi"
VERSION = f"{PROFILE}/v1"
VIDEO, CMI5 = "https://w3id.org/xapi/video", "https://w3id.org/xapi/cmi5"
ADL, TYPES = "http://adlnet.gov/expapi/verbs", "http://adlnet.gov/expapi/activities"
VOIDED = f"{ADL}/voided"


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


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a part of an event is said in the words of another profile.

    Attributes:
        name: Of its template in our profile.
        event: The kind of event that it is a part of.
        verb: Address of the verb.
        shown: In English and Spanish.
        note: What it says.
    """

    name: str
    event: Verb
    verb: str
    shown: tuple[str, str]
    note: tuple[str, str]


_FILM, _FILM_DONE, _BEGUN, _DONE = (
    Verb.VIDEO_PROGRESSED, Verb.VIDEO_COMPLETED, Verb.QUIZ_STARTED, Verb.QUIZ_COMPLETED,
)  # fmt: skip
PHRASES: dict[str, Phrase] = {
    one.name: one
    for one in (
        Phrase("video-initialized", _FILM, f"{ADL}/initialized", ("opened", "abrió"),
               ("A visit to a video begins.", "Empieza una visita a un vídeo.")),
        Phrase("video-played", _FILM, f"{VIDEO}/verbs/played", ("played", "reprodujo"),
               ("A video was started, or went on elsewhere.", "Se inició un vídeo, o siguió en otro punto.")),
        Phrase("video-paused", _FILM, f"{VIDEO}/verbs/paused", ("paused", "pausó"),
               ("A video stands still, by hand or at its end.", "Un vídeo se detiene, a mano o al final.")),
        Phrase("video-seeked", _FILM, f"{VIDEO}/verbs/seeked", ("went elsewhere in", "cambió de punto en"),
               ("Somebody went to another place in a video.", "Alguien fue a otro punto de un vídeo.")),
        Phrase("video-interacted", _FILM, f"{ADL}/interacted", ("set the player of", "ajustó el reproductor de"),
               ("Speed, captions or the size of a video were set otherwise.",
                "Se cambió la velocidad, los subtítulos o el tamaño de un vídeo.")),
        Phrase("video-terminated", _FILM, f"{ADL}/terminated", ("left", "dejó"),
               ("The page of a video was left.", "Se dejó la página de un vídeo.")),
        Phrase("video-watched", _FILM_DONE, f"{ADL}/completed", ("completed", "completó"),
               ("Enough of a video was watched.", "Se vio lo suficiente de un vídeo.")),
        Phrase("test-initialized", _BEGUN, f"{ADL}/initialized", ("began", "empezó"),
               ("An attempt at a test begins.", "Empieza un intento de una prueba.")),
        Phrase("test-completed", _DONE, f"{ADL}/completed", ("completed", "completó"),
               ("An attempt was handed in, or its time was over.", "Se entregó un intento, o se acabó su tiempo.")),
        Phrase("test-passed", _DONE, f"{ADL}/passed", ("passed", "aprobó"),
               ("An attempt has reached the mark of its test.", "Un intento alcanzó la nota de su prueba.")),
        Phrase("test-failed", _DONE, f"{ADL}/failed", ("did not pass", "no aprobó"),
               ("An attempt has not reached the mark of its test.", "Un intento no alcanzó la nota de su prueba.")),
        Phrase("test-scored", _DONE, f"{ADL}/scored", ("reached a score in", "obtuvo puntos en"),
               ("What an attempt has reached in a test without a mark.",
                "Lo que alcanzó un intento en una prueba sin nota de corte.")),
        Phrase("test-terminated", _DONE, f"{ADL}/terminated", ("ended", "terminó"),
               ("Nothing more belongs to an attempt.", "Nada más pertenece a un intento.")),
    )
}  # fmt: skip
EXTENSIONS: dict[str, tuple[str, str, str]] = {
    "event-kind": ("context", "Kind of learning event, by our own name.", "Tipo de evento, con nuestro nombre."),
    "event-id": ("context", "Id of the learning event that it tells of.", "Id del evento que cuenta."),
    "attempt": ("context", "Which attempt at the test it is, from 1.", "Qué intento de la prueba es, desde 1."),
    "progress": ("result", "Share that was read or watched, 0 to 1.", "Parte leída o vista, de 0 a 1."),
    "hint": ("result", "Which hint was opened, from 0.", "Qué pista se abrió, desde 0."),
    "hints-used": ("result", "Hints that were opened before the answer.", "Pistas abiertas antes de responder."),
    "variant": ("result", "Number of the task that was made from a template.", "Número de la tarea de una plantilla."),
    "simulation": ("result", "Numbers of a simulation's state.", "Números del estado de una simulación."),
    "decision": ("result", "Id of the recommendation.", "Id de la recomendación."),
}
OF_KIND: dict[Verb, tuple[str, ...]] = {
    Verb.VIDEO_PROGRESSED: ("progress", "decision"), Verb.VIDEO_COMPLETED: ("progress", "decision"),
    Verb.READ: ("progress", "decision"), Verb.EXPLANATION_OPENED: ("variant", "decision"),
    Verb.SIMULATION_INTERACTED: ("progress", "simulation", "variant", "decision"),
    Verb.ANSWERED: ("hint", "hints-used", "variant", "decision"), Verb.HINT_REQUESTED: ("hint", "variant", "decision"),
    Verb.RECOMMENDATION_SHOWN: ("decision",), Verb.RECOMMENDATION_OPENED: ("decision",),
    Verb.RECOMMENDATION_DISMISSED: ("decision",), Verb.RECOMMENDATION_COMPLETED: ("decision",),
}  # fmt: skip
"""Which extensions of ours the result of a kind may have; others say nothing of it, whoever sends them."""
TYPE_NOTES: dict[str, tuple[str, str, str]] = {
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
