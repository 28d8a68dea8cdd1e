r"""Mathematics, kept from Markdown: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]` and bare `\begin{…}`.

Owns where a formula starts and ends. The TeX between is handed on as the author typed it (outer
spaces trimmed); what becomes of it is for `render` to say.
"""

from __future__ import annotations

from functools import lru_cache

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from generator.markdown.characters import has_cjk
from generator.markdown.reading import line_within, reading_of
from generator.patterns import pattern

_ENVIRONMENT = pattern(
    r"\\begin\{((?:align|alignat|aligned|array|[bBpvV]?matrix|cases|displaymath|eqnarray|equation|"
    r"flalign|gather|gathered|math|multline|smallmatrix|split|subequations)\*?)\}"
)
_LOOKS_LIKE_TEX = pattern(r"\\[A-Za-z]|[_^{]")
_SHELL_VARIABLE = pattern(r"[A-Z_]{2,}\W*$")
# A blank line followed by one of these ends a formula that was never closed.
_NEW_BLOCK = pattern(r"(?:#{1,6}[ \t]|```|~~~|\$\$[^$]+\$\$\s*$)")
# The characters that kramdown lets a backslash escape: inside \\(…\\) it read Markdown.
_ESCAPED = pattern(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=-])")
_PARITY_WINDOW = 100
_OPENING = pattern(r"(?:\${1,2}|\\\\[(\[])?\s*")


def maths_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula that has its lines to itself: `$$…$$`, or an environment."""
    if state.is_code_block(start):
        return False
    position = state.bMarks[start] + state.tShift[start]
    if state.src.startswith("$$", position):
        found = _dollar_block(state, start, end)
    elif state.src.startswith("\\begin{", position):
        found = _environment(state, start, end)
    else:
        return False
    if found is None:
        return False
    tex, after = found
    if silent:
        return not _continues_formula(state, start)
    token = state.push("math_block", "", 0)
    token.content = tex
    token.map = [start, after]
    token.meta["skipped"] = _skipped(state.src, position)
    state.line = after
    return True


def maths_inline(state: StateInline, silent: bool) -> bool:
    """A formula within a line of text."""
    start, display = state.pos, False
    if state.src[start] == "$":
        if state.html_terminator_last("$") <= start:
            return False
        found = dollar_span(state.src, start, state.posMax, reading_of(state).dollar_maths)
    elif state.src.startswith(("\\\\(", "\\\\["), start):
        found, display = _slashed_span(state, start), state.src[start + 2] == "["
    else:
        return False
    if found is None:
        return False
    end, tex = found
    if not silent:
        token = state.push("math_display" if display else "math_inline", "", 0)
        token.content = tex
        token.meta["line"] = line_within(state, start)
        if state.src.find("\n", start, end) >= 0:
            token.meta["line"] += _skipped(state.src, start)
    state.pos = end
    return True


def dollar_span(text: str, start: int, end: int, single: bool) -> tuple[int, str] | None:
    """Where the formula opened by the `$` at `start` ends, and its TeX; None where it is money.

    `single` says whether one dollar opens maths at all.
    """
    if text.startswith("$$", start):
        close = text.find("$$", start + 2, end)
        tex = text[start + 2 : close].strip() if close > 0 else ""
        return (close + 2, tex) if tex else None
    if not single:
        return None
    close = text.find("$", start + 1, end)
    if close > 0 and text[close - 1] == "\\":
        close = _closing_dollar(text, start + 1, end)
    if close < 0:
        return None
    tex = text[start + 1 : close]
    after = text[close + 1 : close + 2] if close + 1 < end else ""
    return (close + 1, tex.strip()) if is_formula(tex, after) else None


def _skipped(source: str, start: int) -> int:
    """How many line breaks stand between a formula's opening and its first character."""
    opening = _OPENING.match(source, start)
    return opening[0].count("\n") if opening else 0


def _slashed_span(state: StateInline, start: int) -> tuple[int, str] | None:
    """The end and TeX of the formula that two backslashes and a bracket open here."""
    source = state.src
    closer = "\\\\]" if source[start + 2] == "[" else "\\\\)"
    if state.html_terminator_last(closer) < start:
        return None
    close = source.find(closer, start + 3, state.posMax)
    if close < 0:
        return None
    return close + 3, _ESCAPED.sub(r"\1", source[start + 3 : close]).strip()


def _closing_dollar(text: str, start: int, end: int) -> int:
    """The next `$` that no backslash escapes, or -1."""
    close = text.find("$", start, end)
    while close >= 0:
        slashes = close
        while slashes > start and text[slashes - 1] == "\\":
            slashes -= 1
        if (close - slashes) % 2 == 0:
            return close
        close = text.find("$", close + 1, end)
    return -1


@lru_cache(maxsize=4096)
def is_formula(tex: str, after: str) -> bool:
    """Whether the text between two dollars is a formula rather than prices or shell variables."""
    if not tex.strip() or after.isdigit() or "`" in tex:
        return False
    if tex[0].isspace() != tex[-1].isspace():
        return False
    if _LOOKS_LIKE_TEX.search(tex):
        return True
    shell = _SHELL_VARIABLE.match(tex) and (after == "{" or (after.isascii() and after.isalpha()))
    return not has_cjk(tex) and not shell


def _dollar_block(state: StateBlock, start: int, end: int) -> tuple[str, int] | None:
    """The TeX of the `$$` block that opens on line `start`, and the line behind it."""
    opening = _line(state, start)
    rest = opening[2:].rstrip()
    if "$$" in rest:
        closed = rest.index("$$")
        tex = rest[:closed].strip()
        return (tex, start + 1) if tex and closed == len(rest) - 2 else None
    lines = [opening[2:]]
    for line in range(start + 1, end):
        if _ends_region(state, line):
            return None
        text = _line(state, line)
        if "$$" in text:
            before, _, after = text.partition("$$")
            tex = "\n".join([*lines, before]).strip()
            return (tex, line + 1) if tex and not after.strip() else None
        if not text.strip() and rest:
            return None
        lines.append(_inner_line(state, line, start))
    return None


def _environment(state: StateBlock, start: int, end: int) -> tuple[str, int] | None:
    """The bare environment that begins on line `start` (both of its ends included)."""
    opening = _ENVIRONMENT.match(_line(state, start))
    if not opening:
        return None
    closing = f"\\end{{{opening[1]}}}"
    line = _closing_line(state, start, end, closing)
    if line < 0:
        return None
    whole = "\n".join(_inner_line(state, each, start) for each in range(start, line + 1)).strip()
    return (whole, line + 1) if whole.endswith(closing) else None


def _closing_line(state: StateBlock, start: int, end: int, closing: str) -> int:
    """The first line from `start` that holds `closing`, before a blank line or the container's end; or -1.

    What was found is kept for the lines on the way, each of which may open an environment too.
    """
    known: dict[tuple[str, int, int], tuple[int, int, int]]
    known = state.env.setdefault("environments", {})
    begun, ended, found = known.get((closing, state.blkIndent, end), (-1, -1, -1))
    if begun < start < ended:
        return found
    line, found = start, -1
    while line < end and not (line > start and (_ends_region(state, line) or state.isEmpty(line))):
        if closing in _line(state, line):
            found = line
            break
        line += 1
    known[closing, state.blkIndent, end] = (start, found + 1 if found >= 0 else line, found)
    return found


def _ends_region(state: StateBlock, line: int) -> bool:
    """Whether the container ends here, or a new block plainly starts behind a blank line."""
    if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
        return True
    return state.isEmpty(line - 1) and _NEW_BLOCK.match(_line(state, line)) is not None


def _continues_formula(state: StateBlock, start: int) -> bool:
    """Whether this `$$` closes a formula that the paragraph above has opened within its text."""
    top = max(state.line, start - _PARITY_WINDOW)
    return state.src.count("$$", state.bMarks[top], state.bMarks[start]) % 2 == 1


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _inner_line(state: StateBlock, line: int, start: int) -> str:
    """The line without the indentation that the block's first line has."""
    return state.getLines(line, line + 1, state.sCount[start], False)
