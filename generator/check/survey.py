"""The whole site surveyed: pages shared out to processes, then what only the whole can answer.

Style sheets, sprites and jumps across pages are judged when every page has been read.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path

from generator.check import quality
from generator.check.listings import may_list
from generator.check.sharing import shared_out
from generator.check.tree import Tree
from generator.check.urls import SiteUrls
from generator.check.walk import PAGES, Gathered, Walk
from generator.records import dataclass


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that the walks have gathered, and what describing it needs."""

    tree: Tree
    urls: SiteUrls
    found: Gathered


def survey(root: Path, tree: Tree, urls: SiteUrls, looks: frozenset[str] = frozenset()) -> Survey:
    """The faults of the site below `root`. `looks` names the switched-on checks beyond addresses."""
    pages = [path for path in tree.files if path.endswith(PAGES)]
    walk = Walk(root, tree, urls, looks)
    for part in shared_out(pages, lambda some: _gathered(Walk(root, tree, urls, looks), some)):
        walk.found.add(part)
    for path in tree.files:
        if may_list(path):
            walk.listing(path)
    _finish(walk)
    if "orphan-page" in looks:
        walk.found.faults += quality.orphans(
            walk.found.pages, walk.found.reached | walk.found.refreshes.keys()
        )
    if "insecure-link" in looks:
        walk.found.faults += quality.insecure(walk.found.externals)
    # Which process met a fault first is chance.
    walk.found.faults.sort(key=attrgetter("order"))
    return Survey(tree, urls, walk.found)


def _gathered(walk: Walk, pages: Iterable[str]) -> Gathered:
    """What the pages hold; the only jumps left open are those to pages that others read."""
    for page in pages:
        walk.page(page)
    walk.judge_waiting()
    return walk.found


def _finish(walk: Walk) -> None:
    """Follow the style sheets and what they import, then the jumps."""
    read: set[str] = set()
    while unread := sorted(walk.found.sheets.keys() - read):
        for sheet in unread:
            walk.sheet(sheet, walk.found.sheets[sheet])
        read.update(unread)
    walk.judge_waiting()
