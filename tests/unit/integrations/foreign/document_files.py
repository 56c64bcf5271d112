"""Word, PDF and WebM files, as small as they can be."""
# ruff: noqa: E501 - lines of XML

from __future__ import annotations

import io
import zipfile
import zlib

from tests.unit.integrations.foreign.making import png

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _p(text: str, style: str = "", run: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


_PICTURE = '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="{alt}"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
BODY = (
    _p("The balance", "Heading1") + _p("Keep both sides equal, always.", run="<w:rPr><w:b/></w:rPr>")
    + "<w:tbl><w:tr><w:tc>" + _p("left") + "</w:tc><w:tc>" + _p("right") + "</w:tc></w:tr></w:tbl>"
    + _PICTURE.format(alt="A pair of scales") + _p("Steps", "Heading2") + _p("Take \\(3\\) from both sides of x + 3 = 7.")
    + "<w:p><m:oMath><m:r><m:t>x=4</m:t></m:r></m:oMath></w:p>" + _p("The next chapter", "Heading1") + _p("More to come.") + _PICTURE.format(alt="")
)  # fmt: skip


def docx(body: str = BODY, more: dict[str, bytes] | None = None) -> bytes:
    """Return a Word document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.png"/></Relationships>',
        )
        archive.writestr("word/media/image1.png", png())
        archive.writestr(
            "word/document.xml", f"<?xml version='1.0'?><w:document {_W}><w:body>{body}</w:body></w:document>"
        )
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf(*pages: str, title: str = "") -> bytes:
    """Return a PDF with a line of text for each line of a page; "" is a page without any."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, page in enumerate(pages):
        lines = "".join(f"({line}) Tj 0 -16 Td " for line in page.split("\n") if line)
        drawn = zlib.compress(f"BT /F1 12 Tf 72 720 Td {lines} ET".encode("latin-1"))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(drawn)} /Filter /FlateDecode >>\nstream\n".encode() + drawn + b"\nendstream")
    objects.append(f"<< /Title ({title}) >>".encode())
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        out
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


def mp4(seconds: float = 12.5) -> bytes:
    """Return the boxes of an MP4 that say what it is and how long; no picture in it."""

    def box(name: bytes, data: bytes) -> bytes:
        return (len(data) + 8).to_bytes(4, "big") + name + data

    header = bytes(12) + (1000).to_bytes(4, "big") + int(seconds * 1000).to_bytes(4, "big") + bytes(80)
    return box(b"ftyp", b"isom\x00\x00\x02\x00isom") + box(b"moov", box(b"mvhd", header)) + box(b"mdat", b"\0" * 16)


WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + bytes(
    40
)
VTT = "WEBVTT\n\n00:00.000 --> 00:04.000\nWhat is a balance?\n\n00:04.000 --> 00:09.000\nBoth sides are equal.\n"
