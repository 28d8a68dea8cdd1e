"""Residual blocks: what is drawn and tabled is what the engine's networks cost, in their order."""

from __future__ import annotations

import pytest

from generator.engine import SpecError, cost_table
from generator.engine.zoo import build
from generator.figures.families.residual import (
    Preactivation,
    Residual,
    ResidualBlocks,
    draw_preactivation,
    draw_residual,
    draw_residual_blocks,
)
from generator.figures.lint import lint
from generator.figures.scene import Path, Scene, Text


def texts(scene: Scene) -> list[str]:
    return [op.content for op in scene.ops if isinstance(op, Text)]


def places(scene: Scene, content: str) -> list[tuple[float, float]]:
    return [(op.x, op.y) for op in scene.ops if isinstance(op, Text) and op.content == content]


@pytest.mark.parametrize(("channels", "narrow", "size"), [(256, 64, 56), (512, 128, 28), (64, 32, 7)])
def test_both_blocks_print_the_products_of_their_kernels(channels: int, narrow: int, size: int) -> None:
    scene = draw_residual_blocks(ResidualBlocks(channels, narrow, size))
    basic = 2 * 9 * channels**2
    bottleneck = 2 * channels * narrow + 9 * narrow**2
    said = texts(scene)
    assert f"权重 {basic:,}" in said
    assert f"权重 {bottleneck:,}" in said
    assert scene.table is not None
    assert scene.table.totals_from == 5
    assert [row[-2:] for row in scene.table.rows[5:]] == [
        (f"{weights:,}", f"{weights * size * size:,}") for weights in (basic, bottleneck)
    ]
    assert any(f"1/{basic / bottleneck:.1f}" in text for text in said)
    assert lint(scene) == ()


def test_the_article_s_numbers() -> None:
    said = texts(draw_residual_blocks(ResidualBlocks()))
    for expected in ("权重 1,179,648", "权重 69,632", "乘加 3,699 M", "乘加 218 M"):
        assert expected in said


def test_the_bottleneck_is_the_one_that_resnet50_repeats() -> None:
    table = draw_residual_blocks(ResidualBlocks()).table
    assert table is not None
    rows = [row for row in cost_table(build("resnet50")).rows if row.stage == "conv2_x" and row.macs]
    repeated = rows[-3:]
    assert [row[-1] for row in table.rows[2:5]] == [f"{row.macs:,}" for row in repeated]


@pytest.mark.parametrize("narrow", [0, 256, 300])
def test_a_bottleneck_must_be_narrower(narrow: int) -> None:
    with pytest.raises(SpecError, match="narrow"):
        draw_residual_blocks(ResidualBlocks(narrow=narrow))


def test_a_box_is_as_wide_as_its_channels() -> None:
    scene = draw_residual_blocks(ResidualBlocks(256, 64))
    shapes = [op for op in scene.ops if isinstance(op, Path) and op.closed and len(op.points) == 6]
    edges = [(s.points[1][0] - s.points[4][0], s.points[2][0] - s.points[3][0]) for s in shapes]
    assert len(edges) == 5
    (wide, _), _, (came, went), (narrow, still), (back, out) = edges
    assert wide == came == out
    assert went == narrow == still == back
    assert (wide / narrow) ** 2 == pytest.approx(256 / 64)


def test_the_residual_block_s_weights_are_the_engine_s() -> None:
    scene = draw_residual(Residual(128, 28))
    assert scene.table is not None
    assert [row[4] for row in scene.table.rows] == [f"{9 * 128 * 128:,}"] * 2 + [f"{2 * 9 * 128 * 128:,}"]
    assert texts(scene).count("3×3 卷积，128 通道") == 2
    (plus,), relus = places(scene, "F(x) + x"), places(scene, "ReLU")
    assert sorted(y < plus[1] for _, y in relus) == [False, True]
    assert lint(scene) == ()


def test_relu_stands_behind_the_sum_only_in_the_first_version() -> None:
    scene = draw_preactivation(Preactivation())
    assert scene.table is not None
    first, second = (row[1].split(" → ") for row in scene.table.rows)
    assert first == ["3×3 卷积", "BN", "ReLU", "3×3 卷积", "BN", "相加", "ReLU"]
    assert second == ["BN", "ReLU", "3×3 卷积", "BN", "ReLU", "3×3 卷积", "相加"]
    assert scene.table.rows[0][2:] == scene.table.rows[1][2:]
    for word in ("BN", "ReLU", "3×3 卷积"):
        drawn = [sum(x < scene.width / 2 for x, _ in places(scene, word)), len(places(scene, word))]
        assert drawn == [first.count(word), first.count(word) + second.count(word)]
    assert lint(scene) == ()
