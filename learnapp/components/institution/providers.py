"""The providers at which people sign in: where each is, what it may do, what its claims mean, which domains it has."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.components.forms import copyable, labelled
from learnapp.components.institution.sign_in_rules import tick
from learnapp.components.links import route_link
from learnapp.components.status import status_badge
from learnapp.components.text import msg
from learnapp.state.admin.sign_on import DomainLine, ProviderCard, SignOnState
from learnapp.state.base import AppState

S = SignOnState
Card = rx.Var[ProviderCard]
_START = {"align-self": "flex-start"}


def _input(of: Any, name: str, label: str, value: Any = "", **props: Any) -> rx.Component:
    return labelled(
        label,
        rx.el.input(
            id=name + "-" + of, name=name, default_value=value, class_name="input",
            style={"width": "26rem", "max-width": "100%"}, **props,
        ),
        name + "-" + of,
    )  # fmt: skip


def _long(of: Any, name: str, label: str, value: Any = "", **props: Any) -> rx.Component:
    """Return a field of several lines."""
    return labelled(
        label,
        rx.el.textarea(
            id=name + "-" + of, name=name, default_value=value, rows="4", spell_check=False, class_name="textarea",
            style={"width": "40rem", "max-width": "100%"}, **props,
        ),
        name + "-" + of,
    )  # fmt: skip


def _send(label: Any, *, primary: bool = False) -> rx.Component:
    return rx.el.button(label, type="submit", class_name="button primary" if primary else "button", style=_START)


def _new(
    title: str, lead: str, fields: list[rx.Component], button: str, on_submit: Any, *, primary: bool = False
) -> rx.Component:
    """Return the form for another provider; `title` is its id, too."""
    return rx.el.section(
        rx.el.h2(msg(title), id=title),
        rx.el.p(msg(lead), class_name="soft"),
        rx.el.form(
            *fields,
            _send(msg(button), primary=primary),
            on_submit=on_submit,
            key=AppState.taken,
            class_name="stack",
        ),
        aria_labelledby=title,
        class_name="card stack",
    )


def _change(one: Card, fields: list[rx.Component], button: str, on_submit: Any, seen: Any) -> rx.Component:
    """Return the form that changes a provider; it begins anew when what is kept of it (`seen`) has changed."""
    return rx.el.form(_of(one), *fields, _send(msg(button)), on_submit=on_submit, key=one.id + seen, class_name="stack")


def _of(one: Card) -> rx.Component:
    return rx.el.input(type="hidden", name="provider", value=one.id, read_only=True)


def _place(of: Any, one: Card | None) -> list[rx.Component]:
    """Return the fields of where a provider is; of a new one without `one`."""
    secret = rx.cond(one.has_secret, msg("provider-secret-kept"), "") if one is not None else ""
    return [
        _input(of, "name", "provider-name", one.name if one is not None else "", required=True, max_length=100),
        _input(
            of, "issuer", "provider-issuer", one.issuer if one is not None else "", required=True, type="url",
            placeholder="https://login.school.org",
        ),
        _input(of, "client_id", "provider-client", one.client_id if one is not None else "", required=True),
        _input(of, "secret", "provider-secret", type="password", auto_complete="off", placeholder=secret),
    ]  # fmt: skip


def new_provider() -> rx.Component:
    """Return the form for another provider of OpenID Connect."""
    return _new("provider-new", "provider-new-lead", _place("new", None), "provider-add", S.add, primary=True)


def _metadata(of: Any, one: Card | None) -> list[rx.Component]:
    """Return the fields of a provider's name and metadata; of a new one without `one`."""
    return [
        _input(of, "name", "provider-name", one.name if one is not None else "", required=True, max_length=100),
        _input(
            of, "address", "saml-address", one.their_metadata if one is not None else "", type="url",
            placeholder="https://login.school.org/metadata",
        ),
        _long(of, "document", "saml-document", placeholder="<EntityDescriptor …"),
    ]  # fmt: skip


def new_saml_provider() -> rx.Component:
    """Return the form for another provider of SAML."""
    return _new("saml-new", "saml-new-lead", _metadata("saml", None), "saml-add", S.add_saml)


def _for_the_provider(one: Card) -> rx.Component:
    """Return what has to be entered at the provider."""
    return rx.cond(
        one.saml,
        rx.el.div(
            copyable("saml-own-metadata", one.own_metadata, "metadata-" + one.id),
            copyable("saml-acs", one.callback, "callback-" + one.id),
            rx.el.p(msg("saml-own-hint"), class_name="soft small"),
            class_name="stack-s",
        ),
        copyable("provider-callback", one.callback, "callback-" + one.id),
    )


def _domain(one: rx.Var[DomainLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.domain),
            rx.cond(
                one.proved,
                status_badge("good", msg("domain-proved")),
                status_badge("warn", msg("domain-not-proved")),
            ),
            class_name="row",
        ),
        rx.cond(
            ~one.proved,
            rx.el.div(
                rx.el.p(msg("domain-how"), class_name="soft small"),
                copyable("domain-record", "_learnapp." + one.domain, "record-" + one.domain),
                copyable("domain-text", one.proof, "proof-" + one.domain),
                class_name="stack-s",
            ),
        ),
        rx.el.div(
            rx.cond(
                ~one.proved,
                rx.el.button(
                    msg("domain-check"), type="button", on_click=S.prove_domain(one.domain), class_name="button",
                    aria_label=msg("domain-check") + ": " + one.domain,
                ),
            ),
            rx.el.button(
                msg("institution-remove"), type="button", on_click=S.remove_domain(one.domain),
                class_name="button plain", aria_label=msg("institution-remove") + ": " + one.domain,
            ),
            class_name="row",
        ),
        class_name="stack-s",
    )  # fmt: skip


def _domains(one: Card) -> rx.Component:
    return rx.el.div(
        rx.el.p(msg("domain-lead"), class_name="soft small"),
        rx.el.ul(rx.foreach(one.domains, _domain), class_name="plain-list stack"),
        rx.el.form(
            _of(one),
            _input(one.id, "domain", "domain-add-label", required=True, placeholder="school.org"),
            rx.el.button(msg("domain-add"), type="submit", class_name="button"),
            on_submit=S.add_domain,
            key=AppState.taken,
            class_name="row end",
        ),
        class_name="stack-s",
    )


def _mapping(one: Card) -> rx.Component:
    usual = [
        rx.el.option(msg("claim-usual-none"), value=""),
        rx.el.option(msg("role-student"), value="student"),
        rx.el.option(msg("role-instructor"), value="instructor"),
    ]
    return rx.el.form(
        rx.el.p(msg("claim-lead"), class_name="soft small"),
        _of(one),
        rx.cond(
            one.saml,
            rx.el.div(
                _input(one.id, "claim_subject", "claim-subject", one.claim_subject, placeholder="eduPersonUniqueId"),
                rx.el.p(msg("claim-subject-hint"), class_name="soft small"),
            ),
        ),
        _input(one.id, "claim_name", "claim-name", one.claim_name),
        _input(one.id, "claim_email", "claim-email", one.claim_email),
        _input(one.id, "claim_role", "claim-role", one.claim_role, placeholder="groups"),
        _long(
            one.id, "words", "claim-words", one.words, placeholder="teachers = instructor",
            aria_describedby="words-hint-" + one.id,
        ),
        rx.el.p(msg("claim-words-hint"), id="words-hint-" + one.id, class_name="soft small"),
        labelled(
            "claim-usual",
            rx.el.select(*usual, id="usual-" + one.id, name="usual", default_value=one.usual, class_name="select"),
            "usual-" + one.id,
        ),
        _input(one.id, "claim_section", "claim-section", one.claim_section, placeholder="classes"),
        rx.el.p(msg("claim-tenant-hint"), class_name="soft small"),
        _input(one.id, "claim_tenant", "claim-tenant", one.claim_tenant, placeholder="hd"),
        _input(one.id, "claim_tenant_is", "claim-tenant-is", one.claim_tenant_is, placeholder="school.org"),
        _send(msg("claim-save")),
        on_submit=S.map_claims,
        key=one.id + one.words + one.usual,
        class_name="stack-s",
    )  # fmt: skip


def _result(one: Card) -> rx.Component:
    read = S.read

    def fact(label: str, *value: Any) -> rx.Component:
        return rx.el.div(rx.el.dt(msg(label)), rx.el.dd(*value))

    def roles(held: Any) -> rx.Component:
        return rx.el.div(
            rx.foreach(held, lambda role: rx.el.span(msg("role-" + role.to(str)), class_name="badge")), class_name="row"
        )

    return rx.cond(
        read.of == one.id,
        rx.el.div(
            rx.cond(~read.ours, rx.el.p(msg("sign-on-why-other_tenant"), class_name="note bad")),
            rx.el.dl(
                fact("claim-name-is", rx.cond(read.name != "", read.name, "–")),
                fact(
                    "claim-email-is", rx.cond(read.email != "", read.email, "–"), " ",
                    rx.cond(
                        read.email != "",
                        rx.cond(
                            read.verified,
                            status_badge("good", msg("claim-verified")),
                            status_badge("warn", msg("claim-not-verified")),
                        ),
                    ),
                ),
                fact("claim-roles-are", rx.cond(read.roles.length() > 0, roles(read.roles), msg("claim-no-role"))),
                rx.cond(read.withheld.length() > 0, fact("claim-withheld", roles(read.withheld))),
                rx.cond(read.sections.length() > 0, fact("claim-sections-are", read.sections.join(", "))),
                class_name="known",
            ),
            rx.el.details(
                rx.el.summary(msg("claim-all")),
                rx.el.dl(
                    rx.foreach(
                        read.shown,
                        lambda pair: rx.el.div(
                            rx.el.dt(pair[0]), rx.el.dd(pair[1], style={"overflow-wrap": "anywhere"})
                        ),
                    ),
                    class_name="known",
                ),
            ),
            class_name="note",
            role="status",
        ),
    )  # fmt: skip


def _trying(one: Card) -> rx.Component:
    return rx.el.div(
        rx.el.h3(msg("claim-try-title")),
        rx.el.p(msg("claim-try-lead"), class_name="soft small"),
        rx.el.form(
            _of(one),
            _long(one.id, "claims", "claim-paste", placeholder='{"name": "Ana Gil", "groups": ["teachers"]}'),
            _send(rx.cond(one.tried, msg("claim-try-own"), msg("claim-try"))),
            on_submit=S.try_claims,
            class_name="stack-s",
        ),
        _result(one),
        class_name="stack-s",
    )  # fmt: skip


def _switch(one: Card, name: str, *, disabled: Any = False) -> rx.Component:
    return tick(
        name + "-" + one.id, f"provider-{name}".replace("_", "-"), getattr(one, name),
        lambda on: S.switch(one.id, name, on), f"provider-{name}-hint".replace("_", "-"), disabled=disabled,
    )  # fmt: skip


def provider_card(one: Card) -> rx.Component:
    """Return one provider."""
    state = rx.cond(
        one.enabled,
        status_badge("good", msg("provider-is-on")),
        rx.cond(
            one.proved, status_badge("idle", msg("provider-is-off")), status_badge("warn", msg("provider-untried"))
        ),
    )
    return rx.el.section(
        rx.el.div(rx.el.h2(one.name), state, class_name="row"),
        rx.cond(S.just_tried == one.id, rx.el.p(msg("provider-tried"), class_name="note good", role="status")),
        rx.cond(one.problem != "", rx.el.p(msg("provider-problem"), " ", msg(one.problem), class_name="note bad")),
        _for_the_provider(one),
        rx.cond(one.enabled, copyable("provider-share", one.share, "share-" + one.id)),
        rx.el.div(
            route_link(
                msg("provider-try"), href=one.try_href,
                class_name=rx.cond(one.proved, "button", "button primary"),
            ),
            class_name="row",
        ),
        _switch(one, "enabled", disabled=~one.proved & ~one.enabled),
        _switch(one, "new_accounts"),
        _switch(one, "link_by_email"),
        _switch(one, "admin_roles"),
        rx.el.details(rx.el.summary(msg("claim-title")), _mapping(one), _trying(one)),
        rx.el.details(rx.el.summary(msg("domain-title")), _domains(one), open=one.domains.length() > 0),
        rx.el.details(
            rx.el.summary(rx.cond(one.saml, msg("saml-place"), msg("provider-place"))),
            rx.cond(
                one.saml,
                _change(one, _metadata(one.id, one), "saml-read-again", S.change_saml, one.issuer + one.name),
                _change(
                    one, _place(one.id, one), "institution-save", S.change, one.issuer + one.client_id + one.name
                ),
            ),
            rx.el.button(
                msg("provider-remove"), type="button", on_click=S.remove(one.id), class_name="button danger below",
            ),
        ),
        key=one.id,
        class_name="card stack",
    )  # fmt: skip
