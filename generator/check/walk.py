"""The walk over pages: each address of each page against the files of the site.

Pages are read one at a time and only their ids are kept, so memory stays flat per page. A jump to a
page that this walk has not read is handed on; `survey` judges it when all ids are known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import assert_never
from urllib.parse import unquote

from generator.check import quality
from generator.check.css import fetches
from generator.check.extract import Document, Role, Use, extract
from generator.check.faults import Fault, Kind
from generator.check.listings import read_listing
from generator.check.tree import Tree
from generator.check.urls import External, Inert, Internal, Invalid, Local, Outside, SiteUrls, Unknown
from generator.records import dataclass, field

PAGES = (".html", ".htm", ".xhtml")
_WITH_IDS = (*PAGES, ".svg")
_FOLLOWED = (Role.LINK, Role.FRAME, Role.QUOTED)
"""What a host answers with a page: a folder's index or a name without ".html" will do."""
_NO_PAGES = (Role.IMAGE, Role.MEDIA, Role.SCRIPT, Role.STYLE)
_SVG_VIEW = re.compile(r"(svgView\(|xywh=|t=|id=|track=)")
"""SVG views and media fragments choose a part; they name no id."""
_TOP = "top"
_PLAIN = re.compile(r"[\w.%-]+")
"""Fragments with nothing for a URL parser to change but to encode what is not ASCII."""


Jump = tuple[str, str, Role, str, str, str, int]
"""A use with a fragment, judged when its target's ids are known: page, href, role, target, fragment,
and the style sheet that holds it, if any, with its line. A plain tuple, since a site has so many."""


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
        for sheet, page in other.sheets.items():
            self.sheets[sheet] = min(page, self.sheets.get(sheet, page))
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
        self._folder = ""
        self._led: dict[Role, dict[str, str]] = defaultdict(dict)
        """role → address without its fragment → the file it leads to from `_folder`.

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
        folder = base[: base.rfind("/") + 1]
        if folder != self._folder:
            self._folder = folder
            self._led.clear()
        own = page if document.base is None else None
        anchors = self.found.anchors
        for role, hrefs in document.uses.items():
            led = self._led[role]
            followed = own if role in _FOLLOWED else None
            for href in hrefs:
                before, _, fragment = href.partition("#")
                if before:
                    file = led.get(before) or self._plainly(page, folder, before, role)
                elif role is Role.SPRITE:
                    # SVG reads a bare fragment within its own document, whatever <base> says.
                    self.jump((page, href, role, page, fragment, "", 0))
                    continue
                else:
                    file = followed
                if file is None or (fragment and not _PLAIN.fullmatch(fragment)):
                    self.use(page, base, Use(href, role))
                elif not fragment or fragment in anchors.get(file, ()) or not file.endswith(_WITH_IDS):
                    self.found.links += 1
                elif fragment.isascii():
                    self.found.links += 1
                    self.jump((page, href, role, file, fragment, "", 0))
                else:  # an id may be the encoded text
                    self.use(page, base, Use(href, role))

    def _plainly(self, page: str, folder: str, before: str, role: Role) -> str | None:
        """The file that an address leads to, where it takes no URL parser to tell and nothing is wrong."""
        path = self.urls.plainly(folder, before)
        if path is None or role is Role.STYLE:
            return None
        file = self.tree.served(path) if role in _FOLLOWED else path if path in self.tree.known else None
        if file is None or (role not in _FOLLOWED and file.endswith(PAGES)):
            return None
        if file != page:
            self.found.reached.add(file)
            self._led[role][before] = file
        return file

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
        if file.endswith(PAGES) and (role in _NO_PAGES or (role is Role.SPRITE and file != page)):
            self._fault(Kind.WRONG_TYPE, page, use, file, holder)
            return None
        if role is Role.STYLE:
            self.found.sheets.setdefault(file, page)
        elif fragment and file.endswith(_WITH_IDS):
            self.jump((page, use.href, role, file, fragment, holder, use.line))
        return file

    def _external(self, page: str, use: Use, url: str, holder: str) -> None:
        text = use.href.strip().replace("\\", "/")
        if text.startswith("//") and self.tree.served(unquote(text[2:].partition("#")[0])):
            self._fault(Kind.PATH_AS_HOST, page, use, text[2:], holder)
        elif use.role is not Role.QUOTED:
            self.found.externals[url][(page, use.href)] = None

    def sheet(self, path: str, page: str) -> None:
        """Take in a style sheet that `page` loads."""
        base = self.urls.of(path)
        text = (self.root / path).read_bytes().decode("utf-8-sig", "replace")
        for fetch in fetches(text):
            if fetch.href and not fetch.href.startswith(("#", "data:")):
                role = Role.STYLE if fetch.sheet else Role.FILE
                self.use(page, base, Use(fetch.href, role, fetch.line), holder=path)

    def jump(self, jump: Jump) -> None:
        """Judge a jump, or put it off until its target's page has been read."""
        page, href, role, target, fragment, holder, line = jump
        anchors = self.found.anchors.get(target)
        if target.endswith(".svg"):
            if anchors is None:
                anchors = extract((self.root / target).read_bytes()).anchors
                self.found.anchors[target] = anchors
            if _SVG_VIEW.match(fragment):
                return
        if anchors is None:
            self.found.jumps.append(jump)
        elif not reaches(anchors, fragment, role):
            self._fault(Kind.NO_ANCHOR, page, Use(href, role, line), target, holder, fragment)

    def judge_waiting(self) -> None:
        """Judge the jumps whose targets have been read since."""
        waiting, self.found.jumps = self.found.jumps, []
        for jump in waiting:
            self.jump(jump)

    def _fault(self, kind: Kind, page: str, use: Use, target: str, holder: str, fragment: str = "") -> None:
        found = Fault(kind, page, use.href, target, use.role, fragment, holder, use.line)
        self.found.faults.append(found)


def reaches(anchors: frozenset[str], fragment: str, role: Role = Role.LINK) -> bool:
    """Whether a browser finds `fragment` among `anchors` (HTML Standard, "scrolling to a fragment").

    First as it stands in the URL, then percent-decoded, then "top" in any case; nothing is folded.
    """
    if fragment in anchors:
        return True
    decoded = _decoded(fragment)
    return decoded in anchors or (decoded.lower() == _TOP and role is not Role.SPRITE)


@lru_cache(maxsize=1 << 14)
def _decoded(fragment: str) -> str:
    """Percent-decoded, as a browser does it. The same sections are named again and again."""
    return unquote(fragment)
