"""Costs against published figures, and against counting one multiply-accumulate at a time."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from generator.engine import SpecError, macs, zoo
from generator.engine.arithmetic import pads, params, positions, weights
from generator.engine.conv import pad
from generator.engine.cost import CONVENTIONS, CostTable, cost_table
from generator.engine.network import live_values
from generator.engine.report import cost_report
from generator.engine.spec import ConvSpec, LinearSpec
from tests.engine.settings import Setting, settings_of_conv

PUBLISHED = Path(__file__).parents[2] / "../shared/data/published_costs.csv"


def table(name: str, **options: object) -> CostTable:
    return cost_table(zoo.build(name, **options))


@given(settings_of_conv())
@settings(max_examples=50, deadline=None)
def test_the_formula_counts_what_a_loop_does(setting: Setting) -> None:
    """An instrumented transcription: one count for every multiplication of the equation."""
    spec, counted = setting.spec, 0
    (sh, sw), (dh, dw), (kh, kw) = spec.stride, spec.dilation, spec.kernel_size
    height, width = pad(np.zeros((1, 1, *setting.hw)), pads(spec, setting.hw)).shape[2:]
    for _ in range(spec.out_channels):
        for i in range(0, height - dh * (kh - 1), sh):
            for j in range(0, width - dw * (kw - 1), sw):
                for _ in range(spec.in_channels // spec.groups):
                    for u in range(kh):
                        for v in range(kw):
                            counted += i + u * dh < height and j + v * dw < width
    assert counted == macs(spec, setting.hw)


def test_local_convolution_costs_the_same_work_and_a_kernel_a_position() -> None:
    for local, hw, places in ((9, 63, 3025), (7, 55, 625), (5, 25, 441)):
        stride = 2 if local == 7 else 1
        shared = ConvSpec(16, 16, local, stride, bias=True)
        apart = ConvSpec(16, 16, local, stride, bias=True, local=True)
        assert positions(apart, (hw, hw)) == places
        assert macs(apart, (hw, hw)) == macs(shared, (hw, hw))
        assert params(apart, (hw, hw)) == places * params(shared, (hw, hw))


def test_a_fully_connected_layer_is_one_product_a_weight() -> None:
    assert macs(LinearSpec(1024, 1000)) == weights(LinearSpec(1024, 1000)) == 1_024_000
    assert params(LinearSpec(1024, 1000)) == 1_025_000


# ---------------------------------------------------------------- published figures


def computed(network: str, setting: str, quantity: str) -> float:
    """The engine's value for one row of the published figures."""
    if setting.startswith("share of "):
        kind = {"1x1": "conv 1x1", "dw 3x3": "dw 3x3", "conv 3x3": "conv 3x3", "fc": "fc"}[setting[9:]]
        return table(network).share("kind", kind, "macs" if quantity == "macs" else "weights")
    costs = table(network, **options_of(setting))
    measure: dict[str, Callable[[], float]] = {
        "macs": lambda: costs.total.macs,
        # the public list stops at the last map, so its operations leave out the classifier
        "flop": lambda: 2 * sum(row.macs for row in costs.rows if row.kind != "fc"),
        "params": lambda: params_of(costs, network, setting),
        "receptive_field": lambda: max(costs.total.receptive_field or (0,)),
    }
    return measure[quantity]()


def params_of(costs: CostTable, network: str, setting: str) -> int:
    if "running" in setting:
        return costs.total.params("running")
    papers = network.startswith("mobilenet") and "BN" not in setting
    return costs.total.params("weights" if papers else "bn")


def options_of(setting: str) -> dict[str, object]:
    found: dict[str, object] = {}
    if multiplier := re.fullmatch(r"([\d.]+)-(\d+)", setting):
        found |= {"width": float(multiplier[1]), "size": int(multiplier[2])}
    if classes := re.fullmatch(r"(\d+) classes", setting):
        found["classes"] = int(classes[1])
    words = {
        "option A": ("shortcut", "A"),
        "v1.5": ("variant", "v1.5"),
        "slim": ("variant", "slim"),
        "shallow": ("shallow", True),
        "all convolutions standard": ("standard", True),
        "no auxiliary heads": ("form", "bn"),
    }
    return found | dict(value for word, value in words.items() if word in setting)


def last_digit(text: str, significant: bool = False) -> float:
    """The worth of the last digit a published figure prints, or of its last one that is not zero."""
    digits, _, exponent = text.partition("e")
    whole, _, decimals = digits.partition(".")
    zeros = len(whole) - len(whole.rstrip("0")) if significant and not decimals else 0
    return float(10.0 ** (int(exponent or 0) - len(decimals) + zeros))


def rounds_to(published: str, value: float, significant: bool = False) -> bool:
    """Whether the published figure is the value at its own precision."""
    return abs(value - float(published)) <= last_digit(published, significant) / 2 * (1 + 1e-9)


def truncates_to(published: str, value: float) -> bool:
    """Whether the published figure is the value with its further digits cut off."""
    unit = last_digit(published)
    return math.floor(value / unit + 1e-9) == round(float(published) / unit)


def agrees(published: str, value: float, verdict: str) -> bool:
    """Whether a verdict says truly how the published figure comes from the computed one."""
    if verdict.startswith("exact to rounding"):
        return rounds_to(published, value, significant=True)
    if verdict.startswith("exact"):
        return rounds_to(published, value)
    if verdict == "truncated":
        return truncates_to(published, value)
    return not rounds_to(published, value)


def test_every_published_figure_agrees_with_its_verdict() -> None:
    if not PUBLISHED.exists():
        pytest.skip("the published figures are not beside this checkout")
    rows = list(csv.DictReader(PUBLISHED.open(encoding="utf-8")))
    assert len(rows) == 49
    for row in rows:
        value = computed(row["network"], row["setting"], row["quantity"])
        tolerance = max(last_digit(row["computed"]), 1e-5) if "." in row["computed"] else 0.5e6
        assert abs(value - float(row["computed"])) <= tolerance, (row, value)
        assert agrees(row["published"], value, row["verdict"]), (row, value)


def test_the_figures_that_are_not_reproduced_miss_by_what_is_said() -> None:
    standard = table("mobilenet_v1", standard=True)
    fc = sum(row.macs for row in standard.rows if row.kind == "fc")
    assert rounds_to("4866e6", standard.total.macs - fc)
    kinds = ("conv 1x1", "dw 3x3", "conv 3x3", "fc")
    assert sum(table("mobilenet_v1").share("kind", kind, "macs") for kind in kinds) == pytest.approx(1)
    assert sum((0.9486, 0.0306, 0.0119, 0.0018)) == pytest.approx(0.9929)  # as printed, 1.19 % included
    face = table("deepface")
    behind = sum(row.params() for row in face.rows if row.kind.startswith(("local", "fc")))
    assert round(100 * behind / face.total.params(), 2) == 99.96
    assert 1 - face.total.params() / 120e6 == pytest.approx(0.009, abs=5e-4)


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("name", zoo.NAMES)
def test_groupings_sum_to_the_same_total(name: str) -> None:
    costs = table(name)
    for grouping in ("layer", "kind", "stage"):
        rows = costs.by(grouping)
        assert sum(row.macs for row in rows) == costs.total.macs
        assert sum(row.params("running") for row in rows) == costs.total.params("running")
        assert sum(row.layers for row in rows) == len(costs.network.layers)
    counts = [costs.total.params(convention) for convention in CONVENTIONS]
    assert counts == sorted(counts)


def test_the_report_holds_the_contract() -> None:
    params_expected = {
        "mobilenet_v1": 4_231_976,
        "mobilenet_v2": 3_504_872,
        "xception": 22_855_952,
        "deepface": 118_923_774,
    }
    for name, expected in params_expected.items():
        report = cost_report(zoo.build(name), "kind")
        assert report["params"] == expected
        for key in ("macs", "params", "weights", "receptive_field", "peak_activation_bytes"):
            assert type(report[key]) is int
        assert isinstance(report["rows"], list) and report["rows"]
    assert cost_report(zoo.build("resnet34"))["macs"] == 3_663_761_408


def test_peak_memory_follows_what_is_alive() -> None:
    """MobileNet's peak is the pointwise of its first block: 112² × (32 in + 64 out) values."""
    report = cost_report(zoo.build("mobilenet_v1"))
    assert report["peak_activation_bytes"] == 4 * 112 * 112 * (32 + 64)
    residual = zoo.build("resnet18")
    held = live_values(residual)
    index = next(i for i, layer in enumerate(residual.layers) if layer.name == "conv3")
    assert held[index] == 3 * 64 * 56 * 56  # shortcut, input and output of a block's second convolution


def test_unknown_groupings_and_conventions_are_named() -> None:
    costs = table("resnet18")
    with pytest.raises(SpecError, match="known are layer, kind, stage"):
        costs.by("colour")  # type: ignore[arg-type] # the mistake under test
    with pytest.raises(SpecError, match="known are weights, biases, bn, running"):
        costs.total.params("all")  # type: ignore[arg-type] # the mistake under test
