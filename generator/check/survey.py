"""The one walk over a written site: every page's definitions against every page's uses.

Pages are read one at a time and only their ids are kept, so memory stays flat per page. Style
sheets, sprites and listings (feeds, sitemaps, search indexes) are read when something uses them.
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
from generator.check.listings import may_list, read_listing
from generator.check.tree import Tree
from generator.check.urls import External, Inert, Internal, Invalid, Local, Outside, SiteUrls, Unknown

_PAGES = (".html", ".htm", ".xhtml")
_FOLLOWED = frozenset({Role.LINK, Role.FRAME, Role.QUOTED})
"""What a host answers with a page: a folder's index or a name without ".html" will do."""
_SVG_VIEW = re.compile(r"(svgView\(|xywh=|t=|id=|track=)")
"""SVG views and media fragments choose a part; they name no id."""
_TOP = "top"


class Jump(NamedTuple):
    """A use with a fragment, judged when its target's ids are known."""

    page: str
    use: Use
    target: str
    fragment: str
    holder: str


@dataclass(slots=True)
class Survey:
    """What the walk has gathered: faults, external addresses, and what describing them needs."""

    tree: Tree
    urls: SiteUrls
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    """page → its `<base>`, where it has one."""
    refreshes: dict[str, str] = field(default_factory=dict)
    externals: dict[str, dict[tuple[str, str], None]] = field(default_factory=lambda: defaultdict(dict))
    """address → the (page, href) pairs that use it."""
    links: int = 0
    pages: int = 0


def survey(root: Path, tree: Tree, urls: SiteUrls, looks: frozenset[str] = frozenset()) -> Survey:
    """The faults of the site below `root`. `looks` names the switched-on checks beyond addresses."""
    walk = _Walk(root, tree, urls)
    for page in tree.files:
        if page.endswith(_PAGES):
            content = (root / page).read_bytes()
            walk.page(page, extract(content))
            if looks & quality.OUTLINE:
                walk.found.faults += quality.outline_faults(page, content)
        elif may_list(page):
            walk.listing(page)
    walk.finish()
    if "orphan-page" in looks:
        walk.found.faults += quality.orphans(walk.pages, walk.reached)
    if "insecure-link" in looks:
        walk.found.faults += quality.insecure(walk.found.externals)
    return walk.found


class _Walk:
    """The state of one walk. Queues are emptied by `finish`, after all pages are known."""

    def __init__(self, root: Path, tree: Tree, urls: SiteUrls) -> None:
        self.root = root
        self.tree = tree
        self.urls = urls
        self.found = Survey(tree, urls)
        self.reached: set[str] = set()
        self.pages: list[str] = []
        self.jumps: list[Jump] = []
        self.sheets: dict[str, str] = {}
        """style sheet → the first page that loads it."""

    def page(self, page: str, document: Document) -> None:
        """Take in one page."""
        found = self.found
        self.pages.append(page)
        found.anchors[page] = document.anchors
        if document.base is not None:
            found.bases[page] = document.base
        if document.refresh is not None:
            found.refreshes[page] = document.refresh
        found.faults += (Fault(Kind.DUPLICATE_ID, page, target=name) for name in document.repeated)
        found.faults += (Fault(Kind.NO_ALT, page, src, target=src) for src in document.without_alt)
        base = self.urls.base(self.urls.of(page), document.base)
        for use in dict.fromkeys(document.uses):
            if use.role is Role.SPRITE and use.href.startswith("#"):
                # SVG reads a bare fragment within its own document, whatever <base> says.
                self._jump(Jump(page, use, page, use.href[1:], ""))
            else:
                self.use(page, base, use)

    def listing(self, path: str) -> None:
        """Take in a feed, sitemap, search index or the like."""
        listing = read_listing(path, (self.root / path).read_bytes())
        if listing.fault:
            self.found.faults.append(Fault(Kind.MALFORMED, path, target=listing.fault))
        base = self.urls.of("" if listing.from_root else path)
        for use in dict.fromkeys(listing.uses):
            if not isinstance(self.urls.resolve(base, use.href), External):
                self.use(path, base, use)

    def use(self, page: str, base: str, use: Use, holder: str = "") -> None:
        """Judge one use, or put it off until its target is known."""
        self.found.links += 1
        where = self.urls.resolve(base, use.href)
        match where:
            case Internal(path, fragment):
                self._inside(page, use, path, fragment, holder)
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

    def finish(self) -> None:
        """Follow the style sheets, then the jumps."""
        read: set[str] = set()
        while unread := sorted(self.sheets.keys() - read):
            for sheet in unread:
                self._sheet(sheet, self.sheets[sheet])
            read.update(unread)
        waiting, self.jumps = self.jumps, []
        for jump in waiting:
            self._jump(jump)
        self.found.pages = len(self.pages)

    def _inside(self, page: str, use: Use, path: str, fragment: str, holder: str) -> None:
        role = use.role
        if role not in _FOLLOWED and not use.href.strip():
            self._fault(Kind.EMPTY, page, use, page, holder)
            return
        file = self.tree.served(path)
        if file is None or (role not in _FOLLOWED and file != path and file != path.replace("//", "/")):
            self._fault(Kind.MISSING, page, use, path, holder)
            return
        if file != page:
            self.reached.add(file)
        if role in (Role.IMAGE, Role.MEDIA, Role.SCRIPT, Role.STYLE) and file.endswith(_PAGES):
            self._fault(Kind.WRONG_TYPE, page, use, file, holder)
        elif role is Role.STYLE:
            self.sheets.setdefault(file, page)
        elif fragment and file.endswith((*_PAGES, ".svg")):
            self._jump(Jump(page, use, file, fragment, holder))

    def _external(self, page: str, use: Use, url: str, holder: str) -> None:
        text = use.href.strip()
        if text.startswith("//") and self.tree.served(unquote(text[2:].partition("#")[0])):
            self._fault(Kind.PATH_AS_HOST, page, use, text[2:], holder)
        elif use.role is not Role.QUOTED:
            self.found.externals[url][(page, use.href)] = None

    def _sheet(self, path: str, page: str) -> None:
        base = self.urls.of(path)
        text = (self.root / path).read_bytes().decode("utf-8-sig", "replace")
        for fetch in fetches(text):
            if not fetch.href.startswith(("#", "data:")):
                role = Role.STYLE if fetch.sheet else Role.FILE
                self.use(page, base, Use(fetch.href, role, fetch.line), holder=path)

    def _jump(self, jump: Jump) -> None:
        """Judge a jump, or put it off until its target's page has been read."""
        anchors = self.found.anchors.get(jump.target)
        if anchors is None and jump.target.endswith(".svg"):
            anchors = extract((self.root / jump.target).read_bytes()).anchors
            self.found.anchors[jump.target] = anchors
        if anchors is None:
            self.jumps.append(jump)
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
