"""One student: the same numbers that the student sees, and how they came about."""

from __future__ import annotations

import reflex as rx

from learnapp.components.allowed import if_may
from learnapp.components.charts import answers_chart
from learnapp.components.curve import curve
from learnapp.components.empty_states import empty_state, loading
from learnapp.components.layout import shell
from learnapp.components.links import link
from learnapp.components.misconceptions import pupil_mistakes
from learnapp.components.plan import plan_standing
from learnapp.components.player_claims import pupil_claims
from learnapp.components.reviews import pupil_reviews
from learnapp.components.rule_notes import rule_note
from learnapp.components.table import pager
from learnapp.components.text import msg
from learnapp.components.topics import topics_pager, topics_table
from learnapp.state.instructor.pupil import ANSWERS, TOPICS, PupilState


def pupil() -> rx.Component:
    """The page."""
    answers = pager(PupilState.offset, PupilState.evidence.length(), PupilState.total, PupilState.turn, "answers-turn")
    history = rx.el.section(
        rx.el.h2(msg("pupil-history"), class_name="section-title"),
        answers_chart(
            PupilState.days, PupilState.right, PupilState.wrong, (msg("outcome-right"), msg("outcome-wrong"))
        ),
    )
    return shell(
        rx.el.p(link(PupilState.section, href=f"/teach/{PupilState.section_id}"), class_name="eyebrow"),
        rx.el.h1(PupilState.pupil),
        rx.cond(
            PupilState.pupil_ready,
            rx.cond(
                PupilState.kcs.length() == 0,
                empty_state(msg("class-no-course"), msg("class-no-course-text")),
                rx.fragment(
                    rx.el.p(msg("pupil-same-numbers"), class_name="soft"),
                    rx.cond(
                        PupilState.days.length() > 0,
                        rx.fragment(),
                        rx.el.p(msg("pupil-nothing-yet"), class_name="note"),
                    ),
                    rx.el.p(
                        msg(
                            "fading-pupil",
                            mastered=PupilState.mastered,
                            count=PupilState.kcs_total,
                            fading=PupilState.fading,
                        )
                    ),
                    plan_standing(PupilState.request, "pupil"),
                    pupil_reviews(PupilState.reviews),
                    pupil_mistakes(PupilState.mistakes),
                    pupil_claims(PupilState.claims),
                    topics_table(
                        msg("pupil-table"),
                        PupilState.kcs,
                        PupilState.open_kc,
                        PupilState.evidence,
                        PupilState.show_evidence,
                        more=rx.cond(PupilState.total > ANSWERS, rx.el.div(answers, class_name="below")),
                        curve=curve(PupilState.curve, "pupil-answers"),
                        standing="pupil-standing",
                        ruled=rule_note,
                    ),
                    topics_pager(
                        PupilState.kcs_offset,
                        PupilState.kcs.length(),
                        PupilState.kcs_total,
                        TOPICS,
                        PupilState.turn_topics,
                    ),
                    rx.el.div(
                        if_may(
                            "class_export",
                            "read",
                            rx.el.button(msg("csv"), type="button", class_name="button", on_click=PupilState.download),
                        ),
                        if_may(
                            "family_report",
                            "read",
                            link(
                                msg("report-page"),
                                href=f"/teach/{PupilState.section_id}/students/{PupilState.student_id}/report",
                                class_name="button",
                            ),
                        ),
                        if_may(
                            "path_rule",
                            "write",
                            link(
                                msg("rule-for-pupil"),
                                href=f"/teach/{PupilState.section_id}/rules?student={PupilState.student_id}",
                                class_name="button",
                            ),
                        ),
                        if_may(
                            "tutor_conversation",
                            "read",
                            link(
                                msg("tutor-talks-title"),
                                href=f"/teach/{PupilState.section_id}/students/{PupilState.student_id}/tutoring",
                                class_name="button",
                            ),
                        ),
                        class_name="row",
                    ),
                    rx.cond(PupilState.days.length() > 0, history),
                ),
            ),
            loading(msg("loading")),
        ),
    )


def add_pages(app: rx.App) -> None:
    """Register this page."""
    app.add_page(
        pupil,
        route="/teach/[class_id]/students/[pupil_id]",
        title=msg("page-title", page=msg("pupil")),
        on_load=PupilState.load,
    )
