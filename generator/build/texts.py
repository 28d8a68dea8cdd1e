"""A build of which only the texts of a few notes were edited, whatever the size of the site.

A note says something to the rest of the site: its title and date, its headings and links, how long it
takes to read, the beginning that lists show. If an edited note says what it said, then the others' pages
are what they were; its own page is rendered again, from what it was rendered from before, and its part
of the search index made again. Where anything else may have changed, the whole build looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from generator.build.lasting import Lasting
from generator.build.manifest import with_page
from generator.build.memory import Memory
from generator.build.options import Options
from generator.build.reading import Asked, config_of, load_one, parse_whole
from generator.build.rendering import theme_of
from generator.codec import Codec
from generator.diagnostics import Checked, Location
from generator.memo import Lazy
from generator.model import Config, Kind, Output, Page, SourceFile
from generator.render import Theme
from generator.render.page_view import PageInput
from generator.render.search.edited import reindexed
from generator.render.search.entry import IndexEntry, entry_of
from generator.render.search.index import Segments
from generator.render.site_pages import Renderer, render_one
from generator.render.surroundings import Surroundings
from generator.render.words import reading_minutes
from generator.resolve import Placed
from generator.source.jekyll_tags import TagContext
from generator.source.load import Loaded

_OF_THE_TEXT = frozenset({"content", "han", "words"})
_WHAT_IT_SAYS = Codec(stand_ins={Location: lambda _: "", Lazy: lambda _: ""})


@dataclass(frozen=True, slots=True)
class Retouched:
    """The outputs of the notes' texts, and the manifest with the notes' lines as they are now."""

    outputs: tuple[Output, ...]
    manifest: bytes


class _OtherwiseError(Exception):
    """More than texts has changed, or may have."""


def retouched(options: Options, touched: tuple[str, ...], lasting: Lasting, left: bytes) -> Retouched | None:
    """What is to be published after the files `touched` were edited; None where the whole build must look.

    `left` is the manifest of the build before, which found nothing to say of these files.
    """
    try:
        return _Retouching(options, lasting, left).all(touched)
    except _OtherwiseError:
        return None


class _Retouching:
    def __init__(self, options: Options, lasting: Lasting, left: bytes) -> None:
        self._options, self._lasting, self._manifest = options, lasting, left
        asked = Asked(options.source, options.output, options.drafts, options.future, options.now)
        self._config: Config = config_of(asked, Memory()).value
        self._theme: Theme = theme_of(options.templates, Memory())
        around = lasting.last("around", "")
        elsewhere = lasting.last("text elsewhere", "")
        if not isinstance(around, Surroundings) or elsewhere is None or self._config.precompress:
            raise _OtherwiseError
        self._around, self._elsewhere = around, frozenset(elsewhere)

    def all(self, touched: tuple[str, ...]) -> Retouched:
        outputs: dict[str, Output] = {}
        for path in touched:
            outputs |= {output.path: output for output in self._outputs(path, outputs)}
        return Retouched(tuple(outputs.values()), self._manifest)

    def _outputs(self, path: str, made: dict[str, Output]) -> Iterator[Output]:
        note = self._loaded(path)
        page = self._parsed(path, note)
        given = self._lasting.last_given(page.output, page.page)
        if given is None:
            raise _OtherwiseError
        one = Renderer(self._around, self._theme.templates)
        rendered = self._lasting.recall("render", page.output, render_one, one, given)
        if rendered.diagnostics:
            raise _OtherwiseError
        yield rendered.value
        if self._config.search:
            yield from self._index(given, made)
        manifest = with_page(self._manifest, given.resolved)
        if manifest is None:
            raise _OtherwiseError
        self._manifest = manifest

    def _loaded(self, path: str) -> Loaded:
        """The note as it is now, if its front matter is what it was."""
        before = self._lasting.last("load", path)
        if path in self._elsewhere or not isinstance(before, Checked) or not isinstance(before.value, Loaded):
            raise _OtherwiseError
        old = before.value
        try:
            stat = (self._options.source / path).stat()
        except OSError:
            raise _OtherwiseError from None
        entry = replace(old.entry, size=stat.st_size, mtime_ns=stat.st_mtime_ns)
        read = self._lasting.recall("load", path, load_one, self._options.source, entry, self._config)
        new = read.value
        if before.diagnostics or read.diagnostics or not isinstance(new, Loaded):
            raise _OtherwiseError
        same = (old.front, _about(old.source)) == (new.front, _about(new.source))
        dated = new.front.date is not None or new.source.kind is not Kind.POST
        if not (same and dated) or new.source.marked:
            raise _OtherwiseError
        return new

    def _parsed(self, path: str, note: Loaded) -> Placed:
        """The note's page, if it says what it said."""
        before = self._lasting.last("parse", path)
        read = self._lasting.recall(
            "parse", path, parse_whole, self._options.source, note, TagContext(self._config)
        )
        if not isinstance(before, Checked) or before.diagnostics or read.diagnostics:
            raise _OtherwiseError
        old, new = before.value, read.value
        if not isinstance(old, Placed) or not isinstance(new, Placed) or new.page.requests:
            raise _OtherwiseError
        if (old.url, old.output, _says(old.page)) != (new.url, new.output, _says(new.page)):
            raise _OtherwiseError
        return new

    def _index(self, given: PageInput, made: dict[str, Output]) -> tuple[Output, ...]:
        page, output = given.resolved.page, given.resolved.output
        before = self._entry(page.path)
        entry = self._lasting.recall(
            "search", page.path, entry_of, page, output, given.drawn, self._config.lang
        )
        order = self._lasting.last("search order", "")
        site = self._options.output

        def read(name: str) -> str:
            if name in made:
                return made[name].content.decode()
            return _text(site / name)

        def block_of(start: str) -> Segments | None:
            segments: Segments | None = self._lasting.last("search block", start)
            return segments

        recall = self._lasting.recall
        if before is None:
            raise _OtherwiseError
        files = reindexed(order or (), page.path, before, entry, self._entry, block_of, read, recall)
        if files is None:
            raise _OtherwiseError
        return files

    def _entry(self, path: str) -> IndexEntry | None:
        entry = self._lasting.last("search", path)
        return entry if isinstance(entry, IndexEntry) else None


def _about(source: SourceFile) -> SourceFile:
    """A source file apart from its text."""
    return replace(source, text="", body="", digest="")


def _says(page: Page) -> bytes:
    """What a page says to the rest of the site, wherever in its file it does."""
    said = [getattr(page, field.name) for field in fields(page) if field.name not in _OF_THE_TEXT]
    return _WHAT_IT_SAYS.dumps((said, reading_minutes(page), page.excerpt))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
