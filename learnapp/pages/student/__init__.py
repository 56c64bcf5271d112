"""Pages of a student."""

import reflex as rx

from learnapp.components.text import msg
from learnapp.pages.student.asked import asked
from learnapp.pages.student.checkup import checkup
from learnapp.pages.student.goals import goals
from learnapp.pages.student.learn import learn
from learnapp.pages.student.notes import notes
from learnapp.pages.student.path import path
from learnapp.pages.student.plan import plan
from learnapp.pages.student.progress import progress
from learnapp.pages.student.quiz import quiz
from learnapp.pages.student.results import results
from learnapp.pages.student.today import today
from learnapp.pages.student.tutor import tutor
from learnapp.pages.student.week import week
from learnapp.state.adoption import AdoptionState
from learnapp.state.school_news import NewsState
from learnapp.state.student.asked import AskedState
from learnapp.state.student.assigned import AssignedState
from learnapp.state.student.checkup import CheckupState
from learnapp.state.student.goals import GoalCardState, GoalsState
from learnapp.state.student.learn import LearnState
from learnapp.state.student.notes import NotesState, NoteState
from learnapp.state.student.offered import OfferState
from learnapp.state.student.plan import PlanState
from learnapp.state.student.quiz import QuizState
from learnapp.state.student.results import ResultsState
from learnapp.state.student.today import PathState, ProgressState, TodayState
from learnapp.state.student.tutor import TutorPageState, TutorState
from learnapp.state.student.week import WeekState


def add_pages(app: rx.App) -> None:
    """Register these pages."""
    app.add_page(
        today,
        route="/today",
        title=_title("nav-today"),
        # What stands above the next steps comes before them: otherwise these would jump.
        on_load=[NewsState.load, AdoptionState.load_welcome, TodayState.load, GoalCardState.load, OfferState.load],
    )
    app.add_page(
        learn,
        route="/learn/[content_id]",
        title=_title("learn-title"),
        on_load=[LearnState.load, NoteState.load, TutorState.load, AssignedState.load, OfferState.load],
    )
    app.add_page(path, route="/path", title=_title("nav-path"), on_load=PathState.load)
    app.add_page(
        progress,
        route="/progress",
        title=_title("nav-progress"),
        on_load=[ProgressState.load, CheckupState.load_past, GoalCardState.load],
    )
    app.add_page(asked, route="/asked/[event_id]", title=_title("wording-title"), on_load=AskedState.load)
    app.add_page(quiz, route="/quiz/[attempt_id]", title=_title("quiz-title"), on_load=QuizState.load)
    app.add_page(results, route="/results", title=_title("quiz-results"), on_load=ResultsState.load)
    app.add_page(checkup, route="/check/[checkup_id]", title=_title("check-title"), on_load=CheckupState.load)
    app.add_page(goals, route="/goals", title=_title("goals-title"), on_load=GoalsState.load)
    app.add_page(plan, route="/plan", title=_title("plan-title"), on_load=PlanState.load)
    app.add_page(week, route="/week", title=_title("week-title"), on_load=WeekState.load)
    app.add_page(notes, route="/notes", title=_title("notes-title"), on_load=NotesState.load)
    app.add_page(tutor, route="/tutor", title=_title("tutor-title"), on_load=[TutorPageState.load, TutorState.load])


def _title(key: str) -> rx.Var[str]:
    return msg("page-title", page=msg(key))
