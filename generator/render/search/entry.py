"""What one page gives to the search: its terms by weight, and its text in sections for excerpts.

A pure function of the page and its figures, so one edited post is read again alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import unescape
from itertools import chain
from zlib import crc32

from generator import addresses
from generator.memo import Lazy
from generator.model import Drawn, Figure, FigureRequest, Page, Picture, Table, TableRequest
from generator.patterns import pattern
from generator.records import dataclass
from generator.render.search.terms import terms_of
from generator.render.words import short_date

_OFTEN = 3
"""A term that the body has so often weighs more than one in passing."""
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_ID = pattern(r' id="([^"]+)"')


Terms = tuple[str, str, str, str]
"""A page's terms in four weights, lightest first, each a line a term."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A page's terms, and its text for excerpts as a line of a script."""

    terms: Terms
    text: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What is to be known of a page's part of the index: how many postings, and a checksum of it."""

    postings: int
    checksum: int
    indexed: Lazy[Indexed]


def entry_of(page: Page, output: str, drawn: Drawn, lang: str) -> IndexEntry:
    """The entry of a page at `output`; `lang` is the site's language."""
    front = page.front
    named = page.outline.named
    anchors, titles = ("", *(anchor for _, anchor in named)), ("", *(text for text, _ in named))
    words = _figure_words(page, drawn, anchors) if drawn != Drawn() else {}
    texts = ["\n".join((text, *words.get(a, ()))) for a, text in zip(anchors, page.texts, strict=False)]
    texts[0] = "\n".join(filter(None, (front.excerpt, texts[0])))
    labels = "\n".join((page.title, *front.tags, *front.categories))
    terms = _weighed(terms_of("\n".join(texts)), terms_of("\n".join(titles)), terms_of(labels))
    text = [
        addresses.relative("index.html", output),
        page.title,
        short_date(front.date, front.lang or lang) if front.date else "",
        front.lang or lang,
        "\n".join((*front.tags, *front.categories)),
        [
            [addresses.encode_fragment(anchor), title, text]
            for anchor, title, text in zip(anchors, titles, texts, strict=True)
            if title or text
        ],
    ]
    line = _JSON.encode(text)
    postings = sum(group.count("\n") + 1 for group in terms)
    checksum = crc32("\n\n".join((line, *terms)).encode())
    return IndexEntry(postings, checksum, Lazy.of(Indexed(terms, line)))


def _weighed(body: Mapping[str, int], headings: Iterable[str], named: Iterable[str]) -> Terms:
    """The terms in four weights: in the body, often there, in a heading, in the title or a tag."""
    above = dict.fromkeys(headings, 2) | dict.fromkeys(named, 3)
    below = dict(body)
    for term in above:
        below.pop(term, None)
    often = [term for term, times in below.items() if times >= _OFTEN]
    for term in often:
        del below[term]
    heading = [term for term, weight in above.items() if weight == 2]
    return "\n".join(below), "\n".join(often), "\n".join(heading), "\n".join(named)


def _figure_words(page: Page, drawn: Drawn, anchors: tuple[str, ...]) -> dict[str, list[str]]:
    """The words of the figures and tables that the engine made, by the anchor of their section."""
    words: dict[str, list[str]] = {}
    current = ""
    for piece in page.body:
        match piece:
            case str():
                current = next((i for i in reversed(_ids(piece)) if i in anchors), current)
            case Picture() if piece.src in drawn.pictures:
                words.setdefault(current, []).extend(_told(drawn.pictures[piece.src]))
            case FigureRequest() if piece in drawn.figures:
                words.setdefault(current, []).extend(_told(drawn.figures[piece]))
            case TableRequest() if piece in drawn.tables:
                words.setdefault(current, []).extend(_cells(drawn.tables[piece]))
            case _:
                pass
    return words


def _ids(html: str) -> list[str]:
    return [unescape(found) for found in _ID.findall(html)]


def _told(figure: Figure) -> tuple[str, ...]:
    data = _cells(figure.table) if figure.table else ()
    return (figure.title, figure.description or figure.alt, *data)


def _cells(table: Table) -> tuple[str, ...]:
    labels = " ".join(column.label for column in table.columns)
    rows = (" ".join(row) for row in table.rows)
    return tuple(filter(None, chain((table.caption, labels), rows, table.notes)))
