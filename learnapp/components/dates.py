"""How the browser writes dates and times: as CLDR does, from patterns that come with the page.

What a browser has for it (`Intl.DateTimeFormat`) takes a slow phone 150 ms to make ready, while the page stands still.
It is asked only where the reader has chosen a time zone other than the device's own.
"""

from __future__ import annotations

import json
import re

from babel import Locale

from learnapp.core.i18n import LOCALES

MODULE = "learnapp_dates.js"
_FIELDS = frozenset({"y", "MMM", "d", "h", "H", "mm", "a"})

_SOURCE = r"""const WAYS = %(ways)s;
const FIELD = /'([^']*)'|y+|M+|d+|h+|H+|m+|a/g;

function filled(pattern, way, at, utc) {
  const of = (name) => at[`get${utc ? "UTC" : ""}${name}`]();
  const hours = of("Hours");
  const fields = {
    y: of("FullYear"),
    MMM: way.months[of("Month")],
    d: of("Date"),
    h: hours %% 12 || 12,
    H: hours,
    mm: String(of("Minutes")).padStart(2, "0"),
    a: way.halves[hours < 12 ? 0 : 1],
  };
  return pattern.replace(FIELD, (field, quoted) => quoted ?? fields[field]);
}

const clocks = new Map();

/** Return what the browser has to write dates, made once for each way of writing: making one is slow. */
function clock(locale, style) {
  const way = `${locale} ${JSON.stringify(style)}`;
  if (!clocks.has(way)) clocks.set(way, new Intl.DateTimeFormat(locale, style));
  return clocks.get(way);
}

function written(locale, iso, zone, style) {
  const at = new Date(iso);
  if (isNaN(at)) return "";
  const way = WAYS[locale];
  if (!way || (zone && zone !== "UTC")) return clock(locale, { ...style, timeZone: zone || undefined }).format(at);
  return filled(style.timeStyle ? way.moment : way.date, way, at, zone === "UTC");
}

/** Return a moment in the reader's language and time zone; without a choice of theirs, in the device's. */
export const when = (locale, iso, zone) => written(locale, iso, zone, { dateStyle: "medium", timeStyle: "short" });

/** Return the date of a moment in the reader's language and time zone. */
export const day = (locale, iso, zone) => written(locale, iso, zone, { dateStyle: "medium" });
"""


def _way(name: str) -> dict[str, object]:
    """Return how a language writes dates.

    Raises:
        ValueError: CLDR has a pattern with a field that the browser's part does not know.
    """
    locale = Locale(name)
    date = locale.date_formats["medium"].pattern
    # Browsers put a plain space where CLDR has a narrow one.
    time = locale.time_formats["short"].pattern.replace("\N{NARROW NO-BREAK SPACE}", " ")
    # Wide halves of a day differ in some languages; those that patterns mean are the abbreviated ones.
    halves = locale.day_periods["format"]["abbreviated"]
    months = locale.months["format"]["abbreviated"]
    for field in re.findall(r"[a-zA-Z]+", re.sub(r"'[^']*'", "", date + " " + time)):
        if field not in _FIELDS:
            raise ValueError(f"Dates in {name} have a field {field} that learnapp.components.dates does not write.")
    return {
        "date": date,
        "moment": str(locale.datetime_formats["medium"]).replace("{1}", date).replace("{0}", time),
        "months": [months[number] for number in range(1, 13)],
        "halves": [halves["am"], halves["pm"]],
    }


def source() -> str:
    """Return the JavaScript module that writes dates and times in every language of the catalogue."""
    ways = json.dumps({locale: _way(locale) for locale in LOCALES}, ensure_ascii=False)
    return _SOURCE % {"ways": ways}
