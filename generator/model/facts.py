"""A page from its content: all that is to be known of it without looking inside again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.memo import Lazy
from generator.model.page import (
    Content,
    FigureRequest,
    Heading,
    Link,
    NetworkRequest,
    Page,
    Picture,
    Piece,
    Request,
    TableRequest,
    Use,
    ValueRequest,
    WikiLink,
)
from generator.model.source import FrontMatter, Kind

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*")


def page_of(
    content: Content,
    *,
    path: str,
    kind: Kind,
    front: FrontMatter,
    headings: tuple[Heading, ...] = (),
    anchors: tuple[str, ...] = (),
    has_math: bool = False,
    has_mathml: bool = False,
    draft: bool = False,
    collection: str = "posts",
) -> Page:
    """The page that a content makes, with all that is to be known of it without looking inside."""
    text = "\n".join((*content.texts, *(heading.text for heading in headings)))
    return Page(
        path=path,
        kind=kind,
        front=front,
        content=Lazy.of(content),
        headings=headings,
        anchors=anchors,
        uses=tuple(_uses(content.body)),
        requests=tuple(_requests(content.body)),
        shown=tuple(_shown(content.body)),
        han=sum(map(len, _HAN.findall(text))),
        words=len(_WORD.findall(text)),
        has_math=has_math,
        has_mathml=has_mathml,
        draft=draft,
        collection=collection,
    )


def _uses(pieces: Iterable[Piece]) -> Iterator[Use]:
    for piece in pieces:
        match piece:
            case str():
                pass
            case Link():
                yield Use(piece.href, piece.at, is_image=False)
            case WikiLink():
                yield Use(piece.key, piece.at, is_image=False)
            case Picture():
                yield Use(piece.src, piece.at, is_image=True)
                yield from _uses(piece.caption)
            case FigureRequest():
                yield from _uses(piece.caption)


def _requests(pieces: Iterable[Piece]) -> Iterator[Request]:
    for piece in pieces:
        if isinstance(piece, FigureRequest | TableRequest | ValueRequest | NetworkRequest):
            yield piece
        if isinstance(piece, FigureRequest | Picture):
            yield from _requests(piece.caption)


def _shown(pieces: Iterable[Piece]) -> Iterator[str | FigureRequest]:
    for piece in pieces:
        if isinstance(piece, Picture):
            yield piece.src
        elif isinstance(piece, FigureRequest):
            yield piece
