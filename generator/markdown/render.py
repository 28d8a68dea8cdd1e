"""Block tokens → pieces. Owns the blocks of a page; `inline` owns what stands inside them.

Adjacent strings are merged at the end, so a page is a short tuple of strings and holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import cast

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from generator.markdown import directives, inline, pictures, toc
from generator.markdown.dialect import parse_inline
from generator.markdown.inline import Surroundings, attributes
from generator.markdown.pictures import Run
from generator.markdown.reading import first_line
from generator.model import CodeBlock, Flow, Picture, Piece
from generator.patterns import pattern

_CONTAINERS = frozenset(
    {"list_item_open", "blockquote_open", "td_open", "th_open", "dd_open", "dt_open", "heading_open"}
)
_LEAVES = frozenset({"fence", "code_block", "html_block", "math_block", "toc", "footnotes"})
_CONTAINERS_END = frozenset(name.replace("_open", "_close") for name in _CONTAINERS)
_ANCHOR_TAG = pattern(r"<(?:span|a)\s[^>]*\b(?:id|name)\s*=|</(?:span|a)>", re.IGNORECASE)
_PARAGRAPH_END = "</p>\n"


def body(tokens: Sequence[Token], around: Surroundings) -> tuple[Piece, ...]:
    """The pieces of the whole page, its footnotes at the end (or where the author put them)."""
    out: list[Piece] = []
    place = _Blocks(tokens, around, out).write()
    notes: list[Piece] = []
    _write_notes(around, notes)
    if place is None:
        out += notes
    else:
        out[place:place] = notes
    out.append(around.elements.leave())
    return merged(out)


def blocks(tokens: Sequence[Token], around: Surroundings) -> tuple[Piece, ...]:
    """The pieces of some blocks alone."""
    out: list[Piece] = []
    _Blocks(tokens, around, out).write()
    out.append(around.elements.leave())
    return merged(out)


def merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with neighbouring strings joined and empty ones left out."""
    joined: list[Piece] = []
    for kind, run in groupby(pieces, type):
        if kind is not str:
            joined += run
        elif text := "".join(cast("Iterator[str]", run)):
            joined.append(text)
    return tuple(joined)


class _Blocks:
    """One walk over block tokens, appending to `out`."""

    def __init__(self, tokens: Sequence[Token], around: Surroundings, out: list[Piece]) -> None:
        self._tokens = tokens
        self._around = around
        self._out = out
        self._dropped = ("id",) if around.excerpt else ()
        self._tocs = 0
        self._notes_at: int | None = None

    def write(self) -> int | None:
        """Write all blocks; the place in `out` where the author wants the footnotes, if any."""
        self._around.elements.enter()
        i, end = 0, len(self._tokens)
        while i < end:
            token = self._tokens[i]
            kind = token.type
            if kind == "paragraph_open":
                i += self._paragraph(i)
                continue
            if kind == "inline":
                inline.write_text(token, self._around, self._out)
            elif token.nesting < 0:
                left = self._around.elements.leave() if kind in _CONTAINERS_END else ""
                self._out.append(f"{left}</{token.tag}>\n")
            elif kind in _LEAVES:
                self._leaf(token)
            else:
                self._tag(i)
            i += 1
        return self._notes_at

    def _leaf(self, token: Token) -> None:
        match token.type:
            case "fence" | "code_block":
                self._code(token)
            case "html_block":
                at = self._around.reading.at(first_line(token))
                inline.write_raw(token.content, at, self._around, self._out, False, token.attrs)
            case "math_block":
                line = first_line(token) + token.meta["skipped"]
                self._out.append(self._display(token.content, line, token.attrs))
            case "toc":
                self._contents(token)
            case "footnotes":
                self._notes_at = len(self._out)

    def _tag(self, i: int) -> None:
        """Write the tag that opens an element, or one that is all of it."""
        token = self._tokens[i]
        after_text = "\n" if i and self._tokens[i - 1].hidden else ""
        end = " />\n"
        if token.nesting:
            follower = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
            tight = follower is not None and (
                follower.type == "inline" or follower.hidden or follower.nesting < 0
            )
            end = ">" if tight else ">\n"
        self._out.append(f"{after_text}<{token.tag}{attributes(token.attrs, self._dropped)}{end}")
        if token.type in _CONTAINERS:
            self._around.elements.enter()
        if "checked" in token.meta:
            self._out.append(_box(token.meta["checked"], self._around.reading.chinese))

    def _paragraph(self, i: int) -> int:
        """Write the paragraph at `i`; how many tokens it took."""
        opening, content = self._tokens[i], self._tokens[i + 1]
        children = content.children or []
        self._around.elements.enter()
        taken = 3
        # Only a mark in the text can have made a picture or a tag of it.
        tagged = "<" in content.content
        if (tagged or "![" in content.content) and any(map(pictures.is_picture, children)):
            runs = pictures.runs(children)
            taken += self._runs(i, runs, first_line(content))
        elif len(children) == 1 and children[0].type == "math_display":
            line = first_line(content) + children[0].meta.get("line", 0)
            self._out.append(self._display(children[0].content, line, opening.attrs))
        else:
            start, end = self._frame(opening, children if tagged else ())
            self._out.append(start)
            inline.write_text(content, self._around, self._out)
            self._out.append(self._around.elements.leave() + end)
            return taken
        self._around.elements.leave()
        return taken

    def _frame(self, opening: Token, children: Sequence[Token]) -> tuple[str, str]:
        """The tags around a paragraph's text; none in a tight list."""
        if opening.hidden:
            return "", ""
        attrs = attributes(opening.attrs, self._dropped)
        if children and not opening.attrs and _is_anchor(children):
            attrs = ' class="anchor"'
        return f"<p{attrs}>", _PARAGRAPH_END

    def _runs(self, i: int, runs: Sequence[Run], line: int) -> int:
        """Write a paragraph that holds pictures; 1 when the block behind it became a caption."""
        opening = self._tokens[i]
        start, end = self._frame(opening, ())
        taken = 0
        for n, run in enumerate(runs):
            if run.picture is None:
                if n == 0:
                    self._out.append(start)
                inline.write(run.tokens, line, self._around, self._out)
                if n == len(runs) - 1:
                    self._out.append(self._around.elements.leave() + end)
                    self._around.elements.enter()
                continue
            caption = self._centred(i + 3) if n == len(runs) - 1 and not run.tokens else None
            taken = int(caption is not None)
            self._out.append(self._standing(runs, n, line, start, end, caption))
        return taken

    def _standing(
        self, runs: Sequence[Run], n: int, line: int, start: str, end: str, centred: Sequence[Piece] | None
    ) -> Picture:
        """The picture of run `n` with the paragraph's tags for either outcome."""
        run = runs[n]
        assert run.picture is not None  # noqa: S101 - the caller asked
        begins = n == 0 or runs[n - 1].picture is not None
        ends = n == len(runs) - 1 or runs[n + 1].picture is not None
        before = (start if n == 0 else start and "<p>") if begins else _break(run.before)
        after = (end or "\n" * (n < len(runs) - 1)) if ends else _break(runs[n + 1].before)
        flow = Flow(before, after, "" if begins else end, "" if ends else start and "<p>")
        found = inline.picture(run.picture, line, self._around)
        caption: tuple[Piece, ...] = ()
        caption_end = ""
        if run.tokens:
            written: list[Piece] = []
            inline.write(run.tokens, line, self._around, written)
            caption, caption_end = merged(written), after
            flow = Flow(before, _break(run.caption_break), flow.block_before, flow.block_after)
        elif centred is not None:
            caption, caption_end = merged(centred), "</div>\n"
            flow = Flow(before, after + '<div class="center">', flow.block_before, flow.block_after)
        return Picture(found.src, found.alt, found.title, found.at, found.attrs, flow, caption, caption_end)

    def _centred(self, i: int) -> list[Piece] | None:
        """The block at `i` as a caption, where it is one `<center>` element."""
        token = self._tokens[i] if i < len(self._tokens) else None
        if token is None or token.type != "html_block":
            return None
        text = pictures.centred_caption(token.content)
        if text is None:
            return None
        written: list[Piece] = []
        self._around.elements.enter()
        at = self._around.reading.at(first_line(token))
        inline.write_raw(text, at, self._around, written, False)
        written.append(self._around.elements.leave())
        return written

    def _code(self, token: Token) -> None:
        at = self._around.reading.at(first_line(token))
        language = directives.language_of(token.info)
        if language == "math":
            self._out.append(self._display(token.content.strip(), first_line(token) + 1, token.attrs))
            return
        asked = directives.request(token, at, self._caption) if token.type == "fence" else None
        if asked is not None:
            self._out.append(asked)
            return
        attrs = {key: str(value) for key, value in token.attrs.items() if key not in self._dropped}
        classes = attrs.get("class", "").split()
        named = [name for name in classes if name.startswith("language-")]
        if named and not language:
            language = named[0].removeprefix("language-")
            classes = [name for name in classes if name not in named]
        if rest := " ".join(classes):
            attrs["class"] = rest
        else:
            attrs.pop("class", None)
        self._out.append(CodeBlock(language, token.content, at, tuple(attrs.items())))

    def _caption(self, text: str, line: int) -> tuple[Piece, ...]:
        written: list[Piece] = []
        self._around.elements.enter()
        inline.write(parse_inline(text, self._around.reading), line, self._around, written)
        written.append(self._around.elements.leave())
        return merged(written)

    def _display(self, tex: str, line: int, attrs: inline.Attributes) -> str:
        """A formula that stands alone, in a box that scrolls by itself."""
        given = attributes({**attrs, "class": f"math display {attrs.get('class', '')}".strip()})
        return f'<div{given} tabindex="0">{self._around.reading.formula(tex, True, line)}</div>\n'

    def _contents(self, token: Token) -> None:
        self._tocs += 1
        if not self._around.excerpt:
            given = toc.contents(self._around.headings, token.tag, token.attrs, ids=self._tocs == 1)
            self._out.append(given)


def _write_notes(around: Surroundings, out: list[Piece]) -> None:
    """The list of footnotes; a note may mark further ones, which follow it."""
    notes = around.notes
    if not notes.uses:
        return
    start = f' start="{notes.start}"' if notes.start != 1 else ""
    out.append(f'<div class="footnotes" role="doc-endnotes">\n<ol{start}>\n')
    items: list[tuple[str, int]] = []
    for label in notes.labels:  # which grows on the way
        out.append(f'<li id="fn:{escapeHtml(notes.prefix + label)}">\n')
        _Blocks(around.reading.footnotes[label], around, out).write()
        out.append(around.elements.leave())
        items.append((label, len(out)))
        out.append("")
        out.append("</li>\n")
    for label, end in items:
        if links := notes.backlinks(label):
            _add_backlinks(out, end, links)
    out.append("</ol>\n</div>\n")


def _add_backlinks(out: list[Piece], end: int, links: str) -> None:
    """Put the arrows into the note's last paragraph, or into one of their own."""
    last = out[end - 2]
    if isinstance(last, str) and last.endswith(_PARAGRAPH_END):
        out[end - 2] = f"{last.removesuffix(_PARAGRAPH_END)} {links}{_PARAGRAPH_END}"
    else:
        out[end] = f"<p>{links}</p>\n"


def _box(checked: bool, chinese: bool) -> str:
    """The box of a task, with its state in words for those who hear the page."""
    said = ("未完成", "已完成") if chinese else ("to do", "done")
    state = " checked" if checked else ""
    label = f'aria-label="{said[checked]}"'
    return f'<input type="checkbox" class="task-list-item-checkbox" {label} disabled{state} /> '


def _break(token: Token | None) -> str:
    if token is None or token.type == "joint":
        return ""
    return "<br />\n" if token.type == "hardbreak" else "\n"


def _is_anchor(children: Sequence[Token]) -> bool:
    """Whether the paragraph holds nothing but the target of a jump."""
    return any(token.type == "html_inline" for token in children) and all(
        _ANCHOR_TAG.match(token.content) if token.type == "html_inline" else not token.content.strip()
        for token in children
        if token.type not in ("softbreak", "hardbreak")
    )
