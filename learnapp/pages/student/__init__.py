"""Pages of a student."""

import reflex as rx

from learnapp.components.text import msg
from learnapp.pages.student.learn import learn
from learnapp.pages.student.path import path
from learnapp.pages.student.progress import progress
from learnapp.pages.student.today import today
from learnapp.state.school_news import NewsState
from learnapp.state.student.learn import LearnState
from learnapp.state.student.today import PathState, ProgressState, TodayState


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(today, route="/today", title=_title("nav-today"), on_load=[TodayState.load, NewsState.load])
    app.add_page(learn, route="/learn/[content_id]", title=_title("learn-title"), on_load=LearnState.load)
    app.add_page(path, route="/path", title=_title("nav-path"), on_load=PathState.load)
    app.add_page(progress, route="/progress", title=_title("nav-progress"), on_load=ProgressState.load)


def _title(key: str) -> rx.Var[str]:
    return msg("page-title", page=msg(key))
