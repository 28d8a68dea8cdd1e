"""One page of the site as its template sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from generator import addresses
from generator.model import (
    CodeBlock,
    Drawn,
    Figure,
    FigureRequest,
    Heading,
    Page,
    PageRef,
    Picture,
    Piece,
    ResolvedPage,
    TableRequest,
)
from generator.records import dataclass
from generator.render.body import Filling, render_body
from generator.render.cards import json_ld, open_graph
from generator.render.highlight import Highlighter, highlight
from generator.render.surroundings import Place, Surroundings, canonical, frame_at
from generator.render.view import Anchor, Day, Frame, PageView, TocEntry, Translation, finished
from generator.render.words import (
    Words,
    counted,
    day_of_year,
    language_name,
    long_date,
    reading_minutes,
    short_date,
    words_for,
)

Terms = tuple[tuple[str, str], ...]
"""(name, URL) of the tags and categories of one page."""

# An English gloss in brackets behind a Chinese heading: "空洞卷积(dilated conv)".
_GLOSS = r"(?<=[\u3400-\u9fff])\s*[(（][^()（）<\u3400-\u9fff]*[)）]\s*$"
_MINIMUM_TOC = 2


@dataclass(frozen=True, slots=True)
class PageInput:
    """All that one page is rendered from, and so all that its memo's key must hold."""

    resolved: ResolvedPage
    drawn: Drawn
    terms: Terms
    sizes: Mapping[str, tuple[int, int]]
    translations: tuple[tuple[str, str], ...] = ()
    """(language, output) of the pages that have the same `ref` in their front matter."""


def page_view(given: PageInput, around: Surroundings, layout: str, code: Highlighter = highlight) -> PageView:
    """The view of a post or page."""
    resolved, page = given.resolved, given.resolved.page
    headings = page.headings
    lang = page.front.lang or around.config.lang
    words = words_for(lang)
    place = Place(resolved.output)
    filling = Filling(resolved.targets, given.drawn, place.href, code, words, given.sizes)
    figures = tuple(figures_in(page, given.drawn))
    image = next((figure.raster for figure in figures), "")
    return PageView(
        layout=layout,
        title=page.title,
        lang=lang,
        words=words,
        frame=_frame(page, figures, place, around),
        show_title=bool(page.front.title) or not any(h.level == 1 for h in headings),
        description=page.front.excerpt or around.config.description,
        canonical=canonical(around.config, resolved.output),
        properties=open_graph(resolved, around.config, image, given.drawn.share),
        json_ld=finished(json_ld(resolved, around.config, given.drawn.share or image)),
        body=finished(render_body(page.body, filling)),
        lede=page.front.excerpt,
        toc=_contents(headings) if page.front.toc else (),
        date=day(page.front.date, lang),
        updated=day(page.front.updated, lang),
        reading=counted(reading_minutes(page), words.reading),
        counts=_counts(page.body, words),
        tags=tuple(Anchor(name, place.href_of(url)) for name, url in given.terms),
        translations=tuple(
            Translation(lang, language_name(lang), place.href(output), canonical(around.config, output))
            for lang, output in given.translations
        ),
        previous=_reference(resolved.previous, place),
        next=_reference(resolved.next, place),
        backlinks=_references(resolved.backlinks, place),
        related=_references(resolved.related, place),
        has_math=page.has_math,
        has_code=any(isinstance(piece, CodeBlock) for piece in page.body),
    )


def day(date: datetime | None, lang: str) -> Day | None:
    """A date as templates show it."""
    if date is None:
        return None
    return Day(date.isoformat(), long_date(date, lang), short_date(date, lang), day_of_year(date, lang))


def figures_in(page: Page, drawn: Drawn) -> Iterator[Figure]:
    """The drawn figures of a body, in order."""
    for shown in page.shown:
        figure = drawn.pictures.get(shown) if isinstance(shown, str) else drawn.figures.get(shown)
        if figure is not None:
            yield figure


def _frame(page: Page, figures: tuple[Figure, ...], place: Place, around: Surroundings) -> Frame:
    """What stands around the page, with the files that its maths and its explorers load."""
    return frame_at(
        place,
        around,
        page.front.lang or around.config.lang,
        has_math=page.has_math,
        has_mathml=page.has_mathml,
        has_explorer=any(figure.explores for figure in figures),
    )


def _contents(headings: tuple[Heading, ...]) -> tuple[TocEntry, ...]:
    """The second- and third-level headings as a tree; empty when there is too little to list.

    A third-level heading before any of the second level stands at the top.
    """
    tops: list[tuple[Heading, list[TocEntry]]] = []
    listed = [h for h in headings if h.in_toc and h.level in (2, 3)]
    for heading in listed:
        if heading.level == 3 and tops and tops[-1][0].level == 2:
            tops[-1][1].append(_entry(heading))
        else:
            tops.append((heading, []))
    if len(listed) < _MINIMUM_TOC:
        return ()
    return tuple(_entry(heading, tuple(below)) for heading, below in tops)


def _entry(heading: Heading, below: tuple[TocEntry, ...] = ()) -> TocEntry:
    href = f"#{addresses.encode_fragment(heading.anchor)}"
    html = heading.html
    return TocEntry(finished(re.sub(_GLOSS, "", html) if ")" in html or "）" in html else html), href, below)


def _counts(body: tuple[Piece, ...], words: Words) -> tuple[str, ...]:
    figures = sum(_stands_alone(piece) for piece in body)
    tables = sum(p.count("<table") if isinstance(p, str) else isinstance(p, TableRequest) for p in body)
    both = ((figures, words.figures), (tables, words.tables))
    return tuple(counted(number, forms) for number, forms in both if number)


def _stands_alone(piece: Piece) -> bool:
    return isinstance(piece, FigureRequest) or (isinstance(piece, Picture) and piece.flow is not None)


def _reference(reference: PageRef | None, place: Place) -> Anchor | None:
    return None if reference is None else Anchor(reference.title, place.href_of(reference.url))


def _references(references: tuple[PageRef, ...], place: Place) -> tuple[Anchor, ...]:
    return tuple(Anchor(r.title, place.href_of(r.url)) for r in references)
