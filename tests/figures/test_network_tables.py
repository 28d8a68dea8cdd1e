"""Drawn tables of networks and blocks: every number printed is the engine's."""

from __future__ import annotations

import pytest

from generator.engine import SpecError, cost_table
from generator.engine.zoo import build
from generator.engine.zoo.mobilenet import V2_BOTTLENECKS
from generator.figures.families.bottleneck_shapes import BottleneckShapes, draw_bottleneck_shapes
from generator.figures.families.mobilenet_layers import MobilenetLayers, draw_mobilenet_layers
from generator.figures.families.mobilenet_v2_stages import MobilenetV2Stages, draw_mobilenet_v2_stages
from generator.figures.families.resnet_stages import ResnetStages, draw_resnet_stages
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


@pytest.mark.parametrize("params", [MobilenetLayers(), MobilenetLayers(0.5, 160, 10)])
@pytest.mark.parametrize("say", [chinese, english])
def test_mobilenet_s_table_lists_every_layer(params: MobilenetLayers, say: Say) -> None:
    scene = draw_mobilenet_layers(params, say)
    table = cost_table(build("mobilenet_v1", width=params.width, size=params.size, classes=params.classes))
    listed = [row for row in table.rows if row.weights or row.kind == "global pool"]
    costs = [(f"{row.macs:,}", f"{row.weights:,}") for row in (*listed, table.total)]
    assert [row[4:] for row in rows(scene)] == costs
    assert lint(scene) == ()


def test_mobilenet_s_drawing_writes_the_five_equal_pairs_once() -> None:
    said = texts(draw_mobilenet_layers(MobilenetLayers()))
    assert "5×" in said
    assert [int(text) for text in said if text.isdigit()] == [*range(1, 14), *range(24, 29)]
    drawn = said[said.index("1") :]
    millions = [float(text) for text in drawn if text.count(".") == 1 and len(text.partition(".")[2]) == 2]
    *parts, total = millions
    whole = cost_table(build("mobilenet_v1")).total
    assert total == round(whole.macs / 1e6, 2)
    assert sum(parts) == pytest.approx(total, abs=0.005 * len(parts))


@pytest.mark.parametrize("params", [MobilenetV2Stages(), MobilenetV2Stages(0.35, 96, 10)])
@pytest.mark.parametrize("say", [chinese, english])
def test_the_stages_of_mobilenet_v2_are_the_zoo_s(params: MobilenetV2Stages, say: Say) -> None:
    scene = draw_mobilenet_v2_stages(params, say)
    table = cost_table(build("mobilenet_v2", width=params.width, size=params.size, classes=params.classes))
    stages = {row.name: row for row in table.by("stage")}
    blocks = [row for row in rows(scene) if row[1] == "bottleneck"]
    assert [(int(t), int(n), int(s)) for _, _, t, _, n, s, _, _ in blocks] == [
        (t, n, s) for t, _, n, s in V2_BOTTLENECKS
    ]
    made = [stages[f"bottleneck{number}"] for number in range(1, 8)]
    assert [row[3] for row in blocks] == [str(stage.output_shape[0]) for stage in made]
    assert [row[6:] for row in blocks] == [(f"{stage.macs:,}", f"{stage.weights:,}") for stage in made]
    assert rows(scene)[-1][6:] == (f"{table.total.macs:,}", f"{table.total.weights:,}")
    assert lint(scene) == ()


def test_the_article_s_totals_stand_in_the_tables() -> None:
    first, second = draw_mobilenet_layers(MobilenetLayers()), draw_mobilenet_v2_stages(MobilenetV2Stages())
    assert {"568.74", "4,209.1"} <= set(texts(first))
    assert any("4,231,976" in text for text in texts(first))
    assert {"300.77", "3,469.8"} <= set(texts(second))
    assert any("3,504,872" in text for text in texts(second))


@pytest.mark.parametrize("width", [0.0, -1.0, 9.0, float("nan")])
def test_no_table_is_drawn_for_an_impossible_width(width: float) -> None:
    with pytest.raises(SpecError, match="width"):
        draw_mobilenet_layers(MobilenetLayers(width))


@pytest.mark.parametrize("params", [ResnetStages(), ResnetStages(96, 10)])
@pytest.mark.parametrize("say", [chinese, english])
def test_the_costs_of_the_five_resnets_are_the_zoo_s(params: ResnetStages, say: Say) -> None:
    scene = draw_resnet_stages(params, say)
    totals = [
        cost_table(build(f"resnet{depth}", size=params.size, classes=params.classes)).total
        for depth in (18, 34, 50, 101, 152)
    ]
    *_, macs, parameters = rows(scene)
    assert macs[2:] == tuple(f"{total.macs:,}" for total in totals)
    assert parameters[2:] == tuple(f"{total.params():,}" for total in totals)
    printed = [f"{total.macs / 1e9:.2f} G" for total in totals]
    printed += [f"{total.params() / 1e6:.2f} M" for total in totals]
    assert set(printed) <= set(texts(scene))
    assert lint(scene) == ()


def test_a_resnet_s_blocks_and_two_layers_make_its_depth() -> None:
    scene = draw_resnet_stages(ResnetStages())
    stages = rows(scene)[:4]
    for column, depth in enumerate((18, 34, 50, 101, 152), 2):
        cells = [row[column].rsplit(" ×", 1) for row in stages]
        assert sum(len(block.split(";")) * int(times) for block, times in cells) + 2 == depth
    drawn = sum(int(text[1:]) for text in texts(scene) if text.startswith("×"))
    assert drawn == sum(int(row[column].rsplit("×", 1)[1]) for row in stages for column in range(2, 7))


def test_a_network_without_classes_is_refused() -> None:
    with pytest.raises(SpecError, match="classes"):
        draw_resnet_stages(ResnetStages(classes=0))
