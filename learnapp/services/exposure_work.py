"""Sparing the items of adaptive tests: prices and shares are simulated in the worker, and kept with the test.

What a calibration says holds until the test's items or their parameters change; until the next one, new items are open
for the usual share of the tests.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from uuid import UUID

from learnapp.core.errors import LearnAppError
from learnapp.engine.adaptive_rules import Rules
from learnapp.engine.exposure import LIMIT, calibrate
from learnapp.engine.item_bank import ItemBank
from learnapp.services import adaptive_tests, current, item_parameters, rounds
from learnapp.services.attempt_items import askable
from learnapp.services.attempt_reading import course_of
from learnapp.storage.repositories import assessments as rows
from learnapp.storage.repositories import exposure as exposure_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.exposure import CalibrationRow

AT_A_TIME, LOOKED_AT = 5, 500
"""Banks of one institution that are worked out in one run, new ones first; and tests that are looked at."""
VERSION = 1
"""Of the calibration: another one works every bank out anew."""
_log = logging.getLogger("learnapp.assessments")


def fingerprint(bank: ItemBank, rules: Rules) -> str:
    """Return what a calibration hangs on: the items with their parameters, the rules, and how it is calculated."""
    seen = hashlib.sha256(f"{VERSION}/{LIMIT}/{rules}".encode())
    for item in sorted(bank.items, key=lambda one: one.item_id):
        kcs = ",".join(sorted(map(str, item.kc_ids)))
        seen.update(f"/{item.item_id}:{item.discrimination:.6f}:{item.difficulty:.6f}:{kcs}".encode())
    return seen.hexdigest()


async def work() -> None:
    """Bring every institution's adaptive tests up to date; for the worker."""
    await rounds.each_institution("banks of adaptive tests", work_in)


async def work_in(tenant: UUID) -> int:
    """Do so in one institution; return how many banks were calibrated."""
    async with current().db.transaction(tenant) as tx:
        open_ = await exposure_rows.open_tests(tx.session, tenant, current().clock.now(), LOOKED_AT)
    done = 0
    for made, bank in open_:
        done += await _bring_up_to_date(tenant, made, bank)
        if done >= AT_A_TIME:
            break
    return done


async def _bring_up_to_date(tenant: UUID, made: AssessmentRow, before: str) -> bool:
    try:
        bank, rules = await bank_of(tenant, made)
    except LearnAppError as error:
        # A class that studies nothing any more has nothing to spare; the others have.
        _log.info("a bank could not be read", extra={"code": error.code})
        return False
    mark = fingerprint(bank, rules)
    if mark == before or not len(bank):
        return False
    found = await asyncio.to_thread(calibrate, bank, rules, seed=made.assessment_id.int % 2**63)
    row = CalibrationRow(
        made.assessment_id, mark, {item: (one.share, one.price) for item, one in found.control.items()},
        found.top_exposure, found.mean_length, len(bank), current().clock.now(),
    )  # fmt: skip
    async with current().db.transaction(tenant) as tx:
        await exposure_rows.put(tx.session, tenant, row)
    return True


async def bank_of(tenant: UUID, made: AssessmentRow) -> tuple[ItemBank, Rules]:
    """Return what a test can ask of everybody, whatever their age, and how it is given.

    Raises:
        NotFoundError: Its class studies no course any more.
    """
    async with current().db.transaction(tenant) as tx:
        sections = await section_rows.sections_by_id(tx.session, tenant, [made.section_id])
        topics = await rows.topics(tx.session, tenant, made.assessment_id)
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, made.section_id)}
    snapshot = await item_parameters.course(tenant, await course_of(sections[0] if sections else None))
    rules = adaptive_tests.rules_of(made, topics, adaptive_tests.line_of(made, topics, snapshot.content.values()))
    return adaptive_tests.bank_of(topics, askable(snapshot, gone, 100), rules.max_items), rules
