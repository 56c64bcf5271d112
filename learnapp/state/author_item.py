"""One item of an own course in its form, with the preview beside it: what is tried there is kept nowhere."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.error_sentences import recognise, say
from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.watching import ENOUGH, merged, share
from learnapp.security.access import Actor
from learnapp.services import (
    author_items,
    author_text,
    draft_conflicts,
    draft_preview,
    draft_ready,
    drafts,
    item_versions,
    media,
    template_forms,
)
from learnapp.services.author_pictures import MAX_PICTURE_BYTES
from learnapp.services.author_views import (
    CaptionsForm,
    ChangeView,
    CheckLine,
    ExplanationForm,
    GeneratedTask,
    GeneratedView,
    HintForm,
    ItemFormView,
    NameView,
    Piece,
    ProblemView,
    SampleView,
    StepForm,
    SuggestionView,
    TaskStepView,
    TopicView,
    VersionsView,
    VersionView,
    WrongForm,
)
from learnapp.services.practice_views import AnswerView, ExplanationView, HintView, StepView
from learnapp.services.template_proof import TemplateTextsError
from learnapp.state.authoring import WHO
from learnapp.state.base import AppState, id_in_path
from learnapp.state.working import TaskState

__all__ = [
    "MOST_PICTURE_MB",
    "TEMPLATE_WRITTEN",
    "AuthorItemState",
    "CaptionsForm",
    "ChangeView",
    "CheckLine",
    "ExplanationForm",
    "GeneratedTask",
    "GeneratedView",
    "HintForm",
    "NameView",
    "Piece",
    "ProblemView",
    "SampleView",
    "StepForm",
    "SuggestionView",
    "TaskStepView",
    "TopicView",
    "VersionView",
    "WrongForm",
]
MOST_PICTURE_MB = MAX_PICTURE_BYTES >> 20
TEMPLATE_WRITTEN = template_forms.WRITTEN
_MOST_TYPED, _MOST_FIELDS = 5_000, 200


def _texts(form: ItemFormView) -> tuple[object, ...]:
    """Return what an author writes in the form of an item."""
    chosen = [one.id for one in form.topics if one.chosen]
    texts = (form.title, form.body, form.min_age, form.vary, form.let, form.where)
    return (*texts, form.steps, form.explanations, chosen)


class AuthorItemState(TaskState, AppState):
    """The form, the preview, and the versions of an item."""

    form_ready: bool = False
    no_item: bool = False
    form: ItemFormView = ItemFormView()
    versions: VersionsView = VersionsView()
    versions_open: bool = False
    sheet: int = 0
    """How often the form was filled in: one keyed by it has what was saved, and not what was typed before."""
    unshown: str = ""
    """Why the draft cannot be shown as it is, in English; "" where it can."""
    tasks: list[GeneratedTask] = []
    """Tasks of a template with what is typed, saved or not; as they were while that cannot be taken."""
    problems: list[ProblemView] = []
    """Why what is typed cannot be taken."""
    discarding: bool = False
    """Whether it is asked if the draft is to go."""
    spared: bool = False
    """That question was just put away: the button that asks it has the focus, which would be lost with it."""
    overtaken: bool = False
    """Somebody else has saved the item since this form was filled in, and the form was not saved over that."""
    against: list[ChangeView] = []
    """What saving the form would change in what they have saved."""
    _theirs: str = ""
    """When they have saved it."""
    _typed: dict[str, str] = {}
    _unsaved: set[str] = set()
    """Fields without a template's proof in which something else is typed than is saved."""
    _overtaken: bool = False
    """Somebody else has saved texts that the form of this page has not."""

    async def _reader(self) -> Actor:
        """Return who teaches or administers here; the service asks whether they may edit the course."""
        return await self._actor(*WHO)

    def _place(self) -> tuple[UUID, UUID]:
        return id_in_path(self, 1), id_in_path(self, 2)

    async def _show_anew(self, actor: Actor) -> None:
        """Show where the draft is now and the files that it has; what is typed in the form stays."""
        found = await author_items.item(actor, *self._place())
        # What somebody else has saved meanwhile is not in this form, which must not be saved over it unseen.
        self._overtaken = self._overtaken or _texts(found) != _texts(self.form)
        seen = self.form.seen if self._overtaken else found.seen
        self.form = replace(found, tasks=[], problems=[], seen=seen)
        await self._try(actor, 0)

    async def _fill(self, actor: Actor, variant: int = 0) -> None:
        """Read the form anew, and the preview of what it has saved."""
        found = await author_items.item(actor, *self._place())
        self.sheet += 1
        self.tasks, self.problems, self._typed = found.tasks, self._named(found.problems), {}
        self._unsaved, self._overtaken = set(), False
        self.overtaken, self.against, self._theirs = False, [], ""
        self.discarding = self.spared = False
        self.form = replace(found, tasks=[], problems=[])
        self.versions, self.versions_open = VersionsView(), False
        await self._try(actor, variant)

    def _named(self, problems: list[ProblemView]) -> list[ProblemView]:
        """Return problems of a template with what the engine says about them in the reader's language."""
        return [
            replace(one, value=say(self.locale, "template_unusable", one.value)) if recognise(one.value) else one
            for one in problems
        ]

    async def _try(self, actor: Actor, variant: int) -> None:
        self._clear()
        self.unshown = ""
        try:
            view = await draft_preview.open_draft(actor, *self._place(), variant=variant, typed=self._typed)
        except InvalidInputError as error:
            self.unshown = say(self.locale, error.code, error.message)
            return
        self._show(view)
        self.next_href, self.next_word = f"/author/{self.form.course_id}", "author-back"

    @rx.event
    async def load(self) -> None:
        """Show the item of the address."""
        actor = await self._enter(*WHO)
        if self._still_open() and self.form_ready and not self.no_item:
            return
        self.form_ready = self.no_item = False
        try:
            await self._fill(actor)
        except NotFoundError:
            self.no_item = True
        self.form_ready = True

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Write the form into the draft and show it; what cannot be taken stays in the form, with what is wrong.

        So does what somebody else has overtaken: the form says then whether it is to be saved all the same.
        """
        actor = await self._actor(*WHO)
        over = self.overtaken and bool(form.get("over"))
        try:
            try:
                await drafts.save(actor, *self._place(), form, seen=self._theirs if over else self.form.seen)
            except ConflictError:
                found = await draft_conflicts.against(actor, *self._place(), form)
                if found.changes:
                    self.overtaken, self.against, self._theirs = True, found.changes, found.seen
                    return AppState.tell("author_overtaken", "")
        except TemplateTextsError as error:
            self.problems = self._named(error.problems)
            return AppState.tell(error.code, "")
        await self._fill(actor)
        return AppState.thank("author-saved")

    @rx.event
    async def take_theirs(self) -> None:
        """Show what somebody else has saved in place of what is typed."""
        await self._fill(await self._actor(*WHO))

    def _note(self, name: str, text: str, saved: str) -> None:
        """Note whether a field has what is saved; what was typed last may come after it was saved."""
        same = text.replace("\r\n", "\n").strip() == saved
        self._unsaved = self._unsaved - {name} if same else self._unsaved | {name}

    async def _saved(self, actor: Actor) -> bool:
        """Return whether the draft has what is known to be typed."""
        if not self._typed or self._unsaved:
            return not self._unsaved
        _, typed, *_ = await draft_preview.written(actor, *self._place(), self._typed)
        _, stored, *_ = await draft_preview.written(actor, *self._place(), {})
        return typed == stored

    @rx.event
    async def typed(self, number: int, text: str) -> None:
        """Show in the preview what is being typed as the question of a step; nothing is saved."""
        actor = await self._actor(*WHO)
        if 1 <= number <= len(self.form.steps):
            self._note(f"step-{number}", str(text), self.form.steps[number - 1].prompt)
        if 1 <= number <= len(self.steps):
            shown = media.with_pictures(str(text)[:_MOST_TYPED], actor.tenant_id)
            self.steps = [replace(one, prompt=shown) if one.number == number else one for one in self.steps]

    @rx.event
    async def typed_body(self, text: str) -> None:
        """Show the text of the item as it is being typed, with what the checks say of it; nothing is saved."""
        actor = await self._actor(*WHO)
        if self.form.template:
            return
        self._note("body", str(text), self.form.body)
        if not self.ready:
            return
        looked = await author_text.look(actor, *self._place(), str(text))
        self.content = replace(self.content, body=looked.body)
        self.form = replace(self.form, checks=looked.checks)

    @rx.event
    async def typed_part(self, name: str, text: str) -> None:
        """Show tasks of a template with what is being typed in a field, or what is wrong with it; nothing is saved."""
        actor = await self._actor(*WHO)
        if not self.form.template or (name not in self._typed and len(self._typed) >= _MOST_FIELDS):
            return
        name, text = str(name)[:40], str(text)[: _MOST_TYPED + 1]
        if self._typed.get(name) == text:
            return
        self._typed = {**self._typed, name: text}
        looked = await draft_preview.tasks(actor, *self._place(), self._typed)
        self.problems = self._named(looked.problems)
        if not looked.problems:
            self.tasks = looked.tasks
            await self._try(actor, max(self.content.variant, 0))

    def _draft(self) -> list[UUID]:
        return [UUID(self.form.draft_id)] if self.form.draft_id else []

    @rx.event
    async def hand_in(self) -> Any:
        """Hand the draft in as it is saved; what is typed and not saved is handed in by nobody, and not lost."""
        actor = await self._actor(*WHO)
        try:
            if not await self._saved(actor):
                # What the draft lacks anyhow is said first.
                _, stored, *_ = await draft_preview.written(actor, *self._place(), {})
                await asyncio.to_thread(draft_ready.check, stored)
                raise InvalidInputError("Something in the form is not saved yet. Save it, then hand it in.")
            await drafts.submit(actor, id_in_path(self, 1), self._draft(), seen=self.form.seen)
        except TemplateTextsError as error:
            self.problems = self._named(error.problems)
            return AppState.tell(error.code, "")
        await self._show_anew(actor)
        return AppState.thank("author-handed-in")

    @rx.event
    async def decide(self, form: dict[str, Any]) -> Any:
        """Approve the draft or send it back; the button that was pressed says which. A second press decides nothing."""
        actor = await self._actor(*WHO)
        if self.form.state != "review":
            return None
        approve = str(form.get("decision", "")) == "approve"
        words = str(form.get("words", ""))
        await drafts.decide(
            actor, id_in_path(self, 1), UUID(self.form.draft_id), approve=approve, words=words, seen=self.form.seen
        )  # fmt: skip
        await self._show_anew(actor)
        return AppState.thank("author-one-approved" if approve else "author-one-returned")

    @rx.event
    async def ask_discard(self) -> None:
        """Ask whether the draft is to go, or put the question away."""
        await self._actor(*WHO)
        self.spared, self.discarding = self.discarding, not self.discarding

    @rx.event
    async def discard(self) -> Any:
        """Throw the draft away as it was seen; what somebody else has written since is not."""
        actor = await self._actor(*WHO)
        if not self.form.draft_id:
            return None
        await drafts.discard(actor, *self._place(), seen=self.form.seen)
        if self.form.added:
            self.form, self.discarding = replace(self.form, draft_id=""), False
            return rx.redirect(f"/author/{self.form.course_id}")
        await self._fill(actor)
        return AppState.thank("author-discarded")

    @rx.event
    async def retire(self, retired: bool) -> Any:
        """Let the draft take the item out of the course, or bring it back; a second press wants the same."""
        actor = await self._actor(*WHO)
        if self.form.retired == bool(retired):
            return None
        await drafts.set_retired(actor, *self._place(), bool(retired))
        await self._show_anew(actor)
        return AppState.thank("author-saved")

    async def _versions(self, actor: Actor, offset: int) -> None:
        names = {one.id: one.name for one in self.form.topics}
        self.versions = await item_versions.past(actor, *self._place(), names, offset=offset)

    @rx.event
    async def show_versions(self) -> None:
        """Show the versions of the item, or put them away."""
        actor = await self._actor(*WHO)
        self.versions_open = not self.versions_open
        if self.versions_open:
            await self._versions(actor, 0)

    @rx.event
    async def turn_versions(self, step: int) -> None:
        """Show later or earlier versions."""
        actor = await self._actor(*WHO)
        await self._versions(
            actor, max(0, self.versions.offset + (item_versions.PAGE if step > 0 else -item_versions.PAGE))
        )

    @rx.event
    async def begin_again(self) -> None:
        """Open the preview anew, without what was answered."""
        actor = await self._reader()
        await self._try(actor, max(self.content.variant, 0))

    async def _open(self, actor: Actor, after: int | None = None) -> None:
        """Open the task after one."""
        await self._try(actor, 0 if after is None else after + 1)

    async def _judge(
        self, actor: Actor, step: StepView, response: str | list[str], hint_index: int | None, spent_ms: int | None
    ) -> AnswerView:
        """Have the answer graded, and forget it."""
        return await draft_preview.answer(
            actor, *self._place(), step.step_id, response, hint_index=hint_index, variant=self.content.variant,
            typed=self._typed,
        )  # fmt: skip

    async def _hint(self, actor: Actor, step: StepView, index: int) -> tuple[HintView, str]:
        """Open a hint."""
        return await draft_preview.hint(
            actor, *self._place(), step.step_id, index, variant=self.content.variant, typed=self._typed
        )

    async def _explained(self, actor: Actor, kind: str) -> ExplanationView:
        """There are none beside a draft."""
        raise NotFoundError("A preview of a draft has no other explanations. See them in the preview of a class.")

    async def _seen(
        self, _actor: Actor, _content_id: str, start: float, end: float, _said: str
    ) -> tuple[list[list[float]], bool]:
        """Join the parts that were played, in this page only."""
        film = self.content.film
        parts = merged(film.parts, start, end, film.seconds)
        return [[low, high] for low, high in parts], share(parts, film.seconds) >= ENOUGH
