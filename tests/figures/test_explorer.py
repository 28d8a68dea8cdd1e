"""The explorer: its script's arithmetic is the engine's, and its still says the same."""

from __future__ import annotations

import random
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Location
from generator.engine import ConvSpec, SpecError, conv2d, macs, output_hw, weights
from generator.engine.arithmetic import Field, grow
from generator.figures.drawing import draw_request
from generator.figures.families.explorer import LIMITS, Explorer, draw_explorer, quantities
from generator.figures.lint import lint
from generator.figures.palette import PALETTE
from generator.figures.samples import pixels, taps
from generator.model import FigureRequest, Param

ASSETS = Path(__file__).parents[2] / "assets"
CASES = 1500


def settings(seed: int) -> tuple[Explorer, ...]:
    """Random settings, within the sliders' reach and beyond, one in four with a value none can have."""
    rng = random.Random(seed)  # noqa: S311 no secret
    found = []
    for _ in range(CASES):
        values = {name: rng.randint(least, most) for name, (least, most) in LIMITS.items()}
        values["groups"] = rng.choice((1, 1, 2, 3, 4, values["in_channels"]))
        match rng.randrange(8):
            case 0:
                values[rng.choice(tuple(LIMITS))] = rng.randint(-2, 0)
            case 1:
                values |= {"input": rng.randint(33, 512), "in_channels": 512, "out_channels": 1024}
        found.append(Explorer(**values))
    return tuple(found)


def by_engine(at: Explorer) -> dict[str, object]:
    """What the engine says of the settings, in the script's words; `input` is a pixel count for it too."""
    size = (at.input, at.input)
    try:
        told = quantities(at)
        spec = ConvSpec(
            at.in_channels, at.out_channels, at.kernel, at.stride, at.padding, at.dilation, at.groups
        )
    except SpecError as fault:
        return {"fault": str(fault)}
    return {
        "size": output_hw(spec, size)[0],
        "weights": weights(spec),
        "dense": weights(ConvSpec(at.in_channels, at.out_channels, at.kernel)),
        "macs": macs(spec, size),
        "field": grow(Field(), at.kernel, at.stride, at.padding, at.dilation).size,
        "formulas": [each.formula for each in told],
    }


def by_script(chromium: Any, call: str, cases: list[dict[str, int]]) -> list[Any]:
    page = chromium.new_page()
    source = (ASSETS / "explorer" / "10-arithmetic.js").read_text(encoding="utf-8")
    found: list[Any] = page.evaluate(f"cases => {{ {source}\nreturn cases.map({call}); }}", cases)
    page.close()
    return found


@pytest.mark.browser
def test_the_script_computes_what_the_engine_computes(chromium: Any) -> None:
    cases = settings(seed=4)
    expected = [by_engine(case) for case in cases]
    found = by_script(chromium, "convolution", [asdict(case) for case in cases])
    for case, one, other in zip(cases, found, expected, strict=True):
        assert one == other, case
    impossible = sum("fault" in each for each in expected)
    assert 300 < impossible < CASES - 300
    assert len({str(each["fault"]).partition("=")[0] for each in expected if "fault" in each}) == 8


@pytest.mark.browser
def test_the_script_convolves_as_the_engine_does(chromium: Any) -> None:
    cases = [case for case in settings(seed=5) if case.input <= 16 and "fault" not in by_engine(case)][:120]
    found = by_script(chromium, "s => outputs(s, convolution(s).size)", [asdict(case) for case in cases])
    assert len(cases) == 120
    for case, values in zip(cases, found, strict=True):
        expected = conv2d(
            pixels(case.input)[None, None],
            taps(case.kernel)[None, None],
            stride=case.stride,
            padding=case.padding,
            dilation=case.dilation,
        )
        assert values == expected[0, 0].tolist(), case


def test_the_still_shows_the_engines_numbers_and_stays_readable() -> None:
    possible = [case for case in settings(seed=6)[:400] if "fault" not in by_engine(case)]
    drawn = [case for case in possible if case.input <= LIMITS["input"][1]][:12]
    assert len(drawn) == 12
    for case in drawn:
        scene = draw_explorer(case)
        assert scene.table is not None
        told = by_engine(case)
        values = [row[2] for row in scene.table.rows]
        assert values[1:3] == [f"{told['weights']:,}", f"{told['macs']:,}"]
        assert values[0] == f"{told['size']}×{told['size']}×{case.out_channels}"
        assert lint(scene) == (), case
        assert {each.name: each.value for each in scene.explores} == asdict(case)


@pytest.mark.parametrize(
    ("params", "message", "line"),
    [
        ((("stride", "2"), ("groups", "3")), "groups=3: in_channels % groups = 0 fails: 8 % 3 = 2", 5),
        (
            (("padding", "0"), ("kernel", "9")),
            "(7 + 0 + 0 - 1 * (9 - 1) - 1) // 2 + 1 = 0, no window fits",
            5,
        ),
        ((("input", "224"),), "input <= 32 fails: 224 > 32", 4),
        ((("stride", "0"),), "stride >= 1 fails: 0 < 1", 4),
        ((("strid", "2"),), 'explorer has no "strid"', 4),
    ],
)
def test_a_fence_with_impossible_settings_is_an_error_at_its_line(
    params: tuple[tuple[str, str], ...], message: str, line: int
) -> None:
    given = tuple(Param(key, value, Location("a.md", 4 + i)) for i, (key, value) in enumerate(params))
    (found,) = draw_request(FigureRequest("", given, (), Location("a.md", 3), "explorer")).diagnostics
    assert message in found.message
    assert found.at == Location("a.md", line)


def test_a_fence_names_no_kind() -> None:
    (found,) = draw_request(FigureRequest("dilated", (), (), Location("a.md", 3), "explorer")).diagnostics
    assert (found.code, found.at.line) == ("unknown-figure", 3)


def test_an_authors_alt_goes_before_the_drawings() -> None:
    request = FigureRequest(
        "grouped", (Param("alt", "我的话", Location("a.md", 4)),), (), Location("a.md", 3)
    )
    drawn = draw_request(request).value
    assert drawn is not None
    assert drawn.figure.alt == "我的话"


def test_the_explorers_colours_are_the_figures() -> None:
    css = (ASSETS / "css" / "65-explorer.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    assert len(pairs) >= 12
    for role, light, dark in pairs:
        assert PALETTE[role] == (light, dark), role


@pytest.mark.browser
def test_both_languages_say_the_same_things(chromium: Any) -> None:
    page = chromium.new_page()
    source = (ASSETS / "explorer" / "20-words.js").read_text(encoding="utf-8")
    keys = "words => Object.entries(words).map(([key, value]) => [key, typeof value, Object.keys(value)])"
    said = "words => ({ ...words, ...Object.fromEntries(Object.entries(words).map(flat)) })"
    flat = "const flat = ([key, value]) => [key, typeof value === 'string' ? {} : value]"
    chinese, english = page.evaluate(
        f"() => {{ {source}\n{flat};\nreturn [WORDS.zh, WORDS.en].map({said}).map({keys}); }}"
    )
    page.close()
    assert len(english) > 10
    assert chinese == english
