"""Numbers in the reader's language that write themselves.

What a browser has for it (`Intl.NumberFormat`) takes a slow phone 200 to 400 ms to make ready, and the page
stands still meanwhile.
"""

from __future__ import annotations

MODULE = "learnapp_numbers.js"

_SOURCE = r"""const MARKS = {
  en: { point: ".", group: ",", from: 1000 },
  // As the academies of Spanish have it: a number of four digits stands in one piece.
  es: { point: ",", group: ".", from: 10000 },
};
const MOST = 1e15; // from here on not every whole number is one that a browser knows
const THREES = /\B(?=(\d{3})+$)/g;

/** Return a number as the reader's language writes it, rounded to the nearest, halves away from zero, as Intl does. */
export function numeral(locale, value, asked = {}) {
  const { maximumFractionDigits, minimumFractionDigits = 0, useGrouping = true, ...others } = asked;
  const marks = MARKS[locale];
  const most = maximumFractionDigits ?? Math.max(3, minimumFractionDigits);
  const plain = String(Math.abs(value));
  // Digits are moved as text: a number that is multiplied is another one afterwards.
  const moved = /e/.test(plain) ? NaN : Math.round(Number(`${plain}e${most}`));
  const known = marks && moved < MOST && minimumFractionDigits <= most && !Object.keys(others).length;
  if (!known || Object.is(value, -0) || (moved === 0 && value < 0)) {
    return new Intl.NumberFormat(locale, asked).format(value);
  }
  const digits = String(moved).padStart(most + 1, "0");
  const whole = digits.slice(0, digits.length - most);
  let part = digits.slice(digits.length - most);
  while (part.length > minimumFractionDigits && part.endsWith("0")) part = part.slice(0, -1);
  const grouped = useGrouping && Number(whole) >= marks.from ? whole.replace(THREES, marks.group) : whole;
  return `${value < 0 ? "-" : ""}${grouped}${part && marks.point + part}`;
}
"""


def source() -> str:
    """Return the JavaScript module that writes numbers."""
    return _SOURCE
