"""Which page a title means: `[[title#heading]]`, by its title, its file's name or its path."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from generator import addresses
from generator.diagnostics import Checked, Location
from generator.model import Outline, Target
from generator.problems.resolve import unknown_anchor, unknown_title
from generator.problems.wording import nearest
from generator.resolve.facts import Facts
from generator.resolve.places import Placed

Titles = Mapping[str, tuple[str, str]]
"""Folded name → (output, the name as written)."""

_DATE = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-")


def titles_of(pages: tuple[Facts, ...]) -> Titles:
    """What each page may be called. A page's title goes before another's file name."""
    names: dict[str, tuple[str, str]] = {}
    for name_of in (lambda p: p.reference.title, lambda p: posixpath.splitext(p.path)[0], _stem, _undated):
        for page in pages:
            if name := name_of(page):
                names.setdefault(_folded(name), (page.output, name))
    return names


def wiki_target(
    link: str, at: Location, placed: Placed, titles: Titles, pages: Mapping[str, Outline]
) -> Checked[Target | None]:
    """Where `[[title#heading]]` leads; None, with the nearest title as help, where no page is called so."""
    name, _, heading = link.removeprefix("[[").removesuffix("]]").partition("#")
    found = titles.get(_folded(name.removesuffix(".md"))) if name.strip() else (placed.output, "")
    if found is None:
        near = nearest(name, (title for _, title in titles.values()))
        return Checked(None, (unknown_title(name.strip(), near, at),))
    output = found[0]
    fragment = heading.rpartition("#")[2].strip()
    # `^` names a block of Obsidian's, which has no id here: the page is what there is.
    if not fragment or fragment.startswith("^"):
        return Checked(Target(addresses.relative(placed.output, output), output))
    outline = pages[output]
    known = {_folded(anchor): anchor for anchor in reversed(outline.anchors)}
    known |= {_folded(text): anchor for text, anchor in reversed(outline.named)}
    anchor = known.get(_folded(fragment))
    url = addresses.relative(placed.output, output, anchor)
    if anchor is None:
        near = nearest(fragment, (text for text, _ in outline.named))
        help = f'did you mean "{near}"?' if near else ""
        told = unknown_anchor(link, fragment, output, at, help)
        return Checked(Target(url, output), (told,))
    return Checked(Target(url, output, anchor))


def _stem(page: Facts) -> str:
    return posixpath.splitext(posixpath.basename(page.path))[0]


def _undated(page: Facts) -> str:
    return _DATE.sub("", _stem(page), count=1)


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[-_\s]+", " ", name.casefold()).split())
