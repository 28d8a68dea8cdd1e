"""A note that was edited: what its page is rendered from now, and what of it others show.

An edit stays within bounds where the page keeps its place, its date, its terms and what it links to. All
that other pages may then show of it are its title, its row in lists and the beginning of its text.
"""

from __future__ import annotations

from typing import NamedTuple

from generator import addresses
from generator.build.edits.last_site import LastSite, OtherwiseError
from generator.build.edits.read_apart import Notes
from generator.build.edits.touched import Known, Touched
from generator.codec import Codec
from generator.diagnostics import Checked, Location
from generator.memo import Lazy
from generator.model import Kind, Page, ResolvedPage, SourceFile, Target
from generator.records import dataclass, replace
from generator.render.listed import Card, card_of
from generator.render.page_view import PageInput
from generator.resolve import Placed
from generator.source.jekyll_tags import TagContext
from generator.source.load import Loaded

_FREE = frozenset({"title", "excerpt"})
"""Keys of front matter that an edit may change."""
_PLACELESS = Codec(stand_ins={Location: lambda _: "", Lazy: lambda _: ""})


class NoteBefore(NamedTuple):
    """A note that was written to: where its page stands, and what it was rendered from."""

    touched: Touched
    placed: Placed
    given: PageInput


@dataclass(frozen=True, slots=True)
class Edited:
    """An edited note: what its page was rendered from before, and what it is rendered from now."""

    given_before: PageInput
    given: PageInput

    @property
    def before(self) -> Page:
        """Its page before."""
        return self.given_before.resolved.page

    @property
    def now(self) -> Page:
        """Its page now."""
        return self.given.resolved.page

    @property
    def is_retitled(self) -> bool:
        """Whether pages that name it say another title."""
        return self.before.title != self.now.title

    def rows(self, lang: str) -> tuple[Card, Card]:
        """Its row in lists, before and now."""
        output, terms = self.given.resolved.output, self.given.terms
        return card_of(self.before, output, terms, lang), card_of(self.now, output, terms, lang)

    @property
    def begins_otherwise(self) -> bool:
        """Whether the home page may show another beginning of it, or another picture."""
        before, now = self.before, self.now
        return _said(before.excerpt, before.shown) != _said(now.excerpt, now.shown)


def note_before(touched: Touched, known: Known) -> NoteBefore:
    """The page of a note as it stood; `OtherwiseError` where others may show more of it than can be told."""
    path, lasting = touched.entry.path, known.lasting
    before = lasting.last("parse", path)
    if path in known.last_site.ties.included or not isinstance(before, Checked) or before.diagnostics:
        raise OtherwiseError
    placed = before.value
    if not isinstance(placed, Placed) or placed.page.requests:
        raise OtherwiseError
    given = lasting.last_given(placed.output, lambda _: placed.page)
    if given is None:
        raise OtherwiseError
    return NoteBefore(touched, placed, given)


def edited(note: NoteBefore, known: Known, notes: Notes) -> Edited:
    """The note as it is edited, which `notes` tell; `OtherwiseError` where its edit is out of bounds."""
    given, before = note.given, note.placed.page
    now = _parsed(_loaded(note.touched, known, notes), note.placed, known, notes)
    targets = _targets(now, before, given.resolved)
    pictures = {src: given.drawn.pictures[src] for src in targets if src in given.drawn.pictures}
    told_anew = (before.title, before.shown) != (now.title, now.shown)
    if len(pictures) < len(given.drawn.pictures) or (given.drawn.share and told_anew):
        raise OtherwiseError
    if _ids(before) != _ids(now):
        _check_jumps(given.resolved, before, now, known.last_site)
    resolved = replace(given.resolved, page=now, targets=targets)
    return Edited(given, replace(given, resolved=resolved, drawn=replace(given.drawn, pictures=pictures)))


def _loaded(touched: Touched, known: Known, notes: Notes) -> Loaded:
    """The note as it is now, if its file still means a page of the same place and date."""
    old, entry = touched.before, touched.entry
    read = known.lasting.recall("load", entry.path, notes.load, known.source, entry, known.config)
    new = read.value
    if read.diagnostics or not isinstance(new, Loaded):
        raise OtherwiseError
    dated = new.front.date is not None or new.source.kind is not Kind.POST
    if _about(old.source) != _about(new.source) or not dated or new.source.marked:
        raise OtherwiseError
    return new


def _parsed(note: Loaded, before: Placed, known: Known, notes: Notes) -> Page:
    """The note's page now, if it is bound to the rest of the site as it was."""
    context = TagContext(known.config)
    read = known.lasting.recall("parse", note.source.path, notes.parse, known.source, note, context)
    now = read.value
    if read.diagnostics or not isinstance(now, Placed) or now.page.requests:
        raise OtherwiseError
    if (before.url, before.output, _bonds(before.page)) != (now.url, now.output, _bonds(now.page)):
        raise OtherwiseError
    return now.page


def _about(source: SourceFile) -> SourceFile:
    """A source file apart from its text."""
    return replace(source, text="", body="", digest="")


def _bonds(page: Page) -> bytes:
    """What an edit must leave as it is: all but the text, the title, the summary, the headings and links."""
    extra = tuple((key, value) for key, value in page.front.extra if key not in _FREE)
    front = replace(page.front, title="", excerpt="", extra=extra, lines=())
    return _said(page.path, page.kind, front, page.has_math, page.has_mathml, page.draft, page.collection)


def _said(*parts: object) -> bytes:
    """What parts of a page say, wherever in its file they do."""
    return _PLACELESS.dumps(parts)


def _targets(now: Page, before: Page, resolved: ResolvedPage) -> dict[str, Target]:
    """Where the links lead now, if they lead to the same pages as before."""
    known, used = _ways_of_use(before), _ways_of_use(now)
    uses = [use for use in now.uses if not (use.href.startswith("#") or addresses.is_external(use.href))]
    if any(known.get(use.href) != used[use.href] for use in uses):
        raise OtherwiseError
    targets = {use.href: resolved.targets[use.href] for use in uses if use.href in resolved.targets}
    if {t.output for t in targets.values()} != {t.output for t in resolved.targets.values()}:
        raise OtherwiseError
    return targets


def _ways_of_use(page: Page) -> dict[str, frozenset[bool]]:
    """How a page uses each address: as a picture's, as a link, or both; it leads where the link does then."""
    ways: dict[str, frozenset[bool]] = {}
    for use in page.uses:
        ways[use.href] = ways.get(use.href, frozenset()) | {use.is_image}
    return ways


def _ids(page: Page) -> tuple[object, ...]:
    return page.anchors, page.outline.named


def _check_jumps(resolved: ResolvedPage, before: Page, now: Page, last_site: LastSite) -> None:
    """Nothing, if every link to a part of the page finds it by the same id before and now."""
    kept = set(before.anchors).intersection(now.anchors)
    for other in (resolved, *last_site.linking(resolved)):
        for href, target in other.targets.items():
            if target.output != resolved.output or "#" not in href:
                continue
            written = None if href.startswith("[[") else addresses.split(href).fragment
            if written is None or written not in kept:
                raise OtherwiseError
