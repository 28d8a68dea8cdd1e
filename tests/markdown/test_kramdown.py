"""kramdown's own cases against what Jekyll prints for them. The floors may only rise."""

from __future__ import annotations

import json
import re
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from generator.model import Config
from generator.yaml_reader import read_mapping
from tests.markdown.reading_aloud import as_tree, html_of

ROOT = Path(__file__).parents[2] / "../shared/data/kramdown"
EXPECTED = ROOT / "gfm_output.json"

# Each asks for a program or a habit that a page of this site has no use for.
LEFT_OUT = {
    "block/06_codeblock/highlighting-minted-with-opts.text": "LaTeX highlighting",
    "block/06_codeblock/highlighting-minted.text": "LaTeX highlighting",
    "block/06_codeblock/whitespace.text": "visible blanks in code",
    "block/15_math/no_engine.text": "formulas left to another engine",
    "span/math/no_engine.text": "formulas left to another engine",
}

# group → (exact cases, mean similarity). They may only rise; `python -m tests.markdown.test_kramdown`
# prints where they stand.
FLOORS = {
    "block/04_header": (8, 0.988),
    "block/05_blockquote": (6, 1.0),
    "block/06_codeblock": (13, 0.955),
    "block/07_horizontal_rule": (4, 1.0),
    "block/10_ald": (1, 1.0),
    "block/11_ial": (2, 0.99),
    "block/13_definition_list": (12, 1.0),
    "block/14_table": (6, 0.984),
    "block/15_math": (1, 0.982),
    "block/16_toc": (5, 1.0),
    "span/04_footnote": (10, 0.996),
    "span/abbreviations": (2, 0.982),
    "span/ial": (1, 1.0),
    "span/line_breaks": (0, 0.996),
    "span/math": (0, 0.981),
}

_FORMULA = re.compile(r'<(?:div|span) (?:id="[^"]*" )?class="math[^>]*>(.*?)</(?:div|span)>', re.DOTALL)

pytestmark = pytest.mark.skipif(not EXPECTED.is_file(), reason="kramdown's cases are not beside the checkout")


@pytest.mark.parametrize("group", FLOORS)
def test_group(group: str) -> None:
    ratios = _ratios(group)
    exact, mean = FLOORS[group]
    assert sum(ratio == 1 for ratio in ratios.values()) >= exact, ratios
    assert sum(ratios.values()) / len(ratios) >= mean, ratios


def test_no_group_is_forgotten() -> None:
    assert {name.rpartition("/")[0] for name in _expected()} == set(FLOORS)


def report() -> str:
    """A line for each group: its cases, how many come out exactly, how similar they are on the mean."""
    lines = ["| group | cases | exact | similarity |", "|---|---|---|---|"]
    for group in FLOORS:
        ratios = _ratios(group)
        exact = sum(ratio == 1 for ratio in ratios.values())
        lines.append(f"| {group} | {len(ratios)} | {exact} | {sum(ratios.values()) / len(ratios):.3f} |")
    return "\n".join(lines)


def _expected() -> dict[str, str]:
    cases: dict[str, str] = json.loads(EXPECTED.read_text("utf-8"))
    return {name: html for name, html in cases.items() if name not in LEFT_OUT}


def _ratios(group: str) -> dict[str, float]:
    """Case → how similar what comes out is to what Jekyll prints."""
    return {
        name: _similarity(html_of((ROOT / name).read_text("utf-8"), _config(ROOT / name)), html)
        for name, html in _expected().items()
        if name.startswith(group + "/")
    }


def _config(case: Path) -> Config:
    """The options of a case; without any, kramdown's test runner turns header ids off."""
    options = case.with_suffix(".options")
    if not options.is_file():
        return Config(auto_ids=False, math=False)
    read = read_mapping(options.read_text("utf-8"), options.name).value.values
    kramdown = {key.lstrip(":"): value for key, value in read.items()}
    return Config(auto_ids=kramdown.get("auto_ids") is not False, math=False, extra=(("kramdown", kramdown),))


def _similarity(got: str, expected: str) -> float:
    return SequenceMatcher(None, _comparable(got), _comparable(expected), autojunk=False).ratio()


def _comparable(html: str) -> str:
    """The tree without what is cosmetic: dashes made by typography, blanks between blocks, wrappers of
    formulas, and on which of two elements a footnote's role stands."""
    html = html.replace("—", "---").replace("–", "--").replace("&nbsp;", " ").replace("&#160;", " ")
    html = re.sub(r' (?:role="doc-(?:noteref|endnote)"|tabindex="0")', "", html)
    html = _FORMULA.sub(r"\1", html)
    html = re.sub(r'<div class="cls">(\\\[.*?\\\])\s*</div>', r"\1", html)
    html = html.replace(r"\[", r"\(").replace(r"\]", r"\)")
    return re.sub(r"\s*(</?(?!code|em|strong|a|abbr|sup|span)\w+[^>]*>)\s*", r"\1", as_tree(html))


if __name__ == "__main__":
    sys.stdout.write(f"{report()}\n")
