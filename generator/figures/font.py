"""The one font of figures: measuring text, its outlines, and a subset to embed.

Noto Sans SC (SIL Open Font License) comes as a dependency and is loaded by file name, so that a
figure has the same bytes on every machine. Three things are ours: wide symbols such as → and ，lose
the empty half of their square, since figures set them between digits; × is a + turned by 45°; and
bold is the regular weight with a stroke, since one weight is shipped. The subset is therefore a font
of its own, under its own name: outlines and advances, no kerning, so that widths measured here are
widths in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from generator.records import dataclass

UNITS = 1000
"""Font units to the em."""
ASCENT, DESCENT = 0.88, 0.12
"""The em square of Han characters above and below the baseline, in em."""
HALF_CAP = 0.37
"""Half the height of capitals and digits, in em: centred text has its baseline this far below."""
BOLD = 0.036
"""The stroke around bold glyphs, in em, over both sides."""
SUBSCRIPT_SIZE, SUBSCRIPT_DROP = 0.72, 0.2
"""A subscript's size and drop, in em of the text around it."""

_SUBSCRIPT = re.compile(r"\b([A-Za-z])_([A-Za-z]{1,3}|\d)\b")
_BEARING = 70
_TURN = 0.5**0.5
_PLUS_CENTRE = (278.0, 369.0)
_TRIMMED = frozenset("·→←↑↓≈≠≤≥÷…（）【】《》")
_STOPS = frozenset("，。、：；！？")

Command = tuple[str, tuple[tuple[float, float], ...]]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character's outline in font units (y upwards) and its advance."""

    advance: float
    outline: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one size: where it starts right and below of the text's own start."""

    content: str
    size: float
    dx: float
    dy: float


def runs(content: str, size: float) -> tuple[Run, ...]:
    """The stretches of a text with subscripts: `D_K×2` gives D, a small lowered K, and ×2."""
    found: list[Run] = []
    dx = 0.0
    for position, part in enumerate(_SUBSCRIPT.split(content)):
        kind = position % 3  # plain, the letter before a subscript, the subscript
        if not part:
            continue
        small = kind == 2
        run = Run(
            part,
            round(size * SUBSCRIPT_SIZE, 2) if small else size,
            dx,
            round(size * SUBSCRIPT_DROP, 2) if small else 0.0,
        )
        dx += _advance(part) * run.size / UNITS
        if found and not small and found[-1].dy == 0.0:
            found[-1] = Run(found[-1].content + part, size, found[-1].dx, 0.0)
        else:
            found.append(run)
    return tuple(found)


def measure(content: str, size: float) -> float:
    """The width of a text in pixels; a character that the font lacks counts one em."""
    last = runs(content, size)[-1:]
    return sum(run.dx + _advance(run.content) * run.size / UNITS for run in last)


def missing(content: str) -> str:
    """The characters of a text that the font lacks, each once, in order."""
    known = _font().cmap
    return "".join(dict.fromkeys(character for character in content if ord(character) not in known))


@cache
def glyph(character: str) -> Glyph:
    """The outline and advance of a character; `KeyError` where the font has none."""
    font = _font()
    with font.reading:
        if character == "×":
            return _times(font)
        pen = DecomposingRecordingPen(font.glyphs)
        shift, advance = _spacing(font, character)
        font.glyphs[font.cmap[ord(character)]].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
    return Glyph(advance, tuple(pen.value))


def subset(characters: Iterable[str], family: str) -> bytes:
    """An OpenType font of these characters alone, named `family`: the same bytes on every machine.

    It is not compressed, since zlib's output differs from build to build; servers compress anyway.
    """
    drawn = {ord(character): glyph(character) for character in sorted(set(characters))}
    names = [".notdef", *(f"u{code:05X}" for code in drawn)]
    builder = FontBuilder(UNITS, isTTF=False)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(drawn, names[1:], strict=True)))
    empty = Glyph(UNITS, ())
    glyphs = dict(zip(names, (empty, *drawn.values()), strict=True))
    builder.setupCFF(family, {"FullName": family}, {n: _charstring(g) for n, g in glyphs.items()}, {})
    builder.setupHorizontalMetrics({n: (round(g.advance), 0) for n, g in glyphs.items()})
    builder.setupHorizontalHeader(ascent=UNITS, descent=-250)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=UNITS, usWinDescent=250)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    written = BytesIO()
    builder.save(written)
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class _Font:
    cmap: dict[int, str]
    glyphs: Any  # fontTools publishes no types
    reading: Lock
    """Held while the file is read: it has one place of reading, and the preview has threads."""


@cache
def _font() -> _Font:
    font = TTFont(pylopdf_fonts_zh_cn.sans_path(), lazy=True)
    return _Font(font.getBestCmap(), font.getGlyphSet(), Lock())


def _advance(content: str) -> float:
    known = _font().cmap
    return sum(glyph(c).advance if ord(c) in known else UNITS for c in content)


def _times(font: _Font) -> Glyph:
    """The sign + turned by 45° about its centre: of the digits' size and weight, where the font's own
    × is drawn for a Han square."""
    plus, pen, (x, y) = font.glyphs[font.cmap[ord("+")]], DecomposingRecordingPen(font.glyphs), _PLUS_CENTRE
    moved = (x - _TURN * (x - y), y - _TURN * (x + y))
    plus.draw(TransformPen(pen, (_TURN, _TURN, -_TURN, _TURN, *moved)))
    return Glyph(plus.width, tuple(pen.value))


def _spacing(font: _Font, character: str) -> tuple[float, float]:
    """(shift to the right, advance) of a character, in font units."""
    drawn = font.glyphs[font.cmap[ord(character)]]
    if character not in _TRIMMED | _STOPS:
        return 0.0, drawn.width
    pen = BoundsPen(font.glyphs)
    drawn.draw(pen)
    left, _, right, _ = pen.bounds
    behind = 4 * _BEARING if character in _STOPS else _BEARING
    return _BEARING - left, _BEARING + right - left + behind


def _charstring(drawn: Glyph) -> object:
    pen = T2CharStringPen(round(drawn.advance), None)
    for name, points in drawn.outline:
        getattr(pen, name)(*points)
    return pen.getCharString()
