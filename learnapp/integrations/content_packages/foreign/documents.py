"""Readings from documents: Markdown, HTML, Word and PDF; headings become sections, pictures come along."""

from __future__ import annotations

import html as markup
import io
import re
import zipfile
import zlib
from posixpath import basename, splitext

import mammoth
from lxml import etree
from markdown_it import MarkdownIt

from learnapp.integrations.content_packages.foreign import omml, pdf
from learnapp.integrations.content_packages.foreign.course import CourseBuilder
from learnapp.integrations.content_packages.foreign.files import Files, decoded
from learnapp.integrations.content_packages.foreign.html_text import (
    Pictures,
    Words,
    check_size,
    escaped,
    html,
    plain_text,
)
from learnapp.integrations.content_packages.foreign.pictures import kept_picture
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import name_of
from learnapp.integrations.content_packages.reasons import REFUSED

ENDINGS = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".xhtml", ".docx", ".pdf"})
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_IN_ONE = 60_000
_FRONT = re.compile(r"\A---\n(.{0,4000}?)\n---\n", re.DOTALL)
_FORMULA = re.compile(
    r"(?P<code>```.{0,20000}?```|~~~.{0,20000}?~~~|`[^`\n]+`)|\$\$(?P<block>.{1,2000}?)\$\$"
    r"|\\\[(?P<square>.{1,2000}?)\\\]|\\\((?P<round>.{1,2000}?)\\\)"
    r"|(?<![\\$\d])\$(?=\S)(?P<inline>[^$\n]{1,400}?)(?<=[^\s\\])\$(?![\d$])",
    re.DOTALL,
)
_MATHS = b"http://schemas.openxmlformats.org/officeDocument/2006/math"
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, EOFError, RuntimeError)
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_OLDER = re.compile(rb'ProgID="(?:Equation|MathType)')
_DRAWN = re.compile(rb"<(?:c:chart|cx:chart|dgm:relIds)\b")
_PRINTED = re.compile(
    r"\s*(?:microsoft (?:word|powerpoint|excel)\b|untitled|document\d*$"
    r"|.{0,200}\.(?:docx?|pptx?|xlsx?|odt|tex|indd|pdf)$)",
    re.I,
)
_MARK = re.compile("\ue200(\\d+)\ue201")
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,300}?)</title>", re.IGNORECASE | re.DOTALL)


def add(
    builder: CourseBuilder,
    files: Files,
    path: str,
    lesson: str,
    *,
    title: str = "",
    pictures: Pictures | None = None,
) -> None:
    """Add the document in a file as readings of a lesson.

    Args:
        builder: The course.
        files: The files of the package.
        path: The document's path.
        lesson: Key of the lesson.
        title: What the package calls it; "" finds a title in the document.
        pictures: Finds its pictures; None: beside it.

    Raises:
        RefusedPartError: It cannot be read.
    """
    data, ending = files.read(path), splitext(path)[1].lower()
    find = pictures or files.pictures(path)
    name = splitext(basename(path))[0].replace("_", " ").replace("-", " ").strip()
    if ending == ".pdf" or data.startswith(b"%PDF-"):
        _pdf(builder, data, path, lesson, title, name)
        return
    if ending == ".docx":
        found = word(data)
    elif ending in (".html", ".htm", ".xhtml") or _PAGE.match(decoded(data[:300])):
        text = decoded(data)
        titled = _TITLE.search(text)
        title = title or (plain_text(titled.group(1)) if titled else "")
        found = html(text, find)
    else:
        found = markdown(decoded(data), find)
        front = _FRONT.match(decoded(data).replace("\r\n", "\n"))
        said = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", front.group(1), re.MULTILINE) if front else None
        title = title or (said.group(1) if said else "")
    _readings(builder, found, path, lesson, title, name)


def _readings(builder: CourseBuilder, found: Words, path: str, lesson: str, title: str, name: str) -> None:
    """Add a text, one reading for each of its first headings when it has several."""
    heads = list(_HEADING.finditer(found.markdown)) if "```" not in found.markdown else []
    if len(heads) < 2:
        body = found.markdown
        if heads and not body[: heads[0].start()].strip():
            title, body = title or _plain(heads[0].group(1)), body[heads[0].end() :].strip()
        builder.reading(lesson, path, title or name, body, files=found.files, notes=found.notes)
        return
    before = found.markdown[: heads[0].start()].strip()
    if before:
        builder.reading(lesson, path, title or name, before, files=_shown(found, before))
    used: dict[str, int] = {}
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(found.markdown)
        body, part = found.markdown[head.end() : end].strip(), _plain(head.group(1))
        used[part] = used.get(part, 0) + 1
        ref = f"{path}#{part}" + (f" {used[part]}" if used[part] > 1 else "")
        notes = found.notes if place == 0 else ()
        builder.reading(lesson, ref[:300], part, body, files=_shown(found, body), notes=notes)


def _shown(found: Words, text: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, data) for name, data in found.files if name in text)


def _plain(heading: str) -> str:
    return re.sub(r"\\([\\$*`~_<[\]!#>.)+-])", r"\1", heading).replace("**", "").strip()


def markdown(text: str, pictures: Pictures) -> Words:
    """Return Markdown as this project's: through HTML, so that the same rules hold as for every other text.

    Raises:
        RefusedPartError: It is far too large.
    """
    check_size(text)
    text = _FRONT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        if found["code"]:
            return found.group()
        block = found["block"] or found["square"]
        tex = block or found["round"] or found["inline"]
        kept.append(rf"\[{tex}\]" if block else rf"\({tex}\)")
        return f"\ue200{len(kept) - 1}\ue201"

    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    shown = renderer.render(_FORMULA.sub(aside, re.sub("[\ue200\ue201]", "", text)))
    # markdown-it has escaped nothing of the marks; what stood behind them goes in as text.
    shown = _MARK.sub(lambda found: markup.escape(kept[int(found.group(1))], quote=False), shown)
    return html(shown, pictures)


def word(data: bytes) -> Words:
    """Return a Word document (.docx).

    Raises:
        RefusedPartError: It is broken (`docx-broken`), unpacks to far too much (`text-too-large`), or declares
            entities (`xml-with-entities`).
    """
    formulas, drawings = _check_word(data)
    notes: list[str] = []
    try:
        data = _with_formulas(data, notes)
    except _BROKEN_ZIP as error:
        raise RefusedPartError("docx-broken") from error
    found: dict[str, bytes] = {}

    def keep(image: mammoth.images.Image) -> dict[str, str]:
        with image.open() as file:
            name = f"picture-{len(found)}"
            found[name] = file.read(_MOST_UNPACKED)
        return {"src": name}

    def picture(source: str) -> tuple[str, bytes]:
        if source not in found:
            raise RefusedPartError("picture-missing")
        return kept_picture(found[source])

    try:
        shown = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(keep), include_embedded_style_map=False,
            external_file_access=False,
        ).value  # fmt: skip
    except RecursionError as error:
        raise RefusedPartError("text-too-large") from error
    except Exception as error:  # noqa: BLE001 - the library raises whatever a broken document leads to
        raise RefusedPartError("docx-broken") from error
    words = html(shown, picture)
    notes += ["docx-formulas-left-out"] if formulas else []
    notes += ["docx-drawings-left-out"] if drawings else []
    return Words(words.markdown, words.files, (*words.notes, *notes))


def _with_formulas(data: bytes, notes: list[str]) -> bytes:
    """Return a document whose formulas are LaTeX in its text, since the library passes over them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in _TEXTS if name in archive.namelist()}
        changed = {name: _written_out(part, notes) for name, part in parts.items() if _MATHS in part}
        if not changed:
            return data
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for one in archive.infolist():
                copy.writestr(one.filename, changed.get(one.filename) or archive.read(one))
    return out.getvalue()


def _written_out(part: bytes, notes: list[str]) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedPartError("docx-broken") from error
    space = root.nsmap.get(root.prefix) or ""
    formula = f"{{{_MATHS.decode()}}}oMath"
    alone = {kids[0] for one in root.iter(f"{formula}Para") if len(kids := one.findall(formula)) == 1}
    for node in list(root.iter(formula)):
        above = node.getparent()
        if above is None:
            continue
        try:
            said = omml.latex(node)
            text = rf"\[{said}\]" if node in alone else rf"\({said}\)"
        except RefusedPartError as refused:
            notes.append(refused.reason)
            text = " ".join("".join(node.itertext()).split())
        run = etree.Element(f"{{{space}}}r")
        shown = etree.SubElement(run, f"{{{space}}}t")
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        shown.text = text
        run.tail = node.tail
        above.replace(node, run)
    for node in list(root.iter(f"{formula}Para")):
        above = node.getparent()
        if above is not None:
            place = above.index(node)
            above[place : place + 1] = [one for one in node if name_of(one) == "r"]
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _check_word(data: bytes) -> tuple[bool, bool]:
    """Look into the archive before the library does.

    Returns:
        Whether it has formulas of editors before Word's own, and whether it has charts or diagrams.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > 5_000 or sum(one.file_size for one in members) > _MOST_UNPACKED:
                raise RefusedPartError("text-too-large")
            for one in members:
                if one.filename.endswith((".xml", ".rels")):
                    with archive.open(one) as file:
                        if b"<!DOCTYPE" in file.read(_MOST_UNPACKED):
                            raise RefusedPartError("xml-with-entities")
            text = archive.read("word/document.xml")
            return _OLDER.search(text) is not None, _DRAWN.search(text) is not None
    except _BROKEN_ZIP as error:
        raise RefusedPartError("docx-broken") from error


def _pdf(builder: CourseBuilder, data: bytes, path: str, lesson: str, title: str, name: str) -> None:
    found = pdf.pages(data)
    # What the contents of the package say is meant; what a printer has written into the file often is not.
    title = title or ("" if _PRINTED.match(found.title) else found.title) or name
    sections, size, part = [], 0, 1
    empty = [number for number, text in enumerate(found.texts, start=1) if not text.strip()]
    if len(empty) == len(found.texts):
        raise RefusedPartError("pdf-without-text")
    if empty:
        builder.report.note(REFUSED + "page-without-text", f"{path}, {', '.join(map(str, empty[:20]))}", len(empty))
    if found.pictures:
        builder.report.note("pdf-pictures-left-out", path, found.pictures)
    pages = [(number, text) for number, text in enumerate(found.texts, start=1) if text.strip()]
    for place, (number, text) in enumerate(pages):
        paragraphs = "\n\n".join(escaped(one) for one in _paragraphs(text))
        sections.append(f"## {number}\n\n{paragraphs}")
        size += len(paragraphs)
        last = place == len(pages) - 1
        if size > _MOST_IN_ONE or last:
            shown = title if part == 1 and last else f"{title} ({part})"
            builder.reading(lesson, path if part == 1 else f"{path}#{part}", shown, "\n\n".join(sections))
            sections, size, part = [], 0, part + 1


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a page: lines that a page has broken are joined, words that it has hyphenated too."""
    text = re.sub(r"(\w)-\n(\w)", r"\1\2", text.replace("\r", ""))
    blocks = re.split(r"\n\s*\n|(?<=[.!?:])\n(?=[A-ZÁÉÍÓÚÑ¿¡\d•-])", text)
    return [joined for joined in (" ".join(block.split()) for block in blocks) if joined]
