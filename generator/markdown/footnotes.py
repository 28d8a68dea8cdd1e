"""Footnotes: `[^label]` in the text, `[^label]: …` anywhere, printed at the end as kramdown does.

Owns the two rules and the numbering. Labels may be in any script.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.markdown.reading import Reading, reading_of
from generator.patterns import pattern
from generator.records import dataclass, field

_DEFINITION = pattern(r"\[\^([^\]\s\[]{1,200})\]:[ \t]*")
_REFERENCE = pattern(r"\[\^([^\]\s\[]{1,200})\]")
_INDENT = 4


def footnote_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The text of a footnote: the rest of the line and every indented line below."""
    if state.is_code_block(start):
        return False
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("[^", position):
        return False
    found = _DEFINITION.match(state.src, position, state.eMarks[start])
    if not found:
        return False
    if silent:
        return True
    reading_of(state).footnotes.setdefault(found[1], [])
    token = state.push("footnote_open", "", 1)
    token.meta["label"] = found[1]
    token.map = [start, end]
    kept = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType
    state.blkIndent += _INDENT
    state.bMarks[start], state.tShift[start] = found.end(), 0
    state.sCount[start] = state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.blkIndent -= _INDENT
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType = kept
    state.push("footnote_close", "", -1)
    token.map = [start, state.line]
    return True


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """A mark in the text, where the page defines its label."""
    if not state.src.startswith("[^", state.pos):
        return False
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    if not found or found[1] not in reading_of(state).footnotes:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.meta["label"] = found[1]
    state.pos = found.end()
    return True


def set_aside(tokens: Sequence[Token], reading: Reading) -> list[Token]:
    """The tokens without the footnotes' texts, which `reading` keeps (of two for a label, the last)."""
    kept: list[Token] = []
    current: list[Token] | None = None
    for token in tokens:
        if token.type == "footnote_open":
            current = reading.footnotes[token.meta["label"]] = []
        elif token.type == "footnote_close":
            current = None
        else:
            (kept if current is None else current).append(token)
    return kept


@dataclass(slots=True)
class Numbering:
    """The marks printed so far: the labels in the order of first appearance, and how often each."""

    start: int = 1
    prefix: str = ""
    arrow: str = "&#8617;"
    uses: dict[str, int] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, label: str) -> str:
        """The HTML of the next mark of this label."""
        used = self.uses.get(label, 0)
        if not used:
            self._numbers[label] = self.start + len(self.labels)
            self.labels.append(label)
        self.uses[label] = used + 1
        name = escapeHtml(self.prefix + label)
        again = f":{used}" if used else ""
        number = self._numbers[label]
        return (
            f'<sup id="fnref:{name}{again}"><a href="#fn:{name}" class="footnote" rel="footnote" '
            f'role="doc-noteref">{number}</a></sup>'
        )

    def backlinks(self, label: str) -> str:
        """The HTML of the arrows that lead from the note back to its marks."""
        name = escapeHtml(self.prefix + label)
        links = []
        for use in range(self.uses[label] if self.arrow else 0):
            again, which = (f":{use}", f"<sup>{use + 1}</sup>") if use else ("", "")
            links.append(
                f'<a href="#fnref:{name}{again}" class="reversefootnote" role="doc-backlink">'
                f"{self.arrow}{which}</a>"
            )
        return " ".join(links)
