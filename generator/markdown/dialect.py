"""The one configured parser: CommonMark with the rules of this package, in their order.

Nothing of the library is changed: rules are added or replaced through its rulers, its rulers then by
ones that ask rules by their first character, and the two link methods that its documentation means to
be overridden are.
"""

from __future__ import annotations

import functools
from typing import Any

from markdown_it import MarkdownIt
from markdown_it import rules_inline as stock
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.markdown.abbreviations import abbreviation_definition
from generator.markdown.attributes import attribute_line, attribute_span
from generator.markdown.breaks import backslash_break
from generator.markdown.code_spans import code_span
from generator.markdown.definitions import definition_list
from generator.markdown.directives import role
from generator.markdown.dispatch import dispatch
from generator.markdown.emphasis import emphasis
from generator.markdown.extensions import extension_block, extension_span
from generator.markdown.footnotes import footnote_definition, footnote_reference
from generator.markdown.fragments import loose_jump
from generator.markdown.hash_headings import heading
from generator.markdown.highlights import highlight
from generator.markdown.html_blocks import raw_block, raw_tag
from generator.markdown.loops import InlineRule, has_text
from generator.markdown.maths import maths_block, maths_inline
from generator.markdown.pictures import loose_image
from generator.markdown.reading import Reading, line_within
from generator.markdown.spaces import keep_wide_spaces
from generator.markdown.tables import table
from generator.markdown.wiki import wiki_link, wiki_picture

_ENDS_PARAGRAPHS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_ENDS_TEXT: RuleOptionsType = {"alt": ["paragraph", "reference"]}


def parse(text: str, reading: Reading) -> list[Token]:
    """The block tokens of a page; `reading` takes what the rules find."""
    return _parser().parse(text, {"reading": reading})


def parse_inline(text: str, reading: Reading) -> list[Token]:
    """The inline tokens of a text that stands for itself, such as a caption."""
    tokens = _parser().parseInline(text, {"reading": reading})
    return tokens[0].children or [] if tokens else []


class _Parser(MarkdownIt):
    """Addresses stay as the author wrote them: where they lead is for later phases to say."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return link


@functools.cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": True, "tasklists": True, "maxNesting": 40})
    parser.enable("strikethrough")
    _add_block_rules(parser)
    _add_inline_rules(parser)
    parser.core.ruler.after("block", "wide_spaces", keep_wide_spaces)
    dispatch(parser)
    return parser


def _add_block_rules(parser: MarkdownIt) -> None:
    ruler = parser.block.ruler
    ruler.before("table", "attribute_line", attribute_line, _ENDS_PARAGRAPHS)
    ruler.before("table", "extension", extension_block, _ENDS_PARAGRAPHS)
    ruler.before("table", "maths", maths_block, _ENDS_PARAGRAPHS)
    ruler.before("table", "abbreviation", abbreviation_definition, {"alt": []})
    ruler.at("table", table, _ENDS_TEXT)
    parser.enable("table")
    ruler.at("heading", heading, {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.before("reference", "footnote", footnote_definition, _ENDS_TEXT)
    ruler.before("paragraph", "definitions", definition_list, _ENDS_TEXT)
    ruler.at("html_block", raw_block, {"alt": ["paragraph", "reference", "blockquote"]})


def _add_inline_rules(parser: MarkdownIt) -> None:
    ruler = parser.inline.ruler
    ruler.before("escape", "maths", maths_inline)
    ruler.at("backticks", code_span)
    ruler.before("escape", "backslash_break", backslash_break)
    ruler.at("emphasis", emphasis)
    ruler.before("emphasis", "attribute_span", attribute_span)
    ruler.before("attribute_span", "extension", extension_span)
    ruler.before("attribute_span", "role", role)
    ruler.before("link", "footnote", footnote_reference)
    ruler.at("link", _placed(stock.link, "["))
    ruler.before("link", "wiki_link", wiki_link)
    ruler.before("image", "wiki_picture", wiki_picture)
    ruler.before("attribute_span", "highlight", highlight)
    ruler.after("link", "loose_jump", _placed(loose_jump, "["))
    ruler.at("image", _placed(stock.image, "!"))
    ruler.after("image", "loose_image", _placed(loose_image, "!"))
    ruler.at("autolink", _placed(stock.autolink, "<"))
    ruler.at("html_inline", _placed(raw_tag, "<"))


def _placed(rule: Any, opening: str) -> InlineRule:
    """The rule, noting on the first token it pushes the line within the block on which it stands."""

    def placed(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if state.src[start] != opening:
            return False
        if opening != "<" and state.html_terminator_last(_label_end(state)) < start:
            return False  # the library would try forty levels deep at each of them
        if silent:
            return bool(rule(state, silent))
        first = len(state.tokens) + has_text(state)
        if not rule(state, silent):
            return False
        state.tokens[first].meta["line"] = line_within(state, start)
        return True

    return placed


def _label_end(state: StateInline) -> str:
    """What must stand behind a bracket that opens a link or image."""
    return "]" if "references" in state.env else "]("
