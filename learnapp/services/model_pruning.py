"""Removing the files of versions that serve nowhere, are nothing to go back to and are tried in no experiment.

What a version was made from and how it was judged stays; only its files go.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.ml.limits import LIMITS
from learnapp.ml.recipes import RECIPES
from learnapp.ml.stages import Standing, standing
from learnapp.services import current, rounds
from learnapp.storage.repositories import experiments as experiment_rows
from learnapp.storage.repositories import model_registry as rows

log = logs.get("learnapp.models")


async def work() -> int:
    """Remove what is old in every institution; return of how many versions. Comes round by itself."""
    return sum([
        sum(await rounds.each_institution(f"old files of {kind}", partial(prune, kind=kind), library=True))
        for kind in RECIPES
    ])  # fmt: skip


async def prune(tenant: UUID, kind: str) -> int:
    """Remove the files of an institution's old versions of one kind; return of how many.

    Never those of a version in a stage or in the stack that a rollback goes down, of one that an experiment compares,
    or of the newest ones.

    Raises:
        UnavailableError: The database is away.
    """
    before = current().clock.now() - timedelta(days=LIMITS.kept_days)
    async with current().db.transaction(tenant) as tx:
        # Nobody promotes what is being removed.
        await rows.lock_stages(tx.session, tenant, kind)
        stands = standing(await rows.changes(tx.session, tenant, kind)).get(kind, Standing())
        kept = {*stands.stack, stands.canary, stands.shadow} - {None}
        kept |= set(await experiment_rows.compared_versions(tx.session, tenant))
        gone = await rows.prune(
            tx.session, tenant, kind, [one for one in kept if one is not None], before, LIMITS.kept_newest
        )
    if gone:
        log.info("old files of models removed", kind=kind, versions=gone)
    return gone
