"""Drawn tables of networks and blocks: every number printed is the engine's."""

from __future__ import annotations

import pytest

from generator.engine import SpecError, cost_table
from generator.engine.zoo import build
from generator.figures.families.bottleneck_shapes import BottleneckShapes, draw_bottleneck_shapes
from generator.figures.lint import lint
from generator.figures.say import Say, chinese, english
from generator.figures.scene import Scene, Text


def texts(scene: Scene) -> list[str]:
    return [op.content for op in scene.ops if isinstance(op, Text)]


def rows(scene: Scene) -> tuple[tuple[str, ...], ...]:
    assert scene.table is not None
    return scene.table.rows


@pytest.mark.parametrize("params", [BottleneckShapes(), BottleneckShapes(160, 320, 6, 1, 7)])
@pytest.mark.parametrize("say", [chinese, english])
def test_the_block_s_three_rows_are_its_products(params: BottleneckShapes, say: Say) -> None:
    scene = draw_bottleneck_shapes(params, say)
    k, t, s, out = params.in_channels, params.expansion, params.stride, params.out_channels
    pixels, after = params.size**2, (params.size // s) ** 2
    weights = [k * t * k, 9 * t * k, t * k * out]
    macs = [weights[0] * pixels, weights[1] * after, weights[2] * after]
    assert [row[4:] for row in rows(scene)] == [
        *((f"{w:,}", f"{m:,}") for w, m in zip(weights, macs, strict=True)),
        (f"{sum(weights):,}", f"{sum(macs):,}"),
    ]
    assert {f"{w:,}" for w in weights} <= set(texts(scene))
    assert any(text.endswith(f" = {sum(weights):,}") for text in texts(scene))
    assert lint(scene) == ()


def test_the_example_is_a_block_of_mobilenet_v2() -> None:
    stage = [row for row in cost_table(build("mobilenet_v2")).rows if row.stage == "bottleneck3" and row.macs]
    drawn = rows(draw_bottleneck_shapes(BottleneckShapes()))
    assert [row[4:] for row in drawn[:3]] == [(f"{row.weights:,}", f"{row.macs:,}") for row in stage[:3]]


def test_a_block_that_widens_nothing_has_no_three_rows() -> None:
    with pytest.raises(SpecError, match="expansion"):
        draw_bottleneck_shapes(BottleneckShapes(expansion=1))
