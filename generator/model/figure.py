"""Figures and tables as pages show them, and the files that are written."""

from __future__ import annotations

from pathlib import Path

from generator.memo import Lazy
from generator.model.page import FigureRequest, TableRequest, ValueRequest
from generator.records import dataclass, field

THUMBNAIL = (232, 148)
"""Width and height in pixels of a figure beside a list entry."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: `numeric` ones are right-aligned with tabular figures."""

    label: str
    unit: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of finished texts: from the engine's numbers, ready to print.

    `notes[i]` is a muted line under row i (the formula with its numbers), "" for none; rows from
    `totals_from` on are totals.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    totals_from: int | None = None
    csv: str = ""
    """Output path of the file with its numbers in full, "" for none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A whole number that a reader may vary: where it starts, and the least and most it can be."""

    name: str
    value: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn figure: where its files lie and what stands beside it. `svg`, `raster` and `thumbnail` (its
    shapes without texts, of the size `THUMBNAIL`) are output paths; `width`×`height` are its natural CSS
    pixels."""

    kind: str
    title: str
    alt: str
    description: str
    width: int
    height: int
    svg: str
    raster: str
    thumbnail: str
    table: Table | None = None
    frames: tuple[str, ...] = ()
    """Output paths of the SVGs of single steps, for the stepper; empty for a still."""
    explores: tuple[Setting, ...] = ()
    """What a page's script lets a reader vary; empty for a figure that only shows."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site: its path, and its bytes or the file on disk to copy.

    What is dear to make and seldom asked for, such as a figure's pixels, may be `held` lazily, with a
    digest of what it is made from.
    """

    path: str
    held: bytes | Lazy[bytes] = b""
    origin: str = ""
    made: str = ""
    """The digest of the bytes at `origin` where that is a file made for this one, which publishing moves;
    "" for a file of the writer's, which it copies."""

    @property
    def content(self) -> bytes:
        """The bytes, made now if they were not yet."""
        return self.held.value if isinstance(self.held, Lazy) else self.held

    @property
    def is_made(self) -> bool:
        """Whether the bytes are here already."""
        return not isinstance(self.held, Lazy) or self.held.is_loaded

    def read(self) -> bytes:
        """The file's bytes, wherever they are."""
        return Path(self.origin).read_bytes() if self.origin else self.content


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """A figure as pages show it, and the files that it needs."""

    figure: Figure
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the figures phase found for one page: every hole's value, by request or image source."""

    pictures: dict[str, Figure] = field(default_factory=dict)
    """`Picture.src` as written → the engine's figure (absent: an ordinary image)."""
    figures: dict[FigureRequest, Figure] = field(default_factory=dict)
    tables: dict[TableRequest, Table] = field(default_factory=dict)
    values: dict[ValueRequest, str] = field(default_factory=dict)
    share: str = ""
    """The picture that other sites show beside a link to the page; "" for none."""
