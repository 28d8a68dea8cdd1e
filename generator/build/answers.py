"""What one page's requests to the engine became."""

from __future__ import annotations

from generator.model import Figure, FigureRequest, Output, Table, TableRequest, ValueRequest
from generator.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Answers:
    """The value of each request, and the files of the figures."""

    figures: dict[FigureRequest, Figure] = field(default_factory=dict)
    tables: dict[TableRequest, Table] = field(default_factory=dict)
    values: dict[ValueRequest, str] = field(default_factory=dict)
    outputs: tuple[Output, ...] = ()
