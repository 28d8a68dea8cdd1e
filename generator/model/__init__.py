"""The site's data: what one phase hands to the next. Frozen, no behaviour beyond small lookups.

Paths are relative to the source root, or to the site root for outputs, with forward slashes.
URLs are site-absolute and unescaped ("/net_models.html"), before any baseurl.

A page's body is a tuple of `Piece`s: strings of finished HTML with typed holes between them, for
what one file cannot know alone (where a link leads, what a figure looks like). Rendering fills
the holes; nothing is patched into HTML afterwards.
"""

from generator.model.config import Collection, Config, Scope
from generator.model.facts import page_of
from generator.model.figure import THUMBNAIL, Column, Drawn, DrawnFigure, Figure, Output, Setting, Table
from generator.model.outline import Heading, Outline
from generator.model.page import (
    CodeBlock,
    Content,
    FigureRequest,
    Flow,
    Link,
    NetworkRequest,
    Page,
    Param,
    Picture,
    Piece,
    Request,
    TableRequest,
    Use,
    ValueRequest,
    WikiLink,
)
from generator.model.site import PageRef, ResolvedPage, Site, Target, Term
from generator.model.source import FrontMatter, Kind, Program, SourceFile, StaticFile, TextFile

__all__ = [
    "THUMBNAIL",
    "CodeBlock",
    "Collection",
    "Column",
    "Config",
    "Content",
    "Drawn",
    "DrawnFigure",
    "Figure",
    "FigureRequest",
    "Flow",
    "FrontMatter",
    "Heading",
    "Kind",
    "Link",
    "NetworkRequest",
    "Outline",
    "Output",
    "Page",
    "PageRef",
    "Param",
    "Picture",
    "Piece",
    "Program",
    "Request",
    "ResolvedPage",
    "Scope",
    "Setting",
    "Site",
    "SourceFile",
    "StaticFile",
    "Table",
    "TableRequest",
    "Target",
    "Term",
    "TextFile",
    "Use",
    "ValueRequest",
    "WikiLink",
    "page_of",
]
