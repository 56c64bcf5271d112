"""The few plain pages of a launch, before the app itself: they work in a frame, without cookies, without a build."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import HTMLResponse, Response

from learnapp.api.headers import content_policy
from learnapp.core.errors import LearnAppError
from learnapp.core.i18n import translate
from learnapp.services.lti_landing import Waiting
from learnapp.services.lti_launch import Unproved
from learnapp.services.lti_login import Begun, Place, Storage
from learnapp.services.lti_questions import Choosing

_STYLE = """
:root { color-scheme: light dark; --page: #f7f7f5; --card: #fff; --ink: #1c1e21; --soft: #55595f; --line: #d5d7da;
  --accent: #2f5bd7; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --page: #16181b; --card: #202327; --ink: #eceef0; --soft: #b4b9bf;
  --line: #3c4147; --accent: #9db7ff; --on-accent: #10131a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem 1rem; background: var(--page); color: var(--ink); line-height: 1.55;
  font-family: "Atkinson Hyperlegible Next Variable", system-ui, sans-serif; font-size: 1.06rem; }
main { max-width: 34rem; margin: 0 auto; background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  padding: 1.5rem; }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .6rem; text-wrap: balance; }
p { margin: 0 0 1rem; } .soft { color: var(--soft); font-size: .92rem; overflow-wrap: anywhere; }
form { margin: 0 0 1rem; } label { display: block; font-weight: 600; margin-bottom: .3rem; }
input:not([type=hidden], [type=radio], [type=checkbox]), select { width: 100%; min-height: 2.75rem;
  padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--page); border: 1.5px solid var(--soft); border-radius: .6rem; margin-bottom: .75rem; }
.button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem;
  padding: .5rem 1.15rem; border-radius: .7rem; border: 1.5px solid var(--soft); background: var(--card);
  color: var(--ink); font: inherit;
  font-weight: 650; text-decoration: none; cursor: pointer; }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
fieldset { border: 1px solid var(--line); border-radius: .7rem; padding: .75rem 1rem; margin: 0 0 1rem; min-width: 0; }
legend { font-weight: 650; padding-inline: .3rem; }
.row { display: flex; flex-wrap: wrap; gap: .6rem; margin-bottom: 1rem; }
.row input[type=search] { flex: 1 1 12rem; width: auto; min-width: 0; margin: 0; }
.option { display: flex; gap: .7rem; align-items: flex-start; min-height: 2.75rem; padding: .45rem 0; font-weight: 450;
  margin: 0; cursor: pointer; overflow-wrap: anywhere; }
.option input { width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; flex: none; accent-color: var(--accent); }
.option small { display: block; }
.wrong { border-inline-start: 4px solid #c2412d; padding-inline-start: .75rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; } [hidden] { display: none; }
"""

# Messages of "LTI platform storage 1.0". Only the platform's own origin is written to and listened to.
_STORAGE = """
const about = JSON.parse(document.getElementById("about").textContent);
function ask(subject, more, then, otherwise, late) {
  const id = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
  const around = window.opener || window.parent;
  let frame = around;
  try { if (about.target !== "_parent") frame = around.frames[about.target] || around; } catch (_) {}
  let open = true;
  const end = (what, value) => { if (open) { open = false; removeEventListener("message", hear); what(value); } };
  function hear(event) {
    const said = event.data;
    if (event.origin !== about.origin || typeof said !== "object" || said === null) return;
    if (said.subject !== subject + ".response" || said.message_id !== id) return;
    if (said.error) end(otherwise); else end(then, said.value);
  }
  addEventListener("message", hear);
  frame.postMessage({ subject, message_id: id, key: about.key, ...more }, about.origin);
  // Nobody waits for ever, but an answer that comes late on a slow machine is an answer.
  setTimeout(() => { if (!late) end(otherwise); else if (open) otherwise(); }, 1500);
}
"""
_PUT = "ask('lti.put_data', { value: about.value }, go, go); function go() { location.replace(about.go); }"
_GET = """
function show() { document.getElementById("wait").hidden = true; document.getElementById("window").hidden = false; }
ask("lti.get_data", {}, (value) => {
  if (typeof value !== "string") return show();
  const form = document.getElementById("again");
  form.elements.proof.value = value;
  form.submit();
}, show, true);
"""


_SECOND = ("second_step", "wrong_code")
"""Errors after which the code of the authenticator app is asked for beside the password."""


def page(place: Place, title: str, body: str, *, status: int = 200, script: str = "", posts_to: str = "") -> Response:
    """Return a whole page that only the institution's own platforms may frame.

    Args:
        place: Where it is shown.
        title: Its heading.
        body: Markup, everything in it escaped.
        status: HTTP status.
        script: Of our own, no part of it from elsewhere.
        posts_to: Another origin that its form goes to, "" for none.
    """
    run = f"<script>{script}</script>" if script else ""
    markup = (
        f'<!doctype html><html lang="{escape(place.locale)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · learnapp</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main>{run}</body></html>"
    )
    headers = {"Content-Security-Policy": content_policy(place.frames, posts_to=posts_to), "Cache-Control": "no-store"}
    return HTMLResponse(markup, status_code=status, headers=headers)


def _data(about: Mapping[str, str]) -> str:
    text = json.dumps(about).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/json" id="about">{text}</script>'


def hidden(fields: Mapping[str, str]) -> str:
    """Return hidden fields of a form."""
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields.items()
    )


def _about(storage: Storage, state: str, **more: str) -> str:
    return _data({"target": storage.target, "origin": storage.origin, "key": f"lti_state_{state}", **more})


def putting(begun: Begun, storage: Storage) -> Response:
    """Return the page that leaves the proof with the platform, and goes on to its login."""
    locale = begun.place.locale
    link = f'<a class="button" href="{escape(begun.address)}">{escape(translate(locale, "lti-go-on"))}</a>'
    body = f"<p>{escape(translate(locale, 'lti-wait-text'))}</p><noscript>{link}</noscript>"
    body += _about(storage, begun.state, value=begun.proof, go=begun.address)
    return page(begun.place, translate(locale, "lti-wait"), body, script=_STORAGE + _PUT)


def getting(unproved: Unproved, fields: Mapping[str, str]) -> Response:
    """Return the page that fetches the proof from the platform, or opens a new window where it has none.

    Args:
        unproved: What is known of the launch.
        fields: What the platform has posted: it is posted once more, by our own page.
    """
    place, locale = unproved.place, unproved.place.locale
    title, storage = translate(locale, "lti-window-title"), unproved.storage
    kept = {name: value for name, value in unproved.asked.items() if name != "storage" and value}
    window = _new_window(locale, "/lti/login", kept)
    if storage is None:
        return page(place, title, window)
    again = hidden({name: fields.get(name, "") for name in ("id_token", "state", "error")} | {"proof": ""})
    body = (
        f'<p id="wait" role="status">{escape(translate(locale, "lti-wait-text"))}</p>'
        f'<form id="again" method="post" action="/lti/launch">{again}</form>'
        f'<div id="window" hidden>{window}</div>'
        + _about(storage, fields.get("state", ""))
    )  # fmt: skip
    return page(place, title, body, script=_STORAGE + _GET)


def _new_window(locale: str, action: str, fields: Mapping[str, str]) -> str:
    return (
        f"<p>{escape(translate(locale, 'lti-window-text'))}</p>"
        f'<form method="post" action="{action}" target="_blank">{hidden(fields)}'
        f'<button class="button primary">{escape(translate(locale, "lti-window-open"))}</button></form>'
    )


def waiting(found: Waiting, code: str) -> Response:
    """Return the page that opens the session in a new window, and says whose it will be."""
    locale = found.place.locale
    who = translate(locale, "lti-window-who", name=found.person, school=found.place.name)
    body = f"<p>{escape(who)}</p>{_new_window(locale, '/lti/open', {'code': code})}"
    return page(found.place, translate(locale, "lti-window-title"), body)


def choosing(choice: Choosing, error: LearnAppError | None = None) -> Response:
    """Return the page on which somebody new connects the account with their address, or makes another one."""
    locale = choice.place.locale
    wrong, code = "", ""
    if error is not None:
        wrong = f'<p class="wrong" role="alert">{escape(translate(locale, f"error-{error.code}"))}</p>'
    if error is not None and error.code in _SECOND:
        code = (
            f'<label for="code">{escape(translate(locale, "factor-code-or"))}</label>'
            '<input id="code" name="code" autocomplete="one-time-code" spellcheck="false" required>'
        )
    ticket = hidden({"ticket": choice.ticket})
    body = (
        f"<p>{escape(translate(locale, 'lti-link-text', email=choice.email))}</p>{wrong}"
        f'<form method="post" action="/lti/link">{ticket}{hidden({"choice": "connect"})}'
        f'<label for="password">{escape(translate(locale, "lti-link-password"))}</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required>'
        f'{code}<button class="button primary">{escape(translate(locale, "lti-link-connect"))}</button></form>'
        f"<p>{escape(translate(locale, 'lti-link-new-text'))}</p>"
        f'<form method="post" action="/lti/link">{ticket}{hidden({"choice": "new"})}'
        f'<button class="button">{escape(translate(locale, "lti-link-new"))}</button></form>'
    )
    return page(choice.place, translate(locale, "lti-link-title"), body, status=200 if error is None else error.status)


def back(place: Place, look: str, **said: str) -> str:
    """Return the way back to the LMS, which gets what is said (LTI 1.3 core, 5.4.4); "" where it has named none.

    Args:
        place: Where the page is shown.
        look: Classes of the link.
        said: `lti_msg`, or `lti_errormsg` and `lti_errorlog`.
    """
    if not place.back:
        return ""
    parts = urlsplit(place.back)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *said.items()]
    address = parts._replace(query=urlencode(query), fragment="").geturl()
    name = translate(place.locale, "lti-back", name=place.name)
    return f'<p><a class="{look}" href="{escape(address)}">{escape(name)}</a></p>'


def refused(error: LearnAppError, place: Place) -> Response:
    """Return the page that says why a launch does not go on, and leads back to the LMS with the reason."""
    locale, key = place.locale, f"error-{error.code}"
    words = translate(locale, key)
    words = translate(locale, "error-unknown") if words == key else words
    body = f'<p role="alert">{escape(words)}</p>'
    body += back(place, "button primary", lti_errormsg=words, lti_errorlog=error.code)
    body += f'<p class="soft">{escape(translate(locale, "lti-code", code=error.code))}</p>'
    if place.name == "":
        # Nobody knows in whose frame this is, and it holds nothing but a sentence: better seen than a blank frame.
        place = replace(place, frames=frozenset({"*"}))
    return page(place, translate(locale, "lti-refused"), body, status=error.status)
