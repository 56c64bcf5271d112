"""Pictures of a package: decoded and written anew, so that nothing but what is seen comes in."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import warnings

from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError

MAX_PIXELS = 24_000_000
SIDE = 1600
"""Longest side of a picture as it is kept, pixels."""
_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP"}
_SVG = re.compile(rb"\s*(\xef\xbb\xbf)?\s*(<\?xml|<!doctype svg|<!--|<svg)", re.IGNORECASE)


def kept_picture(data: bytes) -> tuple[str, bytes]:
    """Return a picture under the name of its content, a PNG or a JPEG of at most `SIDE` pixels.

    Raises:
        RefusedPartError: An SVG (`picture-svg`), too many pixels (`picture-too-large`), or none (`picture-unreadable`).
    """
    # Imported on use: most packages hold none.
    from PIL import Image, ImageOps

    if _SVG.match(data):
        raise RefusedPartError("picture-svg")
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)
    kind = "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else kind
    if kind is None:
        raise RefusedPartError("picture-unreadable")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise RefusedPartError("picture-too-large")
                photo = kind == "JPEG"
                turned = ImageOps.exif_transpose(opened).convert("RGB" if photo else "RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedPartError("picture-too-large") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, struct.error) as error:
        raise RefusedPartError("picture-unreadable") from error
    turned.thumbnail((SIDE, SIDE))
    clean = Image.new(turned.mode, turned.size)
    clean.paste(turned)
    out = io.BytesIO()
    clean.save(out, "JPEG" if photo else "PNG", **({"quality": 88} if photo else {"optimize": False}))
    made = out.getvalue()
    return f"{hashlib.sha256(made).hexdigest()}.{'jpg' if photo else 'png'}", made
