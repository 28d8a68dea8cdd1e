"""docs/tables.md names every column, parameter, quantity and setting that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.config import SWITCHES
from generator.figures import claims, published, tables, values
from generator.figures.measures import MEASURES
from generator.figures.numbers import SCALES

DOCS = (Path(__file__).parents[2] / "docs/tables.md").read_text(encoding="utf-8")
PARAMETERS = {key for keys, _ in tables.KINDS.values() for key in keys}
NAMES = (
    *tables.KINDS,
    *PARAMETERS,
    *MEASURES,
    *SCALES,
    *values.QUANTITIES,
    *values.SHARES,
    *values.OF_NETWORKS,
    *claims.QUANTITIES,
    *claims.CONVENTIONS,
    *published.LABELS,
    *SWITCHES,
)


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_the_name_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCS or f"{{{name}}}" in DOCS or f"{name}: off" in DOCS
