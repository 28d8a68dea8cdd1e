"""The whole site surveyed: pages shared out to processes, then what only the whole can answer.

Style sheets, sprites and jumps across pages are judged when every page has been read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.check import quality
from generator.check.listings import may_list
from generator.check.tree import Tree
from generator.check.urls import SiteUrls
from generator.check.walk import PAGES, Gathered, Walk

_TASKS_EACH = 4
"""Tasks for each process: more even loads, at the price of handing over the listing more often."""
_WORTH_A_POOL = 400
"""Fewer pages are read sooner than processes start."""


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
    for part in _read(root, tree, urls, looks, pages):
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
    return Survey(tree, urls, walk.found)


def _read(
    root: Path, tree: Tree, urls: SiteUrls, looks: frozenset[str], pages: list[str]
) -> Iterable[Gathered]:
    """What the pages hold, in their order."""
    processes = len(os.sched_getaffinity(0))
    if len(pages) < _WORTH_A_POOL or processes < 2:
        return [_walk(Walk(root, tree, urls, looks), pages)]
    size = -(-len(pages) // (processes * _TASKS_EACH))
    chunks = [pages[at : at + size] for at in range(0, len(pages), size)]
    walk = partial(_walk_apart, root, tree.files, urls.origin, urls.prefix, looks)
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(walk, chunks))


def _walk_apart(
    root: Path, files: tuple[str, ...], origin: str, prefix: str, looks: frozenset[str], pages: list[str]
) -> Gathered:
    """One process's task: everything it needs comes with it, nothing stays behind."""
    return _walk(Walk(root, Tree(files), SiteUrls(origin, prefix), looks), pages)


def _walk(walk: Walk, pages: list[str]) -> Gathered:
    for page in pages:
        walk.page(page)
    return walk.found


def _finish(walk: Walk) -> None:
    """Follow the style sheets and what they import, then the jumps."""
    read: set[str] = set()
    while unread := sorted(walk.found.sheets.keys() - read):
        for sheet in unread:
            walk.sheet(sheet, walk.found.sheets[sheet])
        read.update(unread)
    waiting, walk.found.jumps = walk.found.jumps, []
    for jump in waiting:
        walk.jump(jump)
