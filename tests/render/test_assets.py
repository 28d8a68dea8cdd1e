"""The style sheet and the scripts: whole, joined in order, small, and quiet on the network."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import tinycss2

from generator.bundles import bundled_folder
from generator.model import Output
from generator.render import load_assets
from generator.render.assets import versioned

ASSETS = load_assets()
TEMPLATES = bundled_folder("templates")


def test_the_style_sheet_parses_and_keeps_its_layers_in_order() -> None:
    css = ASSETS.css.content.decode()
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    assert len(rules) > 100
    assert [rule for rule in rules if rule.type == "error"] == []
    assert "/*" not in css
    assert css.index("--paper") < css.index(".masthead") < css.index("@page")


def test_sources_are_joined_by_name_and_comments_left_out(tmp_path: Path) -> None:
    for kind in ("css", "js", "explorer"):
        (tmp_path / kind).mkdir()
    (tmp_path / "css" / "2.css").write_text("b {}\n")
    (tmp_path / "css" / "1.css").write_text("/* one\ntwo */\na {\n  color: red;\n}\n")
    (tmp_path / "js" / "1.js").write_text('// one\nf("//x"); // kept\n\n  // two\ng();\n')
    (tmp_path / "explorer" / "1.js").write_text("const own = 1;\n")
    (tmp_path / "icon.svg").write_text("<svg/>")
    made = load_assets(tmp_path)
    assert made.css.content.decode() == "a {\ncolor: red;\n}\nb {}\n"
    assert made.js.content.decode() == 'f("//x"); // kept\ng();\n'
    assert made.explorer.content.decode() == "(() => {\nconst own = 1;\n})();\n"


def test_nothing_is_fetched_from_elsewhere() -> None:
    written = [asset.content.decode() for asset in (ASSETS.css, ASSETS.js, ASSETS.explorer)]
    written = [text.replace("http://www.w3.org/2000/svg", "") for text in written]  # a name, no address
    written += [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html"))]
    for text in written:
        assert re.findall(r"(?:https?:)?//[a-z]+\.[a-z]", text) == []
        assert "@import" not in text and "url(" not in text


def test_what_a_first_view_loads_is_small() -> None:
    packed = sum(len(gzip.compress(asset.content, 9)) for asset in (ASSETS.css, ASSETS.js, ASSETS.icon))
    assert packed < 20_000
    assert len(gzip.compress(ASSETS.explorer.content, 9)) < 8_000


def test_a_changed_asset_has_another_address() -> None:
    changed = replace(ASSETS.css, held=ASSETS.css.content + b"x")
    assert versioned(changed) != versioned(ASSETS.css)
    assert versioned(Output("a.css", b"1")).startswith("a.css?")


@pytest.mark.parametrize("colour", ["ink", "muted", "accent", "keyword", "string", "number"])
def test_text_colours_keep_their_contrast_in_both_themes(colour: str) -> None:
    """WCAG 2.2: text at least 4.5 against the paper and the raised ground it may stand on."""
    colours = _colours()
    for theme in (0, 1):
        for ground in ("paper", "raised"):
            assert _contrast(colours[colour][theme], colours[ground][theme]) >= 4.5, (theme, ground)


def test_the_light_fallback_is_the_light_theme() -> None:
    css = ASSETS.css.content.decode()
    for name, (light, _) in _colours().items():
        assert f"--{name}: {light};" in css


def test_the_scripts_parse() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine; the browser tests run the scripts")
    for script in (ASSETS.js, ASSETS.explorer):
        checked = subprocess.run(
            [node, "--check", "-"], input=script.content, capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stderr.decode()


def _colours() -> dict[str, tuple[str, str]]:
    pairs = re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", ASSETS.css.content.decode())
    return {name: (light, dark) for name, light, dark in pairs}


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
