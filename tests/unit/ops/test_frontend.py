"""What the build of the pages adds to Reflex's own: words and dates of each language, and a page that draws calmly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import reflex_base

from learnapp.components import dates, numbers, prose, words
from learnapp.components.frontend import adapted, subscribing
from learnapp.core.i18n import messages

UTILS = Path(reflex_base.__file__).parent / ".templates" / "web" / "utils"
TEMPLATE = UTILS / "state.js"
NODE = Path(sys.executable).with_name("node")


def node(script: str, folder: Path, **environment: str) -> str:
    """Run a module as a browser would, and return what it writes."""
    file = folder / "run.mjs"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [str(NODE), str(file)], env=os.environ | environment, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_the_socket_goes_to_the_port_of_the_page_and_waits_for_the_words() -> None:
    theirs = TEMPLATE.read_text(encoding="utf-8")
    ours = adapted(theirs)
    assert ours.count("endpoint.port = window.location.port;") == 2
    assert (
        ours.count("inOrder(update.delta, () => {")
        == ours.count('import { inOrder } from "$/utils/learnapp_i18n"')
        == 1
    )
    assert adapted(ours) == ours, "a later build finds the file that an earlier one left"
    with pytest.raises(ValueError, match="adapt"):
        adapted(theirs.replace('.on("event"', '.on("update"'))


def test_what_comes_before_anything_is_touched_is_drawn_in_slices() -> None:
    theirs = (UTILS / "context-registry.js").read_text(encoding="utf-8")
    ours = subscribing(theirs)
    assert "useSyncExternalStore" not in ours, "what a store outside of React says is always drawn in one piece"
    assert ours.count("store.subscribe(name") == 1 and subscribing(ours) == ours
    assert adapted(TEMPLATE.read_text(encoding="utf-8")).count("(calm ? startTransition : flushSync)") == 1
    with pytest.raises(ValueError, match="adapt"):
        subscribing(theirs.replace("getSnapshot, getSnapshot", "getSnapshot"))


def test_dates_are_written_as_the_browser_itself_would(tmp_path: Path) -> None:
    script = (
        dates.source()
        + """
const seen = [];
for (const locale of ["en", "es"])
  for (let at = Date.parse("2026-01-01T00:00:00Z"); at < Date.parse("2027-01-03T00:00:00Z"); at += 39.7e6)
    for (const zone of ["", "UTC", "America/Chicago"]) {
      const iso = new Date(at).toISOString();
      const style = { dateStyle: "medium", timeZone: zone || undefined };
      const theirs = new Intl.DateTimeFormat(locale, style).format(at);
      const moment = new Intl.DateTimeFormat(locale, { ...style, timeStyle: "short" }).format(at);
      if (day(locale, iso, zone) !== theirs || when(locale, iso, zone) !== moment) seen.push([locale, iso, moment]);
    }
console.log(JSON.stringify([seen, when("en", "", ""), day("en", "2026-09-05T23:30:00-05:00", "UTC")]));
"""
    )
    assert json.loads(node(script, tmp_path, TZ="America/New_York")) == [[], "", "Sep 6, 2026"]


def test_numbers_are_written_as_the_browser_itself_would(tmp_path: Path) -> None:
    script = (
        numbers.source()
        + """
const ways = [{}, { useGrouping: 0 }, { minimumFractionDigits: 4 }];
for (const most of [0, 1, 2, 3, 4]) ways.push({ maximumFractionDigits: most });
for (const both of [2, 3, 4]) ways.push({ minimumFractionDigits: both, maximumFractionDigits: both });
const values = [0, -0, 0.5, 1.5, 2.5, -0.04, 1.005, 0.00005, 999.5, 999.9996, 1000, 9999.5, 12345.6789, 1e6, 1e21, NaN];
for (let n = 1; n < 400; n++) values.push(n * n * 7.3125, -n / 7, n / 8, n * 1111.1111, n ** 6, n / 1000);
const seen = [];
for (const locale of ["en", "es", "sl"])
  for (const way of ways)
    for (const value of values) {
      const theirs = new Intl.NumberFormat(locale, way).format(value);
      if (numeral(locale, value, way) !== theirs) seen.push([locale, way, value, numeral(locale, value, way), theirs]);
    }
console.log(JSON.stringify([seen.slice(0, 5), numeral("en", 1.25), numeral("es", 1234567.5)]));
"""
    )
    assert json.loads(node(script, tmp_path)) == [[], "1.25", "1.234.567,5"]


def test_a_long_text_is_read_in_pieces_that_do_not_belong_together(tmp_path: Path) -> None:
    begin, end = (
        prose.READER_SOURCE.index("// What says something about"),
        prose.READER_SOURCE.index("const letters"),
    )
    texts = {
        "two paragraphs": ("One.\n\nTwo\nlines.", 2),
        "a list with a gap": ("- a\n\n- b\n\n  more of b\n\nAfter it.", 2),
        "numbers": ("1. a\n\n2. b", 1),
        "code": ("```\na\n\nb\n```\n\nAfter it.", 2),
        "a formula": ("$$\nx\n\ny\n$$\n\nAfter it.", 2),
        "an address kept apart": ("See [it].\n\nMore.\n\n[it]: https://riverside.example", 1),
        "a note": ("Said.[^1]\n\n[^1]: By whom.", 1),
        "HTML": ("<div>\n\nIn it\n\n</div>", 1),
        "a fence that stands in": ("- a\n  ```\n````\nb\n\nAfter it.", 1),
        "empty lines": ("One.\n\n\n\n", 1),
    }
    script = (
        prose.READER_SOURCE[begin:end]
        + f"""
const texts = {json.dumps({name: text for name, (text, _) in texts.items()})};
console.log(JSON.stringify(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, pieces(text)]))));
"""
    )
    found = json.loads(node(script, tmp_path))
    assert {name: len(some) for name, some in found.items()} == {name: count for name, (_, count) in texts.items()}
    assert all("\n".join(some) == texts[name][0] for name, some in found.items()), "nothing is lost"


def test_a_worker_fetches_its_parts_and_needs_no_page() -> None:
    theirs = (
        "export default defineConfig((config) => ({\n  plugins: [\n  ],\n  resolve: {\n    alias: [\n    ],\n  },\n}));"
    )
    ours = prose.beside(theirs)
    assert 'worker: { format: "es" }' in ours
    assert ours.index('find: "decode-named-character-reference"') > ours.index("alias: [")
    assert ours.index("function lettersOfFormulas") < ours.index("  plugins: [") < ours.index(" lettersOfFormulas(),")
    with pytest.raises(ValueError, match="another shape"):
        prose.beside(theirs.replace("alias", "aliases"))


def test_a_page_comes_with_one_language_and_fetches_the_others() -> None:
    first, others = words.runtime(), words.other_languages()
    english, spanish = (messages(locale, "")["today-title"] for locale in ("en", "es"))
    assert english in first and spanish not in first
    assert set(others) == {"learnapp_words_es.js"} and spanish in others["learnapp_words_es.js"]
    assert all(f'import("./{name}")' in first for name in others)


def test_the_language_is_kept_in_both_places_also_where_one_of_them_was_cleared(tmp_path: Path) -> None:
    source = words.runtime()
    begin = source.index("function remember(")
    script = f"""
const REMEMBERED = "language";
let written = 0;
const jar = new Map();
globalThis.document = {{
  get cookie() {{ return [...jar].map(([name, value]) => `${{name}}=${{value}}`).join("; "); }},
  set cookie(line) {{ written += 1; const [name, value] = line.split(";")[0].split("="); jar.set(name, value); }},
}};
const kept = new Map();
globalThis.localStorage = {{ getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) }};
{source[begin : source.index("let last = null;")]}
kept.set("language", "es");
remember("es");
const missing = [jar.get("language"), written];
remember("es");
const again = written;
jar.set("language", "en");
remember("es");
const other = jar.get("language");
globalThis.localStorage = {{ getItem() {{ throw new Error("nothing may be kept"); }} }};
remember("en");
const alone = jar.get("language");
globalThis.document = {{ get cookie() {{ throw new Error("no cookies in this frame"); }} }};
remember("es");
console.log(JSON.stringify([...missing, again, other, alone]));
"""
    assert json.loads(node(script, tmp_path)) == ["es", 1, 1, "es", "en"]
