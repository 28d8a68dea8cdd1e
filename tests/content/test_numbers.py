"""No network's figure is typed by hand: what the engine can compute, a note asks of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.content.prose import POSTS, by_hand

_NUMBER = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s*(M|G|k|%|万|亿|倍|KiB|MiB|MB|GB|ms|毫秒|GFLOP|times)?(?![A-Za-z])"
)
"""A number, and a unit that would make even a short one a figure."""

ALLOWED = (
    (r"\b(?:19|20)\d\d(?= 年|$| {2}$)|25 November 2026", "a year, or a date"),
    (r"ResNe(?:t|Xt)-\d+", "a name"),
    (r"Python 3\.11|NumPy 2\.4\.6|404 页", "a version, a name"),
    (r"\b\d(?:,\d){2,3}\b", "dilations, or an order of channels: chosen, listed without units"),
    (r"\b(?:128|192|256|728|1280)(?= 个(?:输出)?通道| channels)", "the channels of a layer: chosen"),
    (r"\b(?:256|128|224|160)(?=，这才|，代价| 那一行|：)", "a width or a size: chosen"),
    (r"\b(?:224×224|227×227|299×299|152×152|112×112)\b", "the size of an input: chosen"),
    (r"\| (?:16|64|256|512|1024) \|", "the channels of a row: chosen"),
    (r"(?:32|64|256|512|1024) → (?:64|256|512|1024)|3×3，128", "the channels of a measured layer: chosen"),
    (r"(?<=从 )0\.35(?= 到 1\.4)|（1\.4 倍）|（g = 128", "a network's design: chosen"),
    (r"每条约 1 MB|3 GB 显存", "a size of memory, no cost of a network"),
    (r"95%", "the share that the effective field is cut at; DeepFace's published bound"),
    (r"15 亿|1\.19%|4866 M|290 M|76 M|300 M|3\.4 M|585 M|6\.9 M|137 M|1\.2 亿", "published, set beside ours"),
    (r"\b(?:896|4608|69632|1179648)\b", "the older edition's own figures, quoted to be set right"),
    (r"154 GFLOP/s|77 G (?:次|MACs)|11\.8 GB/s|(?:99\.1|66\.0) 毫秒", "measured, dated in the note"),
    (r"\| (?:30\.0|66\.0|99\.1|15\.5|14\.8|44\.3) \|", "milliseconds: measured, dated in the note"),
    (r"\| (?:0\.87|1\.02|1\.05|0\.76|1\.00|1\.21|0\.06) \|", "ratios: measured, dated in the note"),
)
"""What may stand in prose as digits, and why."""


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_no_figure_is_typed_by_hand(post: Path) -> None:
    found = []
    for line in by_hand(post.read_text("utf-8")).splitlines():
        rest = line
        for pattern, _ in ALLOWED:
            rest = re.sub(pattern, " ", rest)
        for number, unit in _NUMBER.findall(rest):
            if unit or len(re.sub(r"\D", "", number)) >= 3:
                found.append(f"{number} {unit} in: {line.strip()}")
    assert found == []


@pytest.mark.parametrize(("pattern", "reason"), ALLOWED)
def test_every_exception_is_needed(pattern: str, reason: str) -> None:
    written = "\n".join(by_hand(post.read_text("utf-8")) for post in POSTS)
    assert re.search(pattern, written, re.MULTILINE), reason


def test_the_search_for_figures_finds_them() -> None:
    text = (
        "---\ntitle: 1234\n---\n共 568,740,352 次，占 94.9%，{cost}`a.macs` 与 `123`，$3\\times3=999$，$4567$"
    )
    found = [number for number, _ in _NUMBER.findall(by_hand(text))]
    assert found == ["568,740,352", "94.9", "4567"]
