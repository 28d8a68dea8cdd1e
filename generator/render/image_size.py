"""The width and height of an image from its first bytes, so that a page does not jump as it loads.

Pure: PNG, GIF, JPEG, WebP and SVG headers only. What cannot be read has no size, which is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Size = tuple[int, int]
HEAD = 256 * 1024
"""Bytes of a file that are enough for its header (a photograph's may hold a thumbnail)."""

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = 0xDA
_EXIF = 0xE1
_ORIENTATION = 0x0112
_SVG_TAG = re.compile(r"<svg\b[^>]*>")
_NUMBER = r"(\d{1,9}(?:\.\d+)?)"
_ATTRIBUTE = rf'\s%s\s*=\s*["\']\s*{_NUMBER}\s*(?:px)?\s*["\']'
_VIEW_BOX = re.compile(rf'\sviewBox\s*=\s*["\']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+{_NUMBER}[\s,]+{_NUMBER}')


def image_size(head: bytes) -> Size | None:
    """(width, height) in pixels as a browser shows the image; None for what is unknown or empty."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        size = _big(head, 16, 4), _big(head, 20, 4)
    elif head.startswith((b"GIF87a", b"GIF89a")):
        size = _little(head, 6, 2), _little(head, 8, 2)
    elif head.startswith(b"\xff\xd8"):
        size = _jpeg(head)
    elif head.startswith(b"RIFF") and head[8:12] == b"WEBP" and len(head) >= 30:
        size = _webp(head)
    else:
        size = _svg(head)
    return size if min(size) > 0 else None


def _jpeg(head: bytes) -> Size:
    turned = False
    for marker, start, end in _segments(head):
        if marker == _EXIF and head[start : start + 6] == b"Exif\0\0":
            turned = _orientation(head[start + 6 : end]) > 4
        elif marker in _START_OF_FRAME:
            height, width = _big(head, start + 1, 2), _big(head, start + 3, 2)
            return (height, width) if turned else (width, height)
    return 0, 0


def _segments(head: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment before the image data."""
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker == _START_OF_SCAN:
            return
        if marker == 0xFF:  # padding between segments
            at += 1
            continue
        length = _big(head, at + 2, 2)
        yield marker, at + 4, at + 2 + length
        at += 2 + length


def _orientation(tiff: bytes) -> int:
    """The EXIF orientation, 1 to 8; those above 4 lie on their side."""
    read = _little if tiff.startswith(b"II") else _big
    directory = read(tiff, 4, 4)
    for index in range(read(tiff, directory, 2)):
        entry = directory + 2 + 12 * index
        if read(tiff, entry, 2) == _ORIENTATION:
            return read(tiff, entry + 8, 2)
    return 1


def _webp(head: bytes) -> Size:
    match head[12:16]:
        case b"VP8X":
            return _little(head, 24, 3) + 1, _little(head, 27, 3) + 1
        case b"VP8L":
            bits = _little(head, 21, 4)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF
    return 0, 0


def _svg(head: bytes) -> Size:
    tag = _SVG_TAG.search(head.decode("utf-8", "replace"))
    if tag is None:
        return 0, 0
    width, height = (re.search(_ATTRIBUTE % name, tag[0]) for name in ("width", "height"))
    if width and height:
        return round(float(width[1])), round(float(height[1]))
    box = _VIEW_BOX.search(tag[0])
    return (round(float(box[1])), round(float(box[2]))) if box else (0, 0)


def _big(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")
