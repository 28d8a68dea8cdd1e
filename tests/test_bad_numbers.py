"""Numbers that are none or beyond all reason, wherever a note may write one: told, never raised."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import Memory, Options, compile_site
from generator.diagnostics import Severity
from generator.engine.layers_language import parse

LONG = "9" * 5000
HEAD = "---\ntitle: T\ndate: 2024-01-01\n---\n\n"


def errors(root: Path, text: str) -> set[str]:
    (root / "_posts").mkdir(exist_ok=True)
    (root / "_posts/2024-01-01-a.md").write_text(HEAD + text, encoding="utf-8")
    options = Options(root, root / "site", now=datetime(2025, 1, 1, tzinfo=UTC))
    compiled = compile_site(options, lambda _phase, _done, _of: None, Memory())
    return {d.code for d in compiled.diagnostics if d.severity is Severity.ERROR}


@pytest.mark.parametrize(
    "expression",
    [
        "1e999",
        LONG,
        "True",
        "_[9]",
        "1" + "+1" * 300,
        "-" * 600 + "1",
        "(" * 300,
        "9e99*" * 40 + "1",
        "a\0b",
        "1j",
    ],
)
def test_an_expression_without_a_value_is_told(expression: str, tmp_path: Path) -> None:
    assert errors(tmp_path, f"{{cost}}`{expression}`\n") == {"bad-value"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("conv 1x1 8 n=3000000", "at most 5000"),
        ("bottleneck t=4 c=24 n=3000000", "at most 5000"),
        (f"conv 1x1 {LONG}", "no number of channels"),
        ("conv ²x3 8", "no kernel"),
        ("conv 3x3 8 /²", "no stride"),
        ("shuffle 0", "groups >= 1 fails"),
        ("input 3x8x8", "a second time"),
    ],
)
def test_a_layer_that_no_network_has_is_told(line: str, told: str) -> None:
    parsed = parse(f"input 3x64x64\ncame: conv 1x1 8 relu\n{line}\nadd came", "x")
    assert parsed.network is None
    assert told in parsed.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        '<font size="²">a</font>',
        f'<font size="{LONG}">a</font>',
        f"{{::options footnote_nr='{LONG}' /}}\n\na[^1]\n\n[^1]: b",
        f"{{{{ site.a[{LONG}] }}}} {{{{ page.tags[²] }}}}",
        f"${LONG} = 1$ and $1{LONG} + 1 = {LONG}2$ and $2^{{{LONG}}} = 4$",
        '<svg width="1" height="2"></svg>',
    ],
)
def test_a_number_of_no_meaning_is_passed_over(text: str, tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("a: [1, 2]\n")
    (tmp_path / "a.svg").write_text(f'<svg width="{LONG}" height="1e999"></svg>')
    assert errors(tmp_path, f"![a](/a.svg)\n\n{text}\n") == set()


@pytest.mark.parametrize(
    "fence",
    [
        f"flip\n:x: {LONG} ² --3\n",
        f"receptive_growth\n:dilations: {LONG}\n",
        f"dilated_steps\n:kernel: {LONG}\n",
    ],
)
def test_a_figure_of_no_size_is_told(fence: str, tmp_path: Path) -> None:
    assert errors(tmp_path, f"```{{figure}} {fence}```\n")


@pytest.mark.parametrize("published", ["1e999999999", "1e-999999999", "9" * 5000, "nan", "-1"])
def test_a_published_figure_of_no_size_is_told(published: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        f"network,setting,quantity,published,source\nresnet18,224,macs,{published},me\n", encoding="utf-8"
    )
    assert errors(tmp_path, "```{published-table} p.csv\n```\n")
