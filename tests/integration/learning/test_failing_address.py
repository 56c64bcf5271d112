"""An address that cannot be opened shows nothing of what was shown before it."""

from __future__ import annotations

from typing import Any

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import LearnAppError
from learnapp.services import sessions
from learnapp.state.assigning import AssigningState
from learnapp.state.class_inbox import ClassInboxState
from learnapp.state.class_items import ItemsState
from learnapp.state.class_tutor import ClassTutorState, TalksState
from learnapp.state.family_reports import PupilReportState
from learnapp.state.instructor.class_review import ClassReviewState
from learnapp.state.instructor.classes import HeatMapState
from learnapp.state.instructor.pupil import PupilState
from learnapp.state.path_rules import PathRulesState
from learnapp.state.prerequisites import PrerequisitesState
from tests.integration.learning.conftest import Classroom
from tests.integration.security.browser import browser, call

PAGES = [
    (PupilState, "students/{student}", "pupil_ready"),
    (PupilReportState, "students/{student}/report", "report_ready"),
    (TalksState, "students/{student}/talks", "talks_ready"),
    (HeatMapState, "mastery", "heat_ready"),
    (ClassReviewState, "mastery", "review_ready"),
    (AssigningState, "assignments", "assigning_ready"),
    (ClassInboxState, "inbox", "inbox_ready"),
    (PathRulesState, "rules", "rules_ready"),
    (ItemsState, "items", "items_ready"),
    (PrerequisitesState, "prerequisites", "needs_ready"),
    (ClassTutorState, "tutor", "tutor_hours_ready"),
]


@pytest.mark.parametrize(("kind", "page", "ready"), PAGES, ids=[one[0].__name__ for one in PAGES])
async def test_nothing_of_another_class_or_child_stays(classroom: Classroom, kind: Any, page: str, ready: str) -> None:
    session = await sessions.start_session(classroom.school.tenant_id, classroom.school["carol"].person_id)
    section, student = classroom.school.section_id, classroom.school["alice"].person_id
    root = browser(session.token, f"/teach/{section}/{page.format(student=student)}")
    state = await root.get_state(kind)
    await call(kind.load, state, {})
    assert getattr(state, ready)
    for wrong in (f"/teach/{uuid7()}/{page.format(student=uuid7())}", f"/teach/x/{page.format(student='y')}"):
        elsewhere = browser(session.token, wrong)
        root.router_data, root.router = elsewhere.router_data, elsewhere.router
        with pytest.raises(LearnAppError):
            await call(kind.load, state, {})
        assert not getattr(state, ready)
