"""A build of which only a few notes were edited, whatever the size of the site.

A note says something to the rest of the site: its title and date, its headings and links, how long it
takes to read, the beginning that lists show. What each page was rendered from is remembered, and what
lists are made of; so the pages that show what an edited note says otherwise are found, and rendered again
with it: beside its own those that name it, the lists that have it, the feeds, its part of the search
index. Where anything else may have changed, the whole build looks at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.build.edits.edited import Edited, edited, note_before
from generator.build.edits.last_site import OtherwiseError
from generator.build.edits.read_apart import Notes
from generator.build.edits.touched import Known, Touched
from generator.build.manifest import Left
from generator.build.options import Options
from generator.diagnostics import Checked
from generator.model import Kind, Output, PageRef
from generator.records import dataclass, replace
from generator.render.lists import lists_with
from generator.render.page_view import PageInput
from generator.render.published_page import PublishedPage
from generator.render.renderers import ListRenderer, Renderer, render_list
from generator.render.search.edited import reindexed
from generator.render.search.entry import IndexEntry, entry_of
from generator.render.search.index import Segments
from generator.render.templates import load_templates

MOST = 256
"""Pages that name what was edited, beyond which the whole build is as quick."""
References = Mapping[str, PageRef]
"""How pages are to be named from now on, by URL."""


@dataclass(frozen=True, slots=True)
class Retouched:
    """The outputs that the edited notes change, and the manifest with the notes' lines as they are now."""

    outputs: tuple[Output, ...]
    manifest: bytes


class Retouching:
    """What is to be published after notes were touched; `OtherwiseError` where the whole build must look."""

    def __init__(self, options: Options, known: Known, touched: Iterable[Touched], left: bytes) -> None:
        """Of the notes `touched`, before it is known what they are now. `left` is the manifest of the build
        before, which found nothing to say of these files; `AlteredError` where it was altered."""
        self._options, self._known = options, known
        self._config, self._lasting, self._last_site = known.config, known.lasting, known.last_site
        if self._config.precompress:
            raise OtherwiseError
        self._left = Left(left)
        self._templates = load_templates(options.templates)
        self._plain: tuple[str, ...] = self._lasting.last("plain layouts", "") or ()
        self._touched = [note_before(note, known) for note in touched]
        self._pages_before = {note.placed.output: self._before(note.given) for note in self._touched}
        self._sources, self._sizes = (self._lasting.last(f"search {what}", "") for what in ("order", "sizes"))

    def all(self, notes: Notes) -> Retouched:
        """What is to be published, of the notes as they are told to be now."""
        now = []
        for note in self._touched:
            now.append(edited(note, self._known, notes))
            self._last_site.edit(now[-1].given)
        outputs = {output.path: output for output in self._pages(now)}
        outputs |= {output.path: output for output in self._lists(now)}
        outputs |= {output.path: output for output in self._feeds(now)}
        for each in now if self._config.search else ():
            outputs |= {output.path: output for output in self._index(each, outputs)}
        manifest = self._left.with_pages(each.given.resolved for each in now)
        return Retouched(tuple(outputs.values()), manifest)

    def _pages(self, notes: list[Edited]) -> Iterator[Output]:
        """The notes' pages, and those that name a note whose title is another."""
        retitled = [note.given.resolved for note in notes if note.is_retitled]
        ties = self._last_site.ties
        if retitled and (ties.by_title or ties.own_lists or any(p.output in ties.led_to for p in retitled)):
            raise OtherwiseError
        references = {p.url: PageRef(p.url, p.page.title, p.page.front.date) for p in retitled}
        naming: set[str] = set()
        for url in references:
            naming.update(self._last_site.showing(url))
        if len(naming) > MOST:
            raise OtherwiseError
        for output in sorted(self._pages_before.keys() | naming):
            given = self._last_site.given(output)
            before = self._pages_before.get(output) or self._before(given)
            one = Renderer(self._last_site.around, self._templates, before.highlighter)
            page = _naming(given, references)
            yield _sound(self._lasting.recall("render", output, before.rendered, one, page))

    def _before(self, given: PageInput) -> PublishedPage:
        """The page that was rendered from this, as it was published."""
        html = _text(self._options.output / given.resolved.output)
        return PublishedPage(html, given, self._last_site.around, self._templates, self._plain)

    def _lists(self, notes: list[Edited]) -> Iterator[Output]:
        """The lists that have a note whose row, or beginning, is another."""
        lang = self._config.lang
        rows = [(note, note.rows(lang)) for note in notes if note.now.kind is Kind.POST]
        shown = [(note, now) for note, (before, now) in rows if before != now or note.begins_otherwise]
        if not shown:
            return
        if self._last_site.ties.own_lists:
            raise OtherwiseError
        posts, numbers = self._last_site.posts({note.given.resolved.output: row for note, row in shown})
        lists = (page for number in numbers for page in lists_with(posts, number, self._last_site.around))
        one = ListRenderer(self._templates)
        for page in {page.output: page for page in lists}.values():
            if self._lasting.last("list", page.output) is None:
                raise OtherwiseError
            yield _sound(self._lasting.recall("list", page.output, render_list, one, page))

    def _feeds(self, notes: list[Edited]) -> Iterator[Output]:
        """The feeds, where they hold a note."""
        ties = self._last_site.ties
        if {note.given.resolved.output for note in notes}.isdisjoint(ties.in_feeds):
            return
        from generator.render.feeds import news

        newest = [self._last_site.given(output) for output in ties.in_feeds]
        made = news(self._config, tuple((given.resolved, given.drawn) for given in newest))
        if ties.led_to and not {output.path for output in made}.isdisjoint(ties.led_to):
            raise OtherwiseError
        yield from (output for output in made if output.path not in ties.taken)

    def _index(self, note: Edited, made: Mapping[str, Output]) -> tuple[Output, ...]:
        """The files of the search index that a note changes; `made` are those that are written already."""
        page, output, recall = note.now, note.given.resolved.output, self._lasting.recall
        before = self._entry(page.path)
        entry = recall("search", page.path, entry_of, page, output, note.given.drawn, self._config.lang)

        def read(name: str) -> str:
            return made[name].content.decode() if name in made else _text(self._options.output / name)

        def leave(phase: str, name: str, value: Any) -> None:
            if phase == "search sizes":
                self._sizes = value  # for the next note
            self._lasting.leave_anew(phase, name, value)

        def block_of(start: str) -> Segments | None:
            segments: Segments | None = self._lasting.last("search block", start)
            return segments

        if before is None or self._sources is None or self._sizes is None:
            raise OtherwiseError
        order = (self._sources, *self._sizes)
        files = reindexed(order, page.path, before, entry, self._entry, block_of, leave, read, recall)
        if files is None:
            raise OtherwiseError
        return files

    def _entry(self, path: str) -> IndexEntry | None:
        entry = self._lasting.last("search", path)
        return entry if isinstance(entry, IndexEntry) else None


def _naming(given: PageInput, references: References) -> PageInput:
    """What a page is rendered from, with other pages named as they are from now on."""

    def now(reference: PageRef) -> PageRef:
        return references.get(reference.url, reference)

    page = given.resolved
    resolved = replace(
        page,
        previous=page.previous and now(page.previous),
        next=page.next and now(page.next),
        backlinks=tuple(map(now, page.backlinks)),
        related=tuple(map(now, page.related)),
    )
    return replace(given, resolved=resolved)


def _sound(rendered: Checked[Output]) -> Output:
    if rendered.diagnostics:
        raise OtherwiseError
    return rendered.value


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError:
        return ""
