"""How an institution's people sign in, as an admin sets it up."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.integrations.oidc.errors import MetadataError, ProviderAwayError
from learnapp.security.access import Actor
from learnapp.services import (
    saml_parties,
    saml_settings,
    sign_on_domains,
    sign_on_mapping,
    sign_on_rules,
    sign_on_settings,
)
from learnapp.services.saml_settings import SamlDraft
from learnapp.services.sign_on import CALLBACK
from learnapp.services.sign_on_settings import Draft, ProviderView
from learnapp.state.base import AppState, error_key_of, origin_of, parse_id

SWITCHES = ("enabled", "new_accounts", "link_by_email", "admin_roles")


@dataclass(frozen=True)
class DomainLine:
    """One domain; `proof` is what its name service has to say."""

    domain: str
    proof: str
    proved: bool


@dataclass(frozen=True)
class ProviderCard:
    """One provider as it is set up."""

    id: str = ""
    name: str = ""
    issuer: str = ""
    client_id: str = ""
    has_secret: bool = False
    callback: str = ""
    share: str = ""
    try_href: str = ""
    proved: bool = False
    problem: str = ""
    tried: bool = False
    enabled: bool = False
    new_accounts: bool = False
    link_by_email: bool = False
    admin_roles: bool = False
    claim_name: str = ""
    claim_email: str = ""
    claim_role: str = ""
    claim_section: str = ""
    words: str = ""
    usual: str = ""
    domains: list[DomainLine] = ()  # type: ignore[assignment]
    saml: bool = False
    own_metadata: str = ""
    their_metadata: str = ""
    claim_subject: str = ""
    claim_tenant: str = ""
    claim_tenant_is: str = ""


@dataclass(frozen=True)
class ReadView:
    """What claims would say; `shown` are the claims themselves, for the admin alone."""

    of: str = ""
    name: str = ""
    email: str = ""
    ours: bool = True
    verified: bool = False
    roles: list[str] = ()  # type: ignore[assignment]
    withheld: list[str] = ()  # type: ignore[assignment]
    sections: list[str] = ()  # type: ignore[assignment]
    shown: list[tuple[str, str]] = ()  # type: ignore[assignment]


class SignOnState(AppState):
    """The providers with their domains and what their claims mean."""

    cards: list[ProviderCard] = []
    read: ReadView = ReadView()
    sign_on_error: str = ""
    just_tried: str = ""
    sign_on_ready: bool = False

    def _card(self, one: ProviderView, school: str, origin: str) -> ProviderCard:
        row, mapping = one.row, one.mapping
        start = f"/auth/sign-on/start?school={school}&provider={row.provider_id}&purpose=trial"
        words = "\n".join(f"{word} = {role}" for word, role in mapping.roles.items())
        base = saml_parties.base_of(school, row.provider_id, origin)
        callback = f"{base}/acs" if row.kind == "saml" else f"{origin}{CALLBACK}/{row.provider_id}"
        return ProviderCard(
            str(row.provider_id), row.name, row.issuer, row.client_id, one.has_secret,
            callback, f"{origin}/sign-in?school={school}", start,
            row.proved_at is not None, self._problem(row.last_problem), one.may_try, row.enabled, row.new_accounts,
            row.link_by_email, row.admin_roles, mapping.name, mapping.email, mapping.role, mapping.section, words,
            mapping.usual, [DomainLine(each.domain, each.proof, each.proved_at is not None) for each in one.domains],
            row.kind == "saml", f"{base}/metadata", str((row.saml or {}).get("metadata_url") or ""), mapping.subject,
            mapping.tenant, mapping.tenant_is,
        )  # fmt: skip

    def _problem(self, code: str) -> str:
        """Return the catalogue key of what went wrong last, "" for nothing."""
        key = f"sign-on-why-{code}"
        return "" if not code else (key if translate("en", key) != key else "sign-on-why-other")

    async def _fill(self, actor: Actor) -> None:
        found = await sign_on_settings.providers(actor)
        school, origin = await sign_on_settings.school_of(actor), origin_of(self)
        self.cards = [self._card(one, school, origin) for one in found]
        self.sign_on_ready = True

    @rx.event
    async def load(self) -> None:
        """Read how people sign in."""
        actor = await self._enter("admin")
        query = self.router.url.query_parameters
        self.sign_on_error, self.just_tried = error_key_of(query), str(query.get("tried", ""))[:40]
        self.read = ReadView()
        await self._fill(actor)

    def _draft(self, form: dict[str, Any]) -> Draft:
        return Draft(*(str(form.get(name, "")) for name in ("name", "issuer", "client_id", "secret")))

    async def _kept(self, actor: Actor, work: Coroutine[Any, Any, Any], *, new: bool = False) -> Any:
        """Do what changes a provider; what it, or its metadata, answers wrongly is shown beside the forms."""
        try:
            await work
        except (MetadataError, ProviderAwayError) as error:
            self.sign_on_error = self._problem(str(error.detail.get("why", "other")))
            return None
        self.sign_on_error = ""
        self.taken += int(new)
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Enter a provider that answers."""
        actor = await self._actor("admin")
        return await self._kept(actor, sign_on_settings.add_provider(actor, self._draft(form)), new=True)

    @rx.event
    async def change(self, form: dict[str, Any]) -> Any:
        """Change where a provider is, or what it is called."""
        actor = await self._actor("admin")
        provider = parse_id(form.get("provider", ""))
        return await self._kept(actor, sign_on_settings.change_provider(actor, provider, self._draft(form)))

    def _saml_draft(self, form: dict[str, Any]) -> SamlDraft:
        return SamlDraft(*(str(form.get(name, "")) for name in ("name", "address", "document")))

    @rx.event
    async def add_saml(self, form: dict[str, Any]) -> Any:
        """Enter a provider of SAML by its metadata."""
        actor = await self._actor("admin")
        return await self._kept(actor, saml_settings.add_saml(actor, self._saml_draft(form)), new=True)

    @rx.event
    async def change_saml(self, form: dict[str, Any]) -> Any:
        """Rename a provider of SAML, or read its metadata anew."""
        actor = await self._actor("admin")
        provider = parse_id(form.get("provider", ""))
        return await self._kept(actor, saml_settings.change_saml(actor, provider, self._saml_draft(form)))

    @rx.event
    async def switch(self, provider_id: str, name: str, on: bool) -> None:
        """Choose one thing that a provider may do."""
        actor = await self._actor("admin")
        now = next((one for one in self.cards if one.id == provider_id), ProviderCard())
        chosen = {each: bool(getattr(now, each)) for each in SWITCHES}
        if name in chosen:
            chosen[name] = bool(on)
        await sign_on_settings.set_switches(actor, parse_id(provider_id), **chosen)
        await self._fill(actor)

    @rx.event
    async def remove(self, provider_id: str) -> None:
        """Remove a provider."""
        actor = await self._actor("admin")
        await sign_on_settings.remove_provider(actor, parse_id(provider_id))
        await self._fill(actor)

    @rx.event
    async def map_claims(self, form: dict[str, Any]) -> Any:
        """Keep what the claims mean, or only try it, as the button that was pressed says."""
        actor = await self._actor("admin")
        provider = parse_id(form.get("provider", ""))
        fields = {name: str(form.get(f"claim_{name}", "")) for name in sign_on_mapping.NAMES}
        fields["usual"], words = str(form.get("usual", "")), str(form.get("words", ""))
        await sign_on_mapping.set_mapping(actor, provider, fields, words)
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def try_claims(self, form: dict[str, Any]) -> None:
        """Show what claims say under the mapping that is kept; they are neither kept nor logged."""
        actor = await self._actor("admin")
        provider_id = str(form.get("provider", ""))
        found, shown = await sign_on_mapping.try_claims(actor, parse_id(provider_id), str(form.get("claims", "")))
        self.read = ReadView(
            provider_id, found.name, found.email, found.ours, found.verified,
            list(found.roles) or ([found.usual] if found.usual else []), list(found.withheld), list(found.sections),
            shown,
        )  # fmt: skip

    @rx.event
    async def add_domain(self, form: dict[str, Any]) -> None:
        """Note a domain."""
        actor = await self._actor("admin")
        await sign_on_domains.add_domain(actor, parse_id(form.get("provider", "")), str(form.get("domain", "")))
        self.taken += 1
        await self._fill(actor)

    @rx.event
    async def prove_domain(self, domain: str) -> Any:
        """Ask the domain's name service."""
        actor = await self._actor("admin")
        await sign_on_domains.prove_domain(actor, domain)
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def remove_domain(self, domain: str) -> None:
        """Give a domain up."""
        actor = await self._actor("admin")
        await sign_on_domains.remove_domain(actor, domain)
        await self._fill(actor)


@dataclass(frozen=True)
class AdminLine:
    """One administrator."""

    id: str
    name: str
    named: bool
    safe: bool


class SignInRulesState(AppState):
    """What is asked of everybody who signs in."""

    rule_enforced: bool = False
    rule_second_step: bool = False
    rule_idle: int = 0
    rule_hours: int = 0
    most_idle: int = 0
    most_hours: int = 0
    may_enforce: bool = False
    rule_admins: list[AdminLine] = []
    rule_school: str = ""
    would_lock: bool = False

    async def _fill(self, actor: Actor) -> None:
        found = await sign_on_rules.rules(actor)
        self.rule_enforced, self.rule_second_step = found.enforced, found.second_step
        self.rule_idle, self.rule_hours = found.idle_minutes, found.most_hours
        self.most_idle, self.most_hours, self.may_enforce = found.most_idle, found.most_most, found.may_enforce
        self.rule_school, self.would_lock = found.slug, found.would_lock
        self.rule_admins = [AdminLine(str(one[0]), *one[1:]) for one in found.admins]

    @rx.event
    async def load(self) -> None:
        """Read the rules."""
        await self._fill(await self._enter("admin"))

    @rx.event
    async def enforce(self, on: bool) -> None:
        """Take passwords from the named administrators only."""
        actor = await self._actor("admin")
        await sign_on_rules.set_enforced(actor, bool(on))
        await self._fill(actor)

    @rx.event
    async def demand(self, on: bool) -> None:
        """Demand the second step of administrators."""
        actor = await self._actor("admin")
        await sign_on_rules.set_second_step(actor, bool(on))
        await self._fill(actor)

    @rx.event
    async def name_admin(self, person_id: str, on: bool) -> None:
        """Let an administrator use the password always."""
        actor = await self._actor("admin")
        await sign_on_rules.name_break_glass(actor, parse_id(person_id), bool(on))
        await self._fill(actor)

    @rx.event
    async def limit(self, form: dict[str, Any]) -> Any:
        """Choose when sessions end."""
        actor = await self._actor("admin")
        idle, hours = (str(form.get(name, "")).strip() for name in ("idle", "hours"))
        numbers = [int(one) if one.isascii() and one.isdigit() and len(one) < 7 else 0 for one in (idle, hours)]
        await sign_on_rules.set_limits(actor, *numbers)
        await self._fill(actor)
        return AppState.thank("institution-saved")
