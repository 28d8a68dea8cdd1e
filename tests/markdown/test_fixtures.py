"""One readable file per rule: a name, the Markdown, the HTML that comes out.

Between the dots stand input and output; a line `<!-- 3: code -->` behind the output expects a
diagnostic of that code at that line of the input, and no others may come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.markdown.plain import as_html
from tests.markdown.reading_aloud import read

FOLDER = Path(__file__).parent / "fixtures"
_CASE = re.compile(r"^(.+)\n\.\n(.*?)^\.\n(.*?)^\.\n((?:<!-- \d+: [\w-]+ -->\n)*)", re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(r"<!-- (\d+): ([\w-]+) -->")


@dataclass(frozen=True)
class Case:
    """One case of a fixture file."""

    name: str
    markdown: str
    html: str
    diagnostics: tuple[tuple[int, str], ...]


def _cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        for name, markdown, html, problems in _CASE.findall(path.read_text("utf-8")):
            expected = tuple((int(line), code) for line, code in _EXPECTED.findall(problems))
            found.append(Case(f"{path.stem}: {name}", markdown, html, expected))
    return found


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case.name))
def test_fixture(case: Case) -> None:
    page = read(case.markdown)
    assert as_html(page.value.body).rstrip() == case.html.rstrip()
    assert tuple((d.at.line, d.code) for d in page.diagnostics) == case.diagnostics


def test_every_rule_has_its_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} >= {
        "abbreviations", "alerts", "attributes", "breaks", "definitions", "directives", "emphasis",
        "extensions", "footnotes", "fragments", "headings", "highlights", "html_blocks", "maths", "pictures",
        "raw_html", "spaces", "tables", "toc", "wiki",
    }  # fmt: skip
