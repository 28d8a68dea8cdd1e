"""The walk over pages: each address of each page against the files of the site.

Pages are read one at a time and only their ids are kept, so memory stays flat per page. A jump to a
page that this walk has not read is handed on; `survey` judges it when all ids are known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, assert_never
from urllib.parse import unquote

from generator.check import quality
from generator.check.css import fetches
from generator.check.extract import Document, Role, Use, extract
from generator.check.faults import Fault, Kind
from generator.check.listings import read_listing
from generator.check.tree import Tree
from generator.check.urls import External, Inert, Internal, Invalid, Local, Outside, SiteUrls, Unknown

PAGES = (".html", ".htm", ".xhtml")
_WITH_IDS = (*PAGES, ".svg")
_FOLLOWED = (Role.LINK, Role.FRAME, Role.QUOTED)
"""What a host answers with a page: a folder's index or a name without ".html" will do."""
_NO_PAGES = (Role.IMAGE, Role.MEDIA, Role.SCRIPT, Role.STYLE)
_SVG_VIEW = re.compile(r"(svgView\(|xywh=|t=|id=|track=)")
"""SVG views and media fragments choose a part; they name no id."""
_TOP = "top"
_PLAIN = re.compile(r"[\w.-]+")
"""Fragments that name an id as they stand, with nothing for a URL parser to change."""


class Jump(NamedTuple):
    """A use with a fragment, judged when its target's ids are known."""

    page: str
    use: Use
    target: str
    fragment: str
    holder: str


@dataclass(slots=True)
class Gathered:
    """What a walk has gathered."""

    pages: list[str] = field(default_factory=list)
    links: int = 0
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    jumps: list[Jump] = field(default_factory=list)
    """Those whose target has not been read."""
    sheets: dict[str, str] = field(default_factory=dict)
    """style sheet → the first page that loads it."""
    reached: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)
    """Pages with a `<base>`."""
    refreshes: dict[str, str] = field(default_factory=dict)
    externals: dict[str, dict[tuple[str, str], None]] = field(default_factory=lambda: defaultdict(dict))
    """address → the (page, href) pairs that use it."""

    def add(self, other: Gathered) -> None:
        """Take in what a later walk has gathered."""
        self.pages += other.pages
        self.links += other.links
        self.faults += other.faults
        self.anchors |= other.anchors
        self.jumps += other.jumps
        self.sheets = other.sheets | self.sheets
        self.reached |= other.reached
        self.bases |= other.bases
        self.refreshes |= other.refreshes
        for url, uses in other.externals.items():
            self.externals[url].update(uses)


class Walk:
    """One walk over some of a site's files."""

    def __init__(self, root: Path, tree: Tree, urls: SiteUrls, looks: frozenset[str] = frozenset()) -> None:
        """`looks` names the switched-on checks beyond addresses."""
        self.root = root
        self.tree = tree
        self.urls = urls
        self.looks = looks
        self.found = Gathered()
        self._led: dict[str, dict[tuple[str, Role], str]] = defaultdict(dict)
        """folder → (address without its fragment, role) → the file it leads to.

        A menu's addresses are judged once for each folder, not once for each page.
        """

    def page(self, page: str) -> None:
        """Take in one page."""
        content = (self.root / page).read_bytes()
        document = extract(content)
        found = self.found
        found.pages.append(page)
        found.anchors[page] = document.anchors
        if document.base is not None:
            found.bases.add(page)
        if document.refresh is not None:
            found.refreshes[page] = document.refresh
        found.faults += (Fault(Kind.DUPLICATE_ID, page, target=name) for name in document.repeated)
        found.faults += (Fault(Kind.NO_ALT, page, src, target=src) for src in document.without_alt)
        if self.looks & quality.OUTLINE:
            found.faults += quality.outline_faults(page, content)
        self._uses(page, document)

    def _uses(self, page: str, document: Document) -> None:
        base = self.urls.base(self.urls.of(page), document.base)
        led = self._led[base[: base.rfind("/")]]
        own = page if document.base is None else None
        for use in dict.fromkeys(document.uses):
            before, _, fragment = use.href.partition("#")
            if use.role is Role.SPRITE and not before:
                # SVG reads a bare fragment within its own document, whatever <base> says.
                self.jump(Jump(page, use, page, fragment, ""))
                continue
            file = led.get((before, use.role)) if before else own if use.role in _FOLLOWED else None
            if file is not None and self._judged_before(page, use, file, fragment):
                self.found.links += 1
                continue
            file = self.use(page, base, use)
            if file is not None and file != page:
                led[before, use.role] = file

    def _judged_before(self, page: str, use: Use, file: str, fragment: str) -> bool:
        """Whether only the fragment is new, and needs no URL parser; judges it then."""
        if not fragment:
            return True
        if not _PLAIN.fullmatch(fragment):
            return False
        if fragment in self.found.anchors.get(file, ()):
            return True
        if fragment.isascii() and file.endswith(_WITH_IDS):
            self.jump(Jump(page, use, file, fragment, ""))
            return True
        return False

    def listing(self, path: str) -> None:
        """Take in a feed, sitemap, search index or the like."""
        listing = read_listing(path, (self.root / path).read_bytes())
        if listing.fault:
            self.found.faults.append(Fault(Kind.MALFORMED, path, target=listing.fault))
        base = self.urls.of("" if listing.from_root else path)
        for use in dict.fromkeys(listing.uses):
            if not isinstance(self.urls.resolve(base, use.href), External):
                self.use(path, base, use)

    def use(self, page: str, base: str, use: Use, holder: str = "") -> str | None:
        """Judge one use, or put it off until its target is known; the file it leads to, if any."""
        self.found.links += 1
        where = self.urls.resolve(base, use.href)
        match where:
            case Internal(path, fragment):
                return self._inside(page, use, path, fragment, holder)
            case External(url):
                self._external(page, use, url, holder)
            case Inert():
                pass
            case Outside(path):
                self._fault(Kind.OUTSIDE, page, use, path, holder)
            case Unknown(scheme):
                self._fault(Kind.UNKNOWN_SCHEME, page, use, scheme, holder)
            case Local(url):
                self._fault(Kind.LOCAL_FILE, page, use, url, holder)
            case Invalid():
                self._fault(Kind.INVALID, page, use, use.href, holder)
            case _:
                assert_never(where)
        return None

    def _inside(self, page: str, use: Use, path: str, fragment: str, holder: str) -> str | None:
        role = use.role
        if role not in _FOLLOWED and not use.href.strip():
            self._fault(Kind.EMPTY, page, use, page, holder)
            return None
        file = self.tree.served(path)
        if file is None or (role not in _FOLLOWED and file != path and file != path.replace("//", "/")):
            self._fault(Kind.MISSING, page, use, path, holder)
            return None
        if file != page:
            self.found.reached.add(file)
        if role in _NO_PAGES and file.endswith(PAGES):
            self._fault(Kind.WRONG_TYPE, page, use, file, holder)
            return None
        if role is Role.STYLE:
            self.found.sheets.setdefault(file, page)
        elif fragment and file.endswith(_WITH_IDS):
            self.jump(Jump(page, use, file, fragment, holder))
        return file

    def _external(self, page: str, use: Use, url: str, holder: str) -> None:
        text = use.href.strip()
        if text.startswith("//") and self.tree.served(unquote(text[2:].partition("#")[0])):
            self._fault(Kind.PATH_AS_HOST, page, use, text[2:], holder)
        elif use.role is not Role.QUOTED:
            self.found.externals[url][(page, use.href)] = None

    def sheet(self, path: str, page: str) -> None:
        """Take in a style sheet that `page` loads."""
        base = self.urls.of(path)
        text = (self.root / path).read_bytes().decode("utf-8-sig", "replace")
        for fetch in fetches(text):
            if not fetch.href.startswith(("#", "data:")):
                role = Role.STYLE if fetch.sheet else Role.FILE
                self.use(page, base, Use(fetch.href, role, fetch.line), holder=path)

    def jump(self, jump: Jump) -> None:
        """Judge a jump, or put it off until its target's page has been read."""
        anchors = self.found.anchors.get(jump.target)
        if anchors is None and jump.target.endswith(".svg"):
            anchors = extract((self.root / jump.target).read_bytes()).anchors
            self.found.anchors[jump.target] = anchors
        if anchors is None:
            self.found.jumps.append(jump)
            return
        if jump.target.endswith(".svg") and _SVG_VIEW.match(jump.fragment):
            return
        if not reaches(anchors, jump.fragment, jump.use.role):
            self._fault(Kind.NO_ANCHOR, jump.page, jump.use, jump.target, jump.holder, jump.fragment)

    def _fault(self, kind: Kind, page: str, use: Use, target: str, holder: str, fragment: str = "") -> None:
        found = Fault(kind, page, use.href, target, use.role, fragment, holder, use.line)
        self.found.faults.append(found)


def reaches(anchors: frozenset[str], fragment: str, role: Role = Role.LINK) -> bool:
    """Whether a browser finds `fragment` among `anchors` (HTML Standard, "scrolling to a fragment").

    First as it stands in the URL, then percent-decoded, then "top" in any case; nothing is folded.
    """
    if fragment in anchors:
        return True
    decoded = unquote(fragment)
    return decoded in anchors or (decoded.lower() == _TOP and role is not Role.SPRITE)
