"""How much of Markdown one note may hold: what keeps its tokens within half a gigabyte.

Bounds the lines and the marks, not the bytes: a picture written into the text as data takes little.
"""

from __future__ import annotations

import re
from itertools import islice

from generator.diagnostics import Diagnostic
from generator.markdown.reading import Reading
from generator.problems import markdown as problems

MOST_LINES = 100_000
"""A line that is an item of a list takes 2.3 kB."""
MOST_MARKS = 500_000
"""A delimiter of emphasis takes .8 kB."""
_MARKS = "*_`$[]<&\\{=~!|"
_MARK = re.compile(f"[{re.escape(_MARKS)}]")


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
    first = next(islice(_MARK.finditer(body), MOST_MARKS, None))
    at = reading.at(body.count("\n", 0, first.start()) + 1)
    return problems.note_too_long(marks, "marks of Markdown", MOST_MARKS, at)
