"""How pages look goes with the person: size, spacing, motion, time zone; nothing else gets in."""

from __future__ import annotations

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.services import profile
from learnapp.services.profile import Look
from tests.integration.identity.conftest import School


async def test_choices_are_kept_for_the_person_alone(school: School) -> None:
    student, teacher = await school.actor("student"), await school.actor("instructor")
    assert (await profile.me(student)).look == Look()
    wanted = Look("larger", "wide", "less", "America/Bogota")
    await profile.set_look(student, wanted)
    assert (await profile.me(student)).look == wanted
    assert (await profile.me(teacher)).look == Look()


@pytest.mark.parametrize(
    "bad",
    [
        Look(text_size="huge"),
        Look(spacing="'; DROP TABLE person; --"),
        Look(motion=""),
        Look(time_zone="Mars/Olympus"),
        Look(time_zone="../../etc/passwd"),
        Look(time_zone="Etc/GMT+5"),
    ],
)
async def test_what_cannot_be_chosen_is_refused_and_nothing_changes(school: School, bad: Look) -> None:
    student = await school.actor("student")
    with pytest.raises(InvalidInputError):
        await profile.set_look(student, bad)
    assert (await profile.me(student)).look == Look()
