"""The ways by which an institution reaches its people, its letters, and what went out, for administrators."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.i18n import LOCALES
from learnapp.security.access import Actor
from learnapp.services import channel_check, channel_settings, delivery_log, message_templates
from learnapp.services.channel_settings import ChannelView
from learnapp.services.delivery_log import PAGE, DayLine, LogLine, WhyLine
from learnapp.services.message_templates import FORMS
from learnapp.state.base import AppState, parse_id
from learnapp.state.trial_steps import TrialStep, shown

__all__ = ["FORMS", "LOCALES", "ChannelView", "DayLine", "LogLine", "NotificationsState", "TrialStep", "WhyLine"]
_MAIL = ("host", "port", "user", "password", "sender", "tls")


class NotificationsState(AppState):
    """The page of notifications."""

    channels: list[ChannelView] = []
    bounces_on: bool = False
    bounce_secret: str = ""
    """A new one, shown until the page is left."""
    school_id: str = ""
    trying: str = ""
    tried: str = ""
    steps: list[TrialStep] = []
    removing: str = ""
    letter: str = "notice"
    letter_locale: str = "en"
    letter_subject: str = ""
    letter_body: str = ""
    letter_own: bool = False
    letter_places: list[str] = []
    letter_shown: str = ""
    letter_shown_subject: str = ""
    letter_count: int = 0
    """Grows when other words are shown, so that the form begins anew."""
    went_days: list[DayLine] = []
    went_why: list[WhyLine] = []
    failed_lines: list[LogLine] = []
    failed_total: int = 0
    failed_offset: int = 0
    notify_ready: bool = False

    async def _ways(self, actor: Actor) -> None:
        self.channels, self.bounces_on = await channel_settings.overview(actor)
        self.removing = ""

    async def _letters(self, actor: Actor) -> None:
        found = {(one.form, one.locale): one for one in await message_templates.read(actor)}
        one = found.get((self.letter, self.letter_locale)) or found[("notice", "en")]
        self.letter, self.letter_locale = one.form, one.locale
        self.letter_subject, self.letter_body, self.letter_own = one.subject, one.body, one.own
        self.letter_places = [f"{{{name}}}" for name in FORMS[one.form].places]
        self.letter_shown, self.letter_count = "", self.letter_count + 1

    async def _log(self, actor: Actor) -> None:
        board = await delivery_log.board(actor)
        page = await delivery_log.failed(actor, offset=self.failed_offset)
        self.went_days, self.went_why = board.days, board.reasons
        self.failed_lines, self.failed_total, self.failed_offset = list(page.rows), page.total, page.offset

    @rx.event
    async def load(self) -> None:
        """Show how people are reached."""
        actor = await self._enter("admin", "auditor")
        self.school_id, self.bounce_secret, self.trying, self.tried = str(actor.tenant_id), "", "", ""
        self.steps, self.failed_offset, self.letter = [], 0, "notice"
        self.letter_locale = self.locale
        await self._ways(actor)
        await self._letters(actor)
        await self._log(actor)
        self.notify_ready = True

    @rx.event
    async def set_mail(self, form: dict[str, Any]) -> Any:
        """Set the mail server up."""
        actor = await self._actor("admin")
        await channel_settings.set_mail(actor, **{name: str(form.get(name, ""))[:300] for name in _MAIL})
        self.taken += 1
        await self._ways(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def set_service(self, form: dict[str, Any]) -> Any:
        """Set text messages or push up."""
        actor = await self._actor("admin")
        await channel_settings.set_service(actor, str(form.get("channel", ""))[:20], str(form.get("url", ""))[:1_001])
        self.taken += 1
        await self._ways(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def set_web_push(self) -> Any:
        """Let browsers show notifications."""
        actor = await self._actor("admin")
        await channel_settings.set_web_push(actor)
        await self._ways(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def new_secret(self) -> None:
        """Make a secret for mail that comes back; it is shown once."""
        actor = await self._actor("admin")
        self.bounce_secret = await channel_settings.new_bounce_secret(actor)
        await self._ways(actor)

    @rx.event
    async def remove(self, channel: str) -> None:
        """Give a way up, at the second press."""
        actor = await self._actor("admin")
        if self.removing != channel:
            self.removing = str(channel)[:20]
            return
        await channel_settings.remove(actor, str(channel)[:20])
        self.bounce_secret = ""
        await self._ways(actor)

    @rx.event(background=True)
    async def try_out(self, form: dict[str, Any]) -> None:
        """Send a trial, and show the step that fails; the page stays usable meanwhile."""
        channel, to = str(form.get("channel", ""))[:20], str(form.get("to", ""))[:64]
        async with self:
            actor = await self._actor("admin")
            self.trying, self.tried, self.steps = channel, "", []
        try:
            found = await channel_check.try_out(actor, channel, to)
        finally:
            async with self:
                self.trying = ""
        async with self:
            self.steps = shown(found)
            self.tried = channel
            await self._ways(actor)

    @rx.event
    async def choose_letter(self, form: str) -> None:
        """Show another letter."""
        actor = await self._actor("admin", "auditor")
        self.letter = str(form)[:20]
        await self._letters(actor)

    @rx.event
    async def choose_letter_locale(self, locale: str) -> None:
        """Show the letter in another language."""
        actor = await self._actor("admin", "auditor")
        self.letter_locale = str(locale)[:5]
        await self._letters(actor)

    @rx.event
    async def preview(self, form: dict[str, Any]) -> None:
        """Show how the letter would look."""
        actor = await self._actor("admin")
        subject, body = str(form.get("subject", ""))[:1_000], str(form.get("body", ""))[:20_000]
        shown = await message_templates.preview(actor, self.letter, self.letter_locale, subject, body)
        self.letter_subject, self.letter_body = subject, body
        self.letter_shown, self.letter_shown_subject = shown.html, shown.subject

    @rx.event
    async def keep_letter(self) -> Any:
        """Keep the words that were looked at."""
        actor = await self._actor("admin")
        await message_templates.save(
            actor, self.letter, self.letter_locale, self.letter_subject, self.letter_body
        )  # fmt: skip
        await self._letters(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def reset_letter(self) -> Any:
        """Go back to the usual words."""
        actor = await self._actor("admin")
        await message_templates.reset(actor, self.letter, self.letter_locale)
        await self._letters(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of what has failed back or on."""
        actor = await self._actor("admin", "auditor")
        self.failed_offset = max(0, self.failed_offset + (PAGE if step > 0 else -PAGE))
        await self._log(actor)

    @rx.event
    async def again(self, delivery_id: str) -> Any:
        """Send something once more that has failed."""
        actor = await self._actor("admin")
        await delivery_log.again(actor, parse_id(delivery_id))
        await self._log(actor)
        return AppState.thank("deliveries-again-done")
