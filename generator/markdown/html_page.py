"""A page written in HTML: carried through as it stands, its addresses as holes.

Jekyll reads no Markdown in an `.html` file, and neither is any read here: no ids are made up for its
headings, and a `$` opens nothing. What the rest of the site asks of any page is read off its tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape

from generator.diagnostics import Checked, in_order
from generator.markdown import bounds, inline, raw_html, safe
from generator.markdown.excerpts import MORE
from generator.markdown.inline import Surroundings
from generator.markdown.reading import Reading
from generator.markdown.render import merged
from generator.model import Config, Content, FrontMatter, Heading, Page, Piece, SourceFile, page_of
from generator.patterns import pattern
from generator.records import replace

EXTENSIONS = (".html", ".htm")
_HEADING = pattern(r"<h([1-6])\b([^<>]*)>", re.IGNORECASE)
_HEADING_ENDS = {level: re.compile(rf"</h{level}\s*>", re.IGNORECASE) for level in "123456"}
_ID = pattern(r"""\sid\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_PARAGRAPH = pattern(r"<p\b[^<>]*>[^<]*(?:<(?!/?p\b)[^<]*)*</p\s*>", re.IGNORECASE)
_UNSEEN = pattern(r"<(?:(script|style)\b|!--)", re.IGNORECASE)
_UNSEEN_ENDS = {
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "": re.compile("-->"),
}
_NO_BREAK = pattern(r"[^\n]")
_FORMULA = pattern(r"\\\(|\\\[")


def html_page(source: SourceFile, front: FrontMatter, config: Config) -> Checked[Page]:
    """The page that an HTML file holds, with everything its author should know about it."""
    reading = Reading(path=source.path, safe=config.safe)
    if too_long := bounds.beyond_in_html(source.body, reading):
        reading.diagnostics.append(too_long)
        source = replace(source, body="")
    headings = tuple(_headings(source.body, reading))
    anchors = tuple(dict.fromkeys(raw_html.ids(source.body)))
    around = Surroundings(reading, headings, frozenset(anchors))
    seen = _without(source.body, "")
    text = "\n".join(line for line in raw_html.text_of(seen).split("\n") if line.strip())
    excerpt = _excerpt(source.body, front, config, headings, anchors)
    content = Content(
        body=safe.cleaned(_pieces(source.body, around), reading),
        excerpt=safe.cleaned(excerpt, replace(reading, diagnostics=[])),
        texts=(text, *("" for _ in headings)),
    )
    page = page_of(
        content,
        path=source.path,
        kind=source.kind,
        front=front,
        headings=headings,
        anchors=anchors,
        has_math=_FORMULA.search(seen) is not None,
        draft=source.draft,
        collection=source.collection,
    )
    return Checked(page, in_order(reading.diagnostics))


def _pieces(html: str, around: Surroundings) -> tuple[Piece, ...]:
    """The pieces of the HTML; blank lines at its start count for the lines of its links."""
    out: list[Piece] = []
    start = len(html) - len(html.lstrip("\n"))
    around.elements.enter()
    inline.write_raw(html[start:], around.reading.at(start + 1), around, out, within_text=False)
    out.append(around.elements.leave())
    return merged(out)


def _headings(html: str, reading: Reading) -> Iterator[Heading]:
    seen = _without(html, " ")
    position, line = 0, 1
    for found, close in _elements(seen, _HEADING, _HEADING_ENDS):
        text = " ".join(raw_html.text_of(seen[found.end() : close.start()]).split())
        named = _ID.search(found[2])
        anchor = unescape(named[1]) if named else ""
        line += html.count("\n", position, found.start())
        position = found.start()
        at = reading.at(line)
        yield Heading(int(found[1]), text, anchor, at, escape(text, quote=False), in_toc=bool(anchor))


def _without(html: str, instead: str) -> str:
    """The HTML without comments, scripts and styles; `instead` stands for each of their characters but
    line breaks."""
    parts, position = [], 0
    for opening, close in _elements(html, _UNSEEN, _UNSEEN_ENDS):
        parts.append(html[position : opening.start()])
        if instead:
            parts.append(_NO_BREAK.sub(instead, html[opening.start() : close.end()]))
        position = close.end()
    return "".join((*parts, html[position:]))


def _elements(
    html: str, opening: re.Pattern[str], ends: Mapping[str, re.Pattern[str]]
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Where each element opens and ends, none within another; `ends` by the opening's first group.

    What has no end once has none further on, and is not looked for again.
    """
    position, endless = 0, set[str]()
    while found := opening.search(html, position):
        kind = (found[1] or "").lower()
        close = None if kind in endless else ends[kind].search(html, found.end())
        if close:
            yield found, close
        else:
            endless.add(kind)
        position = (close or found).end()


def _excerpt(
    html: str, front: FrontMatter, config: Config, headings: tuple[Heading, ...], anchors: tuple[str, ...]
) -> tuple[Piece, ...]:
    """The author's own words, else what stands above the separator, else the first paragraph."""
    if front.excerpt:
        return (f"<p>{escape(front.excerpt, quote=False)}</p>\n",)
    separator = front.excerpt_separator or config.excerpt_separator
    body = html.lstrip("\n")
    above, cut, _ = body.partition(separator) if separator.strip() else (body, "", "")
    more = MORE.search(body)
    first = _PARAGRAPH.search(_without(body, ""))
    text = above if cut else body[: more.start()] if more else first[0] if first else ""
    # Problems of these links are told once, by the body.
    aside = Surroundings(Reading(path=""), headings, frozenset(anchors), excerpt=True)
    return _pieces(text, aside)
