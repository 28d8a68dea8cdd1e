"""The receptive-field figure against fields that are enumerated, tap by tap."""

from __future__ import annotations

from itertools import product

import pytest

from generator.diagnostics import Location
from generator.figures.families.receptive_growth import ReceptiveGrowth, draw_receptive_growth
from generator.figures.lint import lint
from generator.figures.registry import scene_of
from generator.figures.say import Say, chinese, english
from generator.figures.scene import Rects, Scene, Text
from generator.model import Param


def texts(scene: Scene) -> list[str]:
    return [op.content for op in scene.ops if isinstance(op, Text)]


def rows(scene: Scene) -> tuple[tuple[str, ...], ...]:
    assert scene.table is not None
    return scene.table.rows


def reached(kernel: int, dilations: tuple[int, ...]) -> set[int]:
    """Every offset along one axis that some choice of taps adds up to."""
    taps = [[dilation * tap for tap in range(kernel)] for dilation in dilations]
    return {sum(choice) for choice in product(*taps)}


@pytest.mark.parametrize(
    ("kernel", "first", "second"),
    [(3, (1, 2, 4), (2, 2, 2)), (3, (1, 2, 5), (2, 4, 8)), (5, (1,), (3, 3)), (2, (1, 1), (2, 2))],
)
@pytest.mark.parametrize("say", [chinese, english])
def test_fields_and_used_pixels_are_those_that_taps_reach(
    kernel: int, first: tuple[int, ...], second: tuple[int, ...], say: Say
) -> None:
    chains = [",".join(map(str, chain)) for chain in (first, second)]
    scene = draw_receptive_growth(ReceptiveGrowth(kernel, *chains), say)
    expected = []
    for chain in (first, second):
        for place in range(1, len(chain) + 1):
            offsets = reached(kernel, chain[:place])
            side = max(offsets) + 1
            expected.append((f"{side}×{side}", f"{len(offsets) ** 2:,}/{side * side:,}"))
    assert [row[3:5] for row in rows(scene)] == expected
    drawn = " ".join(texts(scene))
    assert all(used in drawn for used in (expected[len(first) - 1][1], expected[-1][1]))
    assert lint(scene) == ()


def test_growing_dilations_cover_and_equal_ones_leave_a_grid() -> None:
    said = texts(draw_receptive_growth(ReceptiveGrowth()))
    assert {"3", "7", "15", "5", "9", "13"} <= set(said)
    assert {"用到像素 225/225 = 100%", "用到像素 49/169 = 29%", "铺满", "网格效应"} <= set(said)


def test_every_used_pixel_is_painted_once() -> None:
    scene = draw_receptive_growth(ReceptiveGrowth())
    painted = [
        len(op.boxes)
        for op in scene.ops
        if isinstance(op, Rects) and op.style.line is None and str(op.style.fill).startswith("input")
    ]
    assert sum(painted) == 225 + 49


@pytest.mark.parametrize(
    ("params", "line"),
    [
        ((("dilations", "1,2,x"),), 4),
        ((("kernel", "3"), ("against", "1,0")), 5),
        ((("dilations", "8,16,32"),), 4),
        ((("dilations", "1,1,1,1,1,1,1"),), 4),
        ((("kernel", "0"),), 4),
    ],
)
def test_chains_that_cannot_be_drawn_are_errors_at_their_line(
    params: tuple[tuple[str, str], ...], line: int
) -> None:
    given = tuple(Param(key, value, Location("a.md", 4 + place)) for place, (key, value) in enumerate(params))
    (found,) = scene_of("receptive_growth", given, Location("a.md", 3)).diagnostics
    assert (found.code, found.at.line) == ("impossible-figure", line)
