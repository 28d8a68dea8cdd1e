"""A computed table in the making: what it prints, and the CSV file with its numbers in full."""

from __future__ import annotations

from collections.abc import Sequence

from generator.figures.drawing import FOLDER
from generator.figures.measures import csv_text
from generator.memo import digest
from generator.model import Column, Output, Table
from generator.records import dataclass, field, replace


@dataclass(slots=True)
class Sheet:
    """The rows of a table as they are gathered: `rows` are printed, `exact` go into the CSV file."""

    heads: tuple[Column, ...]
    keys: tuple[str, ...]
    """The CSV file's names of the columns."""
    rows: list[tuple[str, ...]] = field(default_factory=list)
    exact: list[tuple[str, ...]] = field(default_factory=list)
    caption: str = ""
    notes: list[str] = field(default_factory=list)
    totals_from: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table as pages show it, and its CSV file."""

    table: Table
    output: Output


def drawn(kind: str, sheet: Sheet) -> DrawnTable:
    """The finished table; its CSV file is named after what it holds, so equal tables share one."""
    rows: list[Sequence[str]] = [sheet.keys, *sheet.exact]
    content = csv_text(rows).encode()
    output = Output(f"{FOLDER}/{kind}-{digest(kind, content)[:8]}.csv", content)
    table = Table(sheet.heads, tuple(sheet.rows), sheet.caption, tuple(sheet.notes), sheet.totals_from)
    return DrawnTable(replace(table, csv=output.path), output)
