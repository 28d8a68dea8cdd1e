"""Where networks spend: shares and bars are the engine's, for every network of the zoo."""

from __future__ import annotations

import pytest

from generator.diagnostics import Location
from generator.engine import SpecError, cost_table
from generator.engine.zoo import NAMES, build
from generator.figures.families.cost_bars import Bar, shares
from generator.figures.families.network_costs import NetworkCosts, draw_network_costs
from generator.figures.lint import lint
from generator.figures.registry import scene_of
from generator.figures.say import chinese, english
from generator.figures.scene import Rects, Scene, Text
from generator.model import Param


def texts(scene: Scene) -> list[str]:
    return [op.content for op in scene.ops if isinstance(op, Text)]


def rows(scene: Scene) -> tuple[tuple[str, ...], ...]:
    assert scene.table is not None
    return scene.table.rows


@pytest.mark.parametrize("name", NAMES)
def test_every_network_s_bars_add_up_to_its_costs(name: str) -> None:
    for say in (chinese, english):
        scene = draw_network_costs(NetworkCosts(name), say)
        assert scene.table is not None
        bars = rows(scene)[: scene.table.totals_from]
        total = cost_table(build(name)).total
        assert sum(int(row[1].replace(",", "")) for row in bars) == total.macs
        assert sum(int(row[3].replace(",", "")) for row in bars) == total.weights
        assert rows(scene)[-1][1::2] == (f"{total.macs:,}", f"{total.weights:,}")
        assert lint(scene) == ()


def test_the_article_s_shares() -> None:
    said = texts(draw_network_costs(NetworkCosts()))
    start = said.index("卷积 3×3")
    assert said[start : start + 12] == [
        *("卷积 3×3", "1.91%", "0.02%"),
        *("逐通道 3×3", "3.06%", "1.06%"),
        *("卷积 1×1", "94.86%", "74.59%"),
        *("全连接", "0.18%", "24.33%"),
    ]
    assert {"乘加 568.7 M", "权重 4.21 M"} <= set(said)


def test_columns_are_as_tall_as_their_layers_cost() -> None:
    table = [row for row in cost_table(build("mobilenet_v1")).rows if row.weights]
    scene = draw_network_costs(NetworkCosts())
    drawn = [op.boxes[0] for op in scene.ops if isinstance(op, Rects) and op.boxes[0][1] > 240]
    assert len(drawn) == 2 * len(table)
    for quantity, boxes in (("macs", drawn[::2]), ("weights", drawn[1::2])):
        values = [getattr(row, quantity) for row in table]
        tallest = max(height for _, _, _, height in boxes)
        for value, (_, _, _, height) in zip(values, boxes, strict=True):
            assert height / tallest == pytest.approx(value / max(values), abs=0.02)


def test_shares_fill_the_width_in_proportion() -> None:
    boxes = [op.boxes[0] for op in shares(0, [("input", 1), ("kernel", 3)]) if isinstance(op, Rects)]
    (_, _, one, _), (start, _, three, _), (_, _, whole, _) = boxes
    assert (three, one + three) == (3 * one, whole)
    assert start == pytest.approx(boxes[0][0] + one)


def test_many_layers_are_told_by_stage() -> None:
    deep = rows(draw_network_costs(NetworkCosts("resnet152")))
    stages = [row for row in cost_table(build("resnet152")).by("stage") if row.weights]
    assert [row[0] for row in deep[: len(stages)]] == [row.name for row in stages]
    assert [row[1] for row in deep[: len(stages)]] == [f"{row.macs:,}" for row in stages]
    with pytest.raises(SpecError, match="156"):
        draw_network_costs(NetworkCosts("resnet152", by="layer"))


def test_a_bar_is_the_sum_of_its_slices() -> None:
    bar = Bar("conv2_x", (("input", 3, 5), ("output", 4, 7)))
    assert (bar.macs, bar.weights) == (7, 12)


@pytest.mark.parametrize(
    ("params", "line", "words"),
    [
        ((("by", "layer"), ("network", "resnet51")), 5, 'no network "resnet51"'),
        ((("network", "resnet18"), ("by", "block")), 5, "known are auto, layer, stage"),
        ((("network", "input 3x8x8; relu"),), 4, "no layer has weights"),
        ((("network", "mobilenet_v1(size=0)"),), 4, "size=0: must be an integer from 1"),
    ],
)
def test_what_no_network_has_is_an_error_at_its_line(
    params: tuple[tuple[str, str], ...], line: int, words: str
) -> None:
    given = tuple(Param(key, value, Location("a.md", 4 + place)) for place, (key, value) in enumerate(params))
    (found,) = scene_of("network_costs", given, Location("a.md", 3)).diagnostics
    assert (found.code, found.at.line) == ("impossible-figure", line)
    assert words in found.message
