"""A page from its content: all that is to be known of it without looking inside again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.memo import Lazy
from generator.model.outline import Heading, Outline
from generator.model.page import (
    Content,
    FigureRequest,
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
from generator.patterns import pattern

# Text is counted by its bytes, which takes a fifth of a pattern's time; a pattern counts the rare rest.
_NO_HAN = bytes(high for high in range(256) if not (0x34 <= high <= 0x9F or 0xF9 <= high <= 0xFA))
"""The high bytes of UTF-16 that no Han character below U+20000 has."""
_RARE_HAN = pattern("[\U00020000-\U0003ffff]")
_LETTERS = bytes(ord("a" if byte >= 0xC0 or bytes([byte]).isalpha() else " ") for byte in range(256))
"""Latin-1's characters as "a" for a letter and a space for any other."""
_RARE_WORD = pattern("[A-Za-zÀ-ɏ]+")


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
    high = text.encode("utf-16-be", "surrogatepass")[::2]
    holes = [piece for piece in content.body if not isinstance(piece, str)]
    return Page(
        path=path,
        kind=kind,
        front=front,
        content=Lazy.of(content),
        outline=Outline.of(headings, anchors),
        uses=tuple(_uses(holes)),
        requests=tuple(_requests(holes)),
        shown=tuple(_shown(holes)),
        han=_han(text, high),
        words=_words(text, high),
        has_math=has_math,
        has_mathml=has_mathml,
        draft=draft,
        collection=collection,
    )


def _han(text: str, high: bytes) -> int:
    """How many Han characters a text has, whose high bytes in UTF-16 are given."""
    common = len(high.translate(None, _NO_HAN))
    return common + len(_RARE_HAN.findall(text)) if b"\xd8" in high else common


def _words(text: str, high: bytes) -> int:
    """How many words of Latin letters it has; an apostrophe parts none."""
    text = text.replace("'", "").replace("’", "")
    if b"\x01" in high or b"\x02" in high:  # letters that Latin-1 lacks
        return len(_RARE_WORD.findall(text))
    return (b" " + text.encode("latin-1", "replace").translate(_LETTERS)).count(b" a")


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
