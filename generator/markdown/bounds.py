"""How much one note may hold of Markdown, or of HTML: what keeps it within half a gigabyte.

Bounds the lines and the marks, not the bytes: a picture written into the text as data takes little.
"""

from __future__ import annotations

import re
from itertools import islice

from generator.diagnostics import Diagnostic, Location
from generator.markdown.reading import Reading
from generator.patterns import pattern
from generator.problems import markdown as problems

MOST_LINES = 100_000
"""A line that is an item of a list takes 2.3 kB."""
MOST_MARKS = 500_000
"""A delimiter of emphasis takes .8 kB."""
MOST_TAGS = 200_000
"""A tag of a page in HTML takes up to 70 µs and 1 kB."""
_MARKS = "*_`$[]<&\\{=~!|"
_MARK = pattern(f"[{re.escape(_MARKS)}]")
_TAG = pattern("<")


def beyond(body: str, reading: Reading) -> Diagnostic | None:
    """What there is to say of a text that is too long to be read, at the first line beyond the bound."""
    if len(body) <= min(MOST_LINES, MOST_MARKS):
        return None
    lines = body.count("\n") + 1
    if lines > MOST_LINES:
        return problems.note_too_long(lines, "lines", MOST_LINES, reading.at(MOST_LINES + 1))
    marks = sum(map(body.count, _MARKS))
    if marks <= MOST_MARKS:
        return None
    at = _line_of(_MARK, MOST_MARKS, body, reading)
    return problems.note_too_long(marks, "marks of Markdown", MOST_MARKS, at)


def beyond_in_html(body: str, reading: Reading) -> Diagnostic | None:
    """Likewise, of a page that is written in HTML."""
    tags = body.count("<")
    if tags <= MOST_TAGS:
        return None
    return problems.note_too_long(tags, "tags", MOST_TAGS, _line_of(_TAG, MOST_TAGS, body, reading))


def _line_of(mark: re.Pattern[str], number: int, body: str, reading: Reading) -> Location:
    """Where the mark stands that so many are before."""
    found = next(islice(mark.finditer(body), number, None))
    return reading.at(body.count("\n", 0, found.start()) + 1)
