"""Figures of the notes beyond the blocks: an Inception module, an effective receptive field."""

from __future__ import annotations

import pytest

from generator.engine import SpecError
from generator.engine.cost import cost_table
from generator.engine.zoo import build
from generator.engine.zoo.googlenet import MODULES
from generator.figures.families.effective_field import EffectiveField, draw_effective_field
from generator.figures.families.inception import InceptionModule, draw_inception_module
from generator.figures.lint import lint


@pytest.mark.parametrize("stage", [name for name, *_ in MODULES])
def test_a_module_is_the_zoos(stage: str) -> None:
    scene = draw_inception_module(InceptionModule(stage))
    (row,) = (row for row in cost_table(build("googlenet")).by("stage") if row.name == stage)
    assert scene.table is not None
    *layers, total = scene.table.rows
    assert total[-2:] == (f"{row.weights:,}", f"{row.macs:,}")
    assert [text[1] for text in layers].count("1×1 卷积") == 4
    assert len(layers) == 7
    assert lint(scene) == ()


def test_an_unknown_module_is_refused() -> None:
    with pytest.raises(SpecError, match="3a, 3b"):
        draw_inception_module(InceptionModule("6a"))


def test_the_effective_field_of_twenty_layers() -> None:
    scene = draw_effective_field(EffectiveField())
    assert "理论上看得到 41×41" in scene.description
    assert "17×17" in scene.description
    assert scene.table is not None
    shares = [float(row[1].rstrip("%")) for row in scene.table.rows]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] + 2 * sum(shares[1:]) == pytest.approx(100, abs=0.2)
    assert lint(scene) == ()


def test_one_layer_weighs_every_pixel_alike() -> None:
    scene = draw_effective_field(EffectiveField(1, 5))
    assert scene.table is not None
    assert {row[1] for row in scene.table.rows} == {"20.00%"}


def test_more_pixels_than_bars_are_refused() -> None:
    with pytest.raises(SpecError) as fault:
        draw_effective_field(EffectiveField(100))
    assert fault.value.field == "layers"
