"""The columns that cost tables can have: what each measures, how it is printed, what a CSV file holds.

A table prints numbers in its format; the CSV file beside it has every one exactly.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from generator.engine.cost import LayerCost
from generator.figures.networks import SubjectError
from generator.figures.numbers import Format, count, dims, read_format, shape
from generator.model import Column
from generator.problems.wording import did_you_mean
from generator.records import dataclass, field

Value = int | Fraction | tuple[int, ...] | None
Sort = Literal["few", "count", "share", "ratio", "shape", "field"]
"""How a column's values print: "few" are whole numbers that need no unit."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: its labels, and the value of a row beside the reference row (the whole, or the first)."""

    zh: str
    en: str
    sort: Sort
    value: Callable[[LayerCost, LayerCost], Value]

    def label(self, chinese: bool) -> str:
        """The head of the column."""
        return self.zh if chinese else self.en

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers to be compared."""
        return self.sort not in ("shape", "field")


def _ratio(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if below else None


MEASURES: MappingProxyType[str, Measure] = MappingProxyType(
    {
        "layers": Measure("层数", "layers", "few", lambda r, _: r.layers),
        "output": Measure("输出", "output", "shape", lambda r, _: r.output_shape),
        "macs": Measure("乘加", "MACs", "count", lambda r, _: r.macs),
        "macs_share": Measure("乘加占比", "share of MACs", "share", lambda r, w: _ratio(r.macs, w.macs)),
        "macs_ratio": Measure("乘加倍数", "MACs, times fewer", "ratio", lambda r, f: _ratio(f.macs, r.macs)),
        "weights": Measure("权重", "weights", "count", lambda r, _: r.weights),
        "weights_share": Measure(
            "权重占比", "share of weights", "share", lambda r, w: _ratio(r.weights, w.weights)
        ),
        "weights_ratio": Measure(
            "权重倍数", "weights, times fewer", "ratio", lambda r, f: _ratio(f.weights, r.weights)
        ),
        "params": Measure("参数", "parameters", "count", lambda r, _: r.params()),
        "params_share": Measure(
            "参数占比", "share of parameters", "share", lambda r, w: _ratio(r.params(), w.params())
        ),
        "activations": Measure("激活值", "activations", "count", lambda r, _: r.activations),
        "rf": Measure("感受野", "receptive field", "field", lambda r, _: r.receptive_field),
        "intensity": Measure(
            "每字节乘加", "MACs per byte", "ratio", lambda r, _: _ratio(r.macs, r.moved_bytes)
        ),
    }
)
_SHARES = Format(2, "%")
_RATIOS = MappingProxyType({"intensity": Format(1)})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table was asked for, each with its format."""

    keys: tuple[str, ...]
    formats: Mapping[str, Format] = field(default_factory=dict)
    """Of the columns that are not printed in their own way."""

    def heads(self, chinese: bool) -> tuple[Column, ...]:
        """Labels and units."""
        return tuple(
            Column(measure.label(chinese), self._unit(key), measure.numeric)
            for key, measure in ((key, MEASURES[key]) for key in self.keys)
        )

    def texts(self, row: LayerCost, reference: LayerCost) -> tuple[str, ...]:
        """A row as it is printed."""
        return tuple(self._text(key, MEASURES[key].value(row, reference)) for key in self.keys)

    def exact(self, row: LayerCost, reference: LayerCost) -> tuple[str, ...]:
        """A row as the CSV file holds it: whole numbers in full, sizes as 6x6x16."""
        return tuple(exact(MEASURES[key].value(row, reference), MEASURES[key].sort) for key in self.keys)

    @property
    def blanks(self) -> tuple[str, ...]:
        """A row of which nothing is known."""
        return ("–",) * len(self.keys)

    @property
    def nothing(self) -> tuple[str, ...]:
        """The same in the CSV file."""
        return ("",) * len(self.keys)

    def _unit(self, key: str) -> str:
        unit = self.formats[key].unit if key in self.formats else ""
        return "" if unit == "%" else unit

    def _text(self, key: str, value: Value) -> str:
        sort = MEASURES[key].sort
        if value is None:
            return "–"
        if isinstance(value, tuple):
            return shape(value) if sort == "shape" else dims(*value)
        if sort in ("few", "count") and key not in self.formats:
            return count(int(value))
        otherwise = _SHARES if sort == "share" else _RATIOS.get(key, Format(2))
        format = self.formats.get(key, otherwise)
        return format.text(Fraction(value)) if format.unit == "%" else format.number(Fraction(value))


def columns_of(columns: str, formats: str, otherwise: tuple[str, ...]) -> Columns:
    """The columns that `:columns:` and `:format:` ask for; raises `SubjectError`.

    `formats` has a format for all counts (`M`), and one for single columns (`macs=.1M`), with commas.
    """
    keys = tuple(filter(None, (key.strip() for key in columns.split(",")))) or otherwise
    for key in keys:
        if key not in MEASURES:
            help = did_you_mean(key, MEASURES, f"known are {', '.join(MEASURES)}")
            raise SubjectError(f'no column "{key}"', help, key="columns")
    chosen: dict[str, Format] = {}
    for part in filter(str.strip, formats.split(",")):
        key, _, text = part.rpartition("=")
        for name in _meant(key.strip(), text.strip(), keys):
            if text.strip() == "exact":
                chosen.pop(name, None)
            else:
                chosen[name] = _format(text)
    return Columns(keys, chosen)


def _meant(key: str, text: str, keys: Sequence[str]) -> Iterable[str]:
    """The columns that a format is for: the one it names, else those whose numbers it suits."""
    if not key:
        sort = "share" if text.endswith(("%", "percent")) else "count"
        return (name for name in keys if MEASURES[name].sort == sort)
    if key not in keys:
        raise SubjectError(f'no column "{key}" to format', did_you_mean(key, keys), key="format")
    if not MEASURES[key].numeric:
        raise SubjectError(f'the column "{key}" has no numbers to format', key="format")
    return (key,)


def _format(text: str) -> Format:
    format = read_format(text)
    if format is None:
        help = "as in M, .1G, k, KiB, exact, %, or macs=.1M, weights=k"
        raise SubjectError(f'no format "{text.strip()}"', help, key="format")
    return format


def exact(value: Value, sort: Sort) -> str:
    """A value as a program reads it: every digit of a whole number, sizes as 6x6x16, "" for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        channels, *hw = value
        sizes = (*hw, channels) if sort == "shape" else value
        return "x".join(map(str, sizes))
    return str(value) if isinstance(value, int) else repr(float(value))


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as a CSV file (RFC 4180, but for line feeds alone)."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()
