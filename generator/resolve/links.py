"""Where each href and image of a page leads, and a warning for each that leads nowhere.

A path is tried against the page's URL, the source file's folder, then the source root; as
written, then as the source of a page (`.md`), then with `.html` or as a folder.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from generator import addresses
from generator.diagnostics import Checked, Diagnostic, Location
from generator.model import Outline, Target
from generator.problems.resolve import (
    climbs_out,
    dead_link,
    image_elsewhere,
    missing_image,
    repaired_anchor,
    unknown_anchor,
)
from generator.problems.wording import nearest
from generator.records import dataclass
from generator.resolve.facts import Goal
from generator.resolve.nearby import Nearby, nearby_of, nearest_path
from generator.resolve.places import Placed
from generator.resolve.titles import Titles, wiki_target

_DOMAIN = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:com|org|net|io|cn|dev|me|edu|gov|co|app|ai|info|tech|site|cc|be)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, eq=False)
class Addresses:
    """Everything a link may name: outputs, sources, and image names by their folded file name.

    Two are equal when they are one: memory gives the same for equal facts, and to compare all of it for
    each page would cost more than to find where its links lead.
    """

    baseurl: str
    outputs: frozenset[str]
    pages: Mapping[str, Outline]
    """Output → what a fragment may name on the page written there."""
    sources: Mapping[str, str]
    """Source path → output."""
    files_by_name: Mapping[str, tuple[str, ...]]
    """File name → the outputs of that name that are no pages."""
    nearby: Nearby
    """All outputs, and below those that are no pages, for help with what leads nowhere."""
    nearby_files: Nearby


def addresses_of(
    goals: tuple[Goal, ...], files: tuple[str, ...], generated: tuple[str, ...], baseurl: str
) -> Addresses:
    """The site's addresses: `files` and `generated` are the outputs that come from no page."""
    by_name: dict[str, list[str]] = {}
    for path in sorted(set(files)):
        by_name.setdefault(posixpath.basename(path), []).append(path)
    outputs = frozenset(chain(*by_name.values(), generated, (goal.output for goal in goals)))
    return Addresses(
        baseurl=baseurl,
        outputs=outputs,
        pages={goal.output: goal.outline for goal in goals},
        sources={goal.path: goal.output for goal in goals},
        files_by_name={name: tuple(paths) for name, paths in by_name.items()},
        nearby=nearby_of(outputs),
        nearby_files=nearby_of(chain(*by_name.values())),
    )


def targets_of(placed: Placed, known: Addresses, titles: Titles) -> Checked[dict[str, Target]]:
    """Every internal href and image source of a page → where it leads: as a link, if it is both."""
    targets: dict[str, Target] = {}
    found: list[Diagnostic] = []
    for use in placed.page.uses:
        href, at, is_image = use.href, use.at, use.is_image
        if not href or href.startswith("#") or addresses.is_external(href):
            continue
        if href.startswith("[["):
            resolved = wiki_target(href, at, placed, titles, known.pages)
        else:
            resolved = _image(href, at, placed, known) if is_image else _link(href, at, placed, known)
        found += resolved.diagnostics
        if resolved.value is not None and not (is_image and href in targets):
            targets[href] = resolved.value
    return Checked(targets, tuple(found))


def candidates(path: str, placed: Placed, baseurl: str) -> Iterator[str]:
    """The site paths that `path` may mean on a page, most likely first; none when all climb out."""
    if baseurl and (path == baseurl or path.startswith(f"{baseurl}/")):
        path = path[len(baseurl) :] or "/"
    folder = posixpath.dirname(placed.page.path)
    # What lies beside the notes of `_posts` or of a collection is published without the underscore.
    public = "/".join(part.removeprefix("_") for part in folder.split("/"))
    bases = (placed.output, placed.page.path, f"{public}/", "")
    beside = posixpath.splitext(placed.page.path)[0] + "/"
    for base in ("",) if path.startswith("/") else (*bases, beside):
        way = addresses.join(base, path)
        if way is not None:
            yield way


def _link(href: str, at: Location, placed: Placed, known: Addresses) -> Checked[Target | None]:
    parts = addresses.split(href)
    ways = candidates(parts.path, placed, known.baseurl)
    output = placed.output if not parts.path else _first(ways, known)
    if output is None:
        way = next(candidates(parts.path, placed, known.baseurl), None)
        help = _nearest_page(parts.path, way, known) if way is not None else ""
        return Checked(None, (climbs_out(href, at) if way is None else dead_link(href, at, help),))
    checked = _fragment(href, parts.fragment, output, at, known)
    url = addresses.relative(placed.output, output, checked.value, parts.query)
    return Checked(Target(url, output, checked.value or ""), checked.diagnostics)


def _first(ways: Iterable[str], known: Addresses) -> str | None:
    for way in ways:
        for output in _spellings(way, known):
            if output in known.outputs:
                return output
    return None


def _spellings(way: str, known: Addresses) -> Iterator[str]:
    """The outputs that a site path may stand for."""
    folder = way.rstrip("/")
    yield from (way,) if way and not way.endswith("/") else ()
    yield f"{folder}/index.html" if folder else "index.html"
    yield f"{folder}.html"
    yield known.sources.get(way, "")
    stem, extension = posixpath.splitext(folder)
    if extension in {".md", ".markdown"}:
        yield f"{stem}.html"
    elif extension == ".html":
        yield f"{stem}/index.html"


def _fragment(
    href: str, fragment: str | None, output: str, at: Location, known: Addresses
) -> Checked[str | None]:
    """The fragment as the target page spells it: an id, or the id of the heading it names."""
    page = known.pages.get(output)
    if not fragment or page is None or fragment in page.anchors:
        return Checked(fragment)
    name = fragment.lstrip("#").strip()
    by_text = {text.casefold(): anchor for text, anchor in reversed(page.named)}
    by_text |= {anchor.casefold(): anchor for anchor in reversed(page.anchors)}
    anchor = by_text.get(name.casefold())
    if anchor is not None:
        return Checked(anchor, (repaired_anchor(fragment, anchor, output, at),))
    near = nearest(name, [*page.anchors, *(text for text, _ in page.named)])
    help = f'did you mean "{near}"?' if near else f"{output} has no ids" if not page.anchors else ""
    return Checked(fragment, (unknown_anchor(href, fragment, output, at, help),))


def _nearest_page(path: str, way: str, known: Addresses) -> str:
    """The help for a path (as seen from the root: `way`) where nothing is: the address it may mean."""
    first, _, rest = path.partition("/")
    if _DOMAIN.fullmatch(first) and (rest or first.lower().startswith("www.")):
        return f'for an address off the site, write "https://{path}"'
    near = nearest_path(way, known.nearby)
    return f'did you mean "/{near}"?' if near else ""


def _image(src: str, at: Location, placed: Placed, known: Addresses) -> Checked[Target | None]:
    path = addresses.split(src).path
    ways = tuple(dict.fromkeys(candidates(path, placed, known.baseurl)))
    output = next((way for way in ways if way in known.outputs), None)
    if output is not None:
        return Checked(Target(addresses.relative(placed.output, output), output))
    same_name = known.files_by_name.get(posixpath.basename(path), ())
    if len(same_name) == 1:
        url = addresses.relative(placed.output, same_name[0])
        return Checked(Target(url, same_name[0]), (image_elsewhere(src, same_name[0], at),))
    return Checked(None, (missing_image(src, at, _nearest_image(path, ways, same_name, known)),))


def _nearest_image(path: str, ways: tuple[str, ...], same_name: tuple[str, ...], known: Addresses) -> str:
    if same_name:
        return f"files of that name: {', '.join(same_name)}"
    near = nearest_path(path, known.nearby_files)
    if near is not None:
        return f'did you mean "{near}"?'
    return f"looked for {', '.join(ways)}" if ways else ""
