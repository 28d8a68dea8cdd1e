"""What one parse of one file gathers on its way: the rules' shared notebook.

A `Reading` lives as long as one call of `parse_page`. The block and inline rules reach it through
the parser's environment; nothing outlives the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import MutableMapping
from functools import lru_cache
from html import escape, unescape
from typing import Any, Protocol

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.diagnostics import Diagnostic, Location
from generator.markdown.attribute_lists import AttributeList
from generator.markdown.mathml import Fault, Setter
from generator.patterns import pattern
from generator.problems import markdown as problems
from generator.records import dataclass, field

_INTEGER = pattern(r"-?[0-6]")
_COUNT = pattern(r"\d{1,9}")
_REACHES = pattern(r"\\(?:href|url|require|style|class|cssId|data|bbox|includegraphics)(?![A-Za-z])")
"""TeX commands that reach beyond the formula: addresses, extensions, styles, attributes."""
Env = MutableMapping[str, Any]


class _HasEnv(Protocol):
    env: Env


@dataclass(slots=True)
class Reading:
    """The settings of one page and all that its rules have found so far."""

    path: str
    dollar_maths: bool = True
    """Whether a single `$` opens maths."""
    setter: Setter | None = None
    """Sets formulas as MathML; None where the browser's script does."""
    chinese: bool = True
    """Whether the page's language is Chinese: for the few words of ours within its text."""
    auto_ids: bool = True
    safe: bool = False
    """Whether strangers write: `safe` then cleans what they write."""
    toc_levels: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    auto_id_prefix: str = ""
    header_offset: int = 0
    footnote_start: int = 1
    footnote_prefix: str = ""
    footnote_backlink: str = "&#8617;"
    """The HTML of the arrow behind a note; "" for none."""
    has_lists: bool = False
    """Whether any attribute list was met, or an id behind a heading."""
    aliases: dict[str, AttributeList] = field(default_factory=dict)
    """Attribute list definitions (`{:name: …}`) by name."""
    abbreviations: dict[str, Token] = field(default_factory=dict)
    """Abbreviation → the token of its definition, which carries title and attributes."""
    footnotes: dict[str, list[Token]] = field(default_factory=dict)
    """Footnote label → the block tokens of its text."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _breaks: tuple[str, tuple[int, ...]] = ("", ())

    def set_option(self, key: str, value: str) -> None:
        """Set one of kramdown's options, as a site or a page asks; those without meaning here pass by."""
        match key:
            case "auto_ids":
                self.auto_ids = value.lower() != "false"
            case "auto_id_prefix":
                self.auto_id_prefix = value
            case "header_offset":
                self.header_offset = int(value) if _INTEGER.fullmatch(value) else 0
            case "toc_levels":
                self.toc_levels = _levels(value) or self.toc_levels
            case "footnote_nr":
                self.footnote_start = int(value) if _COUNT.fullmatch(value) else 1
            case "footnote_prefix":
                self.footnote_prefix = value
            case "footnote_backlink":
                self.footnote_backlink = escape(unescape(value), quote=False)

    def formula(self, tex: str, display: bool, line: int) -> str:
        r"""What a page holds for a formula that starts on `line`: its MathML, or `\(…\)` for MathJax.

        One that cannot be set is shown as its TeX, and reported.
        """
        if self.safe and (reaching := sorted(set(_REACHES.findall(tex)))):
            self.diagnostics.append(problems.unsafe_html(reaching, self.at(line)))
            return f'<code class="tex">{escape(tex, quote=False)}</code>'
        if self.setter is None:
            return _for_script(tex, display)
        made = self.setter.set(tex, display)
        if not isinstance(made, Fault):
            return made
        problem = problems.bad_formula(tex, made.reason, self.at(line + made.line))
        if problem not in self.diagnostics:
            self.diagnostics.append(problem)
        return f'<code class="tex">{escape(tex, quote=False)}</code>'

    def at(self, line: int) -> Location:
        """The place of a line of this page, counted from 1."""
        return Location(self.path, line)

    def breaks_before(self, text: str, position: int) -> int:
        """How many line breaks `text` has before `position`, without counting them anew each time."""
        if self._breaks[0] is not text:
            self._breaks = (text, tuple(i for i, c in enumerate(text) if c == "\n") if "\n" in text else ())
        return bisect_left(self._breaks[1], position)


@lru_cache(maxsize=2048)
def _for_script(tex: str, display: bool) -> str:
    """A formula between the marks at which MathJax looks for one."""
    return rf"\[{escape(tex, quote=False)}\]" if display else rf"\({escape(tex, quote=False)}\)"


def reading_of(state: _HasEnv) -> Reading:
    """The notebook of the parse that `state` belongs to."""
    reading = state.env["reading"]
    assert isinstance(reading, Reading)  # noqa: S101 - narrows the untyped environment
    return reading


def line_within(state: StateInline, position: int) -> int:
    """The line of a position within its block's text, counted from 0."""
    return reading_of(state).breaks_before(state.src, position)


def first_line(token: Token) -> int:
    """The line of the file, from 1, at which a block token starts."""
    return token.map[0] + 1 if token.map else 0


def _levels(value: str) -> tuple[int, ...]:
    """The heading levels of a table of contents: `2..4`, `2,3` or a list."""
    digits = [int(digit) for digit in re.findall(r"[1-6]", value)]
    if len(digits) == 2 and ".." in value:
        return tuple(range(digits[0], digits[1] + 1))
    return tuple(digits)
