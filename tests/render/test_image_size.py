"""Sizes read from headers agree with Pillow's, and no bytes make the reader stumble."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from generator.render.image_size import image_size

STARTS = (b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"RIFF0000WEBPVP8 ", b"")


def encoded(kind: str, width: int, height: int, **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), "white").save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("GIF", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
@settings(deadline=None, max_examples=20)
@given(width=st.integers(1, 300), height=st.integers(1, 300))
def test_sizes_are_those_of_the_image(kind: str, options: dict[str, object], width: int, height: int) -> None:
    assert image_size(encoded(kind, width, height, **options)) == (width, height)


@pytest.mark.parametrize(("orientation", "expected"), [(1, (30, 20)), (3, (30, 20)), (6, (20, 30))])
def test_a_photograph_on_its_side_is_measured_as_it_is_shown(
    orientation: int, expected: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert image_size(encoded("JPEG", 30, 20, exif=exif)) == expected


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        ('<?xml version="1.0"?><!-- x --><svg width="40" height="30px"/>', (40, 30)),
        ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 12.4,7'>", (12, 7)),
        ('<svg width="100%" height="100%" viewBox="0 -5 80 60">', (80, 60)),
        ("<svg>", None),
        ('<svg width="1.2.3" height="." viewBox="0 0 . 1.1.1">', None),
        ("plain text", None),
        ("", None),
    ],
)
def test_a_drawing_says_its_size_or_its_box(svg: str, expected: tuple[int, int] | None) -> None:
    assert image_size(svg.encode()) == expected


@settings(deadline=None)
@given(st.sampled_from(STARTS), st.binary())
def test_any_bytes_have_a_size_or_none(start: bytes, rest: bytes) -> None:
    size = image_size(start + rest)
    assert size is None or min(size) > 0


def test_a_header_cut_short_has_no_size() -> None:
    whole = encoded("JPEG", 30, 20)
    assert image_size(whole[:20]) is None
