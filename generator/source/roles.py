"""What a read file becomes: a page, a text written as it stands, or a program that is left out."""

from __future__ import annotations

import re

from generator import addresses
from generator.model import FrontMatter, Kind, SourceFile
from generator.patterns import pattern
from generator.source.markup import has_control, is_program, marks
from generator.source.permalink import MARKDOWN, extension_of

_HTML = (".html", ".htm")
_DOCUMENT = pattern(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|html)\b", re.IGNORECASE | re.DOTALL
)
_OUR_LAYOUTS = ("home", "archive", "page", "post")


def is_program_page(source: SourceFile, output: str) -> bool:
    """Whether the file is a page built of Liquid's control tags.

    Posts and documents never are: what is a program in them is left out, the rest is read.
    """
    if source.kind is Kind.POST or source.collection or "{%" not in source.body:
        return False
    note = extension_of(source.path) in MARKDOWN
    if output in addresses.OWN or not (note or extension_of(source.path) in _HTML):
        return has_control(marks(source.body, note))
    return is_program(source.body, note)


def is_empty_list(source: SourceFile, front: FrontMatter, output: str) -> bool:
    """Whether the page is a theme's list: no text, a layout of the theme's, a place or name of a list."""
    foreign = front.layout not in ("", "none", *_OUR_LAYOUTS)
    return (
        foreign
        and source.kind is not Kind.POST
        and not source.body.strip()
        and bool(addresses.counterpart(output))
    )


def is_verbatim(source: SourceFile, front: FrontMatter) -> bool:
    """Whether the file is written as it stands: no note and no HTML, or a whole HTML document of its own."""
    extension = extension_of(source.path)
    if extension in MARKDOWN:
        return False
    return extension not in _HTML or (front.layout in ("", "none") and bool(_DOCUMENT.match(source.body)))
