"""The library's loops over lines and characters, without what they ask at places where no rule begins.

Owns the walk alone: what a construct is stays with its rule. A paragraph in which no other block can
begin is taken whole, and a text is searched for the next character at which some rule can begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Literal, TypeVar

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from generator.markdown.definitions import page_has_markers
from generator.markdown.tokens import make

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]
PairRule = Callable[[StateInline], None]
Rule = TypeVar("Rule")
ByCharacter = tuple[Mapping[str, tuple[Rule, ...]], tuple[Rule, ...]]
"""The rules to ask at each character, and those to ask at any other."""

_MAX_INDENT = 3


class Lines(StateBlock):
    """The library's state of a text's blocks, its lines measured all at once."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        """The state at the start of `src`."""
        super().__init__("", md, env, tokens)
        self.src = src
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()
        self.lineMax = len(lines)
        self.bMarks = list(accumulate([len(line) + 1 for line in lines], initial=0))
        self.eMarks = [begin - 1 for begin in self.bMarks[1:]]
        self.bMarks[-1] = len(src)
        self.eMarks.append(len(src))
        self.tShift, self.sCount, self.bsCount = ([0] * len(self.bMarks) for _ in range(3))
        for number, line in enumerate(lines):
            if line.startswith((" ", "\t")):
                indent = line[: len(line) - len(line.lstrip(" \t"))]
                self.tShift[number], self.sCount[number] = len(indent), len(indent.expandtabs(4))

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token behind the others."""
        if nesting < 0:
            self.level -= 1
        token = make(ttype, tag, nesting, self.level, "", True)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        """The text of some lines, without `indent` columns of each; outside of any container in one cut."""
        if indent or self.level or begin >= end:
            return super().getLines(begin, end, indent, keepLastLF)
        return self.src[self.bMarks[begin] : self.eMarks[end - 1] + keepLastLF]

    def is_code_block(self, line: int) -> bool:
        """Whether the line is indented by more than a block may be."""
        return self.sCount[line] - self.blkIndent > _MAX_INDENT


class Blocks(ParserBlock):
    """The library's parser of blocks, over `Lines`."""

    def __init__(self, ruler: Ruler[BlockRule]) -> None:
        """A parser with the rules of a ruler."""
        super().__init__()
        self.ruler = ruler

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token]:  # noqa: N803
        """The block tokens of a text, also appended to `outTokens`."""
        state = Lines(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Push the tokens of some lines, until one belongs to an outer block."""
        (block,) = self.ruler.getRules("")
        begins, shifts, ends = state.bMarks, state.tShift, state.eMarks
        line, loose, deepest = startLine, False, state.md.options.maxNesting
        while line < endLine:
            while line < state.lineMax and begins[line] + shifts[line] >= ends[line]:
                line += 1
            state.line = line
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = endLine
                break
            block(state, line, endLine, False)
            state.tight = not loose
            line = state.line
            loose = loose or (line <= endLine and begins[line - 1] + shifts[line - 1] >= ends[line - 1])
            if line < endLine and begins[line] + shifts[line] >= ends[line]:
                loose = True
                state.line = line = line + 1


def plain_paragraph(state: StateBlock, start: int, end: int, openings: frozenset[str]) -> bool:
    """A paragraph whose first line does not begin with one of `openings`, at which other blocks can begin.

    Declines where an underline, a bar or a definition's colon may make something else of it.
    """
    if state.is_code_block(start) or end != state.lineMax or page_has_markers(state):
        return False
    outer, state.parentType = state.parentType, "paragraph"
    line = _paragraph_end(state, start, end, openings)
    src, begin, after = state.src, state.bMarks[start], state.eMarks[line - 1]
    if not line or src.find("|", begin, after) >= 0:
        state.parentType = outer
        return False
    # The library leaves the parent's type so too, and tables below are read by it.
    if line == start + 1 or state.level == 0:
        text = src[begin + state.tShift[start] : after]
    else:
        text = state.getLines(start, line, state.blkIndent, False)
    opening = make("paragraph_open", "p", 1, state.level, "", True)
    inline = make("inline", "", 0, state.level + 1, mdTrim(text), True)
    opening.map, inline.map, inline.children = [start, line], [start, line], []
    state.tokens += (opening, inline, make("paragraph_close", "p", -1, state.level, "", True))
    state.line = line
    return True


def _paragraph_end(state: StateBlock, start: int, end: int, openings: frozenset[str]) -> int:
    """The line behind a paragraph, 0 where one of its lines may underline those above."""
    src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    line = start + 1
    while line < end and (first := begins[line] + shifts[line]) < ends[line]:
        if src[first] in openings and not state.is_code_block(line) and state.sCount[line] >= 0:
            if not src[first : ends[line]].strip("-= \t"):
                return 0
            (ends_paragraph,) = state.md.block.ruler.getRules("paragraph")
            if ends_paragraph(state, line, end, True):
                break
        line += 1
    return line


class Texts(StateInline):
    """The library's state of one text, its plain parts kept apart until a token needs them as one."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> None:  # noqa: N803
        """The state at the start of `src`."""
        self._parts: list[str] = []
        super().__init__(src, md, env, outTokens)

    @property
    def has_text(self) -> bool:
        """Whether there is plain text behind the last token; to ask for the text itself joins it."""
        return bool(self._parts)

    @property
    def pending(self) -> str:
        """The plain text behind the last token."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @pending.setter
    def pending(self, value: str) -> None:
        self._parts = [value] if value else []

    def append_pending(self, text: str) -> None:
        """Adds to the plain text."""
        self._parts.append(text)

    def pushPending(self) -> Token:  # noqa: N802
        """The plain text as a token, which is pushed."""
        token = make("text", "", 0, self.pendingLevel, self.pending)
        self.tokens.append(token)
        self._parts = []
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token behind the plain text."""
        if nesting:
            return super().push(ttype, tag, nesting)
        if self._parts:
            self.pushPending()
        if ttype == "text_special":
            self.env["specials"] = True
        token = make(ttype, tag, 0, self.level)
        self.pendingLevel = self.level
        self.tokens.append(token)
        self.tokens_meta.append(None)
        return token


class Inlines(ParserInline):
    """The library's parser of text, over `Texts`, going from one place where a rule can begin to the next."""

    def __init__(
        self, ruler: Ruler[InlineRule], pairs: Ruler[PairRule], rules: ByCharacter[InlineRule], stops: str
    ) -> None:
        """A parser with the rules of two rulers; `rules` are the first's, which begin at one of `stops`."""
        super().__init__()
        self.ruler, self.ruler2 = ruler, pairs
        self._rules = rules
        self.terminator_re = re.compile(f"[{re.escape(stops)}]")

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """The tokens of a text, also appended to `tokens`."""
        state = Texts(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def skipToken(self, state: StateInline) -> None:  # noqa: N802
        """Go on behind the token that begins here, or the character where none does."""
        start = state.pos
        if (known := state.cache.get(start)) is not None:
            state.pos = known
            return
        if state.level < state.md.options.maxNesting:
            by_character, others = self._rules
            state.level += 1
            if not any(rule(state, True) for rule in by_character.get(state.src[start], others)):
                state.pos += 1
            state.level -= 1
        else:
            state.pos = state.posMax + 1
        state.cache[start] = state.pos

    def tokenize(self, state: StateInline) -> None:
        """Push the tokens of what is left of the text."""
        src, end = state.src, state.posMax
        search, (known, others) = self.terminator_re.search, self._rules
        deep = state.level >= state.md.options.maxNesting
        while (start := state.pos) < end:
            found = None if deep else search(src, start, end)
            stop = found.start() if found else end
            if stop > start:
                state.append_pending(src[start:stop])
                state.pos = stop
            if found is None:
                break
            for rule in known.get(src[stop], others):
                if rule(state, False):
                    break
            else:
                state.append_pending(src[stop])
                state.pos = stop + 1
        if state.pending:
            state.pushPending()


def has_text(state: StateInline) -> bool:
    """Whether plain text stands behind the last token, in a state of ours or the library's own."""
    return state.has_text if isinstance(state, Texts) else bool(state.pending)
