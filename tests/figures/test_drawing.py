"""Drawn figures: the engine's numbers, the same bytes in any process, faults at their lines."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generator.diagnostics import Location
from generator.engine import ConvSpec, conv2d, macs, weights
from generator.figures.drawing import draw_image
from generator.figures.families.dilated import DilatedSteps, dilated_steps
from generator.figures.families.grouped import assert_block_diagonal
from generator.figures.images_file import read_images_file
from generator.figures.registry import KINDS
from generator.figures.svg import svg, svgs
from generator.model import THUMBNAIL, DrawnFigure, Param

ROOT = Path(__file__).parents[2]
AT = Location("_posts/a.md", 3)


def drawn(kind: str, *params: tuple[str, str], path: str = "imgs/图.png") -> DrawnFigure:
    given = tuple(Param(key, value, Location("_posts/a.md", 4 + i)) for i, (key, value) in enumerate(params))
    checked = draw_image(kind, given, path, AT)
    assert checked.value is not None, checked.diagnostics
    return checked.value


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_draws_readable_files_of_its_size(kind: str) -> None:
    made = drawn(kind)
    raster, still = made.outputs[:2]
    assert raster.content.startswith(b"\x89PNG")
    text = still.content.decode()
    assert text.startswith("<svg")
    assert "prefers-color-scheme" in text
    assert "<text" in text
    assert made.figure.alt and made.figure.title and made.figure.description
    assert made.figure.table is not None and made.figure.table.rows


def test_the_dilated_figure_prints_what_the_engine_computes() -> None:
    params = DilatedSteps(input=9, kernel=3, dilation=3)
    scene = dilated_steps(params)
    assert scene.table is not None
    for _, sum_, result in scene.table.rows:
        products, _, total = sum_.replace("−", "-").partition(" = ")
        terms = re.findall(r"(-?\d+)×\(?(-?\d+)\)?", products)
        assert sum(int(a) * int(b) for a, b in terms) == int(total) == int(result.replace("−", "-"))
    assert len(scene.steps) == len(scene.table.rows) == 9


def test_the_separable_figure_prints_what_the_engine_computes() -> None:
    made = drawn("depthwise_separable", ("input", "224"), ("in-channels", "32"), ("out-channels", "64"))
    standard = ConvSpec(32, 64, 3, 2, 1)
    assert made.figure.table is not None
    row = made.figure.table.rows[0]
    assert row[2:] == (f"{weights(standard):,}", f"{macs(standard, (224, 224)):,}")
    assert f"{macs(standard, (224, 224)):,}" in made.outputs[1].content.decode()


def test_grouped_convolution_is_the_block_diagonal_dense_one() -> None:
    for groups in (1, 2, 4, 8):
        assert_block_diagonal(ConvSpec(8, 8, 3, groups=groups))
    x, dense = np.ones((1, 4, 3, 3)), np.ones((4, 4, 1, 1))
    assert not np.array_equal(conv2d(x, dense), conv2d(x, dense[:, :2], groups=2))


def test_steps_have_files_of_their_own() -> None:
    made = drawn("dilated_steps", path="imgs/空洞卷积.gif")
    paths = [output.path for output in made.outputs]
    assert paths[:2] == ["imgs/空洞卷积.gif", "imgs/空洞卷积.gif.svg"]
    assert tuple(paths[2:-1]) == made.figure.frames
    assert paths[-1] == made.figure.thumbnail == "imgs/空洞卷积.gif.thumbnail.svg"
    assert made.outputs[0].content.startswith(b"GIF89a")
    assert len({output.content for output in made.outputs[2:-1]}) == 9


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_thumbnail_has_the_shapes_and_no_text(kind: str) -> None:
    thumbnail = drawn(kind).outputs[-1].content.decode()
    x, y, width, height = map(float, re.findall(r'viewBox="([^"]+)"', thumbnail)[0].split())
    assert width / height == pytest.approx(THUMBNAIL[0] / THUMBNAIL[1], rel=0.01)
    assert "<text" not in thumbnail and "@font-face" not in thumbnail
    assert "prefers-color-scheme" in thumbnail
    starts = re.findall(r' x="(-?[\d.]+)" y="(-?[\d.]+)"| d="M(-?[\d.]+) (-?[\d.]+)', thumbnail)
    places = [(float(a or c), float(b or d)) for a, b, c, d in starts]
    seen = [place for place in places if x <= place[0] <= x + width and y <= place[1] <= y + height]
    assert len(seen) > len(places) / 4
    assert all(x <= place[0] <= x + width for place in places)


@pytest.mark.parametrize(
    ("kind", "params", "code", "line"),
    [
        ("dilated_step", (), "unknown-figure", 3),
        ("dilated_steps", (("dilatoin", "2"),), "unknown-param", 4),
        ("dilated_steps", (("dilation", "2"), ("kernel", "three")), "bad-param", 5),
        ("mobilenet_layers", (("width", "wide"),), "bad-param", 4),
        ("mobilenet_layers", (("size", "128"), ("width", "0")), "impossible-figure", 5),
        ("dilated_steps", (("dilation", "2"), ("kernel", "9")), "impossible-figure", 5),
        ("grouped", (("channels", "8"), ("groups", "3")), "impossible-figure", 5),
    ],
)
def test_what_cannot_be_drawn_is_an_error_at_its_line(
    kind: str, params: tuple[tuple[str, str], ...], code: str, line: int
) -> None:
    given = tuple(Param(key, value, Location("_posts/a.md", 4 + i)) for i, (key, value) in enumerate(params))
    checked = draw_image(kind, given, "imgs/x.png", AT)
    assert checked.value is None
    assert [(d.code, d.at.line) for d in checked.diagnostics] == [(code, line)]


def test_help_for_what_is_no_number_gives_a_number() -> None:
    given = (Param("dilation", "two", Location("_posts/a.md", 4)),)
    (problem,) = draw_image("dilated_steps", given, "imgs/x.png", AT).diagnostics
    assert "whole number" in problem.message
    assert problem.help == f"write it in digits, such as {DilatedSteps().dilation}, which it is when left out"


def test_any_process_draws_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the hash seed, and on a host with other fonts, another home, matplotlibrc, zone and tongue."""
    code = (
        "import hashlib; from generator.figures.registry import KINDS;"
        "from generator.figures.drawing import draw_image;"
        "from generator.diagnostics import Location;"
        "print(hashlib.sha256(b''.join(o.content for k in sorted(KINDS) for end in ('gif', 'png', 'jpg')"
        " for o in draw_image(k, (), f'x.{end}', Location('a')).value.outputs)).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | host,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for host in ({"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "4711", **other_host(tmp_path)})
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == len(hashlib.sha256().hexdigest())


def other_host(home: Path) -> dict[str, str]:
    """A machine without fonts, whose user has a matplotlibrc of his own."""
    settings = (
        "font.family: monospace\ntext.antialiased: False\npatch.antialiased: False\npath.sketch: 3, 20, 5\n"
    )
    (home / "matplotlib").mkdir()
    (home / "matplotlib" / "matplotlibrc").write_text(settings, encoding="utf-8")
    (home / "fonts.conf").write_text(f"<fontconfig><dir>{home}</dir></fontconfig>", encoding="utf-8")
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_DIRS": str(home),
        "FONTCONFIG_FILE": str(home / "fonts.conf"),
        "LC_ALL": "C",
        "TZ": "Asia/Tokyo",
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('["a.png"]\nfigure = \n', 2),
        ('["a.png"]\nfigur = "grouped"\n', 1),
        ('\n["../a.png"]\nfigure = "grouped"\n', 2),
        ('["a.webm"]\nfigure = "grouped"\n', 1),
        (f'["a.png"]\nfigure = {"7" * 5000}\n', 2),
    ],
)
def test_a_wrong_images_file_is_an_error_at_its_line(text: str, line: int) -> None:
    (found,) = read_images_file(text).diagnostics
    assert (found.code, found.at) == ("bad-imgs-toml", Location("imgs.toml", line))


def test_every_image_that_the_article_names_is_drawn() -> None:
    seed = ROOT / "../shared/data/seed/net_models.md"
    if not seed.exists():
        pytest.skip("the seed post is not on this machine")
    named = re.findall(r"!\[[^\]]*\]\(\./imgs?/([^)]+)\)", seed.read_text(encoding="utf-8"))
    read = read_images_file((ROOT / "content/imgs.toml").read_text(encoding="utf-8"))
    assert len(named) == len(set(named)) == 16
    assert {f"imgs/{name}" for name in named} <= {entry.path for entry in read.value}
    for entry in read.value:
        made = draw_image(entry.kind, entry.params, entry.path, entry.at)
        assert made.value is not None, made.diagnostics
        assert [output.path for output in made.value.outputs[:2]] == [entry.path, f"{entry.path}.svg"]


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("grouped", (("kernel", "7"),)),
        ("effective_field", (("kernel", "2"), ("layers", "3"))),
        ("mobilenet_layers", (("width", "2"), ("size", "1000"))),
        ("network_costs", (("network", "input 3x32x32; conv 3x3 8; relu; fc 10"),)),
        ("bottleneck_shapes", (("size", "7"), ("stride", "3"))),
        ("inverted_residual", (("out_channels", "224"), ("expansion", "2"), ("lang", "en"))),
    ],
)
def test_unusual_numbers_are_drawn_too(kind: str, params: tuple[tuple[str, str], ...]) -> None:
    assert drawn(kind, *params).figure.table is not None


@pytest.mark.parametrize(("kind", "key"), [("grouped", "kernel"), ("effective_field", "layers")])
def test_what_would_take_ages_is_refused(kind: str, key: str) -> None:
    checked = draw_image(kind, (Param(key, "1000000", AT),), "x.png", AT)
    assert [found.code for found in checked.diagnostics] == ["impossible-figure"]


def test_pixels_are_painted_when_they_are_asked_for_and_tell_a_change_before() -> None:
    one, same, other = (drawn("dilated_steps", ("dilation", d)).outputs[0] for d in ("2", "2", "3"))
    assert one == same and one != other
    assert not (one.is_made or same.is_made or other.is_made)
    assert one.content.startswith(b"\x89PNG") and one.is_made


def test_steps_written_together_are_the_steps_each_alone() -> None:
    scene = dilated_steps(DilatedSteps())
    alone = [svg(replace(scene, ops=scene.frame(n), steps=())) for n in range(len(scene.steps))]
    together = [file.decode().partition("</style>")[2] for file in svgs(scene)]
    assert together == [file.decode().partition("</style>")[2] for file in alone]
    assert svgs(scene)[-1] == svg(scene)
