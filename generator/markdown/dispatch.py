"""Rules by the character they can begin at, so that none is asked where it must decline.

Owns what each rule's text or line may begin with. The library asks every rule of a chain at every
place; here a chain is one rule, which asks those that its place's first character allows, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.rules_inline import StateInline

from generator.markdown import plain_lines
from generator.markdown.link_parts import Helpers
from generator.markdown.loops import (
    BlockRule,
    Blocks,
    ByCharacter,
    InlineRule,
    Inlines,
    PairRule,
    Rule,
    plain_paragraph,
)
from generator.markdown.reading import reading_of

Openings = Mapping[str, str | None]
_ANY = ""
_ANY_OTHER = None
"""Where no other rule can begin."""
BLOCK_OPENINGS: Openings = MappingProxyType(
    {
        "attribute_line": "{^",
        "extension": "{",
        "maths": "$\\",
        "abbreviation": "*",
        "table": _ANY,
        "code": _ANY,
        "fence": "`~",
        "blockquote": ">",
        "hr": "*-_",
        "list": "*+-0123456789",
        "footnote": "[",
        "reference": "[",
        "html_block": "<",
        "heading": "#",
        "lheading": _ANY,
        "definitions": _ANY,
        "paragraph": _ANY,
    }
)
"""Block rule → the characters that its first line may begin with, behind the indentation."""
INLINE_OPENINGS: Openings = MappingProxyType(
    {
        "text": _ANY_OTHER,
        "newline": "\n",
        "maths": "$\\",
        "backslash_break": "\\",
        "escape": "\\",
        "backticks": "`",
        "strikethrough": "~",
        "extension": "{",
        "role": "{",
        "highlight": "=",
        "attribute_span": "{",
        "emphasis": "*_",
        "footnote": "[",
        "wiki_link": "[",
        "link": "[",
        "loose_jump": "[",
        "wiki_picture": "!",
        "image": "!",
        "loose_image": "!",
        "autolink": "<",
        "html_inline": "<",
        "entity": "&",
    }
)
"""Inline rule → the characters that its text may begin with."""
# A link's text ends at a bracket that is no part of anything within it.
INLINE_STOPS = frozenset("".join(filter(None, INLINE_OPENINGS.values()))) | {"]"}
# A line of equal signs makes a heading of the lines above it, a colon begins a definition.
_NO_PARAGRAPH = frozenset("".join(filter(None, BLOCK_OPENINGS.values()))) | {"=", ":"}


def dispatch(parser: MarkdownIt) -> None:
    """Make the parser, whose rules are all in place, ask them by their first character."""
    parser.block = Blocks(_Dispatching(parser.block.ruler, BLOCK_OPENINGS, _block_rule))
    pairs, ruler = parser.inline.ruler2, _Dispatching(parser.inline.ruler, INLINE_OPENINGS, _inline_rule)
    _pair_where_needed(pairs)
    parser.inline = Inlines(ruler, pairs, ruler.by_character(), "".join(sorted(INLINE_STOPS)))
    parser.helpers = Helpers  # type: ignore[assignment] # the library's are a module of such functions
    parser.core.ruler.at("normalize", _normalize)
    parser.core.ruler.at("inline", _text_reader("".join(sorted(INLINE_STOPS))))
    parser.core.ruler.at("text_join", _join_texts)


def _normalize(state: StateCore) -> None:
    """Makes one kind of line breaks of three, where a text has others."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _text_reader(stops: str) -> Callable[[StateCore], None]:
    """What gives every block's text its tokens, where rules begin at `stops`."""
    pieces = plain_lines.pieces(stops)

    def read(state: StateCore) -> None:
        dollar_maths = reading_of(state).dollar_maths
        for token in state.tokens:
            if token.type == "inline":
                token.children = plain_lines.plain_tokens(token.content, pieces, dollar_maths)
                if token.children is None:
                    token.children = []
                    state.md.inline.parse(token.content, state.md, state.env, token.children)

    return read


def _join_texts(state: StateCore) -> None:
    """Joins what escapes and entities have parted, in the blocks that can hold any."""
    if "specials" not in state.env:
        return
    every = state.tokens
    state.tokens = [t for t in every if t.type == "inline" and ("\\" in t.content or "&" in t.content)]
    text_join(state)
    state.tokens = every


def _pair_where_needed(ruler: Ruler[PairRule]) -> None:
    """Pair delimiters only in a text that has some."""
    rules = tuple(ruler.getRules(""))

    def pair(state: StateInline) -> None:
        if state.delimiters or any(state.tokens_meta):
            for rule in rules:
                rule(state)

    ruler.disable(ruler.get_active_rules())
    ruler.push("pair", pair)


class _Dispatching(Ruler[Rule]):
    """The rules of another ruler, each chain as one rule. No more can be added."""

    def __init__(
        self, ruler: Ruler[Rule], openings: Openings, together: Callable[[ByCharacter[Rule]], Rule]
    ) -> None:
        super().__init__()
        self._ruler, self._together = ruler, together
        self._names = ruler.get_active_rules()
        rules = zip(self._names, ruler.getRules(""), strict=True)
        self._openings = {rule: openings[name] for name, rule in rules}
        self._chains: dict[str, list[Rule]] = {}

    def getRules(self, chainName: str = "") -> list[Rule]:  # noqa: N802, N803 - the library's names
        """The chain's one rule."""
        chain = self._chains.get(chainName)
        if chain is None:
            chain = self._chains[chainName] = [self._together(self.by_character(chainName))]
        return chain

    def get_active_rules(self) -> list[str]:
        """The names of the rules."""
        return self._names

    def by_character(self, chain: str = "") -> ByCharacter[Rule]:
        """The rules of a chain by the characters that they begin at."""
        opened = [(rule, self._openings[rule]) for rule in self._ruler.getRules(chain)]
        known = {
            character: tuple(rule for rule, at in opened if at is _ANY or (at and character in at))
            for _, openings in opened
            for character in openings or ""
        }
        return known, tuple(rule for rule, at in opened if not at)


def _block_rule(by_character: ByCharacter[BlockRule]) -> BlockRule:
    known, others = by_character

    def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        position = state.bMarks[start] + state.tShift[start]
        rules = known.get(state.src[position : position + 1], others)
        if rules is others and not silent and plain_paragraph(state, start, end, _NO_PARAGRAPH):
            return True
        for rule in rules:  # noqa: SIM110 - as below
            if rule(state, start, end, silent):
                return True
        return False

    return block


def _inline_rule(by_character: ByCharacter[InlineRule]) -> InlineRule:
    known, others = by_character

    def inline(state: StateInline, silent: bool) -> bool:
        for rule in known.get(state.src[state.pos], others):  # noqa: SIM110 - a generator costs a third more
            if rule(state, silent):
                return True
        return False

    return inline
