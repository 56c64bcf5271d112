"""Uploaded pictures: only what was decoded and written anew comes out, and bad ones are refused with a reason."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from learnapp.core.errors import LearnAppError
from learnapp.security.picture import (
    MAX_BYTES,
    SIDE,
    NotAPictureError,
    PictureTooLargeError,
    SvgRefusedError,
    small_png,
)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **how)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is very large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_png_of_the_same_shape(kind: str) -> None:
    with Image.open(io.BytesIO(small_png(picture(kind, (1000, 500))))) as found:
        assert (found.format, found.size) == ("PNG", (SIDE, SIDE // 2))
    with Image.open(io.BytesIO(small_png(picture(kind, (30, 20))))) as found:
        assert found.size == (30, 20), "a small one is not blown up"


def test_nothing_but_the_pixels_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home, 12 Maple Street"
    exif[0x0112] = 6
    data = small_png(picture("JPEG", (60, 40), exif=exif, comment=b"secret note", icc_profile=b"profile"))
    with Image.open(io.BytesIO(data)) as found:
        assert found.size == (40, 60), "turned as the camera said"
        assert not found.getexif() and not {"exif", "icc_profile", "comment"} & set(found.info)
    assert b"Maple" not in data and b"secret" not in data and b"profile" not in data


def test_what_stands_behind_the_picture_is_gone() -> None:
    assert b"<script>" not in small_png(picture() + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        b"  \n<!DOCTYPE svg PUBLIC><svg/>",
        b"<!-- x --><svg/>",
    ],
)
def test_an_svg_is_refused_with_the_reason(data: bytes) -> None:
    with pytest.raises(SvgRefusedError, match="programs"):
        small_png(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"GIF89a" + bytes(50),
        b"BM" + bytes(60),
        b"PK\x03\x04",
        picture("GIF"),
        picture("BMP"),
    ],
)
def test_other_kinds_are_refused(data: bytes) -> None:
    with pytest.raises(NotAPictureError):
        small_png(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_is_cut_off_is_refused(kind: str) -> None:
    whole = picture(kind, (300, 300))
    for share in (0.1, 0.5, 0.9):
        with pytest.raises(NotAPictureError):
            small_png(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("size", [(5000, 5000), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLargeError):
        small_png(bomb(*size))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PictureTooLargeError):
        small_png(picture() + bytes(MAX_BYTES))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=30),
)
def test_a_damaged_picture_is_a_picture_or_refused(kind: str, damage: list[tuple[int, int]]) -> None:
    data = bytearray(picture(kind))
    for place, value in damage:
        data[place % len(data)] = value
    try:
        found = small_png(bytes(data))
    except LearnAppError:
        return
    with Image.open(io.BytesIO(found)) as opened:
        assert max(opened.size) <= SIDE
