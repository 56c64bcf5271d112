"""Plain pages on which a launch asks something: which class, what to link, a copied test, and whether to register.

Like those of `lti_pages` they need neither a session nor a build: they work in a frame without cookies.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import Response

from learnapp.api.lti_pages import back, hidden, page
from learnapp.core.i18n import translate
from learnapp.integrations.outbound import origin_of
from learnapp.services.lti_picking import SIZE, Answered, Offer, PickView
from learnapp.services.lti_questions import Connecting, Copying
from learnapp.services.lti_registering import Asked

_CLOSE = "(window.opener || window.parent).postMessage({ subject: 'org.imsglobal.lti.close' }, '*');"
_KINDS = ("course", "path", "lesson", "topic", "test", "reading", "practice", "video", "simulation", "interactive")


def _words(locale: str, key: str, **arguments: object) -> str:
    return escape(translate(locale, key, **arguments))


def _radio(name: str, value: str, label: str, *, checked: bool = False, more: str = "") -> str:
    on = " checked" if checked else ""
    return (
        f'<label class="option"><input type="radio" name="{name}" value="{escape(value)}"{on}>'
        f"<span>{label}{more}</span></label>"
    )


def connecting(found: Connecting) -> Response:
    """Return the page on which a teacher says which class a course of the LMS stands for."""
    locale = found.place.locale
    body = f"<p>{_words(locale, 'lti-connect-text', course=found.title, lms=found.place.name)}</p>"
    if found.copied_from:
        body += f"<p>{_words(locale, 'lti-connect-copied', title=found.copied_from)}</p>"
    options = "".join(_radio("choice", key, escape(title)) for key, title in found.classes)
    new = _words(locale, "lti-connect-new")
    if options:
        options += _radio("choice", "new", new, checked=True)
        options = f"<fieldset><legend>{_words(locale, 'lti-connect-which')}</legend>{options}</fieldset>"
    else:
        options = hidden({"choice": "new"})
    courses = "".join(
        f'<option value="{escape(key)}"{" selected" if key == found.suggested else ""}>{escape(title)}</option>'
        for key, title in found.courses
    )
    body += (
        f'<form method="post" action="/lti/connect">{hidden({"ticket": found.ticket})}{options}'
        f'<fieldset><legend>{new}</legend><label for="title">{_words(locale, "lti-connect-title")}</label>'
        f'<input id="title" name="title" type="text" maxlength="120" value="{escape(found.title[:120])}">'
        f'<label for="course">{_words(locale, "lti-connect-course")}</label><select id="course" name="course">'
        f'{courses}<option value="">{_words(locale, "lti-connect-later")}</option></select></fieldset>'
        f'<button class="button primary">{_words(locale, "lti-connect-go")}</button></form>'
        f'<p class="soft">{_words(locale, "lti-connect-after")}</p>'
    ) + back(found.place, "button", lti_msg=translate(locale, "lti-connect-not"))
    return page(found.place, translate(locale, "lti-connect-title-page"), body)


def copying(found: Copying) -> Response:
    """Return the page on which a teacher says whether her class gets a copy of another class's test."""
    locale = found.place.locale
    body = (
        f"<p>{_words(locale, 'lti-copy-text')}</p>"
        f'<form method="post" action="/lti/copy">{hidden({"ticket": found.ticket})}'
        f'<button class="button primary">{_words(locale, "lti-copy-go")}</button></form>'
        f'<p class="soft">{_words(locale, "lti-copy-after")}</p>'
    ) + back(found.place, "button", lti_msg=translate(locale, "lti-copy-not"))
    return page(found.place, translate(locale, "lti-copy-title"), body)


# --- what to link ----------------------------------------------------------------------------------------


def picker(view: PickView, *, nothing: bool = False, columns: bool = True) -> Response:
    """Return the page on which a teacher chooses what the LMS links to.

    Args:
        view: What there is.
        nothing: She has gone on without choosing anything.
        columns: Whether she wants columns in the gradebook.
    """
    locale = view.place.locale
    body = f"<p>{_words(locale, 'lti-pick-text' if view.several else 'lti-pick-text-one', section=view.section)}</p>"
    cancel = f'<button class="button" name="cancel" value="yes">{_words(locale, "lti-pick-cancel")}</button>'
    if nothing:
        body += f'<p class="wrong" role="alert">{_words(locale, "lti-pick-nothing")}</p>'
    form = f'<form method="post" action="/lti/pick">{hidden({"ticket": view.ticket})}'
    if not view.studies:
        body += f"<p>{_words(locale, 'lti-pick-no-course')}</p>{form}{_studying(view)}{cancel}</form>"
        return page(view.place, translate(locale, "lti-pick-title"), body)
    picked = {one.key for one in view.chosen}
    form += (
        f'<div role="search"><label for="text">{_words(locale, "lti-pick-search")}</label><div class="row">'
        f'<input id="text" name="text" type="search" maxlength="100" value="{escape(view.text)}">'
        f'<button class="button" name="to" value="0">{_words(locale, "lti-pick-find")}</button></div></div>'
    )
    if view.chosen:
        form += _group(locale, "lti-pick-chosen", view.chosen, view, picked)
    offers = [one for one in view.offers if one.key not in picked]
    form += _group(locale, "lti-pick-offers", offers, view, picked)
    if not offers:
        form += f"<p>{_words(locale, 'lti-pick-none')}</p>"
    form += _pager(view)
    if view.columns:
        form += (
            f'{hidden({"seen": "yes"})}<label class="option"><input type="checkbox" name="columns" value="yes"'
            f"{' checked' if columns else ''}><span>{_words(locale, 'lti-pick-columns')}"
            f'<small class="soft">{_words(locale, "lti-pick-columns-text")}</small></span></label>'
        )
    add = _words(locale, "lti-pick-add")
    form += (
        f'<div class="row"><button class="button primary" name="add" value="yes">{add}</button>{cancel}</div></form>'
    )
    return page(view.place, translate(locale, "lti-pick-title"), body + form)


def _studying(view: PickView) -> str:
    """Return the choice of a course for a class that studies none yet."""
    if not view.courses:
        return ""
    locale = view.place.locale
    options = "".join(f'<option value="{escape(key)}">{escape(title)}</option>' for key, title in view.courses)
    return (
        f'<label for="course">{_words(locale, "lti-connect-course")}</label>'
        f'<select id="course" name="course">{options}</select>'
        f'<button class="button primary" name="study" value="yes">{_words(locale, "lti-pick-study")}</button> '
    )


def _group(locale: str, title: str, offers: list[Offer], view: PickView, picked: set[str]) -> str:
    rows = "".join(_offered(locale, one, view.several, one.key in picked) for one in offers)
    return f"<fieldset><legend>{_words(locale, title)}</legend>{rows}</fieldset>" if rows else ""


def _offered(locale: str, one: Offer, several: bool, on: bool) -> str:
    kind = translate(locale, f"lti-kind-{one.kind if one.kind in _KINDS else 'practice'}")
    about = f" · {one.topic}" if one.topic else ""
    small = f'<small class="soft">{escape(kind + about)}</small>'
    if not several:
        return _radio("only", one.key, escape(one.title), checked=on, more=small)
    return (
        f'<label class="option"><input type="checkbox" name="pick:{escape(one.key)}" value="yes"'
        f"{' checked' if on else ''}><span>{escape(one.title)}{small}</span></label>"
    )


def _pager(view: PickView) -> str:
    locale, last = view.place.locale, view.offset + SIZE
    steps = []
    if view.offset > 0:
        steps.append((max(0, view.offset - SIZE), "lti-pick-back"))
    if last < view.total:
        steps.append((last, "lti-pick-more"))
    buttons = "".join(
        f'<button class="button" name="to" value="{offset}">{_words(locale, word)}</button>' for offset, word in steps
    )
    return f'<div class="row">{buttons}</div>' if buttons else ""


def answered(found: Answered) -> Response:
    """Return the page that posts the answer to the LMS."""
    locale = found.place.locale
    body = (
        f'<p role="status">{_words(locale, "lti-picked-text")}</p>'
        f'<form id="answer" method="post" action="{escape(found.return_url)}">{hidden({"JWT": found.token})}'
        f'<button class="button primary">{_words(locale, "lti-go-on")}</button></form>'
    )
    return page(
        found.place, translate(locale, "lti-wait"), body, script='document.getElementById("answer").submit();',
        posts_to=origin_of(found.return_url),
    )  # fmt: skip


# --- an LMS that registers by itself ----------------------------------------------------------------------


def registering(found: Asked, fields: Mapping[str, str]) -> Response:
    """Return the page on which the LMS's admin sees what is about to be connected."""
    locale = found.place.locale
    body = (
        f"<p>{_words(locale, 'lti-register-text', school=found.school, site=found.site)}</p>"
        f'<form method="post" action="/lti/register">{hidden(fields)}'
        f'<button class="button primary">{_words(locale, "lti-register-go")}</button></form>'
    )
    return page(found.place, translate(locale, "lti-register-title"), body)


def registered(found: Asked) -> Response:
    """Return the page that closes the LMS's window (dynamic registration 1.0, 3.4)."""
    locale = found.place.locale
    body = f'<p role="status">{_words(locale, "lti-registered-text", school=found.school)}</p>'
    return page(found.place, translate(locale, "lti-registered-title"), body, script=_CLOSE)
