"""kramdown's attribute lists in place: `{: .note}` under a block, behind a span, and `{:name: …}`.

The block and inline rules leave `ial` tokens where lists stand; `apply` moves what they say onto
the elements they dress and takes them out of the stream.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.markdown import attribute_lists
from generator.markdown.attribute_lists import AttributeList
from generator.markdown.reading import Reading, reading_of
from generator.patterns import pattern
from generator.records import dataclass, field

_DEFINITION = pattern(r"\{:(\w[\w:-]*):((?:\\\}|[^}])*)\}\s*$")
_LISTED = r"\{:(?![:/])((?:\\\}|[^}])+)\}"
_LIST = pattern(_LISTED)
_LIST_LINE = pattern(rf"{_LISTED}\s*$")
_SHORT_ID = pattern(r"(?<![ \t])[ \t]+\{#([^\W\d][\w:-]*)\}$")
_NO_SPANS = frozenset({"text", "softbreak", "hardbreak"})
# Names in a list that are orders rather than references.
ORDERS = frozenset({"toc", "footnotes", "auto_ids"})


def attribute_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that holds nothing but an attribute list, a definition of one, or the end marker `^`."""
    del end
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if line.rstrip() == "^":
        return silent or _push(state, start, None)
    if not line.startswith("{:"):
        return False
    if definition := _DEFINITION.match(line):
        if not silent:
            aliases = reading_of(state).aliases
            known = aliases.get(definition[1])
            aliases[definition[1]] = attribute_lists.merged(known, attribute_lists.parse(definition[2]))
            _push(state, start, None)
        return True
    found = _LIST_LINE.match(line)
    if not found:
        return False
    return silent or _push(state, start, attribute_lists.parse(found[1]))


def attribute_span(state: StateInline, silent: bool) -> bool:
    """An attribute list within text; whether it touches a span is seen once emphasis is paired."""
    if not state.src.startswith("{:", state.pos) or state.html_terminator_last("}") < state.pos:
        return False
    found = _LIST.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        reading_of(state).has_lists = True
        token = state.push("ial", "", 0)
        token.meta["list"] = attribute_lists.parse(found[1])
        token.content = found[0]
        token.meta["first"] = state.pos == 0
    state.pos = found.end()
    return True


def apply(tokens: list[Token], reading: Reading) -> list[Token]:
    """The block tokens with every attribute list moved onto its element."""
    latest: list[Token | None] = [None]
    waiting: list[AttributeList | None] = [None]
    kept: list[Token] = []
    for token in tokens:
        if token.type == "ial":
            if (attributes := token.meta["list"]) is None:
                latest[-1] = waiting[-1] = None
            elif kept and kept[-1].type in ("list_item_open", "dd_open"):
                _dress(kept[-1], attributes, reading)
            elif token.meta["touches"] and latest[-1] is not None:
                _dress(latest[-1], attributes, reading)
            else:
                waiting[-1] = attribute_lists.merged(waiting[-1], attributes)
            continue
        kept.append(token)
        if token.nesting >= 0 and token.type != "inline":
            if waiting[-1] is not None:
                _dress(token, waiting[-1], reading)
            waiting[-1], latest[-1] = None, token
        if token.nesting > 0:
            latest.append(None)
            waiting.append(None)
        elif token.nesting < 0:
            latest.pop()
            waiting.pop()
        elif token.type == "inline" and "{" in token.content:
            _apply_within(kept, reading)
    return kept


def _push(state: StateBlock, line: int, attributes: AttributeList | None) -> bool:
    reading_of(state).has_lists = True
    token = state.push("ial", "", 0)
    token.map = [line, line + 1]
    above = state.tokens[-2] if len(state.tokens) > 1 else None
    touches = line > 0 and not state.isEmpty(line - 1)
    if above is not None and above.type == "ial" and above.map == [line - 1, line]:
        touches = above.meta["touches"]
    token.meta = {"list": attributes, "touches": touches}
    state.line = line + 1
    return True


def _dress(token: Token, attributes: AttributeList, reading: Reading) -> None:
    for name in attributes.names:
        if name in ORDERS:
            token.meta[name] = True
        elif name.startswith("auto_ids-"):
            token.meta["auto_ids"] = name.removeprefix("auto_ids-")
    attribute_lists.add(token.attrs, attribute_lists.resolve(attributes, reading.aliases).items())


def _apply_within(kept: list[Token], reading: Reading) -> None:
    """Move the lists of the inline token that ends `kept` onto spans, its heading or its item."""
    children = kept[-1].children or []
    owner = kept[-2] if len(kept) > 1 else None
    result: list[Token] = []
    spans = _Spans()
    for child in children:
        if child.type != "ial":
            result.append(child)
            spans.add(child)
        elif spans.ended is not None:
            _dress(spans.ended, child.meta["list"], reading)
        elif child.meta["first"] and (item := _item_of(kept)) is not None:
            _dress(item, child.meta["list"], reading)
            child.type, child.content = "strip", ""
        elif owner is not None and owner.type == "heading_open" and child is children[-1]:
            _dress(owner, child.meta["list"], reading)
            _strip_end(result)
        else:
            result.append(child.copy(type="text"))
            spans.add(result[-1])
    if owner is not None and owner.type == "heading_open":
        _take_short_id(owner, result)
    if children and children[0].type == "strip" and result and result[0].type == "text":
        result[0].content = result[0].content.lstrip(" \t")
    kept[-1].children = result


def _take_short_id(heading: Token, children: Sequence[Token]) -> None:
    """Take the `{#id}` that ends a heading's text for its id."""
    last = children[-1] if children else None
    found = _SHORT_ID.search(last.content) if last is not None and last.type == "text" else None
    if last is not None and found:
        heading.attrs["id"] = found[1]
        last.content = last.content[: found.start()].rstrip("# \t")


@dataclass(slots=True)
class _Spans:
    """The spans that are open at a place of a text."""

    ended: Token | None = None
    """The opening (or only) token of the span that ends right here."""
    _open: list[Token] = field(default_factory=list)

    def add(self, token: Token) -> None:
        """Go on behind a token."""
        if token.nesting < 0:
            self.ended = self._open.pop() if self._open else None
        else:
            self.ended = None if token.type in _NO_SPANS else token
            if token.nesting > 0:
                self._open.append(token)


def _item_of(kept: list[Token]) -> Token | None:
    """The list item or definition whose first text this inline token is."""
    for token in reversed(kept[:-1]):
        if token.type in ("list_item_open", "dd_open", "dt_open"):
            return token
        if token.type != "paragraph_open":
            return None
    return None


def _strip_end(children: list[Token]) -> None:
    if children and children[-1].type == "text":
        children[-1].content = children[-1].content.rstrip()
