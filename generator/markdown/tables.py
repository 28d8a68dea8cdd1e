"""Tables: GitHub's, with a header and a delimiter row, and kramdown's, which may lack the header.

Replaces the library's rule, because a `|` inside a formula or a code span parts no cells here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_block import StateBlock

from generator.markdown.maths import dollar_span
from generator.markdown.reading import reading_of
from generator.markdown.tokens import make
from generator.patterns import pattern
from generator.problems import markdown as problems
from generator.records import dataclass, field

_SEPARATOR = pattern(r"[ \t]*(?:[|+][ \t]*)?:?-[-:| \t+]*$")
_FOOTER = pattern(r"[ \t]*(?:\|[ \t]*)?=[= \t|]*$")
_CELL = pattern(r"(:?)-+(:?)")
# What a cell border hides in: an escape, a code span, a dollar, a tag or a wiki link that is one piece.
_SPECIAL = pattern(r"\\.|`+|\$|<code\b.*?</code>|\[\[[^\[\]|]*\|[^\[\]|]*\]\]|\|")
_HIDING = pattern(r"[\\`$<\[]")
_MOST_CELLS = 100_000
"""Each takes a kilobyte on its way to the page, and rows are filled up to the widest."""
_ALIGNMENTS = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}


@dataclass(slots=True)
class _Table:
    """The rows of a table with their lines: the head, the bodies in order, the foot."""

    align: list[str] = field(default_factory=list)
    head: list[tuple[int, list[str]]] = field(default_factory=list)
    bodies: list[list[tuple[int, list[str]]]] = field(default_factory=lambda: [[]])
    foot: list[tuple[int, list[str]]] = field(default_factory=list)

    def columns(self) -> int:
        """How many cells every row gets: as many as a head of one row has, else as the widest row."""
        if len(self.head) == 1 and len(self.bodies) < 2:
            return len(self.head[0][1])
        return max((len(cells) for _, cells in self.rows()), default=0)

    def rows(self) -> list[tuple[int, list[str]]]:
        """All rows."""
        return [*self.head, *(row for body in self.bodies for row in body), *self.foot]


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, from its first row to the first line that is none."""
    if state.is_code_block(start) or "|" not in state.src[state.bMarks[start] : state.eMarks[start]]:
        return False
    github = _has_delimiter_row(state, start, end)
    if silent:
        return github
    if not github and start > 0 and not _at_boundary(state, start):
        return False
    lines = list(_lines(state, start, end))
    found = _read(lines, start, state)
    if found is None or (github and not found.head):
        return False
    state.line = start + len(lines)
    rows, columns = len(found.rows()), found.columns()
    if rows * columns <= _MOST_CELLS:
        _write(state, found, start, columns)
        return True
    reading = reading_of(state)
    reading.diagnostics.append(problems.table_too_large(rows, columns, _MOST_CELLS, reading.at(start + 1)))
    shown = state.push("code_block", "code", 0)
    shown.content = state.getLines(start, state.line, state.blkIndent, True)
    shown.map = [start, state.line]
    return True


def _at_boundary(state: StateBlock, start: int) -> bool:
    """Whether a headerless table may begin here: no running text above."""
    above = state.tokens[-1] if state.tokens else None
    return state.isEmpty(start - 1) or above is None or above.type != "paragraph_close"


def _has_delimiter_row(state: StateBlock, start: int, end: int) -> bool:
    """Whether GitHub sees a table: a row, and below it a delimiter row with as many cells."""
    if start + 1 >= end or state.sCount[start + 1] < state.blkIndent or state.is_code_block(start + 1):
        return False
    above, below = _text(state, start), _text(state, start + 1)
    if not _SEPARATOR.match(below) or _SEPARATOR.match(above):
        return False
    return "|" in below and len(_cells(above, _borders(state, above))) == len(_alignments(below))


def _lines(state: StateBlock, start: int, end: int) -> Iterator[str]:
    """The lines from the first row to a blank line or another block."""
    terminators = state.md.block.ruler.getRules("blockquote")
    for line in range(start, end):
        if state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return
        text = _text(state, line)
        ended = line > start and any(rule(state, line, end, True) for rule in terminators)
        if ended and not _SEPARATOR.match(text):
            return
        yield text


def _read(lines: Sequence[str], start: int, state: StateBlock) -> _Table | None:
    """The table that the lines spell; None where they spell none."""
    table = _Table()
    in_foot = False
    for number, text in enumerate(lines, start):
        if "=" in text and _FOOTER.match(text):
            in_foot = True
        elif "-" in text and _SEPARATOR.match(text):
            _separate(table, text, in_foot)
        else:
            borders = _borders(state, text)
            cells = _cells(text, borders)
            if not borders:
                if not table.head:
                    return None
                cells = cells or [text.strip()]
            (table.foot if in_foot else table.bodies[-1]).append((number, cells))
    table.bodies = [body for body in table.bodies if body]
    return table if table.bodies or table.head else None


def _separate(table: _Table, text: str, in_foot: bool) -> None:
    """What a line of dashes does: it sets the alignment, ends the head, or starts another body."""
    if in_foot:
        return
    rows = table.bodies[-1]
    if not table.head and (rows or not table.align):
        table.align = _alignments(text)
    if rows and not table.head and len(table.bodies) == 1:
        table.head, table.bodies[-1] = rows, []
    elif rows:
        table.bodies.append([])


def _alignments(text: str) -> list[str]:
    bare = re.sub(r"^[ \t]*[|+]|[|+][ \t]*$", "", text)
    found = [_CELL.search(cell) for cell in re.split(r"[|+]", bare)]
    return [_ALIGNMENTS[(cell[1], cell[2])] if cell else "" for cell in found]


def _cells(text: str, borders: Sequence[int]) -> list[str]:
    """The texts between the borders of a row."""
    cells: list[str] = []
    position = 0
    for border in borders:
        cells.append(text[position:border])
        position = border + 1
    cells.append(text[position:])
    if not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _borders(state: StateBlock, text: str) -> list[int]:
    """Where the bars stand that part cells."""
    if not _HIDING.search(text):
        return [place for place, character in enumerate(text) if character == "|"]
    return list(_seen_borders(state, text))


def _seen_borders(state: StateBlock, text: str) -> Iterator[int]:
    single = reading_of(state).dollar_maths
    position = 0
    while found := _SPECIAL.search(text, position):
        piece = found[0]
        position = found.end()
        if piece == "|":
            yield found.start()
        elif piece[0] == "`":
            close = _code_end(text, piece, position)
            position = close if close > 0 else position
        elif piece == "$":
            span = dollar_span(text, found.start(), len(text), single)
            position = span[0] if span else position


def _code_end(text: str, ticks: str, position: int) -> int:
    """The end of the code span that the ticks open, or -1."""
    close = text.find(ticks, position)
    while close >= 0:
        end = close + len(ticks)
        if text[end : end + 1] != "`":
            return end
        while text[end : end + 1] == "`":
            end += 1
        close = text.find(ticks, end)
    return -1


def _write(state: StateBlock, table: _Table, start: int, columns: int) -> None:
    opening = state.push("table_open", "table", 1)
    opening.map = [start, state.line]
    if table.head:
        _section(state, "thead", "th", table.head, table.align, columns)
    for body in table.bodies:
        _section(state, "tbody", "td", body, table.align, columns)
    if table.foot:
        _section(state, "tfoot", "td", table.foot, table.align, columns)
    state.push("table_close", "table", -1)


def _section(
    state: StateBlock,
    section: str,
    cell: str,
    rows: Sequence[tuple[int, list[str]]],
    align: Sequence[str],
    columns: int,
) -> None:
    level = state.level
    opened, closed = f"{cell}_open", f"{cell}_close"
    written = [make(f"{section}_open", section, 1, level, "", True)]
    for line, cells in rows:
        written.append(make("tr_open", "tr", 1, level + 1, "", True))
        written[-1].map = [line, line + 1]
        for column in range(columns):
            opening = make(opened, cell, 1, level + 2, "", True)
            if column < len(align) and align[column]:
                opening.attrs = {"style": f"text-align: {align[column]}"}
            text = make("inline", "", 0, level + 3, cells[column] if column < len(cells) else "", True)
            text.map, text.children = [line, line + 1], []
            written += (opening, text, make(closed, cell, -1, level + 2, "", True))
        written.append(make("tr_close", "tr", -1, level + 1, "", True))
    state.tokens += (*written, make(f"{section}_close", section, -1, level, "", True))


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
