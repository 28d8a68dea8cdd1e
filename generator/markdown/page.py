"""One file's Markdown → a frozen `Page`: the rules in their order, from text to pieces.

The only door of this package. Decoding, front matter and Jekyll tags are done before; where links
lead and what figures look like is found out after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import chain
from operator import attrgetter
from string import ascii_letters

from markdown_it.token import Token

from generator.diagnostics import Checked, in_order
from generator.markdown import (
    abbreviations,
    alerts,
    attributes,
    bounds,
    breaks,
    dialect,
    excerpts,
    footnotes,
    formulas,
    headings,
    html_page,
    inline,
    plain_text,
    raw_html,
    render,
    run_ins,
    safe,
    toc,
)
from generator.markdown.footnotes import Numbering
from generator.markdown.inline import Surroundings
from generator.markdown.mathml import Setter
from generator.markdown.reading import Reading, first_line
from generator.model import Config, Content, FrontMatter, Heading, Page, Picture, Piece, SourceFile, page_of
from generator.problems import markdown as problems
from generator.records import replace
from generator.yaml_reader import truth_of

_TYPE = attrgetter("type")


def parse_page(source: SourceFile, front: FrontMatter, config: Config) -> Checked[Page]:
    """The page that a source file holds, with everything its author should know about it."""
    if source.path.lower().endswith(html_page.EXTENSIONS):
        return html_page.html_page(source, front, config)
    reading = _reading(source, front, config)
    if too_long := bounds.beyond(source.body, reading):
        reading.diagnostics.append(too_long)
        source = replace(source, body="")
    tokens = _tokens(source.body, reading, front.lang or config.lang)
    texts = plain_text.page_texts(tokens)
    taken = _ids(tokens, reading)
    headings.assign_ids(tokens, reading, taken)
    if reading.footnotes:
        tokens = footnotes.set_aside(tokens, reading)
    if reading.has_lists:
        tokens = toc.replace_lists(toc.replace_lists(tokens), "footnotes")
    found = _headings(tokens, reading)
    notes = Numbering(reading.footnote_start, reading.footnote_prefix, reading.footnote_backlink)
    around = Surroundings(reading, found, frozenset(taken), notes=notes)
    body = safe.cleaned(render.body(tokens, around), reading)
    excerpt = excerpts.excerpt(source.body, tokens, front, config, around)
    every = [*tokens, *chain.from_iterable(reading.footnotes.values())]
    maths = formulas.texts(every)
    reading.diagnostics += formulas.faults(every, maths, source.path, _unchecked(front, config, reading))
    page = page_of(
        Content(body, _untold(excerpt, reading), texts),
        path=source.path,
        kind=source.kind,
        front=front,
        headings=found,
        anchors=_anchors(body, found),
        has_math=bool(maths) and reading.setter is None,
        has_mathml=bool(maths) and reading.setter is not None,
        draft=source.draft,
        collection=source.collection,
    )
    return Checked(page, in_order(reading.diagnostics))


def _untold(excerpt: tuple[Piece, ...], reading: Reading) -> tuple[Piece, ...]:
    """The excerpt of a `safe` page, cleaned; what was taken out is told of the body."""
    return safe.cleaned(excerpt, replace(reading, diagnostics=[])) if reading.safe else excerpt


def _tokens(body: str, reading: Reading, lang: str) -> list[Token]:
    """The tokens of a body, what marks them applied. Nothing is looked for that the rules did not meet."""
    tokens = dialect.parse(body, reading)
    reading.has_lists = reading.has_lists or "{#" in body
    if reading.has_lists:
        tokens = attributes.apply(tokens, reading)
    safe.fit(tokens, reading)
    if reading.abbreviations:
        tokens = abbreviations.mark(tokens, reading)
    quotes = "blockquote_open" in map(_TYPE, tokens)
    if quotes:
        tokens = alerts.mark(tokens, lang)
    for token in tokens:
        if token.children and "\n" in token.content:
            breaks.join(token.children)
    if quotes:
        run_ins.mark(tokens)
    return tokens


def _reading(source: SourceFile, front: FrontMatter, config: Config) -> Reading:
    asked = dict(config.extra).get("kramdown")
    kramdown = asked if isinstance(asked, dict) else {}
    reading = Reading(
        path=source.path,
        dollar_maths=config.math if front.math is None else front.math,
        setter=Setter() if (front.maths_by or config.maths_by) == "mathml" else None,
        chinese=(front.lang or config.lang).casefold().startswith("zh"),
        auto_ids=config.auto_ids,
        safe=config.safe,
    )
    for key, value in kramdown.items():
        reading.set_option(str(key), str(value))
    return reading


def _ids(tokens: Sequence[Token], reading: Reading) -> set[str]:
    """Every id that the author gave: in raw HTML, by attribute lists, through footnotes."""
    labels = [reading.footnote_prefix + label for label in reading.footnotes]
    given = {f"{kind}:{label}" for label in labels for kind in ("fn", "fnref")}
    for token in tokens if reading.has_lists else [token for token in tokens if "<" in token.content]:
        for each in (token, *(token.children or ())):
            if each.attrs.get("id"):
                given.add(str(each.attrs["id"]))
            if each.type in ("html_block", "html_inline"):
                given.update(raw_html.ids(each.content))
    return given


def _headings(tokens: Sequence[Token], reading: Reading) -> tuple[Heading, ...]:
    """The page's headings in order; a role within one is reported."""
    places = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    return tuple(_heading(tokens[i], tokens[i + 1], reading) for i in places)


def _heading(opening: Token, content: Token, reading: Reading) -> Heading:
    level = int(opening.tag[1])
    at = reading.at(first_line(opening))
    children = content.children or []
    for child in children:
        if child.type == "role":
            reading.diagnostics.append(problems.role_in_heading(child.info, child.content, at))
    listed = level in reading.toc_levels and "no_toc" not in str(opening.attrs.get("class", "")).split()
    text = plain_text.text_of(content).strip()
    anchor = str(opening.attrs.get("id", ""))
    html = inline.bare_html(children, at, reading)
    return Heading(level, text, anchor, at, text if html == text else html, listed)


def _anchors(body: Sequence[Piece], headings: Iterable[Heading]) -> tuple[str, ...]:
    """Every id in the finished body, in order; those of headings as the same strings, since there are as many
    as a large site has headings."""
    known = {heading.anchor: heading.anchor for heading in headings}
    return tuple(known.get(anchor, anchor) for anchor in _ids_of(body))


def _ids_of(body: Sequence[Piece]) -> Iterator[str]:
    for piece in body:
        if isinstance(piece, str):
            yield from _ids_in(piece)
        elif isinstance(piece, Picture):
            yield from (value for key, value in piece.attrs if key == "id")


def _ids_in(html: str) -> Iterator[str]:
    """The first id of each tag of finished HTML."""
    tag, start = -1, 0
    while (found := html.find('id="', start)) >= 0:
        tag = max(tag, html.rfind("<", start, found))
        start = found + 4
        if tag < 0 or not html[found - 1].isspace() or html.startswith('"', start):
            continue
        end = html.find('"', start)
        if end >= 0 and html[tag + 1] in ascii_letters and html.find(">", tag, found) < 0:
            yield unescape(html[start:end])
            start = end + 1
        tag = -1


def _unchecked(front: FrontMatter, config: Config, reading: Reading) -> Iterator[str]:
    """The codes of warnings that the page, or else the site, does not want."""
    asked = dict(front.extra).get("checks")
    own = asked if isinstance(asked, dict) else {}
    yield from (code for code in config.unchecked if truth_of(own.get(code)) is not True)
    yield from (str(code) for code, wanted in own.items() if truth_of(wanted) is False)
    if reading.setter is not None:  # who sets formulas here has judged them
        yield "broken-maths"
