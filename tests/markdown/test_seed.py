"""The post that must come out whole."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from generator.diagnostics import Checked, Severity
from generator.markdown.plain import as_html
from generator.model import Page, Picture
from tests.markdown.reading_aloud import read

SEED = Path(__file__).parents[2] / "../shared/data/seed/net_models.md"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The post's lines with the front matter blanked."""
    if not SEED.is_file():
        pytest.skip("the post is not beside the checkout")
    text = SEED.read_text("utf-8").split("\n")
    end = text.index("---", 1) + 1
    return [""] * end + text[end:]


@pytest.fixture(scope="module")
def seed(lines: list[str]) -> Checked[Page]:
    """The page it makes."""
    return read("\n".join(lines))


def test_every_formula_is_there_byte_for_byte(lines: list[str], seed: Checked[Page]) -> None:
    typed = [tex for tex in re.findall(r"\$\$?([^$]+)\$\$?", "\n".join(lines)) if tex.strip()]
    html = unescape(as_html(seed.value.body))
    assert len(typed) > 50
    found = {part.strip() for part in re.findall(r"\\[(\[](.*?)\\[)\]]", html, re.DOTALL)}
    assert [tex for tex in typed if tex.strip() not in found] == []
    assert "$" not in html
    assert seed.value.has_math


def test_only_one_jump_is_dead(seed: Checked[Page]) -> None:
    found = [(d.code, d.at.line) for d in seed.diagnostics if d.severity is not Severity.NOTICE]
    assert found == [("unknown-jump", 74)]
    assert [d.help for d in seed.diagnostics if d.at.line == 74] == ['did you mean "ResNet" (line 92)?']
    repaired = [d.at.line for d in seed.diagnostics if d.code == "repaired-jump"]
    assert repaired == [48, 75, 76, 77]


def test_no_markup_is_left(seed: Checked[Page]) -> None:
    html = as_html(seed.value.body)
    assert [left for left in ("###", "{:", "**", "<center", "<font") if left in html] == []
    assert html.count("<p") == html.count("</p>")
    assert html.count("<div") == html.count("</div>")


def test_pictures_know_their_lines(lines: list[str], seed: Checked[Page]) -> None:
    expected = [
        (i, found[1])
        for i, line in enumerate(lines, start=1)
        for found in re.finditer(r"!\[[^\]]*\]\(([^)]*)\)", line)
    ]
    pictures = [piece for piece in seed.value.body if isinstance(piece, Picture)]
    assert [(picture.at.line, picture.src) for picture in pictures] == expected
    assert all(picture.flow is not None for picture in pictures)


def test_captions_are_found(seed: Checked[Page]) -> None:
    captions = {p.src: as_html(p.caption) for p in seed.value.body if isinstance(p, Picture) and p.caption}
    assert captions["./imgs/resnet_1.png"].startswith("fig1.")
    assert "<br" in captions["./imgs/residual_block.png"]
    assert len(captions) >= 10
