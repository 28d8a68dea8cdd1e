"""CommonMark 0.31.2's examples, and the few that this dialect reads otherwise on purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.model import Config
from tests.markdown.reading_aloud import as_tree, html_of

EXAMPLES = json.loads((Path(__file__).parent / "commonmark" / "examples.json").read_text("utf-8"))

LINE = "a tag of running text alone on its line opens a paragraph, so that Markdown goes on behind it"
CLOSED = "an element ends at its closing tag, as in kramdown, and the next line is Markdown"
WHOLE = "an element whose first line has text runs to its closing tag, blank lines included"
BALANCED = "what is left open is closed with its paragraph, so that the page around it stays whole"
BROKEN = "a tag that never ends is shown as text, lest it swallow the rest of the page"
NAMELESS = "an <a> that leads nowhere is a <span>"
DECLARED = "HTML5 has no processing instructions, declarations or CDATA: they are left out"
ALT = "an image always has an alternative text"

DIFFERENT = {
    21: LINE, 31: LINE, 148: WHOLE, 150: NAMELESS, 156: BROKEN, 157: BROKEN, 158: BROKEN, 161: CLOSED,
    162: LINE, 180: DECLARED, 186: CLOSED, 187: BALANCED, 344: BALANCED, 475: ALT, 476: BALANCED,
    477: BALANCED, 494: BALANCED, 613: NAMELESS, 614: NAMELESS, 615: NAMELESS, 616: NAMELESS,
    627: DECLARED, 629: DECLARED, 630: BALANCED, 631: BALANCED, 642: BALANCED, 643: BALANCED,
}  # fmt: skip


@pytest.mark.parametrize(
    ("number", "section", "markdown", "html"), EXAMPLES, ids=[f"{e[0]}-{e[1]}" for e in EXAMPLES]
)
def test_example(number: int, section: str, markdown: str, html: str) -> None:
    del section
    got = as_tree(html_of(markdown, Config(auto_ids=False, math=False)))
    same = got == as_tree(html)
    if number in DIFFERENT:
        assert not same, f"{number} is listed as different ({DIFFERENT[number]}) but is the same"
    else:
        assert got == as_tree(html)
