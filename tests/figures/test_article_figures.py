"""Figures of the notes beyond the blocks: what they say is what the engine finds."""

from __future__ import annotations

import pytest

from generator.engine import SpecError
from generator.engine.cost import cost_table
from generator.engine.zoo import build
from generator.engine.zoo.googlenet import MODULES
from generator.figures.families.channel_shuffle import ChannelShuffle, draw_channel_shuffle
from generator.figures.families.effective_field import EffectiveField, draw_effective_field
from generator.figures.families.inception import InceptionModule, draw_inception_module
from generator.figures.families.unfolding import Unfolding, draw_unfolding
from generator.figures.lint import lint
from generator.figures.samples import taps


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


def test_a_shuffle_lets_every_output_see_every_input() -> None:
    scene = draw_channel_shuffle(ChannelShuffle())
    assert "1 4 7 2 5 8 3 6 9" in scene.alt
    assert "有 27 对相通，洗牌后有 81 对" in scene.alt
    assert scene.table is not None
    assert [row[1] for row in scene.table.rows] == list("147258369")
    assert lint(scene) == ()


def test_one_shuffle_is_too_little_for_groups_smaller_than_their_number() -> None:
    assert (
        "不洗牌时 64 对输出与输入里有 16 对相通，洗牌后有 32 对"
        in draw_channel_shuffle(ChannelShuffle(8, 4)).alt
    )


@pytest.mark.parametrize(("channels", "groups"), [(9, 2), (16, 4), (6, 1), (12, 6)])
def test_channels_that_do_not_part_or_fit_are_refused(channels: int, groups: int) -> None:
    with pytest.raises(SpecError):
        draw_channel_shuffle(ChannelShuffle(channels, groups))


@pytest.mark.parametrize(("side", "kernel"), [(4, 3), (5, 3), (4, 2), (3, 1)])
def test_columns_are_windows_and_their_product_the_convolution(side: int, kernel: int) -> None:
    scene = draw_unfolding(Unfolding(side, kernel))
    weights = taps(kernel).ravel().tolist()
    assert scene.table is not None
    assert len(scene.table.rows) == (side - kernel + 1) ** 2
    for _, column, result in scene.table.rows:
        values = [int(value) for value in column.split()]
        assert sum(a * b for a, b in zip(weights, values, strict=True)) == int(result.replace("−", "-"))
    assert lint(scene) == ()


@pytest.mark.parametrize(("side", "kernel", "field"), [(6, 4, "kernel"), (6, 3, "input")])
def test_matrices_too_large_to_read_are_refused(side: int, kernel: int, field: str) -> None:
    with pytest.raises(SpecError) as fault:
        draw_unfolding(Unfolding(side, kernel))
    assert fault.value.field == field
