"""MobileNet's figures: what is drawn and tabled is what the engine's networks cost."""

from __future__ import annotations

import pytest

from generator.engine import SpecError, cost_table
from generator.engine.zoo import build
from generator.figures.families.filter_banks import FilterBanks, draw_filter_banks
from generator.figures.families.mobilenet_blocks import (
    ConvUnits,
    InvertedResidual,
    MicroStructure,
    draw_conv_units,
    draw_inverted_residual,
    draw_micro_structure,
)
from generator.figures.families.wide_narrow import WideNarrow, draw_wide_narrow
from generator.figures.lint import lint
from generator.figures.scene import Circle, Path, Scene, Text


def texts(scene: Scene) -> list[str]:
    return [op.content for op in scene.ops if isinstance(op, Text)]


def rows(scene: Scene) -> tuple[tuple[str, ...], ...]:
    assert scene.table is not None
    return scene.table.rows


@pytest.mark.parametrize(("k", "m", "n"), [(3, 3, 16), (3, 32, 64), (5, 1, 2), (7, 512, 1024)])
def test_filter_banks_count_their_weights(k: int, m: int, n: int) -> None:
    scene = draw_filter_banks(FilterBanks(k, m, n))
    expected = [k * k * m * n, k * k * m, m * n]
    assert [row[3] for row in rows(scene)] == [f"{value:,}" for value in expected]
    assert [row[1:3] for row in rows(scene)] == [
        (f"{k}×{k}×{m}", f"{n:,}"),
        (f"{k}×{k}×1", f"{m:,}"),
        (f"1×1×{m}", f"{n:,}"),
    ]
    assert [text for text in texts(scene) if text.startswith("权重")] == [f"权重 {v:,}" for v in expected]
    assert any(text.endswith(f"{100 * (1 / n + 1 / (k * k)):.1f}%") for text in texts(scene))
    assert lint(scene) == ()


def test_symbols_are_set_as_subscripts_and_stay_out_of_the_words() -> None:
    scene = draw_filter_banks(FilterBanks())
    assert "N 个，每个 D_K×D_K×M" in texts(scene)
    words = (scene.title, scene.alt, scene.description, *(cell for row in rows(scene) for cell in row))
    assert not any("_" in word for word in words)


@pytest.mark.parametrize("params", [ConvUnits(), ConvUnits(5, 16, 24, 28)])
def test_conv_units_print_weights_and_macs(params: ConvUnits) -> None:
    scene = draw_conv_units(params)
    k, m, n = params.kernel, params.in_channels, params.out_channels
    totals = [k * k * m * n, k * k * m + m * n]
    assert [row[-2:] for row in rows(scene)[-2:]] == [
        (f"{total:,}", f"{total * params.size**2:,}") for total in totals
    ]
    said = texts(scene)
    assert [text for text in said if text.startswith("权重")] == [f"权重 {total:,}" for total in totals]
    assert {f"核 {k}×{k}×{m}×{n}", f"核 {k}×{k}×1×{m}", f"核 1×1×{m}×{n}"} <= set(said)
    assert (said.count("BN"), said.count("ReLU")) == (3, 3)
    assert lint(scene) == ()


def test_the_units_are_those_of_mobilenet_v1() -> None:
    first = [row for row in cost_table(build("mobilenet_v1")).rows if row.stage == "separable1" and row.macs]
    drawn = rows(draw_conv_units(ConvUnits()))[1:3]
    assert [row[-2:] for row in drawn] == [(f"{row.weights:,}", f"{row.macs:,}") for row in first]


@pytest.mark.parametrize(("m", "t", "n"), [(24, 6, 24), (16, 4, 24), (64, 6, 96), (96, 2, 24)])
def test_the_second_version_widens_before_depthwise(m: int, t: int, n: int) -> None:
    scene = draw_micro_structure(MicroStructure(m, n, t, 28))
    said = texts(scene)
    assert (said.count(f"tM = {t * m}"), said.count(f"M = {m}")) == (2, 3)
    assert said.count(f"N = {n}") == 2
    assert said.count("降维，线性") == 1
    weights = [9 * m + m * n, m * t * m + 9 * t * m + t * m * n]
    assert [row[4] for row in rows(scene)[-2:]] == [f"{value:,}" for value in weights]
    assert lint(scene) == ()


def test_only_stride_one_is_added() -> None:
    scene = draw_inverted_residual(InvertedResidual())
    said = texts(scene)
    assert (said.count("56×56×24"), said.count("28×28×32")) == (3, 1)
    assert (said.count("56×56×144"), said.count("28×28×144")) == (3, 1)
    assert "步幅 2，ReLU6" in said
    circles = [op for op in scene.ops if isinstance(op, Circle)]
    assert len(circles) == 2
    assert all(circle.x < scene.width / 2 for circle in circles)
    assert lint(scene) == ()


def test_the_block_of_stride_two_is_mobilenet_v2_s() -> None:
    stage = [row for row in cost_table(build("mobilenet_v2")).rows if row.stage == "bottleneck3" and row.macs]
    drawn = [row for row in rows(draw_inverted_residual(InvertedResidual())) if row[0] == "步幅 2"]
    assert [row[-2:] for row in drawn[:3]] == [(f"{row.weights:,}", f"{row.macs:,}") for row in stage[:3]]
    assert drawn[-1][4] == "9,360"


def test_a_block_that_does_not_widen_is_refused() -> None:
    with pytest.raises(SpecError, match="expansion"):
        draw_inverted_residual(InvertedResidual(expansion=1))


def test_maps_are_as_deep_as_their_channels() -> None:
    scene = draw_wide_narrow(WideNarrow())
    numbers = [text for text in texts(scene) if text.isdigit()]
    assert numbers == ["256", "64", "64", "256", "24", "144", "144", "24"]
    tops = [op for op in scene.ops if isinstance(op, Path) and op.closed and len(op.points) == 4]
    depth = {
        slices: sum(_depth(op) for op in tops if op.style == slices) / 2
        for slices in {op.style for op in tops}
    }
    by_role = {str(style.fill): value for style, value in depth.items()}
    assert by_role["input-soft"] == pytest.approx(by_role["output-soft"])
    ratio = by_role["intermediate-soft"] / (2 * by_role["input-soft"])
    assert ratio == pytest.approx((64 / 256 + 1) / (1 + 24 / 144), rel=0.01)
    assert lint(scene) == ()


def _depth(face: Path) -> float:
    """How far a slice's top or side reaches backwards."""
    (x0, y0), (x1, y1) = face.points[:2]
    assert x1 - x0 == pytest.approx(y0 - y1)
    return x1 - x0
