"""The words of the pages in the browser: the translation catalogue, and what formats its sentences."""

from __future__ import annotations

import json

from learnapp.core.i18n import DEFAULT_LOCALE, LOCALES, messages

FLUENT = "@fluent/bundle@0.19.1"
RUNTIME = "learnapp_i18n.js"

_RUNTIME = r"""import { FluentBundle, FluentNumber, FluentResource } from "@fluent/bundle";
import { when } from "./learnapp_dates";
import { numeral } from "./learnapp_numbers";

const FIRST = "%(first)s";
const LATER = { %(later)s };
const REMEMBERED = "learnapp-language";
const NAMED = /\{ *(-?[a-zA-Z][\w-]*)/g;
const FROM_THE_RIGHT = new Set(["ar", "fa", "he", "ur"]);

/** The sentences of a language, each read when it is first said: to read all takes a slow phone a tenth of a second. */
class Language {
  constructor(locale) {
    this.bundle = new FluentBundle(locale, { useIsolating: false, functions: { NUMBER } });
    this.parts = [];
    this.read = new Set();
  }

  add(part) {
    this.parts.push(part);
  }

  message(key) {
    const part = !this.read.has(key) && this.parts.find((one) => Object.hasOwn(one, key));
    if (part) {
      this.read.add(key);
      this.bundle.addResource(new FluentResource(`${key} = ${part[key]}`));
      for (const [, named] of part[key].matchAll(NAMED)) this.message(named);
    }
    return this.bundle.getMessage(key);
  }
}

const languages = Object.fromEntries([FIRST, ...Object.keys(LATER)].map((locale) => [locale, new Language(locale)]));
const languageOf = (locale) => languages[locale] ?? languages[FIRST];
languages[FIRST].add(%(words)s);

const here = new Set([FIRST]);
const coming = new Map();

/** Fetch the sentences of a language that pages do not come with; if they can not be had, it speaks the first one. */
function fetched(locale) {
  if (!coming.has(locale)) {
    const words = LATER[locale]().then(
      (module) => {
        languages[locale].add(module.default);
        here.add(locale);
      },
      () => coming.delete(locale),
    );
    coming.set(locale, words);
  }
  return coming.get(locale);
}

/** Fetch at once what this browser spoke last, or asks for, beside everything else that a page needs. */
function fetchedEarly() {
  if (typeof window === "undefined") return;
  try {
    const locale = localStorage.getItem(REMEMBERED) ?? navigator.language.split("-")[0];
    if (locale in LATER) fetched(locale);
  } catch {
    // Nothing may be kept in this browser: the words come when they are asked for.
  }
}

fetchedEarly();

/** Return the language that a message of the server brings, when there is one. */
function brought(delta) {
  for (const values of Object.values(delta ?? {})) {
    if (typeof values?.locale_rx_state_ === "string") return values.locale_rx_state_;
  }
}

/** Keep the language in this browser, in both places: either may be cleared without the other. */
function remember(locale) {
  try {
    if (localStorage.getItem(REMEMBERED) !== locale) localStorage.setItem(REMEMBERED, locale);
  } catch {
    // Nothing may be kept in this browser.
  }
  try {
    // The server meets a visitor in it before anybody has signed in.
    const kept = `${REMEMBERED}=${locale}`;
    if (!document.cookie.split("; ").includes(kept)) {
      document.cookie = `${kept};path=/;max-age=31536000;samesite=lax`;
    }
  } catch {
    // In a frame that may have no cookies, to ask for them throws; the page speaks the language all the same.
  }
}

let last = null;

/** Do what a message of the server asks, after those before it, and not before the words of its language are there. */
export function inOrder(delta, act) {
  const locale = brought(delta);
  if (locale) {
    remember(locale);
  }
  const lacking = locale in LATER && !here.has(locale);
  if (!last && !lacking) {
    act();
    return;
  }
  const turn = Promise.resolve(last)
    .then(() => lacking && fetched(locale))
    .then(act)
    .catch(reportError)
    .finally(() => {
      if (last === turn) last = null;
    });
  last = turn;
}

/** Whether this browser tries the layout of a language that is written from the right, with longer words. */
function pseudo() {
  try {
    return sessionStorage.getItem("learnapp-pseudo") === "rtl";
  } catch {
    return false;
  }
}

const stretched = (text) => `\u2067⟦${text.replace(/[aeiou]/g, "$&$&")}⟧\u2069`;

/** Add sentences that only some pages need; a page imports them before it asks for the first. */
export function learn(more) {
  for (const [locale, part] of Object.entries(more)) languageOf(locale).add(part);
}

/** A number that writes itself: what a browser has for it takes long to make ready. */
class Figure extends FluentNumber {
  toString(scope) {
    return numeral(scope.bundle.locales[0], this.value, this.opts);
  }
}

/** What a sentence says of how a number is to be written. */
function NUMBER([value], options) {
  if (!(value instanceof FluentNumber)) return value;
  const asked = Object.entries(options).map(([name, option]) => [name, option.valueOf()]);
  return new Figure(value.valueOf(), { ...value.opts, ...Object.fromEntries(asked) });
}

/** Return the variables of a sentence as they are to be written. */
function written(args) {
  return Object.fromEntries(
    Object.entries(args ?? {}).map(([name, value]) => [name, typeof value === "number" ? new Figure(value) : value]),
  );
}

/** Return the sentence for a key in the reader's language; the page's language follows. */
export function translate(locale, key, args) {
  const language = languageOf(locale);
  const tried = typeof document !== "undefined" && pseudo();
  if (typeof document !== "undefined") {
    const [lang] = language.bundle.locales;
    const dir = tried || FROM_THE_RIGHT.has(lang) ? "rtl" : "ltr";
    if (document.documentElement.lang !== lang || document.documentElement.dir !== dir) {
      document.documentElement.lang = lang;
      document.documentElement.dir = dir;
    }
  }
  for (const candidate of [language, languages[FIRST]]) {
    const message = candidate.message(key);
    if (message && message.value) {
      const said = candidate.bundle.formatPattern(message.value, written(args), []);
      return tried ? stretched(said) : said;
    }
  }
  return key;
}

/** Return what each point of a curve says under the pointer: the estimate with its interval, and when it was. */
export function points(locale, at, value, low, high, zone) {
  return at.map((iso, n) => {
    const key = low[n] === high[n] ? "mastery-about" : "mastery-interval";
    return `${translate(locale, key, { value: value[n], low: low[n], high: high[n] })}<br>${when(locale, iso, zone)}`;
  });
}
"""


def _parsed(value: object) -> str:
    """Return JavaScript that makes a value: a browser reads JSON sooner than a program."""
    return f"JSON.parse({json.dumps(json.dumps(value, ensure_ascii=False, separators=(',', ':')), ensure_ascii=False)})"


def _file(locale: str) -> str:
    return f"learnapp_words_{locale}.js"


_LATER = tuple(locale for locale in LOCALES if locale != DEFAULT_LOCALE)


def runtime() -> str:
    """Return the JavaScript module that formats messages, with what everybody is told in the first language."""
    later = ", ".join(f'{locale}: () => import("./{_file(locale)}")' for locale in _LATER)
    return _RUNTIME % {"first": DEFAULT_LOCALE, "later": later, "words": _parsed(messages(DEFAULT_LOCALE, ""))}


def other_languages() -> dict[str, str]:
    """Return file name -> JavaScript module with what everybody is told in one more language, for who reads it."""
    return {_file(locale): f"export default {_parsed(messages(locale, ''))};\n" for locale in _LATER}


def words_apart(part: str) -> str:
    """Return the JavaScript module that adds what only the pages say which bring this part of the catalogue."""
    words = _parsed({locale: messages(locale, part) for locale in LOCALES})
    return f'import {{ learn }} from "./learnapp_i18n";\n\nlearn({words});\n'
