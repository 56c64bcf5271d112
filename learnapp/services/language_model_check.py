"""Does a provider work? Its address, key, model and answer, one step after the other, with the reason of a failure."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from learnapp.core.drafts import DraftSentence
from learnapp.core.errors import NotFoundError
from learnapp.knowledge.llm.answers import SCHEMA, written
from learnapp.knowledge.llm.chain import ModelsAwayError
from learnapp.knowledge.llm.gateway import Gateway
from learnapp.knowledge.llm.providers import Prompt, Provider
from learnapp.security.access import Actor
from learnapp.services import current, language_models, trail
from learnapp.services.trial_steps import Step
from learnapp.storage.repositories import language_models as rows

STEPS = ("address", "key", "model", "answer", "sure")
_FAILS = {
    "unreachable": 0, "private": 0, "certificate": 0, "timeout": 0, "open": 0, "key": 1, "quota": 1, "model": 2,
    "refused": 2, "busy": 3, "broken": 3, "cut": 3, "garbled": 3, "too_much": 3, "form": 3,
}  # fmt: skip
_PROMPT = Prompt(
    "trial",
    "Answer the question with one sentence that is copied from the passages, and name its passage. Answer as JSON:"
    ' {"sentences": [{"text": "…", "passages": [1]}]}.',
    {
        "question": "How many legs does a spider have?",
        "passages": [{"number": 1, "text": "A spider is an animal with eight legs."}],
    },
    SCHEMA,
    small=False,
    private=True,
    most_tokens=400,
)  # fmt: skip


async def try_out(actor: Actor, provider_id: UUID) -> list[Step]:
    """Ask a provider one small question, which costs what it costs; nothing of any person is in it.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such provider.
        UnavailableError: The budget of the hour is used up.
        RateLimitedError: Too much is asked in a moment.
    """
    await trail.authorise(actor, "update", "language_model")
    tenant = actor.tenant_id
    language_models.forget(tenant)
    provider = next((one for one in await language_models.chain_of(tenant) if one.provider_id == provider_id), None)
    if provider is None:
        raise NotFoundError("There is no such provider any more. Reload the page.")
    why, said = await _asked(tenant, provider, small=False)
    steps = _steps(why, sure=any(one.logprob is not None for one in said))
    if provider.small_model:
        why_small = "" if why else (await _asked(tenant, provider, small=True))[0]
        steps.append(Step("small", "skipped" if why else "failed" if why_small else "ok", why_small))
        why = why or why_small
    if not why:
        gateway: Gateway = current().gateway
        gateway.chain.forgive(provider)
    async with current().db.transaction(tenant) as tx:
        now = current().clock.now()
        await rows.change_provider(
            tx.session, tenant, provider_id, {"last_problem": why, **({} if why else {"tried_at": now})}
        )
        await trail.audit(
            actor, "language_model.try", "language_model", object_id=provider_id, session=tx.session,
            detail={"failed": why},
        )  # fmt: skip
    return steps


async def _asked(tenant: UUID, provider: Provider, *, small: bool) -> tuple[str, tuple[DraftSentence, ...]]:
    """Return why there is no answer, "" when there is one, and the answer."""
    gateway: Gateway = current().gateway
    try:
        got = await gateway.fresh().ask(
            tenant, (provider,), replace(_PROMPT, small=small), (), lambda one, restore: written(one, restore, 1),
            language_models.Account(tenant),
        )  # fmt: skip
    except ModelsAwayError as error:
        return (error.whys[0][1] if error.whys else "unreachable"), ()
    return ("" if got.value else "form"), got.value


def _steps(why: str, *, sure: bool) -> list[Step]:
    if not why:
        return [*(Step(name, "ok") for name in STEPS[:-1]), Step("sure", "ok" if sure else "open")]
    at = _FAILS.get(why, 3)
    return [
        Step(name, "ok" if place < at else "failed" if place == at else "skipped", why if place == at else "")
        for place, name in enumerate(STEPS)
    ]
