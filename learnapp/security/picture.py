"""Pictures that people upload: only what Pillow has decoded and written anew is ever kept or shown."""

from __future__ import annotations

import io
import re
import struct

from learnapp.core.errors import InvalidInputError, TooLargeError

MAX_BYTES = 256 * 1024
MAX_PIXELS = 16_000_000
"""A picture that is larger when unpacked is refused before it is unpacked."""
SIDE = 256
_STARTS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_SVG = re.compile(rb"\s*(\xef\xbb\xbf)?\s*(<\?xml|<!doctype svg|<!--|<svg)", re.IGNORECASE)


class NotAPictureError(InvalidInputError):
    """The file is no PNG, JPEG or WebP, or cannot be read to its end."""

    code = "not_a_picture"


class SvgRefusedError(InvalidInputError):
    """The file is an SVG."""

    code = "svg_refused"


class PictureTooLargeError(TooLargeError):
    """The file has too many bytes or, unpacked, too many pixels."""

    code = "picture_too_large"


def _kind(data: bytes) -> str:
    """Return what Pillow calls the kind of a file, from its first bytes.

    Raises:
        NotAPictureError: Another kind of file.
        SvgRefusedError: An SVG.
    """
    if _SVG.match(data):
        raise SvgRefusedError(
            "An SVG can hold programs and links to other sites. Save the picture as PNG and choose that."
        )
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    raise NotAPictureError("This is no picture of a kind that is taken here. Choose a PNG, JPEG or WebP file.")


def small_png(data: bytes) -> bytes:
    """Return a picture as a PNG of at most `SIDE` × `SIDE` pixels, without anything else that the file held.

    Raises:
        NotAPictureError: It is no PNG, JPEG or WebP, or broken.
        PictureTooLargeError: More than `MAX_BYTES`, or more than `MAX_PIXELS`.
        SvgRefusedError: It is an SVG.
    """
    # Imported on use: no other page needs it.
    from PIL import Image, ImageOps

    if len(data) > MAX_BYTES:
        raise PictureTooLargeError("The picture is larger than 256 KB. Make it smaller and choose it again.")
    kind = _kind(data)
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureTooLargeError("The picture has too many pixels. Make it smaller and choose it again.")
            turned = ImageOps.exif_transpose(opened).convert("RGBA")
    except PictureTooLargeError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLargeError("The picture has too many pixels. Make it smaller and choose it again.") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, struct.error) as error:
        raise NotAPictureError(
            "The picture cannot be read to its end. Save it again and choose the new file."
        ) from error
    turned.thumbnail((SIDE, SIDE))
    # A new canvas: times, places, profiles and comments of the old file stay behind.
    clean = Image.new("RGBA", turned.size)
    clean.paste(turned)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
