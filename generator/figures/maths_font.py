"""The font of formulas that are set at build, cut from the whole font into the parts that a page loads.

STIX Two Math (SIL Open Font License) comes as a dependency, with the MATH table by which browsers lay
MathML out. The style sheet says which characters each part has; a browser loads a part when it shows
one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from fontTools import subset

_PART = re.compile(r"url\(([\w.-]+\.woff2)\)[^}]*?unicode-range:\s*([^;}]+)", re.DOTALL)


def maths_fonts(style: str) -> tuple[tuple[str, bytes], ...]:
    """(file name, WOFF2) of every part that the style sheet names, the same bytes on every machine."""
    return tuple((name, _cut(tuple(_characters(ranges)))) for name, ranges in _PART.findall(style))


def _cut(characters: tuple[int, ...]) -> bytes:
    options = subset.Options(
        flavor="woff2", layout_features=["ssty"], hinting=False, notdef_outline=True, recalc_timestamp=False
    )
    with subset.load_font(_file(), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=characters)
        cutter.subset(font)
        written = BytesIO()
        subset.save_font(font, written, options)
    return written.getvalue()


def _file() -> str:
    """The font within its package, which is found and not imported: it would bring its own readers."""
    found = find_spec("ziamath")
    assert found is not None and found.submodule_search_locations  # noqa: S101 a dependency
    return str(Path(found.submodule_search_locations[0]) / "fonts" / "STIXTwoMath-Regular.ttf")


def _characters(ranges: str) -> Iterator[int]:
    """The code points of a `unicode-range`."""
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
