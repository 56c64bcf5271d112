"""Forms at the way in: what was typed early counts or comes back, and the browser guesses its time zone."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

MODULE = "learnapp_entry.js"

SOURCE = """import { createElement as h, useEffect, useState } from "react";

const KEPT = "learnapp-entry";
const LASTS = 10 * 60 * 1000;

/** The fields of a form that may wait in this tab for another try: no passwords, nothing hidden. */
const LEFT_OUT = ["password", "hidden", "submit"];
const fieldsOf = (form) =>
  [...form.elements].filter((one) => one.name && one.tagName === "INPUT" && !LEFT_OUT.includes(one.type));

function bringBack(form) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    if (kept.action !== form.getAttribute("action") || Date.now() - kept.at > LASTS) {
      return;
    }
    for (const one of fieldsOf(form)) {
      if (one.type === "radio") {
        one.checked = kept.values[one.name] === one.value;
      } else if (one.name in kept.values && !one.value) {
        one.value = kept.values[one.name];
      }
    }
  } catch {
    // Without storage it is typed again.
  }
}

function keep(form) {
  const values = {};
  for (const one of fieldsOf(form)) {
    if (one.type !== "radio" || one.checked) {
      values[one.name] = one.value;
    }
  }
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ action: form.getAttribute("action"), at: Date.now(), values }));
  } catch {
    // Without storage it is typed again.
  }
}

/** Keeps what is typed into a form for one more try, and lets it be sent only once. */
export function FormKeeper({ form: id }) {
  useEffect(() => {
    const form = document.getElementById(id);
    if (!form) {
      return;
    }
    if (new URLSearchParams(window.location.search).has("error")) {
      bringBack(form);
    } else {
      forget();
    }
    const button = form.querySelector("button[type=submit]");
    const sent = () => {
      keep(form);
      // The button's own press must go through first.
      setTimeout(() => (button.disabled = true));
    };
    // Somebody who comes back by the browser's own button may send it again.
    const back = () => (button.disabled = false);
    form.addEventListener("submit", sent);
    window.addEventListener("pageshow", back);
    return () => {
      form.removeEventListener("submit", sent);
      window.removeEventListener("pageshow", back);
    };
  }, [id]);
  return null;
}

function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // There is nothing then.
  }
}

/** On every page behind the way in: nothing of the form is needed any more. */
export function FormForgotten() {
  useEffect(forget, []);
  return null;
}

/** Tells what stood in a field before the page listened, whenever the page has been loaded. */
export function TypedEarly({ field, loaded, onTyped }) {
  useEffect(() => {
    const value = document.getElementById(field)?.value;
    if (loaded && value) {
      onTyped(value);
    }
  }, [field, loaded]);
  return null;
}

/** The choice of a time zone, the browser's own to begin with. */
export function ZoneField({ id, name }) {
  const [zones, setZones] = useState(["UTC"]);
  const [chosen, setChosen] = useState("UTC");
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    const known = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
    setZones([...new Set([own, ...known, "UTC"])].sort());
    setChosen(own);
  }, []);
  const choose = (event) => setChosen(event.target.value);
  const options = zones.map((zone) => h("option", { key: zone, value: zone }, zone.replaceAll("_", " ")));
  return h("select", { id, name, className: "select", value: chosen, onChange: choose }, options);
}
"""


class _FormKeeper(Component):
    library = "$/utils/learnapp_entry"
    tag = "FormKeeper"

    form: Var[str]


class _FormForgotten(Component):
    library = "$/utils/learnapp_entry"
    tag = "FormForgotten"


class _TypedEarly(Component):
    library = "$/utils/learnapp_entry"
    tag = "TypedEarly"

    field: Var[str]
    loaded: Var[int]
    on_typed: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]


class _ZoneField(Component):
    library = "$/utils/learnapp_entry"
    tag = "ZoneField"

    name: Var[str]


def form_keeper(form_id: str) -> rx.Component:
    """Return what keeps the fields of a form (never passwords) in this tab for one more try."""
    return _FormKeeper.create(form=form_id)


def form_forgotten() -> rx.Component:
    """Return what forgets them once somebody is in."""
    return _FormForgotten.create()


def typed_early(field_id: str, loaded: rx.Var[int], on_typed: Any) -> rx.Component:
    """Return what hands over what was typed, or filled in by the browser, before the page listened.

    Args:
        field_id: Of the field.
        loaded: How often the page's state has been loaded: only then is there somebody to tell.
        on_typed: Gets the text.
    """
    return _TypedEarly.create(field=field_id, loaded=loaded, on_typed=on_typed)


def zone_field(control_id: str, name: str) -> rx.Component:
    """Return the choice of a time zone; the browser's own is chosen already."""
    return _ZoneField.create(id=control_id, name=name)
