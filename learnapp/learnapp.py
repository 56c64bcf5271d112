"""The Reflex app: pages, the HTTP routes beside them, what starts and stops with the process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any

import reflex as rx
from starlette.types import ASGIApp

from learnapp.api.app import ApiFirst, build_api
from learnapp.api.headers import Protected
from learnapp.api.prerendered import WithoutDetour
from learnapp.api.uploads import UploadGate
from learnapp.components import appearance, theme
from learnapp.components.layout import before_page
from learnapp.components.text import staff_words
from learnapp.core.config import Settings
from learnapp.pages import (
    author,
    author_begin,
    author_course,
    author_item,
    author_outline,
    discussion,
    invite,
    news,
    notices,
    school_year,
    search,
    student,
    support,
    transparency,
    who_sees,
)
from learnapp.pages.admin import (
    analytics,
    audit,
    clients,
    consents,
    content,
    content_providers,
    drift,
    experiments,
    exports,
    fairness,
    features,
    feedback,
    first_steps,
    health,
    institution,
    interventions,
    invitations,
    language_model,
    licences,
    lms,
    mission,
    model_version,
    models,
    notifications,
    oneroster,
    open_data,
    overview,
    people,
    person,
    reviews,
    sections,
    sign_on,
    webhooks,
)
from learnapp.pages.guardian import child, family
from learnapp.pages.instructor import analytics as class_analytics
from learnapp.pages.instructor import (
    assessments,
    assignments,
    class_lms,
    class_tutor,
    classes,
    family_reports,
    impact,
    inbox,
    items,
    mastery,
    path_rules,
    prerequisites,
    preview,
    pupil,
    saved_views,
)
from learnapp.pages.instructor import discussion as class_discussion
from learnapp.pages.instructor import reviews as class_reviews
from learnapp.pages.public import entry, join, second_step, start
from learnapp.state.base import SessionGuard, on_error


async def _warm_up() -> None:
    """Load the recognisers of personal data (some seconds of work) once the first pages are out."""
    from learnapp.core import collecting
    from learnapp.security import pii

    await asyncio.sleep(8)
    await asyncio.to_thread(pii.warm_up)
    from learnapp.services import tutor

    await asyncio.to_thread(tutor.warm_up)
    collecting.settle()


@asynccontextmanager
async def _services() -> AsyncIterator[None]:
    """Build the services in the serving process; a build of the pages never comes here."""
    from learnapp import bootstrap
    from learnapp.core import collecting, logging

    settings = Settings()
    logging.configure(settings.log_level)
    services = await bootstrap.build(settings)
    collecting.settle()
    warming = asyncio.create_task(_warm_up())
    try:
        yield
    finally:
        warming.cancel()
        await bootstrap.close(services)


_PLAIN = re.compile(
    r"/?(|404|start|sign-in|second-step|account|join/.*|today|path|plan|progress|learn/.*|check/.*|quiz/.*|goals|week|notes"
    r"|tutor|asked/.*|discussion|notices|news|models|family(/.*)?|calendar|search|denied|access(/.*)?)$"
)
"""Pages that show nothing but what students, guardians and visitors are told."""


def _with_staff_words(page: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    @wraps(page)
    def made() -> rx.Component:
        return rx.fragment(staff_words(), page())

    return made


class _App(rx.App):
    """Reflex's app with the API in front of it, and on the pages of staff the sentences that only they meet."""

    def add_page(self, component: Any = None, route: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Add a page as Reflex does.

        Args:
            component: Makes the page.
            route: Its address.
            args: As Reflex takes them.
            kwargs: As Reflex takes them.
        """
        if route is not None and not _PLAIN.match(route):
            component = _with_staff_words(component)
        super().add_page(component, route, *args, **kwargs)

    def __call__(self) -> ASGIApp:
        """Return what the server runs."""
        return ApiFirst(super().__call__())


def make_app() -> rx.App:
    """Return the app with every page and route."""
    made = _App(
        theme=None,
        stylesheets=["/app.css", "/print.css"],
        head_components=[rx.el.script(appearance.STORES), rx.el.script(appearance.FIRST_PAINT), *theme.head()],
        html_lang="en",
        hydrate_fallback=before_page,
        api_transformer=[build_api(), UploadGate, WithoutDetour, Protected],
        backend_exception_handler=on_error,
    )
    # Our own banner, in the reader's language, takes the place of Reflex's messages about the connection.
    made.app_wraps = {key: wrap for key, wrap in made.app_wraps.items() if key[1] != "Overlay"}
    made.add_middleware(SessionGuard(), index=0)
    made.register_lifespan_task(_services)
    entry.add_pages(made)
    for part in (
        start,
        second_step,
        join,
        classes,
        mastery,
        items,
        assessments,
        assignments,
        path_rules,
        prerequisites,
        preview,
        pupil,
        class_analytics,
        impact,
        class_lms,
        class_tutor,
        family_reports,
        saved_views,
        inbox,
        class_reviews,
        overview,
        analytics,
        people,
        person,
        oneroster,
        invitations,
        sections,
        consents,
        content,
        author,
        author_begin,
        author_course,
        author_item,
        author_outline,
        reviews,
        audit,
        features,
        health,
        fairness,
        models,
        feedback,
        mission,
        experiments,
        drift,
        interventions,
        transparency,
        model_version,
        first_steps,
        invite,
        institution,
        sign_on,
        language_model,
        notifications,
        open_data,
        exports,
        webhooks,
        content_providers,
        licences,
        lms,
        clients,
        support,
        who_sees,
        school_year,
        discussion,
        class_discussion,
        news,
        notices,
        family,
        child,
        search,
    ):
        part.add_pages(made)
    student.add_pages(made)
    return made


app = make_app()
