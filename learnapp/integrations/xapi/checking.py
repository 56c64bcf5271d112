"""What a statement must look like (xAPI 1.0.3, part 2): as models, which pydantic's compiled core applies.

Nothing is converted: a number as text is wrong, and so is null outside extensions, a property that the standard does
not know, and one in another case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from learnapp.integrations.xapi.words import VOIDED

Text = Annotated[str, StringConstraints(strict=True)]
Iri = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+$")]
Uuid = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
]  # fmt: skip
Mailto = Annotated[str, StringConstraints(strict=True, pattern=r"^mailto:[^@\s]+@[^@\s]+\.[^@\s]+$")]
Sha1 = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-fA-F]{40}$")]
Sha2 = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[0-9a-fA-F]{56}([0-9a-fA-F]{8}([0-9a-fA-F]{32}){0,2})?$")
]  # fmt: skip
Tag_ = Annotated[
    str, StringConstraints(strict=True, pattern=r"^([A-Za-z]{2,8}|[xi])(-[A-Za-z0-9]{1,8})*$", max_length=80)
]  # fmt: skip
Version = Annotated[str, StringConstraints(strict=True, pattern=r"^1\.0(\.[0-9]+)?$")]
Languages = dict[Tag_, Text]
Extensions = dict[Iri, Any]
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(Z|z|[+-]\d{2}(?::?\d{2})?)?")
_LASTS = re.compile(
    r"P(?:\d+(?:[.,]\d+)?W|(?=.)(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?)"
)


def moment_of(text: str) -> datetime:
    """Return a timestamp as an aware moment; one without a zone is taken as UTC.

    Raises:
        ValueError: It is none, or its offset is the forbidden -00:00.
    """
    found = _STAMP.fullmatch(text)
    if found is None or (found[3] or "").replace(":", "") in ("-00", "-0000"):
        raise ValueError("not a timestamp by ISO 8601")
    whole, _, part = found[2].replace(",", ".").partition(".")
    zone = found[3] or "Z"
    clock = f"{whole}.{part[:6].ljust(6, '0')}" if part else whole
    return datetime.fromisoformat(f"{found[1]}T{clock}{'+00:00' if zone in 'Zz' else zone}")


def _is_stamp(text: str) -> str:
    moment_of(text)
    return text


def _is_duration(text: str) -> str:
    if not _LASTS.fullmatch(text):
        raise ValueError("not a duration by ISO 8601")
    return text


Timestamp = Annotated[Text, AfterValidator(_is_stamp)]
Duration = Annotated[Text, AfterValidator(_is_duration)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="after")
    def _nothing_is_null(self) -> Any:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} is null; leave it out instead")
        return self


class Account(_Part):
    """An account somewhere."""

    homePage: Iri  # noqa: N815 - the standard's names
    name: Text


class _Identified(_Part):
    name: Text | None = None
    mbox: Mailto | None = None
    mbox_sha1sum: Sha1 | None = None
    openid: Iri | None = None
    account: Account | None = None

    def identifiers(self) -> int:
        """Return by how many identifiers it is known."""
        return sum(one is not None for one in (self.mbox, self.mbox_sha1sum, self.openid, self.account))


class Agent(_Identified):
    """Somebody, known by exactly one identifier."""

    objectType: Literal["Agent"] = "Agent"  # noqa: N815

    @model_validator(mode="after")
    def _one_identifier(self) -> Agent:
        if self.identifiers() != 1:
            raise ValueError("an agent has exactly one of mbox, mbox_sha1sum, openid and account")
        return self


class Group(_Identified):
    """Some people: known by an identifier, or by its members."""

    objectType: Literal["Group"]  # noqa: N815
    member: list[Agent] | None = None

    @model_validator(mode="after")
    def _known(self) -> Group:
        known = self.identifiers()
        if known > 1 or (known == 0 and not self.member):
            raise ValueError("a group has one identifier, or none and members")
        return self


def _kind(value: Any) -> str:
    return str(value.get("objectType", "")) if isinstance(value, dict) else ""


def _actor_kind(value: Any) -> str:
    return "Group" if _kind(value) == "Group" else "Agent"


Actor = Annotated[Annotated[Agent, Tag("Agent")] | Annotated[Group, Tag("Group")], Discriminator(_actor_kind)]


class Verb(_Part):
    """What was done."""

    id: Iri
    display: Languages | None = None


class Component(_Part):
    """One of the things to choose from in an interaction."""

    id: Text
    description: Languages | None = None


_LISTS = {
    "choice": {"choices"}, "sequencing": {"choices"}, "likert": {"scale"}, "matching": {"source", "target"},
    "performance": {"steps"},
}  # fmt: skip
_INTERACTION = ("correctResponsesPattern", "choices", "scale", "source", "target", "steps")


class Definition(_Part):
    """What an activity is."""

    name: Languages | None = None
    description: Languages | None = None
    type: Iri | None = None
    moreInfo: Iri | None = None  # noqa: N815
    extensions: Extensions | None = None
    interactionType: (  # noqa: N815
        Literal[
            "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert",
            "numeric", "other",
        ]
        | None
    ) = None  # fmt: skip
    correctResponsesPattern: list[Text] | None = None  # noqa: N815
    choices: list[Component] | None = None
    scale: list[Component] | None = None
    source: list[Component] | None = None
    target: list[Component] | None = None
    steps: list[Component] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Definition:
        used = {name for name in _INTERACTION if getattr(self, name) is not None}
        if used and self.interactionType is None:
            raise ValueError("an interaction says its interactionType")
        if used - {"correctResponsesPattern"} - _LISTS.get(self.interactionType or "", set()):
            raise ValueError("a list of components does not belong to this interactionType")
        for name in used - {"correctResponsesPattern"}:
            ids = [one.id for one in getattr(self, name)]
            if len(set(ids)) != len(ids):
                raise ValueError("ids of components are different")
        return self


class Activity(_Part):
    """A thing to do."""

    objectType: Literal["Activity"] = "Activity"  # noqa: N815
    id: Iri
    definition: Definition | None = None


class StatementRef(_Part):
    """Another statement."""

    objectType: Literal["StatementRef"]  # noqa: N815
    id: Uuid


class Score(_Part):
    """How well."""

    scaled: Annotated[float, Field(ge=-1, le=1)] | None = None
    raw: float | None = None
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _within(self) -> Score:
        low, high = self.min, self.max
        if low is not None and high is not None and low >= high:
            raise ValueError("min is less than max")
        if self.raw is not None and ((low is not None and self.raw < low) or (high is not None and self.raw > high)):
            raise ValueError("raw lies between min and max")
        return self


class Result(_Part):
    """What came of it."""

    score: Score | None = None
    success: bool | None = None
    completion: bool | None = None
    response: Text | None = None
    duration: Duration | None = None
    extensions: Extensions | None = None


class ContextActivities(_Part):
    """Activities around it; one alone may stand without a list."""

    parent: list[Activity] | Activity | None = None
    grouping: list[Activity] | Activity | None = None
    category: list[Activity] | Activity | None = None
    other: list[Activity] | Activity | None = None


class Context(_Part):
    """Around what it happened."""

    registration: Uuid | None = None
    instructor: Actor | None = None
    team: Group | None = None
    contextActivities: ContextActivities | None = None  # noqa: N815
    revision: Text | None = None
    platform: Text | None = None
    language: Tag_ | None = None
    statement: StatementRef | None = None
    extensions: Extensions | None = None


class Attachment(_Part):
    """A file that goes with it."""

    usageType: Iri  # noqa: N815
    display: Languages
    description: Languages | None = None
    contentType: Text  # noqa: N815
    length: Annotated[int, Field(ge=0)]
    sha2: Sha2
    fileUrl: Iri | None = None  # noqa: N815


class _Said(_Part):
    actor: Actor
    verb: Verb
    result: Result | None = None
    context: Context | None = None
    timestamp: Timestamp | None = None
    attachments: list[Attachment] | None = None


def _about_activity(said: _Said, about: Any) -> None:
    context = said.context
    extra = context is not None and (context.revision is not None or context.platform is not None)
    if extra and not isinstance(about, Activity):
        raise ValueError("revision and platform are told of activities only")


def _object_kind(value: Any) -> str:
    kind = _kind(value)
    return kind if kind in ("Agent", "Group", "StatementRef", "SubStatement") else "Activity"


Inner = Annotated[
    Annotated[Activity, Tag("Activity")]
    | Annotated[Agent, Tag("Agent")]
    | Annotated[Group, Tag("Group")]
    | Annotated[StatementRef, Tag("StatementRef")],
    Discriminator(_object_kind),
]


class SubStatement(_Said):
    """What might happen; it has no other within it."""

    objectType: Literal["SubStatement"]  # noqa: N815
    object: Inner

    @model_validator(mode="after")
    def _whole(self) -> SubStatement:
        _about_activity(self, self.object)
        return self


Object = Annotated[
    Annotated[Activity, Tag("Activity")]
    | Annotated[Agent, Tag("Agent")]
    | Annotated[Group, Tag("Group")]
    | Annotated[StatementRef, Tag("StatementRef")]
    | Annotated[SubStatement, Tag("SubStatement")],
    Discriminator(_object_kind),
]


class Statement(_Said):
    """One statement as a tool sends it."""

    id: Uuid | None = None
    object: Object
    stored: Timestamp | None = None
    authority: Actor | None = None
    version: Version | None = None

    @model_validator(mode="after")
    def _whole(self) -> Statement:
        _about_activity(self, self.object)
        if self.verb.id == VOIDED and not isinstance(self.object, StatementRef):
            raise ValueError("what is voided is named by a StatementRef")
        return self


_STATEMENTS = TypeAdapter(list[Statement])
_ACTOR: TypeAdapter[Agent | Group] = TypeAdapter(Actor)
_IRI: TypeAdapter[str] = TypeAdapter(Iri)
_UUID: TypeAdapter[str] = TypeAdapter(Uuid)


def problem_of(documents: list[Any]) -> str:
    """Return what is wrong with statements, "" for nothing; what was sent is not repeated."""
    try:
        _STATEMENTS.validate_python(documents)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        return f"{'.'.join(_shown(first['loc']))}: {first['msg']}"
    return ""


def actor_problem(document: Any) -> str:
    """Return what is wrong with an agent or group, "" for nothing."""
    try:
        _ACTOR.validate_python(document)
    except ValidationError as error:
        return str(error.errors(include_input=False, include_url=False, include_context=False)[0]["msg"])
    return ""


def is_iri(text: str) -> bool:
    """Return whether a text is an address of any kind."""
    try:
        _IRI.validate_python(text)
    except ValidationError:
        return False
    return True


def is_uuid(text: str) -> bool:
    """Return whether a text is a UUID as the standard writes it."""
    try:
        _UUID.validate_python(text)
    except ValidationError:
        return False
    return True


def _shown(place: tuple[int | str, ...]) -> Iterator[str]:
    for part in place:
        # A key that a client made up is repeated only when it looks like a name.
        yield str(part) if isinstance(part, int) or re.fullmatch(r"[A-Za-z_]\w{0,39}", part) else "…"
