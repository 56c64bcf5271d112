"""IMS Common Cartridge 1.1 to 1.3: lessons in the order of its contents, pages, links, discussions and quizzes."""

from __future__ import annotations

import re
from dataclasses import replace
from posixpath import basename, dirname, relpath, splitext
from urllib.parse import unquote, urlsplit

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import known_locale, translate
from learnapp.integrations.content_packages.foreign import documents, h5p, qti12, qti_package, videos
from learnapp.integrations.content_packages.foreign.course import CourseBuilder
from learnapp.integrations.content_packages.foreign.files import Files
from learnapp.integrations.content_packages.foreign.html_text import Pictures, escaped, html, plain_text, web_address
from learnapp.integrations.content_packages.foreign.manifest import Entry, Manifest, Resource
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.foreign.xml_text import attribute, every, first, parse, text_of
from learnapp.integrations.content_packages.reasons import REFUSED

_BASE = re.compile(r"^(?:\$|%24)IMS[-_]CC[-_]FILEBASE(?:\$|%24)/?(?:\.\./)*", re.IGNORECASE)
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg"})
_QUIET = _PICTURES | {".css", ".js", ".vtt", ".woff", ".woff2", ".ttf", ".ico", ".xsd", ".dtd"}
_READ = documents.ENDINGS | videos.ENDINGS | {h5p.ENDING}
_OWN = re.compile(r"course_settings/(?!syllabus\.html$)|non_cc_assessments/|assessment_meta\.xml$|imsmanifest\.xml$")
_WHOLE = "non_cc_assessments/{}.xml.qti"
"""Where Canvas keeps a whole quiz: the one that the contents name has only what the profile can say."""
_BANK = re.compile(r"non_cc_assessments/[^/]+\.xml\.qti$")
_CANVAS = "canvas.instructure.com/"
_REST = "rest"


def read(manifest: Manifest, files: Files, builder: CourseBuilder, base: str = "") -> None:
    """Add everything that a cartridge holds to a course.

    Args:
        manifest: Its table of contents.
        files: Its files.
        builder: The course.
        base: The path of imsmanifest.xml, against which all names are read.
    """
    reader = _Cartridge(manifest, files, builder, base)
    for line in manifest.contents:
        lesson = builder.lesson(line.ident or line.title, line.title)
        for entry in line.walk():
            reader.entry(lesson, entry)
    reader.rest()


class _Cartridge:
    def __init__(self, manifest: Manifest, files: Files, builder: CourseBuilder, base: str) -> None:
        self._manifest = manifest
        self._files = files
        self._builder = builder
        self._base = base
        self._done: set[str] = set()
        self._asked: set[str] = set()
        self._locale = known_locale(manifest.language)

    def entry(self, lesson: str, entry: Entry) -> None:
        """Add what a line of the contents points at."""
        if not entry.resource:
            return
        resource = self._manifest.resources.get(entry.resource)
        if resource is None:
            self._refuse("resource-missing", entry.title or entry.resource)
        elif resource.ident not in self._done:
            self._done.add(resource.ident)
            self._add(lesson, replace(resource, standards=resource.standards or entry.standards), entry.title)

    def rest(self) -> None:
        """Add what the contents do not name: question banks, further pages; say what is of no use here."""
        for resource in self._manifest.resources.values():
            if resource.ident not in self._done and _BANK.search(resource.href):
                self._done.add(resource.ident)
                self._bank(resource)
            if resource.ident in self._done or _OWN.search(resource.href):
                continue
            self._done.add(resource.ident)
            ending = splitext(resource.href)[1].lower()
            loose = resource.kind == "webcontent" or resource.kind.startswith("associatedcontent")
            if loose and (ending in _QUIET or self._path(resource) in self._files.used):
                continue
            if "question-bank" in resource.kind or "assessment" in resource.kind:
                title = self._title(resource)
                lesson = self._builder.lesson(resource.ident, title or translate(self._locale, "import-question-bank"))
            elif not resource.href and not resource.files:
                continue
            else:
                lesson = self._builder.lesson(_REST, translate(self._locale, "import-further-pages"), optional=True)
            self._add(lesson, resource, "")
        self._leftover()

    def _leftover(self) -> None:
        """Add texts and films that lie in the package and are no resource's own file, such as the pages of a folder."""
        named = {self._path(resource) for resource in self._manifest.resources.values()}
        for path in sorted(self._files):
            ending = splitext(path)[1].lower()
            if path in self._files.used or path in named or ending not in _READ or _OWN.search(path):
                continue
            lesson = self._builder.lesson(_REST, translate(self._locale, "import-further-pages"), optional=True)
            self._add(lesson, Resource(path, "webcontent", relpath(path, dirname(self._base) or "."), ()), "")

    def _refuse(self, reason: str, where: str) -> None:
        self._builder.report.note(REFUSED + reason, where[:200])

    def _path(self, resource: Resource) -> str | None:
        for name in (resource.href, *resource.files):
            found = self._files.find(name, beside=self._base) if name else None
            if found is not None:
                return found
        return None

    def _pictures(self, path: str) -> Pictures:
        def elsewhere(source: str) -> str | None:
            if not _BASE.match(source):
                return None
            bare = unquote(urlsplit(_BASE.sub("", source)).path)
            found = (self._files.find(folder + bare, beside=self._base) for folder in ("", "web_resources/"))
            return next(filter(None, found), None)

        return self._files.pictures(path, elsewhere=elsewhere)

    def _title(self, resource: Resource) -> str:
        """Return the title within a quiz."""
        path = self._path(resource)
        if path is None:
            return ""
        try:
            root = parse(self._files.read(path))
        except RefusedPartError:
            return ""
        holder = first(root, "assessment") if first(root, "assessment") is not None else first(root, "objectbank")
        if holder is None:
            return ""
        rows = (row for row in every(holder, "qtimetadatafield") if text_of(first(row, "fieldlabel")) == "bank_title")
        return attribute(holder, "title") or next((text_of(first(row, "fieldentry")) for row in rows), "")

    def _add(self, lesson: str, resource: Resource, title: str) -> None:
        where = title or resource.href or resource.ident
        if resource.kind.startswith(("imsbasiclti", "imscp_lti")):
            self._refuse("external-tool", where)
            return
        path = self._path(resource)
        if path is None:
            self._refuse("resource-missing", where)
            return
        try:
            with self._builder.serving(resource.standards, where):
                self._read(lesson, resource, path, title)
        except RefusedPartError as refused:
            self._refuse(refused.reason, path)
        except InvalidInputError:
            self._refuse("film-captions-broken", path)

    def _read(self, lesson: str, resource: Resource, path: str, title: str) -> None:
        kind, ending = resource.kind, splitext(path)[1].lower()
        if kind.startswith("imswl_"):
            self._link(lesson, resource, path, title)
        elif kind.startswith("imsdt_"):
            self._discussion(lesson, resource, path, title)
        elif "assignment_xmlv1p0" in kind:
            self._assignment(lesson, resource, path, title)
        elif kind.startswith("imsqti_xmlv1p2"):
            path = self._files.find(_WHOLE.format(resource.ident), beside=self._base) or path
            root = parse(self._files.read(path))
            qti12.read(root, self._builder, lesson, resource.ident, self._pictures(path), self._asked)
        elif kind.startswith("imsqti_"):
            qti_package.add_item(self._builder, self._files, path, lesson)
        elif ending in videos.ENDINGS:
            videos.add(self._builder, self._files, path, lesson, title)
        elif ending in documents.ENDINGS:
            documents.add(self._builder, self._files, path, lesson, title=title, pictures=self._pictures(path))
        elif ending == h5p.ENDING:
            h5p.add(self._builder, self._files, path, lesson, title)
            self._builder.report.found["files_h5p"] += 1
        elif ending in _PICTURES:
            self._picture(lesson, path, title)
        elif ending != ".xml":
            raise RefusedPartError("file-kind-unknown")
        elif not _OWN.search(path) and not self._settings(path):
            raise RefusedPartError("resource-kind-unknown")

    def _settings(self, path: str) -> bool:
        """Return whether a file is about how Canvas shows another part, and holds nothing to read."""
        root = parse(self._files.read(path))
        return _CANVAS in str(root.nsmap.get(root.prefix) or "")

    def _bank(self, resource: Resource) -> None:
        """Add a question bank of Canvas, which the contents of a cartridge have no word for."""
        path = self._path(resource)
        if path is None or path in self._files.used:
            return
        title = self._title(resource) or translate(self._locale, "import-question-bank")
        try:
            root = parse(self._files.read(path))
        except RefusedPartError as refused:
            self._refuse(refused.reason, path)
            return
        # A bank whose questions all came in with quizzes is not missed.
        lesson = self._builder.lesson(resource.ident, title, optional=True)
        with self._builder.serving(resource.standards, title):
            qti12.read(root, self._builder, lesson, resource.ident, self._pictures(path), self._asked)

    def _link(self, lesson: str, resource: Resource, path: str, title: str) -> None:
        root = parse(self._files.read(path))
        url = first(root, "url")
        address = web_address(attribute(url, "href")) if url is not None else None
        name = title or text_of(first(root, "title")) or address or ""
        if address is None:
            raise RefusedPartError("link-unsafe")
        # A name in brackets would end the link early.
        shown = re.sub(r"[][]", "", escaped(name))
        self._builder.reading(lesson, resource.ident, name, f"[{shown}]({address})")
        self._builder.report.found["links"] += 1

    def _discussion(self, lesson: str, resource: Resource, path: str, title: str) -> None:
        root = parse(self._files.read(path))
        node = first(root, "text")
        said = "".join(node.itertext()) if node is not None else ""
        if node is not None and attribute(node, "texttype", "text/html") == "text/plain":
            said = said.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        found = html(said, self._pictures(path))
        name = title or text_of(first(root, "title"))
        self._builder.reading(
            lesson, resource.ident, name, found.markdown, files=found.files, notes=found.notes,
            discuss=text_of(first(root, "title")) or name or plain_text(said)[:300],
        )  # fmt: skip
        self._builder.report.found["discussions"] += 1

    def _assignment(self, lesson: str, resource: Resource, path: str, title: str) -> None:
        root = parse(self._files.read(path))
        node = first(root, "instructor_text") if first(root, "text") is None else first(root, "text")
        found = html("".join(node.itertext()) if node is not None else "", self._pictures(path))
        name = title or text_of(first(root, "title"))
        notes = (*found.notes, "assignment-as-reading")
        self._builder.reading(lesson, resource.ident, name, found.markdown, files=found.files, notes=notes)

    def _picture(self, lesson: str, path: str, title: str) -> None:
        name = title or basename(path)
        found = html(f'<img src="{name_of_source(path)}" alt="">', self._files.pictures(""))
        self._builder.reading(lesson, path, name, found.markdown, files=found.files, notes=found.notes)


def name_of_source(path: str) -> str:
    """Return a path as the source of a picture in HTML."""
    return path.replace("%", "%25").replace('"', "%22").replace("?", "%3F").replace("#", "%23").replace("&", "&amp;")
